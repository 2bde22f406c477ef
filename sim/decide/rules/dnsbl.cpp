// The client's address is looked up in a block list of DNS (RFC 5782; Postfix reject_rbl_client). The list's
// zone stands among the estate's; its TXT record is quoted in the reply.
#include <fmt/format.h>

#include "decide/rules/all.hpp"
#include "dns/blocklist.hpp"

namespace mailsim::decide::rules {
namespace {

enum { zone, stage_name, trusted };
constexpr base::Parameter rows[] = {
    {"zone", "text", "", "bl.example", "a domain name", "the list: its zone in DNS",
     "a name for examples; the documents name no list", base::Mark::proposal},
    {"at", "text", "", "rcpt", "connect or rcpt", "the stage at which it is asked",
     "Postfix smtpd_delay_reject = yes", base::Mark::verified},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that are not looked up",
     "Postfix permit_mynetworks before reject_rbl_client", base::Mark::verified},
};

bool is_asked(const estate::Setting& setting, Stage stage, const Client& client) {
    return setting.values[stage_name].text == name(stage) && !client.authenticated() &&
           client.address.valid() && client.protocol != estate::Protocol::lmtp &&
           !among(setting.values[trusted], client);
}

// Postfix puts the reason behind the list's name, when there is one. Braces would be taken for words to fill.
std::string words(const std::string& list, std::string reason) {
    std::erase_if(reason, [](char c) { return c == '{' || c == '}'; });
    std::string text = fmt::format("Service unavailable; Client host [{{client}}] blocked using {}", list);
    return reason.empty() ? text : fmt::format("{}; {}", text, reason);
}

// A list that does not answer blocks nobody (Postfix).
std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting,
                             Stage stage, const Client& client, const Transaction& t, Cost&) {
    if (!is_asked(setting, stage, client)) return std::nullopt;
    const dns::Zones& zones = view.estate.zones;
    std::string asked = dns::blocklist_name(client.address, setting.values[zone].text);
    bool listed = dns::is_listed(zones.resolve(asked, dns::Type::a));
    if (t.accepted_recipients == 0) note_question(view, asked, dns::Type::a);
    if (!listed) return std::nullopt;
    if (t.accepted_recipients == 0) note_question(view, asked, dns::Type::txt);
    std::string reason = dns::blocklist_reason(zones.resolve(asked, dns::Type::txt));
    return refuse(554, {5, 7, 1},
                  view.estate.texts.keep(words(setting.values[zone].text, std::move(reason))));
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
               const Client& client, const Transaction&) {
    return is_asked(setting, stage, client);
}

}  // namespace

const Rule dnsbl{"dnsbl",
                 at(Stage::connect) | at(Stage::rcpt),
                 facts::Step::incoming_rules,
                 facts::Step::outgoing_rules,
                 "is the client's address on the block list?",
                 "no",
                 "refuses clients whose address stands in a block list of DNS",
                 rows,
                 judge,
                 has_point};

}  // namespace mailsim::decide::rules
