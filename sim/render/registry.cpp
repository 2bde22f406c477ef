// The dialects of node logs, one line each.
#include "render/dialects/all.hpp"

namespace mailsim::render {
namespace {

constexpr LogDialect dialects[] = {
    {"postfix", "postfix.log", "Postfix: /var/log/mail.log", "", make_postfix},
    {"exim", "mainlog", "Exim: /var/log/exim4/mainlog", "", make_exim},
    {"axigen", "axigen.txt", "in the style of Axigen's everything.txt",
     "# In the style of Axigen: SMTP-IN as in the sample of its documentation (Email Flow); the words of "
     "PROCESSING and SMTP-OUT are mailsim's.",
     make_axigen},
    {"panel", "track-delivery.csv", "the rows of a hosting panel's page Track Delivery",
     "event,time,sender,recipient,id,sender_host,sender_address,delivery_host,size,result", make_panel},
};

}  // namespace

std::span<const LogDialect> log_dialects() { return dialects; }

const LogDialect* find_log_dialect(std::string_view name) {
    for (const LogDialect& dialect : dialects)
        if (dialect.name == name) return &dialect;
    return nullptr;
}

}  // namespace mailsim::render
