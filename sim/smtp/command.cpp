#include "smtp/command.hpp"

namespace mailsim::smtp {
namespace {
constexpr std::string_view names[verb_count] = {"EHLO", "HELO", "LHLO",     "MAIL", "RCPT", "DATA",
                                                "BDAT", "RSET", "NOOP",     "VRFY", "EXPN", "HELP",
                                                "ETRN", "QUIT", "STARTTLS", "AUTH", ""};

bool same(std::string_view text, std::string_view upper) {
    if (text.size() != upper.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 32) : text[i];
        if (c != upper[i]) return false;
    }
    return true;
}
}  // namespace

std::string_view name(Verb verb) { return names[static_cast<int>(verb)]; }

Verb verb_named(std::string_view text) {
    for (int i = 0; i < verb_count - 1; ++i)
        if (same(text, names[i])) return static_cast<Verb>(i);
    return Verb::unknown;
}

}  // namespace mailsim::smtp
