// mailsim survive: each node, link, peer and DNS missing in turn.
#include "report/survive.hpp"
#include "report/views.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

class SurviveCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("SCENARIO", scenario_, "a scenario's file, or the name of a shipped one");
        options.values("--only", only_, "NAME",
                       "only this node, link or peer, or dns; may be given several times");
        options.value("--from", from_, "TIME", "when it goes missing (default: when most mail is sent)");
        options.value("--for", for_, "TIME",
                      "how long it is missing (default: half of the measured time, at most 1 h)");
        options.value("--mode", mode_, "MODE",
                      "off, silent, refusing-tcp or refusing-mail (default: off; dns: silent)");
        options.values("--set", sets_, "POINTER=VALUE",
                       "changes one value: /topology/... of the estate, else of the scenario");
        options.value("--seed", seed_, "N", "another seed than the scenario's");
        options.value("--jobs", jobs_, "N", "runs at once (default: one a core)");
        options.value("--out", out_, "DIR", "keeps a page and the tables there");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim survive nayatel-busy-hour\n"
            "  mailsim survive nayatel-day --only be2 --from \"12 h\" --for \"2 h\" --out be2");
    }

    int run() override {
        if (scenario_.empty())
            throw WrongInput("SCENARIO", "missing: a scenario's file or name, like nayatel-day");
        study::SurviveOptions options = read_options();
        study::Spreading how;
        if (!jobs_.empty()) how.jobs = static_cast<int>(read_count("--jobs", jobs_, 1, 1024));
        assignments_ = read_sets(sets_, seed_);
        config::Loaded loaded = load();
        if (base::Problems problems = study::check(loaded, options); !problems.empty())
            throw WrongInput(problems);
        if (!out_.empty()) prepare_folder(out_, "survive.json");
        study::SurvivalTable table = make(options, how);
        write(table);
        if (!table.complete) return interrupted;
        for (const study::Survival& row : table.rows)
            if (!row.objectives_met) return no;
        return yes;
    }

  private:
    study::SurviveOptions read_options() const {
        study::SurviveOptions options;
        options.only = only_;
        if (!from_.empty()) options.from = read_instant("--from", from_);
        if (!for_.empty()) options.length = read_instant("--for", for_);
        if (options.length && options.length->count() <= 0)
            throw WrongInput("--for",
                             "nothing is missing for no time; write a time above 0, like \"30 min\"");
        if (!mode_.empty()) options.mode = read_mode();
        return options;
    }

    fault::Mode read_mode() const {
        using fault::Mode;
        for (Mode mode : {Mode::off, Mode::silent, Mode::refusing_tcp, Mode::refusing_mail})
            if (mode_ == fault::name(mode)) return mode;
        constexpr std::string_view words[] = {"off", "silent", "refusing-tcp", "refusing-mail"};
        throw WrongInput("--mode", base::unknown_name("mode", mode_, words));
    }

    config::Loaded load() const {
        auto loaded = config::load_scenario(scenario_, assignments_);
        if (!loaded) throw WrongInput(loaded.error());
        return std::move(*loaded);
    }

    study::SurvivalTable make(study::SurviveOptions& options, study::Spreading& how) const {
        RunsLine line;
        listen_for_stop();
        std::size_t done = 0, all = 0;
        options.tell = [&](std::size_t runs, std::size_t of) { line.show(done = runs, all = of); };
        how.go_on = [&] {
            line.show(done, all);
            return !stop_asked();
        };
        return study::survive([this] { return load(); }, options, how);
    }

    void write(const study::SurvivalTable& table) const {
        json::Value document = report::to_json(table);
        if (!out_.empty()) {
            keep_file(out_, "survive.json", json::pretty(document));
            keep_file(out_, "survive.csv", report::survive_csv(table));
            keep_file(out_, "report.html",
                      report::with_views(report::survive_page(table), "survive", report::to_json(table)));
        }
        if (json) return print_json(document);
        print(report::survive_text(table));
        if (!out_.empty()) print(fmt::format("\npage {}/report.html\n", out_));
    }

    std::string scenario_, from_, for_, mode_, seed_, jobs_, out_;
    std::vector<std::string> only_, sets_;
    std::vector<config::Assignment> assignments_;
};

}  // namespace

std::unique_ptr<Subcommand> make_survive() { return std::make_unique<SurviveCommand>(); }

}  // namespace mailsim::cli
