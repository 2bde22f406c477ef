#include "study/spread.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

namespace mailsim::study {
namespace {

// A child at work on one piece; its answer comes through a pipe, the first octet saying whether it is one.
struct Child {
    std::size_t piece;
    pid_t pid;
    int from;
    std::string text;
};

bool write_all(int to, std::string_view text) {
    while (!text.empty()) {
        ssize_t n = ::write(to, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

[[noreturn]] void be_child(int to, std::size_t piece, const std::function<std::string(std::size_t)>& work) {
    std::signal(SIGINT, SIG_IGN);  // the parent hears it and ends us
    std::signal(SIGTERM, SIG_DFL);
    std::string answer;
    try {
        answer = "+" + work(piece);
    } catch (const std::exception& e) {
        answer = std::string("-") + e.what();
    }
    bool sent = write_all(to, answer);
    ::_exit(sent ? 0 : 1);  // neither the parent's buffers nor its destructors are ours
}

class Pool {
  public:
    Pool(std::vector<std::string>& answers, const std::function<std::string(std::size_t)>& work,
         const Spreading& how)
        : answers_(answers), work_(work), how_(how) {}
    ~Pool() {
        for (Child& child : children_) end(child);
    }
    void start(std::size_t piece) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error(fmt::format("no pipe: {}", std::strerror(errno)));
        std::fflush(nullptr);
        pid_t pid = ::fork();
        if (pid < 0) {
            ::close(ends[0]);
            ::close(ends[1]);
            throw std::runtime_error(fmt::format("no process: {}", std::strerror(errno)));
        }
        if (pid == 0) {
            ::close(ends[0]);
            for (const Child& other : children_) ::close(other.from);
            be_child(ends[1], piece, work_);
        }
        ::close(ends[1]);
        children_.push_back({piece, pid, ends[0], {}});
    }
    std::size_t running() const { return children_.size(); }
    // Waits a moment for answers; takes those that are whole.
    void collect() {
        std::vector<pollfd> ready;
        for (const Child& child : children_) ready.push_back({child.from, POLLIN, 0});
        ::poll(ready.data(), ready.size(), 200);
        for (std::size_t i = ready.size(); i-- > 0;)
            if (ready[i].revents != 0 && !read_some(children_[i])) finish(i);
        if (how_.go_on && !how_.go_on()) throw Interrupted();
    }

  private:
    bool read_some(Child& child) {
        char buffer[65536];
        ssize_t n = ::read(child.from, buffer, sizeof buffer);
        if (n < 0) return errno == EINTR || errno == EAGAIN;
        child.text.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }
    void finish(std::size_t number) {
        Child child = std::move(children_[number]);
        children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(number));
        ::close(child.from);
        int status = 0;
        while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) continue;
        if (WIFSIGNALED(status))
            throw std::runtime_error(fmt::format("a run was ended by signal {}", WTERMSIG(status)));
        if (child.text.empty() || WEXITSTATUS(status) != 0)
            throw std::runtime_error(fmt::format("a run ended with status {}", WEXITSTATUS(status)));
        if (child.text.front() == '-') throw std::runtime_error(child.text.substr(1));
        answers_[child.piece] = child.text.substr(1);
        if (how_.one_done) how_.one_done();
    }
    static void end(Child& child) {
        ::kill(child.pid, SIGKILL);
        ::close(child.from);
        while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    std::vector<std::string>& answers_;
    const std::function<std::string(std::size_t)>& work_;
    const Spreading& how_;
    std::vector<Child> children_;
};

}  // namespace

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::vector<std::string> spread(std::size_t pieces, const std::function<std::string(std::size_t)>& work,
                                const Spreading& how) {
    std::vector<std::string> own, &answers = how.so_far ? *how.so_far : own;
    answers.assign(pieces, "");
    auto jobs = static_cast<std::size_t>(how.jobs > 0 ? how.jobs : processors());
    Pool pool(answers, work, how);
    for (std::size_t next = 0; next < pieces || pool.running() > 0;) {
        while (next < pieces && pool.running() < jobs) pool.start(next++);
        pool.collect();
    }
    return answers;
}

}  // namespace mailsim::study
