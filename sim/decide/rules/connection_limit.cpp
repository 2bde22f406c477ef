// Too many sessions at once from one client host (Postfix smtpd_client_connection_count_limit).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { limit, trusted };
constexpr base::Parameter rows[] = {
    {"limit", "count", "sessions", "50", "at least 1", "sessions that one client host may have open at once",
     "Postfix smtpd_client_connection_count_limit", base::Mark::verified},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that are not counted",
     "Postfix smtpd_client_event_limit_exceptions (its default: $mynetworks)", base::Mark::verified},
};

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction&, Cost&) {
    if (!view.tables || among(setting.values[trusted], client) ||
        view.tables->sessions_from(client.node) <= setting.values[limit].number)
        return std::nullopt;
    return refuse(421, {4, 7, 0}, "{node} Error: too many connections from {client}");
}

}  // namespace

const Rule connection_limit{"connection_limit",
                            at(Stage::connect),
                            facts::Step::incoming_rules,
                            facts::Step::outgoing_rules,
                            "has the client host room for one more session?",
                            "yes",
                            "limits the sessions that one client host may have open at once",
                            rows,
                            judge};

}  // namespace mailsim::decide::rules
