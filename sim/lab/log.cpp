#include "lab/log.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

namespace mailsim::lab {

// Control characters of strangers must not reach the terminal.
void Log::line(std::string_view node, std::string_view program, std::string_view text) {
    if (!on_) return;
    std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    std::string out =
        fmt::format("{:02}:{:02}:{:02} {} {}: ", local.tm_hour, local.tm_min, local.tm_sec, node, program);
    for (char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    out += '\n';
    std::fwrite(out.data(), 1, out.size(), stderr);
}

}  // namespace mailsim::lab
