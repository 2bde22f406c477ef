#include "serve/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

namespace mailsim::serve {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kept_errors = 64'000;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool limits_memory = false;  // the sanitizer reserves terabytes of address space
#else
constexpr bool limits_memory = true;
#endif

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe");
        read = ends[0];
        write = ends[1];
    }
    ~Pipe() {
        close_end(read);
        close_end(write);
    }
    static void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
};

// In the child, where only what is safe after a fork of several threads may be called.
[[noreturn]] void become(char* const* arguments, const ChildLimits& limits, int out, int err) {
    setpgid(0, 0);
    sigset_t none_blocked;
    sigemptyset(&none_blocked);
    sigprocmask(SIG_SETMASK, &none_blocked, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (limits_memory) {
        rlimit memory{static_cast<rlim_t>(limits.memory.count), static_cast<rlim_t>(limits.memory.count)};
        setrlimit(RLIMIT_AS, &memory);
    }
    rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(out, 1);
    dup2(err, 2);
    close_range(3, ~0U, 0);
    signal(SIGPIPE, SIG_DFL);
    execv(arguments[0], arguments);
    _exit(127);
}

// One child under way: its two pipes and when it must end.
class Watch {
  public:
    Watch(pid_t group, Pipe& out, Pipe& err, const ChildLimits& limits,
          const std::function<void(std::string_view)>& heard)
        : group_(group),
          out_(out),
          err_(err),
          limits_(limits),
          heard_(heard),
          end_(Clock::now() + limits.time) {}

    Ending watch(std::stop_token stop) {
        while (out_.read >= 0 || err_.read >= 0) {
            if (stop.stop_requested() && !kill_at_) ask_to_end(ending_.stopped);
            if (Clock::now() > end_ && !kill_at_) ask_to_end(ending_.late);
            if (kill_at_ && Clock::now() > *kill_at_) kill(-group_, SIGKILL);
            wait_for_bytes();
        }
        return reap(stop);
    }

  private:
    void ask_to_end(bool& why) {
        why = true;
        kill(-group_, SIGTERM);
        kill_at_ = Clock::now() + limits_.grace;
    }
    void wait_for_bytes() {
        std::array<pollfd, 2> ends{{{out_.read, POLLIN, 0}, {err_.read, POLLIN, 0}}};
        if (poll(ends.data(), ends.size(), 50) <= 0) return;
        if (ends[0].revents) take(out_.read, true);
        if (ends[1].revents) take(err_.read, false);
    }
    void take(int& end, bool output) {
        std::array<char, 16384> bytes{};
        ssize_t n = read(end, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) return;
        if (n <= 0) return Pipe::close_end(end);
        std::string_view got(bytes.data(), static_cast<std::size_t>(n));
        output ? add_output(got) : add_errors(got);
    }
    void add_output(std::string_view got) {
        if (ending_.output.size() + got.size() > limits_.output) {
            if (!kill_at_) ask_to_end(ending_.too_long);
            return;
        }
        ending_.output += got;
    }
    void add_errors(std::string_view got) {
        line_ += got;
        for (std::size_t end; (end = line_.find('\n')) != std::string::npos; line_.erase(0, end + 1)) {
            if (heard_) heard_(std::string_view(line_).substr(0, end));
            keep(line_.substr(0, end + 1));
        }
        if (line_.size() > kept_errors) line_.clear();
    }
    void keep(const std::string& line) {
        ending_.errors += line;
        if (ending_.errors.size() > kept_errors) ending_.errors.erase(0, ending_.errors.size() - kept_errors);
    }
    // Its pipes are closed; it may still live, and so may children of its own.
    Ending reap(std::stop_token stop) {
        siginfo_t seen{};
        while (waitid(P_PID, static_cast<id_t>(group_), &seen, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               seen.si_pid == 0) {
            if (!kill_at_ && stop.stop_requested()) ask_to_end(ending_.stopped);
            if (!kill_at_ && Clock::now() > end_) ask_to_end(ending_.late);
            if (kill_at_ && Clock::now() > *kill_at_) kill(-group_, SIGKILL);
            usleep(2000);
        }
        kill(-group_, SIGKILL);  // before it is reaped, while its number cannot be another's
        int state = 0;
        waitpid(group_, &state, 0);
        ending_.errors += line_;
        if (WIFEXITED(state)) ending_.status = WEXITSTATUS(state);
        if (WIFSIGNALED(state)) ending_.signal = WTERMSIG(state);
        return std::move(ending_);
    }

    pid_t group_;
    Pipe &out_, &err_;
    const ChildLimits& limits_;
    const std::function<void(std::string_view)>& heard_;
    Clock::time_point end_;
    std::optional<Clock::time_point> kill_at_;
    std::string line_;
    Ending ending_;
};

}  // namespace

Ending run_child(const std::vector<std::string>& arguments, const ChildLimits& limits, std::stop_token stop,
                 const std::function<void(std::string_view)>& heard) {
    std::vector<char*> words;
    for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    Pipe out, err;
    pid_t child = fork();
    if (child < 0) throw_errno("fork");
    if (child == 0) become(words.data(), limits, out.write, err.write);
    setpgid(child, child);  // here too: a stop may come before the child got so far
    Pipe::close_end(out.write);
    Pipe::close_end(err.write);
    return Watch(child, out, err, limits, heard).watch(stop);
}

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace mailsim::serve
