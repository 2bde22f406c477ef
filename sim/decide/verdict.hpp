// What a rule, or a whole stage, says: the reply, which rule decided, what it cost.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/units.hpp"
#include "estate/demand.hpp"
#include "estate/node.hpp"
#include "facts/fact.hpp"
#include "mail/reply.hpp"
#include "tables/change.hpp"

namespace mailsim::decide {

// The stages of a session at which a node decides. delivery: local delivery to one mailbox (LMTP).
enum class Stage : std::uint8_t { connect, auth, mail, rcpt, data, delivery };
inline constexpr int stage_count = 6;
constexpr std::string_view name(Stage s) {
    constexpr std::string_view names[] = {"connect", "auth", "mail", "rcpt", "data", "delivery"};
    return names[static_cast<int>(s)];
}

// What the node does with the mail. discard and quarantine answer 250 and keep or drop the message.
enum class Action : std::uint8_t { accept, refuse, discard, quarantine };

// Work that the driver spends at the node's host before the reply goes out.
struct Cost {
    base::Duration cpu{0};
    double writes = 0;       // disk operations
    base::Bytes bytes{0};    // to disk
    base::Duration wait{0};  // time that passes without work
    base::Duration step{0};  // above 0: the wait ends at a whole multiple of this time
    Cost& operator+=(const Cost& o) {
        cpu += o.cpu;
        writes += o.writes;
        bytes += o.bytes;
        wait += o.wait;
        step = std::max(step, o.step);
        return *this;
    }
    static Cost of(const estate::Demand& d, base::Bytes size) {
        return {d.cpu_for(size),
                d.writes,
                {static_cast<std::int64_t>(d.bytes_factor * static_cast<double>(size.count))},
                {},
                {}};
    }
};

struct Verdict {
    mail::Reply reply;
    Action action = Action::accept;
    base::RuleId rule;                         // who decided; invalid: nobody objected
    const estate::Setting* setting = nullptr;  // where it stands in the estate
    facts::Step step = facts::Step::none;
    Cost cost;
    tables::Changes changes;  // to the node's tables; the driver applies them before it spends the cost
    bool accepted() const { return action != Action::refuse; }
};

}  // namespace mailsim::decide
