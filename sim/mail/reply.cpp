#include "mail/reply.hpp"

#include <fmt/format.h>

#include <charconv>

namespace mailsim::mail {
namespace {

std::string_view word(std::string_view name, const ReplyWords& words) {
    if (name == "recipient") return words.recipient;
    if (name == "sender") return words.sender;
    if (name == "client") return words.client;
    if (name == "node") return words.node;
    if (name == "server") return words.server.empty() ? words.node : words.server;
    if (name == "text") return words.text;
    if (name == "limit") return words.limit;
    if (name == "login") return words.login;
    if (name == "client_host") return words.client_host;
    if (name == "recipient_domain") return words.recipient.substr(words.recipient.rfind('@') + 1);
    return "";
}

}  // namespace

std::string fill(std::string_view text, const ReplyWords& words) {
    std::string out;
    while (!text.empty()) {
        std::size_t open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) return out + std::string(text.substr(open));
        out += word(text.substr(open + 1, close - open - 1), words);
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string to_string(Enhanced enhanced) {
    if (!enhanced.present()) return "";
    return fmt::format("{}.{}.{}", enhanced.class_, enhanced.subject, enhanced.detail);
}

std::string to_string(const Reply& reply) {
    std::string out = reply.code ? fmt::format("{}", reply.code) : "";
    if (reply.enhanced.present()) out += (out.empty() ? "" : " ") + to_string(reply.enhanced);
    if (!reply.text.empty()) out += (out.empty() ? "" : " ") + std::string(reply.text);
    return out;
}

Enhanced parse_enhanced(std::string_view text) {
    unsigned part[3] = {};
    const char* at = text.data();
    const char* end = at + text.size();
    for (int i = 0; i < 3; ++i) {
        auto [rest, error] = std::from_chars(at, end, part[i]);
        if (error != std::errc{} || part[i] > 999) return {};
        at = rest;
        if (i < 2 && (at == end || *at++ != '.')) return {};
    }
    if (at != end || (part[0] != 2 && part[0] != 4 && part[0] != 5)) return {};
    return {static_cast<std::uint8_t>(part[0]), static_cast<std::uint16_t>(part[1]),
            static_cast<std::uint16_t>(part[2])};
}

}  // namespace mailsim::mail
