#include "smtp/auth.hpp"

#include <array>

#include "base/names.hpp"

namespace mailsim::smtp {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view ask_user = "VXNlcm5hbWU6",
                           ask_password = "UGFzc3dvcmQ6";  // "Username:", "Password:"

using Step = AuthExchange::Step;
Step challenge(std::string_view text) { return {Step::What::challenge, text, Error::none}; }
Step done() { return {Step::What::done, {}, Error::none}; }
Step failed(Error error) { return {Step::What::failed, {}, error}; }

// The six bits of a group of four; -1 when it is none. Padding ends the last group only.
int bits_of(char c) {
    std::size_t at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool decode_group(std::string_view group, bool last, std::string& octets) {
    int padding = group[3] != '=' ? 0 : group[2] != '=' ? 1 : 2;
    if (padding && !last) return false;
    std::uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) {
        int six = i < 4 - padding ? bits_of(group[static_cast<std::size_t>(i)]) : 0;
        if (six < 0) return false;
        bits = bits << 6 | static_cast<std::uint32_t>(six);
    }
    for (int i = 0; i < 3 - padding; ++i) octets += static_cast<char>(bits >> (16 - 8 * i) & 0xff);
    return true;
}

}  // namespace

std::string base64(std::string_view octets) {
    std::string out;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::uint32_t bits = 0;
        std::size_t count = std::min<std::size_t>(3, octets.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < count ? static_cast<unsigned char>(octets[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= count ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

bool from_base64(std::string_view text, std::string& octets) {
    octets.clear();
    if (text.size() % 4 != 0) return false;
    for (std::size_t i = 0; i < text.size(); i += 4)
        if (!decode_group(text.substr(i, 4), i + 4 == text.size(), octets)) return false;
    return true;
}

Step AuthExchange::start(std::string_view mechanism, std::string_view response, Extensions offered) {
    credentials_ = {};
    user_given_ = false;
    std::string name = base::lower_case(mechanism);
    bool plain_named = name == "plain" && offered.has(Extension::auth_plain);
    if (!plain_named && !(name == "login" && offered.has(Extension::auth_login)))
        return failed(Error::auth_mechanism);
    credentials_.mechanism = plain_named ? Mechanism::plain : Mechanism::login;
    // "=" is an empty response, which for LOGIN is as none (as Dovecot).
    if (response == "=" && plain_named) return take("", true);
    if (!response.empty() && response != "=") return take(response, true);
    return challenge(plain_named ? "" : ask_user);
}

Step AuthExchange::next(std::string_view line) {
    if (line.size() > auth_line_limit) return failed(Error::auth_too_long);
    return line == "*" ? failed(Error::auth_aborted) : take(line, false);
}

Step AuthExchange::take(std::string_view line, bool first) {
    std::string octets;
    if (!from_base64(line, octets)) return failed(first ? Error::auth_base64_first : Error::auth_base64);
    if (credentials_.mechanism == Mechanism::plain) return plain(octets);
    if (user_given_) return credentials_.password = octets, done();
    if (octets.empty()) return nobody();
    credentials_.user = octets;
    user_given_ = true;
    return challenge(ask_password);
}

// Refused as a wrong password is, by the driver.
Step AuthExchange::nobody() { return credentials_.user.clear(), credentials_.password.clear(), done(); }

// [authzid] NUL authcid NUL passwd (RFC 4616 2); acting for another identity is not offered.
Step AuthExchange::plain(std::string_view octets) {
    std::size_t first = octets.find('\0');
    std::size_t second = first == std::string_view::npos ? first : octets.find('\0', first + 1);
    if (second == std::string_view::npos || octets.find('\0', second + 1) != std::string_view::npos)
        return nobody();
    credentials_.user = octets.substr(first + 1, second - first - 1);
    if (first > 0 && octets.substr(0, first) != credentials_.user) return nobody();
    credentials_.password = octets.substr(second + 1);
    return done();
}

std::string plain_response(std::string_view user, std::string_view password) {
    std::string octets(1, '\0');
    octets.append(user).append(1, '\0').append(password);
    return base64(octets);
}

}  // namespace mailsim::smtp
