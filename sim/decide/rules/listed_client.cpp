// The client's address is on a list that this node trusts (a gateway's address listed at a peer, document
// 002).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { addresses, stage_name, temporary, text };
constexpr base::Parameter rows[] = {
    {"addresses", "networks", "", "", "addresses, blocks or node ids", "the listed clients", "document 002",
     base::Mark::verified},
    {"at", "text", "", "rcpt", "connect, mail, rcpt or data", "the stage at which the refusal comes",
     "peers differ; our choice", base::Mark::proposal},
    {"temporary", "flag", "", "false", "true or false", "refuse with a 4xx, so that the client tries again",
     "peers differ; our choice", base::Mark::proposal},
    {"text", "text", "", "Service unavailable; Client host [{client}] blocked using a block list", "any text",
     "the reply's words", "wording of Postfix reject_rbl_client", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
                             const Client& client, const Transaction&, Cost&) {
    if (setting.values[stage_name].text != name(stage)) return std::nullopt;
    for (const base::IpNetwork& network : setting.values[addresses].networks)
        if (network.contains(client.address)) {
            bool soft = setting.values[temporary].flag();
            return refuse(soft ? 450 : 554, {static_cast<std::uint8_t>(soft ? 4 : 5), 7, 1},
                          setting.values[text].text);
        }
    return std::nullopt;
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage, const Client&,
               const Transaction&) {
    return setting.values[stage_name].text == name(stage);
}

}  // namespace

const Rule listed_client{"listed_client",
                         at(Stage::connect) | at(Stage::mail) | at(Stage::rcpt) | at(Stage::data),
                         facts::Step::incoming_rules,
                         facts::Step::outgoing_rules,
                         "is the client's address listed?",
                         "no",
                         "refuses clients whose address stands on a block list",
                         rows,
                         judge,
                         has_point};

}  // namespace mailsim::decide::rules
