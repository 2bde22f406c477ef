// mailsim capacity: how much load an estate carries, what fails first, what helps.
#include "report/capacity.hpp"
#include "report/views.hpp"

#include <fmt/format.h>

#include <memory>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"
#include "study/laboratory.hpp"

namespace mailsim::cli {
namespace {

class CapacityCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value(
            "--precision", precision_, "P",
            "half width of the limit's 95 % interval, as a share of it: above 0, at most 1 (default: 0.05)");
        options.value("--replications", replications_, "N",
                      "runs at each load, at first: 2 to 100 (default: 4)");
        options.flag("--limit-only", limit_only_,
                     "only the load at which the first objective fails, without further ones and without "
                     "trying what helps");
        words_.declare(options, "the runs, a page, figures and tables");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim capacity nayatel-busy-hour\n"
            "  mailsim capacity nayatel-busy-hour --precision 0.02 --out capacity\n"
            "  mailsim capacity nayatel-busy-hour --set /topology/hosts/be2/cores=16");
    }

    int run() override {
        study::CapacityOptions options;
        if (!precision_.empty()) options.precision = read_positive("--precision", precision_, 1);
        if (!replications_.empty())
            options.replications = static_cast<int>(read_count("--replications", replications_, 2, 100));
        options.helps = options.every = !limit_only_;
        study::Laboratory laboratory = words_.open("capacity", {}, check);
        study::Capacity capacity = search(laboratory, options);
        if (!capacity.judged) nothing_to_judge(laboratory.scenario());
        write(capacity);
        if (!capacity.complete) return interrupted;
        return capacity.crossing.always() ? no : yes;
    }

  private:
    static void check(const config::Loaded& loaded) {
        std::string why = study::no_capacity(loaded.estate, loaded.scenario);
        if (why.empty()) return;
        base::Problems problems;
        problems.add(loaded.scenario.file, "/load", why);
        throw WrongInput(problems);
    }

    [[noreturn]] static void nothing_to_judge(const config::Loaded& loaded) {
        base::Problems problems;
        problems.add(loaded.scenario.file, "/objectives",
                     "none has data: nothing of what they measure happens in this scenario");
        throw WrongInput(problems);
    }

    study::Capacity search(study::Laboratory& laboratory, study::CapacityOptions& options) {
        RunsLine line;
        listen_for_stop();
        options.tell = [&](const std::string& what) { line.topic(what); };
        laboratory.watch = [&](std::size_t runs) {
            line.show(runs);
            return !stop_asked();
        };
        const config::Loaded& loaded = laboratory.scenario();
        study::Capacity capacity =
            study::find_capacity(loaded.estate, loaded.scenario, options,
                                 [&](const std::vector<study::Run>& runs) { return laboratory.run(runs); });
        capacity.runs = laboratory.runs();
        return capacity;
    }

    void write(const study::Capacity& capacity) const {
        json::Value document = report::to_json(capacity);
        if (words_.keeps()) {
            keep_file(words_.out(), "capacity.json", json::pretty(document));
            keep_file(words_.out(), "curve.csv", report::capacity_csv(capacity));
            keep_file(words_.out(), "report.html",
                      report::with_views(report::capacity_page(capacity), "capacity", document));
            if (std::string figure = report::capacity_figure(capacity); !figure.empty())
                keep_file(words_.out(), "response.svg", figure);
        }
        if (json) return print_json(document);
        print(report::capacity_text(capacity));
        print(fmt::format("\n{} runs{}\n", capacity.runs,
                          words_.keeps() ? "; page " + words_.out() + "/report.html" : ""));
    }

    SearchWords words_;
    std::string precision_, replications_;
    bool limit_only_ = false;
};

}  // namespace

std::unique_ptr<Subcommand> make_capacity() { return std::make_unique<CapacityCommand>(); }

}  // namespace mailsim::cli
