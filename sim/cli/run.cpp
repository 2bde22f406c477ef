// mailsim run: a scenario in simulated time, or a recipe's run again.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"
#include "cli/wrong_input.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "render/run_logs.hpp"
#include "report/folder.hpp"
#include "report/page.hpp"
#include "report/recipe_files.hpp"
#include "report/run_text.hpp"
#include "report/summary_json.hpp"
#include "report/timing.hpp"
#include "report/views.hpp"
#include "run/simulation.hpp"

namespace mailsim::cli {
namespace {

namespace fs = std::filesystem;
using WallClock = std::chrono::steady_clock;

volatile std::sig_atomic_t stop_asked = 0;
void ask_to_stop(int) { stop_asked = 1; }

double since(WallClock::time_point start) {
    return std::chrono::duration<double>(WallClock::now() - start).count();
}

std::uint64_t peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t read_count(std::string_view option, std::string_view text, std::uint64_t least) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least)
        throw WrongInput(option, fmt::format("'{}' is not a whole number of {} or more", text, least));
    return value;
}

class Run : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("SCENARIO", scenario_,
                         "a scenario's file, the name of a shipped one, or a run's recipe.json");
        options.value("--seed", seed_, "N", "another seed than the scenario's");
        options.values("--set", sets_, "POINTER=VALUE",
                       "changes one value: /topology/... of the estate, else of the scenario");
        options.value("--keep", keep_, "WHICH",
                      "rows of messages in results.sqlite: all, sample=N or none (default: sample=100)");
        options.value(
            "--logs", logs_, "DIR",
            "also writes every node's log there, in each dialect of replay --as (an empty or new folder)");
        options.value("--out", out_, "DIR", "where the results go (default: out/ and the scenario's name)");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim run nayatel-day\n"
            "  mailsim run be2-outage --keep all --out outage\n"
            "  mailsim run nayatel-busy-hour --set /load/multiplier=1.3\n"
            "  mailsim run out/nayatel-day/recipe.json");
    }

    int run() override {
        auto began = WallClock::now();
        if (scenario_.empty())
            throw WrongInput("SCENARIO", "missing: a scenario's file or name, like nayatel-day");
        find_recipe();
        report::Recipe recipe = recipe_;
        config::Loaded loaded = load();
        if (!unpacked_) report::gather_files(loaded, recipe);
        recipe.version = version;
        recipe.sets = sets_;
        recipe.keep = keep_;
        if (out_.empty()) out_ = "out/" + loaded.scenario.name;
        run::Options options;
        options.observe.keep = read_keep();
        check_logs_folder();
        prepare_folder();
        // First, so that even a run that is killed leaves how to repeat it.
        keep_file("recipe.json", json::pretty(report::to_json(recipe)));
        options.observe.results = out_ + "/results.sqlite";
        Progress progress(loaded.scenario);
        options.progress = [&](base::Instant now, std::uint64_t messages) {
            progress.show(now, messages);
            return stop_asked == 0;
        };
        std::signal(SIGINT, ask_to_stop);
        std::signal(SIGTERM, ask_to_stop);
        std::unique_ptr<render::RunLogs> logs = prepare_logs(loaded, options);
        run::Simulation simulation(loaded.estate, loaded.scenario, std::move(options));
        double set_up = since(began);
        auto started = WallClock::now();
        observe::Summary summary = simulation.run();
        if (logs) logs->finish();
        progress.done();
        return write(loaded, summary, timing(simulation.effort(), set_up, since(started)));
    }

  private:
    // A recipe brings its own files; everything else is a scenario.
    void find_recipe() {
        std::error_code error;
        if (!fs::is_regular_file(scenario_, error)) return;
        base::Problems problems;
        auto document = json::read_file(scenario_, problems);
        if (!document || !report::is_recipe(*document)) return;
        auto found = report::read_recipe(*document, scenario_, problems);
        if (!found) throw WrongInput(problems);
        for (const auto& [option, given] : {std::pair{"--seed", !seed_.empty()}, {"--set", !sets_.empty()}})
            if (given) throw WrongInput(option, "a recipe is run as it is; change its scenario instead");
        recipe_ = *found;
        if (keep_.empty()) keep_ = recipe_.keep;
        sets_ = recipe_.sets;
        unpacked_ = std::make_unique<report::UnpackedRecipe>(recipe_);
    }

    config::Loaded load() {
        std::vector<config::Assignment> assignments;
        for (const std::string& set : unpacked_ ? std::vector<std::string>{} : sets_) {
            auto assignment = config::parse_assignment(set);
            if (!assignment) throw WrongInput("--set", assignment.error());
            assignments.push_back(*assignment);
        }
        if (!seed_.empty()) assignments.push_back({"/seed", std::to_string(read_count("--seed", seed_, 0))});
        auto loaded = config::load_scenario(unpacked_ ? unpacked_->scenario() : scenario_, assignments);
        if (!loaded) throw WrongInput(loaded.error());
        return std::move(*loaded);
    }

    observe::Keep read_keep() {
        if (keep_.empty()) keep_ = "sample=100";
        if (keep_ == "all") return observe::Keep::all();
        if (keep_ == "none") return observe::Keep::none();
        if (keep_.rfind("sample=", 0) == 0)
            return observe::Keep::sample(static_cast<std::uint32_t>(std::min<std::uint64_t>(
                read_count("--keep", std::string_view(keep_).substr(7), 1), 4'000'000'000u)));
        throw WrongInput("--keep", fmt::format("'{}' is not all, sample=N or none", keep_));
    }

    // Results of an earlier run in the same folder give way; nothing else in it is touched.
    void prepare_folder() {
        std::error_code error;
        if (fs::exists(out_, error) && !fs::is_directory(out_, error))
            throw WrongInput("--out", fmt::format("'{}' is a file; name a folder", out_));
        bool ours = fs::exists(fs::path(out_) / "recipe.json", error);
        for (const char* name : {"summary.json", "report.html", "results.sqlite"})
            if (!ours && fs::exists(fs::path(out_) / name, error))
                throw WrongInput("--out", fmt::format("'{}' holds a {}, but not from a run of mailsim; name "
                                                      "another folder",
                                                      out_, name));
        fs::create_directories(out_, error);
        if (error)
            throw WrongInput("--out", fmt::format("cannot make the folder '{}': {}", out_, error.message()));
        for (const char* name :
             {"summary.json", "timing.json", "recipe.json", "report.html", "results.sqlite"})
            fs::remove(fs::path(out_) / name, error);
    }

    std::unique_ptr<render::RunLogs> prepare_logs(const config::Loaded& loaded, run::Options& options) {
        if (logs_.empty()) return nullptr;
        auto logs = std::make_unique<render::RunLogs>(loaded.estate, loaded.scenario.start_of_week, logs_);
        options.stream = &stream_;
        logs->subscribe(stream_);
        options.introduced = [to = logs.get()](const mail::Message& m,
                                               std::span<const mail::Address> recipients) {
            to->introduce(m, recipients);
        };
        options.redirected = [to = logs.get()](const mail::Redirection& what) { to->redirect(what); };
        return logs;
    }

    // Before anything is written.
    void check_logs_folder() const {
        if (logs_.empty()) return;
        std::error_code error;
        if (fs::exists(logs_, error) && !fs::is_directory(logs_, error))
            throw WrongInput("--logs", fmt::format("'{}' is a file; name a folder", logs_));
        if (fs::is_directory(logs_, error) && !fs::is_empty(logs_, error))
            throw WrongInput("--logs", fmt::format("'{}' is not empty; name another folder", logs_));
        fs::create_directories(logs_, error);
        if (error)
            throw WrongInput("--logs",
                             fmt::format("cannot make the folder '{}': {}", logs_, error.message()));
    }

    report::Timing timing(const run::Effort& effort, double set_up, double wall) const {
        report::Timing t;
        t.wall_seconds = wall;
        t.set_up_seconds = set_up;
        t.messages_per_second = wall > 0 ? static_cast<double>(effort.messages) / wall : 0;
        t.events = effort.events;
        t.peak_memory = peak_memory();
        t.frames_from_malloc = effort.frames_from_malloc;
        t.messages = effort.messages;
        char host[256] = "";
        gethostname(host, sizeof host - 1);
        t.host = host;
        t.out = out_;
        t.version = version;
        return t;
    }

    int write(const config::Loaded& loaded, const observe::Summary& summary, const report::Timing& t) {
        json::Value document = report::to_json(summary), timing_document = report::to_json(t);
        keep_file("summary.json", json::pretty(document));
        keep_file("timing.json", json::pretty(timing_document));
        keep_file("report.html", report::with_views(report::page(summary, loaded.estate, loaded.scenario),
                                                    "run", report::run_figures(summary)));
        if (json) {
            print_json(report::with_timing(document, timing_document));
        } else {
            print(report::run_text(summary, wants_colour()));
            print(fmt::format("\n{}; results in {}, page {}/report.html\n", report::timing_text(t), out_,
                              out_));
        }
        return status(summary);
    }

    void keep_file(std::string_view name, const std::string& text) {
        if (std::string wrong = report::write_file(out_, name, text); !wrong.empty())
            throw std::runtime_error(wrong);
    }

    int status(const observe::Summary& summary) const {
        for (const std::string& difference : summary.differences)
            std::fprintf(stderr,
                         "mailsim: self-check failed: %s (repeat it with: mailsim run %s/recipe.json)\n",
                         difference.c_str(), out_.c_str());
        if (!summary.differences.empty()) return failed;
        if (!summary.complete) return interrupted;
        for (const observe::ObjectiveSummary& objective : summary.objectives)
            if (objective.met && !*objective.met) return no;
        return yes;
    }

    std::string scenario_, seed_, keep_, out_, logs_;
    facts::Stream stream_;  // of the logs
    std::vector<std::string> sets_;
    report::Recipe recipe_;
    std::unique_ptr<report::UnpackedRecipe> unpacked_;
};

}  // namespace

std::unique_ptr<Subcommand> make_run() { return std::make_unique<Run>(); }

}  // namespace mailsim::cli
