// No sign-in and no mail before TLS (RFC 3207 4; Postfix smtpd_tls_security_level = encrypt).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { everywhere };
constexpr base::Parameter rows[] = {
    {"everywhere", "flag", "", "false", "true or false",
     "on port 25 too, where RFC 3207 4 forbids it to public servers; else on submission ports only",
     "RFC 3207 4, RFC 8314 3.3", base::Mark::verified},
};

bool is_asked(const estate::Setting& setting, const Client& client) {
    return client.protocol == estate::Protocol::submission ||
           (client.protocol == estate::Protocol::smtp && setting.values[everywhere].flag());
}

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction&, Cost&) {
    if (client.tls || !is_asked(setting, client)) return std::nullopt;
    return refuse(530, {5, 7, 0}, "Must issue a STARTTLS command first");
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
               const Client& client, const Transaction&) {
    return stage == Stage::mail && is_asked(setting, client);
}

}  // namespace

const Rule require_tls{"require_tls",
                       at(Stage::auth) | at(Stage::mail),
                       facts::Step::incoming_rules,
                       facts::Step::outgoing_rules,
                       "is the session encrypted?",
                       "yes",
                       "refuses sign-in and mail over connections without TLS",
                       rows,
                       judge,
                       has_point};

}  // namespace mailsim::decide::rules
