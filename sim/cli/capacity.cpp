// mailsim capacity: how much load an estate carries, what fails first, what helps.
#include "report/capacity.hpp"

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
        options.argument("SCENARIO", scenario_, "a scenario's file, or the name of a shipped one");
        options.value(
            "--precision", precision_, "P",
            "half width of the limit's 95 % interval, as a share of it: above 0, at most 1 (default: 0.05)");
        options.value("--replications", replications_, "N",
                      "runs at each load, at first: 2 to 100 (default: 4)");
        options.flag("--limit-only", limit_only_,
                     "only the load at which the first objective fails, without further ones and without "
                     "trying what helps");
        options.values("--set", sets_, "POINTER=VALUE",
                       "changes one value: /topology/... of the estate, else of the scenario");
        options.value("--seed", seed_, "N", "another seed than the scenario's");
        options.value("--jobs", jobs_, "N", "runs at once (default: one a core)");
        options.value("--out", out_, "DIR", "keeps the runs, a page, figures and tables there");
        options.flag("--resume", resume_, "goes on with the runs that DIR holds");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim capacity nayatel-busy-hour\n"
            "  mailsim capacity nayatel-busy-hour --precision 0.02 --out capacity\n"
            "  mailsim capacity nayatel-busy-hour --limit-only --set /topology/hosts/be2/cores=16");
    }

    int run() override {
        if (scenario_.empty())
            throw WrongInput("SCENARIO", "missing: a scenario's file or name, like nayatel-day");
        study::CapacityOptions options;
        if (!precision_.empty()) options.precision = read_positive("--precision", precision_, 1);
        if (!replications_.empty())
            options.replications = static_cast<int>(read_count("--replications", replications_, 2, 100));
        options.helps = options.every = !limit_only_;
        if (resume_ && out_.empty()) throw WrongInput("--resume", "needs --out: the folder to go on with");
        study::Laboratory laboratory(open(), launcher());
        const config::Loaded& loaded = laboratory.scenario();
        if (std::string why = study::no_capacity(loaded.estate, loaded.scenario); !why.empty()) {
            base::Problems problems;
            problems.add(loaded.scenario.file, "/load", why);
            throw WrongInput(problems);
        }
        study::Capacity capacity = search(laboratory, options);
        write(capacity);
        if (!capacity.complete) return interrupted;
        return capacity.crossing.always() ? no : yes;
    }

  private:
    study::Folder open() {
        if (out_.empty()) own_ = std::make_unique<OwnFolder>();
        study::Opening opening;
        opening.folder = out_.empty() ? own_->path() : out_;
        opening.scenario = scenario_;
        opening.base = read_sets(sets_, seed_);
        json::Value set = json::Value::object();
        for (const config::Assignment& a : opening.base) set.set(a.pointer, a.value);
        opening.purpose = json::compact(json::Value::object({{"capacity", scenario_}, {"set", set}}));
        opening.resume = resume_;
        auto folder = study::Folder::open(opening);
        if (!folder) throw WrongInput(folder.error());
        return std::move(*folder);
    }

    study::Launcher launcher() const {
        study::Launcher launcher;
        if (!jobs_.empty()) launcher.jobs = static_cast<unsigned>(read_count("--jobs", jobs_, 1, 1024));
        return launcher;
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
        if (!out_.empty()) {
            keep_file(out_, "capacity.json", json::pretty(document));
            keep_file(out_, "curve.csv", report::capacity_csv(capacity));
            keep_file(out_, "report.html", report::capacity_page(capacity));
            if (std::string figure = report::capacity_figure(capacity); !figure.empty())
                keep_file(out_, "response.svg", figure);
        }
        if (json) return print_json(document);
        print(report::capacity_text(capacity));
        print(fmt::format("\n{} runs{}\n", capacity.runs,
                          out_.empty() ? "" : "; page " + out_ + "/report.html"));
    }

    std::string scenario_, precision_, replications_, seed_, jobs_, out_;
    std::vector<std::string> sets_;
    bool limit_only_ = false, resume_ = false;
    std::unique_ptr<OwnFolder> own_;
};

}  // namespace

std::unique_ptr<Subcommand> make_capacity() { return std::make_unique<CapacityCommand>(); }

}  // namespace mailsim::cli
