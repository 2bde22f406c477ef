// On submission ports only people who signed in may send (RFC 6409 4.3). A wrong password is answered late,
// and the next sign-in from that address waits (Dovecot).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { failure_delay, penalty };
constexpr base::Parameter rows[] = {
    {"failure_delay", "duration", "s", "2 s", "at least 0 s", "how late a wrong password is answered",
     "Dovecot auth_failure_delay; failures leave in batches: up to 0.5 s sooner", base::Mark::verified},
    {"penalty", "flag", "", "true", "true or false",
     "whether sign-ins wait 4, 8 or 15 s after wrong passwords from the same address",
     "Dovecot auth-penalty.c; recorded: 4.0 s after one failure", base::Mark::verified},
};

// Dovecot waits 2 s, doubled for each failure, at most 15 s.
base::Duration wait_after(std::uint32_t failures) {
    if (failures == 0) return base::Duration{0};
    return std::min<base::Duration>(std::chrono::seconds(2 << failures), std::chrono::seconds(15));
}

// Dovecot answers failures in batches, looks every half second whether one is due and counts whole seconds:
// of 2 s the answer takes 2 s after an even start, 1.5 s in the second half of a second
// (auth-request-handler.c; recorded: 1.51, 1.53 and 2.01 s).
base::Duration until_flushed(base::Duration delay, base::Instant now) {
    using std::chrono::floor;
    using Seconds = std::chrono::seconds;
    const base::Duration begun = now.time_since_epoch() - floor<Seconds>(now.time_since_epoch());
    base::Duration passed{0};
    while (floor<Seconds>(begun + passed) < delay) passed += std::chrono::milliseconds(500);
    return passed;
}

// A failure waits for its delay besides the penalty of those before it.
base::Duration wait(const View& view, const estate::Setting& setting, const Client& client) {
    base::Duration time{0};
    if (view.tables && setting.values[penalty].flag())
        time = wait_after(view.tables->logins.penalty(client_key(view, client), view.now));
    if (client.wrong_password)
        time += until_flushed(setting.values[failure_delay].duration(), view.now + time);
    return time;
}

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting,
                             Stage stage, const Client& client, const Transaction&, Cost& cost) {
    if (stage == Stage::auth) {
        cost.wait += wait(view, setting, client);
        if (!client.wrong_password) return std::nullopt;
        return refuse(535, {5, 7, 8}, "Error: authentication failed: (reason unavailable)");
    }
    if (client.protocol != estate::Protocol::submission || client.authenticated()) return std::nullopt;
    return refuse(554, {5, 7, 1}, "<{client_host}>: Client host rejected: Access denied");
}

// Asked once, at the sign-in; a client that never signs in is asked at its recipient.
bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage stage, const Client& client,
               const Transaction&) {
    return stage == Stage::auth ||
           (client.protocol == estate::Protocol::submission && !client.authenticated());
}

void remember(const View& view, const estate::Node&, const estate::Setting&, Stage stage,
              const Client& client, const Transaction&, tables::Changes& changes) {
    using Kind = tables::Change::Kind;
    if (stage != Stage::auth) return;
    changes.add(
        {client.wrong_password ? Kind::failed_login : Kind::good_login, client_key(view, client), 0, {}, {}});
}

}  // namespace

const Rule authentication{"authentication",
                          at(Stage::auth) | at(Stage::rcpt),
                          facts::Step::outgoing_rules,
                          facts::Step::outgoing_rules,
                          "did the sender sign in?",
                          "yes",
                          "wants a user name and the right password on submission ports",
                          rows,
                          judge,
                          has_point,
                          remember};

}  // namespace mailsim::decide::rules
