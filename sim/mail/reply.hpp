// A reply of a mail server: code (RFC 5321 4.2), enhanced code (RFC 3463) and text.
// The text is a template that lives as long as the estate ({recipient}, {sender}, {client}, {node}, {text},
// {limit}, {login}, {recipient_domain}, {client_host}, {server}); it is filled in only when somebody reads
// it, so that a verdict costs no memory.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailsim::mail {

struct Enhanced {
    std::uint8_t class_ = 0;  // 2, 4 or 5; 0: none
    std::uint16_t subject = 0;
    std::uint16_t detail = 0;
    bool present() const { return class_ != 0; }
    auto operator<=>(const Enhanced&) const = default;
};

// An enhanced code in 16 bits, for facts: class 0, 2, 4, 5; subject 0 to 15; detail 0 to 1023.
constexpr std::uint16_t pack(Enhanced e) {
    constexpr std::uint16_t classes[] = {0, 0, 1, 0, 2, 3};
    return static_cast<std::uint16_t>(classes[e.class_ > 5 ? 0 : e.class_] << 14 | (e.subject & 15) << 10 |
                                      (e.detail & 1023));
}
constexpr Enhanced unpack_enhanced(std::uint16_t packed) {
    constexpr std::uint8_t classes[] = {0, 2, 4, 5};
    return {classes[packed >> 14], static_cast<std::uint16_t>(packed >> 10 & 15),
            static_cast<std::uint16_t>(packed & 1023)};
}

struct Reply {
    std::uint16_t code = 0;  // 0: no reply came (a failed connection, a time-out)
    Enhanced enhanced;
    std::string_view text;
    bool positive() const { return code >= 200 && code < 400; }
    bool transient() const { return code >= 400 && code < 500; }
    bool permanent() const { return code >= 500; }
    bool operator==(const Reply&) const = default;
};

// What a template's words stand for.
struct ReplyWords {
    std::string_view recipient, sender, client, node, text, limit;
    std::string_view login{};        // who signed in
    std::string_view client_host{};  // the client as Postfix names it: "name[address]"
    std::string_view server{};       // the server in the same way; else as {node}
};

std::string fill(std::string_view text_template, const ReplyWords& words);
std::string to_string(Enhanced enhanced);   // "5.1.1", "" when absent
std::string to_string(const Reply& reply);  // "550 5.1.1 text", the template unfilled
// Reads "5.1.1"; class 0 when it is none.
Enhanced parse_enhanced(std::string_view text);

}  // namespace mailsim::mail
