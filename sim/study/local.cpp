// Runs as child processes of this one.
#include "study/local.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <stdexcept>
#include <thread>

namespace mailsim::study {
namespace {

constexpr int self_check_failed = 4;
constexpr int most_attempts = 3;   // of a run whose process was killed
constexpr std::size_t enough = 8;  // failures after which the rest would fail as well

[[noreturn]] void child(const Folder& folder, std::size_t line, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a run without its coordinator is of no use
    if (getppid() != parent) _exit(3);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    int status = 3;
    try {
        status = folder.carry_out(line) ? 0 : self_check_failed;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "mailsim: run %zu failed: %s\n", line, error.what());
    }
    _exit(status);
}

class Children {
  public:
    explicit Children(const Folder& folder) : folder_(folder) {}
    ~Children() {
        for (const auto& [pid, line] : running_) kill(pid, SIGKILL);
        for (const auto& [pid, line] : running_) waitpid(pid, nullptr, 0);
    }
    void start(std::size_t line) {
        pid_t self = getpid(), pid = fork();
        if (pid < 0)
            throw std::runtime_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
        if (pid == 0) child(folder_, line, self);
        running_[pid] = line;
    }
    // The next one to end and its status; nothing when a signal came first.
    std::optional<std::pair<std::size_t, int>> wait() {
        int status = 0;
        pid_t pid = waitpid(-1, &status, 0);
        auto ended = running_.find(pid);
        if (ended == running_.end()) return std::nullopt;
        std::size_t line = ended->second;
        running_.erase(ended);
        return std::pair{line, status};
    }
    std::size_t size() const { return running_.size(); }

  private:
    const Folder& folder_;
    std::map<pid_t, std::size_t> running_;
};

}  // namespace

std::string status_text(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was killed by signal {}", WTERMSIG(status));
    if (WEXITSTATUS(status) == self_check_failed) return "a self-check of the run failed";
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

std::vector<Failure> run_here(Folder& folder, const std::vector<std::size_t>& lines, unsigned jobs,
                              const std::function<bool(std::size_t)>& ended) {
    std::deque<std::size_t> waiting(lines.begin(), lines.end());
    std::map<std::size_t, int> attempts;
    std::vector<Failure> failures;
    Children children(folder);
    while (!waiting.empty() || children.size() > 0) {
        while (!waiting.empty() && children.size() < jobs && failures.size() < enough) {
            children.start(waiting.front());
            waiting.pop_front();
        }
        if (children.size() == 0) break;
        auto end = children.wait();
        if (end) {
            auto [line, status] = *end;
            bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
            if (WIFSIGNALED(status) && ++attempts[line] < most_attempts) {
                waiting.push_back(line);
            } else if (!done) {
                failures.push_back({line, status_text(status)});
            }
        }
        if (!ended(end ? end->first : lines.size())) break;
    }
    return failures;
}

unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace mailsim::study
