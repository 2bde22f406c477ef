// The sender address belongs to who signed in (Postfix reject_sender_login_mismatch).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { same_domain };
constexpr base::Parameter rows[] = {
    {"same_domain", "flag", "", "false", "true or false",
     "whether a person may use any address of the own domain", "Postfix smtpd_sender_login_maps lists owners",
     base::Mark::proposal},
};

// Who signed in is not known to those who later read the reply, so the name is put in at once.
std::string words(const View& view, mail::Address login) {
    std::string name = view.estate.book.text(login);
    std::erase_if(name, [](char c) { return c == '{' || c == '}'; });
    return "<{sender}>: Sender address rejected: not owned by user " + name;
}

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction& t, Cost&) {
    if (!client.authenticated() || t.sender.null() || t.sender == client.login) return std::nullopt;
    if (setting.values[same_domain].flag() && t.sender.domain == client.login.domain) return std::nullopt;
    return refuse(553, {5, 7, 1}, view.estate.texts.keep(words(view, client.login)));
}

bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage, const Client& client,
               const Transaction&) {
    return client.authenticated();
}

}  // namespace

const Rule sender_login{"sender_login",
                        at(Stage::rcpt),
                        facts::Step::outgoing_rules,
                        facts::Step::outgoing_rules,
                        "does the sender address belong to who signed in?",
                        "yes",
                        "refuses sender addresses that are not those of the person who signed in",
                        rows,
                        judge,
                        has_point};

}  // namespace mailsim::decide::rules
