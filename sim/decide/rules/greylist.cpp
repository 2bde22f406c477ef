// Greylisting: a sender that is new to a recipient, from this network, is asked to come back later. Modelled
// on postgrey 1.37: the clock runs from the first attempt, early retries do not restart it, and a client that
// has come back often enough is let through for good.
#include "decide/rules/all.hpp"
#include "tables/keys.hpp"

namespace mailsim::decide::rules {
namespace {

using tables::Change;

enum { delay, network_bits, network_bits6, retry_window, auto_whitelist, trusted };
constexpr base::Parameter rows[] = {
    {"delay", "duration", "s", "300 s", "at least 0 s", "how long a new sender must wait",
     "postgrey(8) --delay", base::Mark::verified},
    {"network", "count", "bits", "24", "0 to 32", "client addresses that agree in so many bits count as one",
     "postgrey(8) --lookup-by-subnet, IPv4", base::Mark::verified},
    {"network6", "count", "bits", "64", "0 to 128", "the same for IPv6",
     "postgrey(8) --lookup-by-subnet, IPv6", base::Mark::background},
    {"retry_window", "duration", "h", "48 h", "at least 0 s",
     "who has not come back after so long is new again", "postgrey(8) --retry-window", base::Mark::verified},
    {"auto_whitelist", "count", "passes", "5", "at least 0",
     "a client that has passed so often is not asked to wait any more, one pass an hour counted; 0: never",
     "postgrey(8) --auto-whitelist-clients", base::Mark::verified},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that never wait",
     "Postfix permit_mynetworks before the policy service", base::Mark::verified},
};

struct State {
    std::uint64_t triplet = 0, client = 0;
    base::Instant since;  // of the first attempt
    bool whitelisted = false, waited = false, passed_before = false;
};

bool is_asked(const estate::Setting& setting, const Client& client) {
    return !client.authenticated() && client.address.valid() && client.protocol != estate::Protocol::lmtp &&
           !among(setting.values[trusted], client);
}

std::uint64_t network_key(const estate::Setting& setting, const base::Ip& ip) {
    auto bits = static_cast<int>(setting.values[ip.is_v4() ? network_bits : network_bits6].number);
    return tables::key_of(base::IpNetwork(ip, std::min(bits, ip.bits())).address());
}

State state_of(const View& view, const estate::Setting& setting, const Client& client, const Transaction& t) {
    State state;
    state.client = tables::key_of(client.address);
    state.triplet = tables::joined(tables::joined(network_key(setting, client.address), t.sender.key()),
                                   t.recipient.key());
    state.since = view.now;
    base::Duration wanted = setting.values[delay].duration();
    const tables::Greylist* list = view.tables ? &view.tables->greylist : nullptr;
    const auto* seen = list ? list->triplet(state.triplet, view.now) : nullptr;
    if (seen) {
        state.passed_before = seen->last - seen->first >= wanted;
        bool too_late =
            !state.passed_before && view.now - seen->first > setting.values[retry_window].duration();
        if (!too_late) state.since = seen->first;
    }
    state.waited = view.now - state.since >= wanted;
    const auto* passes = list ? list->client(state.client, view.now) : nullptr;
    double enough = setting.values[auto_whitelist].number;
    state.whitelisted = enough > 0 && passes && passes->count >= enough;
    return state;
}

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction& t, Cost&) {
    if (!is_asked(setting, client)) return std::nullopt;
    State state = state_of(view, setting, client, t);
    if (state.whitelisted || state.waited) return std::nullopt;
    return refuse(450, {4, 2, 0},
                  "<{recipient}>: Recipient address rejected: Greylisted, see "
                  "http://postgrey.schweikert.ch/help/{recipient_domain}.html");
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage, const Client& client,
               const Transaction&) {
    return is_asked(setting, client);
}

void remember(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
              const Client& client, const Transaction& t, tables::Changes& changes) {
    if (!is_asked(setting, client)) return;
    State state = state_of(view, setting, client, t);
    if (state.whitelisted) {
        changes.add({Change::Kind::greylist_client, 0, state.client, {}, {}});
        return;
    }
    bool first_pass = state.waited && !state.passed_before;
    changes.add({Change::Kind::greylist_seen, state.triplet, first_pass ? state.client : 0, state.since, {}});
}

}  // namespace

const Rule greylist{"greylist",
                    at(Stage::rcpt),
                    facts::Step::incoming_rules,
                    facts::Step::outgoing_rules,
                    "has this sender waited, or is the client known to come back?",
                    "yes",
                    "asks senders that are new to a recipient to come back later",
                    rows,
                    judge,
                    has_point,
                    remember};

}  // namespace mailsim::decide::rules
