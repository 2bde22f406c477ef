// mailsim twin: queueing theory beside a run, station by station.
#include "study/twin.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"
#include "report/growth.hpp"
#include "report/views.hpp"
#include "run/simulation.hpp"

namespace mailsim::cli {
namespace {

class TwinCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("SCENARIO", scenario_, "a scenario's file, or the name of a shipped one");
        options.values("--set", sets_, "POINTER=VALUE",
                       "changes one value: /topology/... of the estate, else of the scenario");
        options.value("--seed", seed_, "N", "another seed than the scenario's");
        options.value("--out", out_, "DIR", "keeps a page and the document there");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim twin nayatel-busy-hour\n"
            "  mailsim twin nayatel-busy-hour --set /load/multiplier=20");
    }

    int run() override {
        if (scenario_.empty())
            throw WrongInput("SCENARIO", "missing: a scenario's file or name, like nayatel-day");
        auto loaded = config::load_scenario(scenario_, read_sets(sets_, seed_));
        if (!loaded) throw WrongInput(loaded.error());
        if (!out_.empty()) prepare_folder(out_, "twin.json");
        run::Simulation simulation(loaded->estate, loaded->scenario, {});
        observe::Summary summary = simulation.run();
        std::vector<study::TwinRow> rows = study::twin(summary);
        write(summary, rows);
        for (const std::string& difference : summary.differences)
            std::fprintf(stderr, "mailsim: self-check failed: %s\n", difference.c_str());
        return summary.differences.empty() ? yes : failed;
    }

  private:
    void write(const observe::Summary& summary, const std::vector<study::TwinRow>& rows) const {
        json::Value document =
            json::Value::object({{"title", summary.title}, {"stations", report::to_json(rows)}});
        if (!out_.empty()) {
            keep_file(out_, "twin.json", json::pretty(document));
            keep_file(
                out_, "report.html",
                report::with_views(report::twin_page(summary.title, scenario_, rows), "twin", document));
        }
        if (json) return print_json(document);
        print(fmt::format("{}\n  mean time in each station: by queueing theory, and in the run\n\n{}",
                          summary.title, report::twin_text(rows)));
        if (!out_.empty()) print(fmt::format("\npage {}/report.html\n", out_));
    }

    std::string scenario_, seed_, out_;
    std::vector<std::string> sets_;
};

}  // namespace

std::unique_ptr<Subcommand> make_twin() { return std::make_unique<TwinCommand>(); }

}  // namespace mailsim::cli
