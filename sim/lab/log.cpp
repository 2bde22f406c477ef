#include "lab/log.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <ctime>

namespace mailsim::lab {
namespace {

constexpr std::size_t longest_line = 4000;  // fits into a pipe that can be written to (PIPE_BUF)

bool can_write() {
    pollfd out{STDERR_FILENO, POLLOUT, 0};
    return ::poll(&out, 1, 0) == 1;
}

// False when nobody reads any more.
bool write_all(std::string_view text) {
    return ::write(STDERR_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

// Control characters of strangers must not reach the terminal. Mail does not wait for a reader who pauses.
void Log::line(std::string_view node, std::string_view program, std::string_view text) {
    if (!on_) return;
    if (!can_write()) return void(++missed_);
    if (missed_ > 0) on_ = write_all(fmt::format("({} lines were not shown: nobody read them)\n", missed_));
    missed_ = 0;
    std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    std::string out =
        fmt::format("{:02}:{:02}:{:02} {} {}: ", local.tm_hour, local.tm_min, local.tm_sec, node, program);
    for (char c : text.substr(0, longest_line))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    out += '\n';
    if (can_write() && !write_all(out)) on_ = false;
}

}  // namespace mailsim::lab
