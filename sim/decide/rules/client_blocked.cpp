// The client's address is blocked at this node: no port answers it, webmail neither (document 002, "IP
// blocked at server end").
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { addresses };
constexpr base::Parameter rows[] = {
    {"addresses", "networks", "", "", "addresses, blocks or node ids",
     "whose connections are refused on every port", "document 002", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction&, Cost&) {
    for (const base::IpNetwork& network : setting.values[addresses].networks)
        if (network.contains(client.address))
            return refuse(554, {5, 7, 1},
                          "Service unavailable; Client host [{client}] blocked at this server");
    return std::nullopt;
}

}  // namespace

const Rule client_blocked{"client_blocked",
                          at(Stage::connect),
                          facts::Step::incoming_rules,
                          facts::Step::outgoing_rules,
                          "is the client's address allowed to connect?",
                          "yes",
                          "refuses every connection from the listed addresses, on all ports and webmail",
                          rows,
                          judge};

}  // namespace mailsim::decide::rules
