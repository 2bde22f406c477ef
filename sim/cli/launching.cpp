#include "cli/launching.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "base/names.hpp"
#include "base/problems.hpp"
#include "base/quantity.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/wrong_input.hpp"
#include "report/study_text.hpp"

namespace mailsim::cli {
namespace {

constexpr std::array<std::string_view, 3> launchers{"local", "parallel", "slurm"};

}  // namespace

void declare_launching(Options& options, Launching& launching) {
    options.value("--jobs", launching.jobs, "N", "runs at once (default: one a core; slurm: no limit)");
    options.value("--launcher", launching.launcher, "WHICH",
                  "local (processes of this machine, the default), parallel (GNU parallel) or slurm");
    options.values("--sshlogin", launching.sshlogins, "HOSTS",
                   "with parallel: machines, as its --sshlogin; they see the folder under the same path");
    options.values("--sbatch", launching.sbatch, "OPTION",
                   "with slurm: a further option of sbatch, --sbatch=--time=10");
    options.value("--program", launching.program, "PATH",
                  "mailsim on those machines (default: the same path as here)");
    options.flag("--resume", launching.resume, "goes on with the runs that --out lacks");
}

study::Launcher read_launching(const Launching& given) {
    study::Launcher launcher;
    std::string kind = given.launcher.empty() ? "local" : given.launcher;
    auto found = std::find(launchers.begin(), launchers.end(), kind);
    if (found == launchers.end())
        throw WrongInput("--launcher", base::unknown_name("launcher", kind, launchers));
    launcher.kind = static_cast<study::Launcher::Kind>(found - launchers.begin());
    if (!given.jobs.empty()) {
        const std::string& text = given.jobs;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), launcher.jobs);
        if (error != std::errc{} || end != text.data() + text.size() || launcher.jobs < 1 ||
            launcher.jobs > 100'000)
            throw WrongInput("--jobs", fmt::format("'{}' is not a whole number from 1 to 100000", text));
    }
    using Kind = study::Launcher::Kind;
    for (const auto& [option, is_given, goes] :
         {std::tuple{"--sshlogin", !given.sshlogins.empty(), launcher.kind == Kind::parallel},
          {"--sbatch", !given.sbatch.empty(), launcher.kind == Kind::slurm},
          {"--program", !given.program.empty(), launcher.kind != Kind::local}})
        if (is_given && !goes)
            throw WrongInput(option, fmt::format("has no meaning with --launcher {}", kind));
    launcher.sshlogins = given.sshlogins;
    launcher.options = given.sbatch;
    launcher.program = given.program;
    return launcher;
}

StudyProgress::StudyProgress() : terminal_(isatty(STDERR_FILENO)), lines_(wants_progress_lines()) {}

void StudyProgress::show(const study::Standing& s) {
    std::string figure =
        s.first.mean ? fmt::format("{} {}", s.metric, report::estimate_text(s.first, s.unit)) : std::string();
    show(s.progress, s.round, figure);
}

void StudyProgress::show(const study::Progress& p, const std::string& what, const std::string& figure) {
    auto now = std::chrono::steady_clock::now();
    bool last = p.wanted && p.done >= p.wanted;
    if ((!terminal_ && !lines_) || (shown_ && !last && now - last_ < std::chrono::milliseconds(250))) return;
    last_ = now;
    shown_ = true;
    std::string left =
        p.done && !last ? base::to_string(base::from_seconds(std::round(p.left()))) + " left" : "";
    std::string line = fmt::format("{}: {}/{}, {} a second, {}  {}", what, p.done, p.wanted,
                                   fmt::format("{:.{}f}", p.rate(), p.rate() < 10 ? 1 : 0), left, figure);
    if (lines_)
        return progress_line(p.wanted ? static_cast<double>(p.done) / static_cast<double>(p.wanted) : 0,
                             line);
    std::fprintf(stderr, "\r%-78.78s", line.c_str());
    std::fflush(stderr);
}

void StudyProgress::done() {
    if (shown_ && !lines_) std::fprintf(stderr, "\r%-78s\r", "");
}

}  // namespace mailsim::cli
