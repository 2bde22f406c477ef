// mailsim study: sweeps with replications, and the worker that carries out some of a study's runs.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "cli/launching.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/version.hpp"
#include "cli/wrong_input.hpp"
#include "config/study.hpp"
#include "json/write.hpp"
#include "report/folder.hpp"
#include "report/study_json.hpp"
#include "report/study_page.hpp"
#include "report/study_text.hpp"
#include "report/views.hpp"
#include "study/conduct.hpp"
#include "study/database.hpp"

namespace mailsim::cli {
namespace {

using WallClock = std::chrono::steady_clock;

class Study : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("STUDY", study_, "a study's file, or the name of a shipped one");
        declare_launching(options, launching_);
        options.value("--out", out_, "DIR", "where runs and results go (default: out/ and the study's name)");
        options.value("--work", work_, "DIR", "a worker: carries out runs of the study in this folder");
        options.value("--lines", lines_, "LIST", "with --work: which lines of its plan, like 0-3,7");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim study busy-hour-load\n"
            "  mailsim study growth.json --jobs 8 --out growth\n"
            "  mailsim study growth.json --out growth --resume\n"
            "  mailsim study growth.json --launcher parallel --sshlogin 8/alpha,8/beta\n"
            "  mailsim study growth.json --launcher slurm --sbatch=--partition=short");
    }

    int run() override {
        if (!work_.empty()) return work();
        if (!lines_.empty()) throw WrongInput("--lines", "goes with --work");
        if (study_.empty()) throw WrongInput("STUDY", "missing: a study's file or name, like busy-hour-load");
        study::Settings settings;
        settings.launcher = read_launching(launching_);
        settings.resume = launching_.resume;
        auto study = config::load_study(study_);
        if (!study) throw WrongInput(study.error());
        if (out_.empty()) out_ = "out/" + study->name;
        settings.out = out_;
        auto began = WallClock::now();
        listen_for_stop();
        StudyProgress progress;
        auto conducted = study::conduct(*study, settings, [&](const study::Standing& standing) {
            progress.show(standing);
            return !stop_asked();
        });
        progress.done();
        if (!conducted) throw WrongInput(conducted.error());
        double running = since(began);
        write(*conducted, running);
        tell(*conducted, running);
        return status(conducted->conclusion);
    }

  private:
    static double since(WallClock::time_point start) {
        return std::chrono::duration<double>(WallClock::now() - start).count();
    }

    // Processor time of this process (planning, starting, merging), or of the runs that it started itself.
    static double cpu(int whose) {
        rusage usage{};
        getrusage(whose, &usage);
        auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }

    int work() {
        auto folder = study::Folder::of_worker(work_);
        if (!folder) throw WrongInput(folder.error());
        auto lines = study::lines_of(lines_);
        if (!lines) throw WrongInput("--lines", lines.error());
        for (std::size_t line : *lines)
            if (line >= folder->size())
                throw WrongInput("--lines",
                                 fmt::format("the plan has {} lines, counted from 0; it has no line {}",
                                             folder->size(), line));
        std::vector<study::Failure> failures = study::work(*folder, *lines);
        for (const study::Failure& failure : failures)
            std::fprintf(stderr, "mailsim: run %zu %s\n", failure.line, failure.why.c_str());
        return failures.empty() ? yes : failed;
    }

    void write(study::Conducted& conducted, double running) {
        auto began = WallClock::now();
        const study::Conclusion& c = conducted.conclusion;
        const config::Loaded& base = conducted.folder.base();
        keep_file(out_, "summary.json", json::pretty(report::to_json(c)));
        study::write_database(conducted.folder, c, out_ + "/results.sqlite");
        study::write_csv(conducted.folder, c, out_);
        keep_file(out_, "report.html",
                  report::with_views(report::study_page(c), "study", report::to_json(c)));
        keep_file(out_, "stress-des.html", report::stress_des(c, base.estate, base.scenario, version));
        char host[256] = "";
        gethostname(host, sizeof host - 1);
        keep_file(out_, "timing.json",
                  json::pretty(json::Value::object({{"running_seconds", running},
                                                    {"merging_seconds", since(began)},
                                                    {"own_cpu_seconds", cpu(RUSAGE_SELF)},
                                                    {"runs_cpu_seconds", cpu(RUSAGE_CHILDREN)},
                                                    {"host", host},
                                                    {"out", out_},
                                                    {"version", version}})));
    }

    void tell(const study::Conducted& conducted, double running) {
        const study::Conclusion& c = conducted.conclusion;
        for (const std::string& damaged : conducted.folder.damaged())
            std::fprintf(stderr, "mailsim: %s\n", damaged.c_str());
        for (const std::string& failure : c.failures) std::fprintf(stderr, "mailsim: %s\n", failure.c_str());
        if (json) return print_json(report::to_json(c));
        print(report::study_text(c, wants_colour()));
        print(fmt::format(
            "took {:.1f} s; results in {}, page {}/report.html, for a reviewer {}/stress-des.html\n", running,
            out_, out_, out_));
    }

    int status(const study::Conclusion& c) const {
        if (!c.failures.empty()) return failed;
        if (stop_asked()) return interrupted;
        return c.complete ? yes : failed;
    }

    std::string study_, out_, work_, lines_;
    Launching launching_;
};

}  // namespace

std::unique_ptr<Subcommand> make_study() { return std::make_unique<Study>(); }

}  // namespace mailsim::cli
