#include "study/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace mailsim::study {
namespace {

// What the child says when it cannot become the program; no program of ours ends like this.
constexpr int not_found = 127;

[[noreturn]] void become(const std::vector<std::string>& words, int output) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    int nothing = ::open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    execvp(arguments[0], arguments.data());
    _exit(not_found);
}

[[noreturn]] void refuse(const std::string& program, const char* why) {
    throw std::runtime_error(fmt::format("cannot start {}: {}", program, why));
}

}  // namespace

Process::Process(const std::vector<std::string>& words, const std::string& log) {
    int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (output < 0) refuse(words[0], std::strerror(errno));
    pid_ = fork();
    if (pid_ == 0) {
        setpgid(0, 0);  // an interrupt at the terminal is for us; we pass it on
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        become(words, output);
    }
    close(output);
    if (pid_ < 0) refuse(words[0], std::strerror(errno));
}

Process::~Process() {
    if (pid_ < 0) return;
    stop();
    waitpid(pid_, nullptr, 0);
}

std::optional<int> Process::ended() {
    int status = 0;
    if (pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) refuse("the launcher", "no such program");
    return status;
}

void Process::stop() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kill(pid_, SIGTERM);
}

Said output_of(const std::vector<std::string>& words) {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) refuse(words[0], std::strerror(errno));
    pid_t pid = fork();
    if (pid == 0) become(words, pipe_ends[1]);
    close(pipe_ends[1]);
    if (pid < 0) {
        close(pipe_ends[0]);
        refuse(words[0], std::strerror(errno));
    }
    Said said;
    char block[4096];
    for (ssize_t n; (n = read(pipe_ends[0], block, sizeof block)) != 0;) {
        if (n > 0) said.output.append(block, static_cast<std::size_t>(n));
        if (n < 0 && errno != EINTR) break;
    }
    close(pipe_ends[0]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) refuse(words[0], "no such program");
    said.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    return said;
}

std::string own_program() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

}  // namespace mailsim::study
