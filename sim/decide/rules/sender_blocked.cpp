// SMTP sending is blocked for the account (document 002: checked for Nmail when a customer cannot send).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { webmail_too, text };
constexpr base::Parameter rows[] = {
    {"webmail_too", "flag", "", "false", "true or false",
     "whether webmail may not send for the account either", "document 002 names SMTP sending only",
     base::Mark::proposal},
    {"text", "text", "", "sending is blocked for this account", "any text", "what the sender is told",
     "Postfix check_sender_access: the table's own text", base::Mark::verified},
};

bool is_blocked(const View& view, mail::Address address) {
    const estate::Account* account = address.null() ? nullptr : view.estate.account(address);
    return account && account->sending_blocked;
}

// Whoever signs in: neither the account nor its address may be used (recorded case 13, check_sender_access).
std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction& t, Cost&) {
    if (!client.authenticated()) return std::nullopt;
    bool smtp = client.protocol == estate::Protocol::submission || client.protocol == estate::Protocol::smtp;
    if (!smtp && !setting.values[webmail_too].flag()) return std::nullopt;
    if (!is_blocked(view, client.login) && !is_blocked(view, t.sender)) return std::nullopt;
    return refuse(
        554, {5, 7, 1},
        view.estate.texts.keep("<{sender}>: Sender address rejected: " + setting.values[text].text));
}

bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage, const Client& client,
               const Transaction&) {
    return client.authenticated();
}

}  // namespace

const Rule sender_blocked{"sender_blocked",
                          at(Stage::rcpt),
                          facts::Step::outgoing_rules,
                          facts::Step::outgoing_rules,
                          "may this account send by SMTP?",
                          "yes",
                          "refuses mail from accounts whose SMTP sending is blocked",
                          rows,
                          judge,
                          has_point};

}  // namespace mailsim::decide::rules
