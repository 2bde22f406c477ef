#include "serve/token.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace mailsim::serve {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t octets = 16;

}  // namespace

std::string fresh_token() {
    std::array<unsigned char, octets> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("the kernel gives no random numbers");
    std::string token;
    for (unsigned char byte : bytes) {
        token += digits[byte >> 4];
        token += digits[byte & 15];
    }
    return token;
}

bool is_token(std::string_view text) {
    return text.size() == 2 * octets && std::all_of(text.begin(), text.end(), [](char c) {
               return digits.find(c) != std::string_view::npos;
           });
}

bool same_token(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

}  // namespace mailsim::serve
