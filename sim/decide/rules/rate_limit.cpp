// Too much from one client within a time unit (Postfix's anvil: smtpd_client_*_rate_limit). What goes over a
// limit is counted too, so a client that does not slow down stays refused.
#include "decide/rules/all.hpp"
#include "tables/keys.hpp"

namespace mailsim::decide::rules {
namespace {

using tables::Change;

enum { time_unit, connections, messages, recipients, trusted, hang_up };
constexpr base::Parameter rows[] = {
    {"time_unit", "duration", "s", "60 s", "at least 1 s", "the time over which is counted",
     "Postfix anvil_rate_time_unit", base::Mark::verified},
    {"connections", "count", "", "0", "at least 0", "connections of one client in a time unit; 0: no limit",
     "Postfix smtpd_client_connection_rate_limit", base::Mark::verified},
    {"messages", "count", "", "0", "at least 0", "messages of one client in a time unit; 0: no limit",
     "Postfix smtpd_client_message_rate_limit", base::Mark::verified},
    {"recipients", "count", "", "0", "at least 0", "recipients of one client in a time unit; 0: no limit",
     "Postfix smtpd_client_recipient_rate_limit", base::Mark::verified},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that are not counted",
     "Postfix smtpd_client_event_limit_exceptions", base::Mark::verified},
    {"hang_up", "flag", "", "false", "true or false",
     "answer 421 4.7.28 and close the connection, as large providers do, not 450 4.7.1",
     "KumoMTA's smart-sink replies: 421 4.7.28 unusual rate", base::Mark::verified},
};

double limit_at(const estate::Setting& setting, Stage stage) {
    if (stage == Stage::connect) return setting.values[connections].number;
    return setting.values[stage == Stage::mail ? messages : recipients].number;
}

bool is_asked(const estate::Setting& setting, Stage stage, const Client& client) {
    return limit_at(setting, stage) > 0 && client.protocol != estate::Protocol::lmtp &&
           !among(setting.values[trusted], client);
}

// Two such rules of one node count each for itself.
std::uint64_t key(const View& view, const estate::Node& node, const estate::Setting& setting,
                  const Client& client) {
    auto place = static_cast<std::uint64_t>(&setting - node.rules.data());
    return tables::joined(client_key(view, client), place);
}

const tables::Rates& counted(const tables::NodeTables& tables, Stage stage) {
    if (stage == Stage::connect) return tables.connections;
    return stage == Stage::mail ? tables.messages : tables.recipients;
}

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage stage, const Client& client, const Transaction&, Cost&) {
    if (!view.tables || !is_asked(setting, stage, client)) return std::nullopt;
    std::uint32_t before = counted(*view.tables, stage).count(key(view, node, setting, client), view.now);
    if (before < limit_at(setting, stage)) return std::nullopt;
    if (stage == Stage::connect)
        return refuse(421, {4, 7, 0}, "{node} Error: too many connections from {client}");
    if (setting.values[hang_up].flag())
        return refuse(421, {4, 7, 28}, "{node} Unusual rate of mail from {client}; try again later");
    if (stage == Stage::mail) return refuse(450, {4, 7, 1}, "Error: too much mail from {client}");
    return refuse(450, {4, 7, 1}, "Error: too many recipients from {client}");
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
               const Client& client, const Transaction&) {
    return is_asked(setting, stage, client);
}

void remember(const View& view, const estate::Node& node, const estate::Setting& setting, Stage stage,
              const Client& client, const Transaction&, tables::Changes& changes) {
    if (!is_asked(setting, stage, client)) return;
    Change::Kind kind = stage == Stage::connect ? Change::Kind::connection
                        : stage == Stage::mail  ? Change::Kind::message
                                                : Change::Kind::recipient;
    changes.add({kind, key(view, node, setting, client), 0, {}, setting.values[time_unit].duration()});
}

}  // namespace

const Rule rate_limit{"rate_limit",
                      at(Stage::connect) | at(Stage::mail) | at(Stage::rcpt),
                      facts::Step::incoming_rules,
                      facts::Step::outgoing_rules,
                      "does the client stay below its rates?",
                      "yes",
                      "limits the connections, messages and recipients of one client in a time unit",
                      rows,
                      judge,
                      has_point,
                      remember};

}  // namespace mailsim::decide::rules
