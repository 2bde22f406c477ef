#include "mail/queue_id.hpp"

#include <fmt/format.h>

namespace mailsim::mail {
namespace {

constexpr std::uint32_t first_file = 0xA0000;  // of a queue file: any number of this size looks the part
constexpr std::uint32_t first_process = 2000;

std::string base62(std::uint64_t number, std::size_t digits) {
    constexpr char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0; number /= 62) out[i] = letters[number % 62];
    return out;
}

}  // namespace

std::string postfix_id(const Clock& clock, base::Instant arrived, base::MessageId message) {
    return fmt::format("{:05X}{:X}", clock.microseconds(arrived), first_file + message.value);
}

std::string exim_id(const Clock& clock, base::Instant arrived, base::MessageId message) {
    auto seconds = static_cast<std::uint64_t>(clock.unix_seconds(arrived));
    auto fraction = static_cast<std::uint64_t>(clock.microseconds(arrived)) / 500;  // in 1/2000 s
    return base62(seconds, 6) + "-" + base62(first_process + message.value, 6) + "-" + base62(fraction, 2);
}

std::string axigen_id(base::Instant arrived, base::MessageId message) {
    auto tick = static_cast<std::uint64_t>(arrived.time_since_epoch().count() / 1'000'000) & 0xFFFFFF;
    return fmt::format("{:06X}{:06X}", tick, message.value);
}

}  // namespace mailsim::mail
