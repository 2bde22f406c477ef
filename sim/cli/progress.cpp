#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/quantity.hpp"

namespace mailsim::cli {

using Wall = std::chrono::steady_clock;

bool wants_progress_lines() {
    const char* wish = std::getenv("MAILSIM_PROGRESS");
    return wish && std::string_view(wish) == "lines";
}

void progress_line(double share, const std::string& words) {
    std::fprintf(stderr, "progress %.4f %s\n", std::min(share, 1.0), words.c_str());
}

Progress::Progress(const scenario::Scenario& scenario)
    : whole_(scenario.duration),
      terminal_(isatty(STDERR_FILENO)),
      lines_(wants_progress_lines()),
      began_(Wall::now()),
      last_(began_) {}

void Progress::show(base::Instant now, std::uint64_t messages) {
    if ((!terminal_ && !lines_) || Wall::now() - last_ < std::chrono::milliseconds(250)) return;
    last_ = Wall::now();
    shown_ = terminal_ && !lines_;
    double wall = std::chrono::duration<double>(last_ - began_).count();
    double share = base::seconds(now) / base::seconds(whole_);
    std::string rest =
        share > 1 ? "emptying the queues"
                  : fmt::format("{} left", base::to_string(base::from_seconds(wall * (1 / share - 1))));
    std::string line = fmt::format("{:3.0f} %  {} messages, {:.0f} a second, {}", 100 * std::min(share, 1.0),
                                   messages, static_cast<double>(messages) / wall, rest);
    if (lines_) return progress_line(share, line);
    std::fprintf(stderr, "\r%-78.78s", line.c_str());
    std::fflush(stderr);
}

void Progress::done() {
    if (shown_) std::fprintf(stderr, "\r%-78s\r", "");
}

}  // namespace mailsim::cli
