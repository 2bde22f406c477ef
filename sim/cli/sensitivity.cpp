// mailsim sensitivity: which assumptions move the answer.
#include "study/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"
#include "report/growth.hpp"
#include "report/views.hpp"

namespace mailsim::cli {
namespace {

class SensitivityCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value(
            "--of", metric_, "METRIC",
            "what is looked at: a metric of studies, an objective's name, or NODE.processor and the "
            "like (default: busiest, the use of the resource nearest to its limit)");
        options.value(
            "--change", change_, "SHARE",
            "how far each assumption is turned: up to 1 + SHARE times, down to 1 / (1 + SHARE) times; "
            "above 0, at most 9 (default: 50 %)");
        options.values("--only", only_, "WORD",
                       "only assumptions whose names hold this; may be given several times");
        options.value("--replications", replications_, "N", "runs of each: 2 to 100 (default: 3)");
        words_.declare(options, "the runs, a page and tables");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim sensitivity nayatel-busy-hour\n"
            "  mailsim sensitivity nayatel-busy-hour --of delay_p95 --only profiles\n"
            "  mailsim sensitivity nayatel-busy-hour --of be2.processor --change \"20 %\"");
    }

    int run() override {
        study::SensitivityOptions options;
        if (!metric_.empty()) options.metric = metric_;
        if (!change_.empty()) options.change = read_positive("--change", change_, 9);
        if (!replications_.empty())
            options.replications = static_cast<int>(read_count("--replications", replications_, 2, 100));
        options.only = only_;
        std::string unit;
        study::Laboratory laboratory = words_.open(
            "sensitivity", {}, [&](const config::Loaded& loaded) { unit = unit_of(options.metric, loaded); });
        study::Sensitivity found = search(laboratory, options);
        found.unit = unit;
        write(found);
        return found.complete ? yes : interrupted;
    }

  private:
    // Throws WrongInput for a metric that no run has.
    static std::string unit_of(const std::string& metric, const config::Loaded& loaded) {
        std::vector<std::string> names;
        std::string unit, found;
        auto look = [&](const std::string& name, std::string_view its) {
            names.push_back(name);
            if (name == metric) found = name, unit = its;
        };
        for (const auto& row : study::metric_rows()) look(std::string(row.name), row.unit);
        for (const auto& o : loaded.scenario.objectives) look(o.name, o.unit);
        for (const estate::Node& node : loaded.estate.nodes)
            for (const auto& row : study::node_metric_rows())
                look(fmt::format("{}.{}", node.id, row.name), row.unit);
        std::vector<std::string_view> known(names.begin(), names.end());
        if (found.empty())
            throw WrongInput("--of", base::unknown_name("metric", metric, known) + alternatives(loaded));
        return unit;
    }

    // By groups: the nodes' figures alone are more names than anybody reads.
    static std::string alternatives(const config::Loaded& loaded) {
        std::string metrics, objectives, figures;
        auto add = [](std::string& list, std::string_view name) {
            list += (list.empty() ? "" : ", ") + std::string(name);
        };
        for (const auto& row : study::metric_rows()) add(metrics, row.name);
        for (const auto& o : loaded.scenario.objectives) add(objectives, "'" + o.name + "'");
        for (const auto& row : study::node_metric_rows()) add(figures, row.name);
        return fmt::format(
            ". A metric of studies ({}), an objective ({}), or a node with one of {}, like {}.{}", metrics,
            objectives, figures, loaded.estate.nodes.front().id, study::node_metric_rows().front().name);
    }

    study::Sensitivity search(study::Laboratory& laboratory, study::SensitivityOptions& options) const {
        RunsLine line;
        listen_for_stop();
        options.tell = [&](const std::string& what) { line.topic(what); };
        laboratory.watch = [&](std::size_t runs) {
            line.show(runs);
            return !stop_asked();
        };
        auto valid = [&](const std::vector<config::Assignment>& sets) {
            std::vector<config::Assignment> all = words_.base();
            all.insert(all.end(), sets.begin(), sets.end());
            auto loaded = config::load_scenario(words_.scenario(), all);
            return loaded ? std::string() : base::to_string(*loaded.error().begin());
        };
        study::Sensitivity found = study::find_sensitivity(
            laboratory.scenario(), options,
            [&](const std::vector<study::Run>& runs) { return laboratory.run(runs); }, valid);
        found.runs = laboratory.runs();
        return found;
    }

    void write(const study::Sensitivity& found) const {
        json::Value document = report::to_json(found);
        if (words_.keeps()) {
            keep_file(words_.out(), "sensitivity.json", json::pretty(document));
            keep_file(words_.out(), "report.html",
                      report::with_views(report::sensitivity_page(found), "sensitivity", document));
        }
        if (json) return print_json(document);
        print(report::sensitivity_text(found));
        if (words_.keeps()) print(fmt::format("\npage {}/report.html\n", words_.out()));
    }

    SearchWords words_;
    std::string metric_, change_, replications_;
    std::vector<std::string> only_;
};

}  // namespace

std::unique_ptr<Subcommand> make_sensitivity() { return std::make_unique<SensitivityCommand>(); }

}  // namespace mailsim::cli
