// On submission ports only people who signed in may send (RFC 6409 4.3).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting&, Stage stage,
                             const Client& client, const Transaction&, Cost&) {
    if (stage == Stage::auth) {
        if (!client.wrong_password) return std::nullopt;
        return refuse(535, {5, 7, 8}, "Error: authentication failed: authentication failure");
    }
    if (client.protocol != estate::Protocol::submission || client.authenticated()) return std::nullopt;
    return refuse(554, {5, 7, 1}, "<{client}>: Client host rejected: Access denied");
}

// Asked once, at the sign-in; a client that never signs in is asked at its recipient.
bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage stage, const Client& client,
               const Transaction&) {
    return stage == Stage::auth ||
           (client.protocol == estate::Protocol::submission && !client.authenticated());
}

}  // namespace

const Rule authentication{"authentication",
                          at(Stage::auth) | at(Stage::rcpt),
                          facts::Step::outgoing_rules,
                          facts::Step::outgoing_rules,
                          "did the sender sign in?",
                          "yes",
                          "wants a user name and the right password on submission ports",
                          {},
                          judge,
                          has_point};

}  // namespace mailsim::decide::rules
