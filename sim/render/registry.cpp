// The dialects of node logs, one line each.
#include "render/dialects/all.hpp"

namespace mailsim::render {
namespace {

constexpr LogDialect dialects[] = {
    {"postfix", "postfix.log", "Postfix: /var/log/mail.log", "", make_postfix},
};

}  // namespace

std::span<const LogDialect> log_dialects() { return dialects; }

const LogDialect* find_log_dialect(std::string_view name) {
    for (const LogDialect& dialect : dialects)
        if (dialect.name == name) return &dialect;
    return nullptr;
}

}  // namespace mailsim::render
