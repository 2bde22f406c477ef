// The queue, retries, and how it ends for each recipient.
#include <fmt/format.h>

#include <algorithm>

#include "decide/next_hop.hpp"
#include "mail/clock.hpp"
#include "render/teller.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

namespace {

// Where a node's transports lead for an address, for people.
std::string way_text(const Scene& scene, const estate::Transport& t) {
    switch (t.next) {
        case estate::Transport::Next::mailbox: return "into the mailbox here";
        case estate::Transport::Next::home: return "to the server that holds the mailbox";
        case estate::Transport::Next::mx: return "by the MX records of its domain";
        case estate::Transport::Next::nodes: break;
    }
    std::string names;
    for (base::NodeId node : t.nodes) names += (names.empty() ? "" : ", ") + scene.node(node).id;
    return (t.nodes.size() > 1 ? "to one of " : "to ") + names;
}

// How full mailboxes are does not decide where mail goes.
struct NoQuotas : decide::QuotaUse {
    base::Bytes used(std::uint32_t) const override { return {0}; }
};

}  // namespace

void Teller::queued(const Fact& fact) {
    const estate::Node& node = scene_.node(fact.node);
    bool made = letter(fact).maker == fact.node;
    bool first = from_person(fact) && steps_.size() < 2000 &&
                 std::none_of(steps_.begin(), steps_.end(), [&](const Step& s) {
                     return s.message == fact.message &&
                            (s.letter == facts::Step::internal || s.what.starts_with("has taken"));
                 });
    std::string to = recipient(fact);
    std::string what = made ? fmt::format("writes a notification to {} and queues it", to)
                            : fmt::format("has taken the message for {} over and queues it", to);
    if (node.role == estate::Role::peer && !made) what = fmt::format("queues the message for {}", to);
    Step& step = add(fact, fact.node, first ? facts::Step::internal : facts::Step::send, what);
    mail::Address address = letter(fact).recipient(fact.recipient, fact.node, fact.at);
    static const NoQuotas quotas;
    decide::View view{scene_.estate, policies_, quotas, nullptr, nullptr, nullptr, {}, {}};
    const estate::Transport* way =
        decide::next_hop(view, fact.node, address, letter(fact).message.key).transport;
    if (!way) return;
    bool here = way->next == estate::Transport::Next::mailbox;
    step.what += first ? fmt::format("; is it an internal mailbox? {}{}",
                                     here ? "yes: " : "no: ", way_text(scene_, *way))
                       : "; it goes " + way_text(scene_, *way);
    step.rule = "transport";
    step.pointer = way->pointer;
}

void Teller::active(const Fact& fact) {
    base::Instant since = fact.at;
    for (const Step& s : steps_)
        if (s.node == fact.node && s.message == fact.message && s.at <= fact.at && s.rule == "transport")
            since = s.at;
    if (fact.at == since) return;  // at once
    add(fact, fact.node, facts::Step::send, "the queue manager takes the message up again");
}

void Teller::attempt(const Fact& fact) {
    if (fact.code >= 200 && fact.code < 400) return;  // what it led to is told
    std::string where =
        fact.other.valid() && fact.other != fact.node ? scene_.node(fact.other).id + ": " : "";
    Step& step = add(fact, fact.node, facts::Step::send,
                     fmt::format("this try for {} has failed: {}{}", recipient(fact), where,
                                 reply(fact, fact.node, fact.other)));
    step.stopped = true;
    if (fact.rule.valid() && fact.other.valid()) {
        step.rule = std::string(decide::rule(fact.rule).name);
        step.pointer = pointer_of(scene_.node(fact.other), fact.rule);
    }
}

void Teller::deferred(const Fact& fact) {
    base::Instant due{base::Duration{fact.value}};
    Step& step = add(fact, fact.node, facts::Step::send,
                     fmt::format("keeps the message for {} in its queue; next try in {}", recipient(fact),
                                 length_text(due - fact.at)));
    step.rule = "queue." + scene_.node(fact.node).queue.schedule;
    step.pointer = scene_.node(fact.node).pointer + "/queue";
    step.stays.push_back({fact.at, "the next try", due - fact.at, base::Duration{0}});
}

void Teller::delivered(const Fact& fact) {
    const estate::Node& node = scene_.node(fact.node);
    bool peer = node.role == estate::Role::peer;
    std::string what = peer ? fmt::format("takes the message for {} for its own mailbox", recipient(fact))
                            : fmt::format("puts the message into the mailbox of {}", recipient(fact));
    // D when the sender's own server has the mailbox: no other took the message over.
    bool other = false;
    for (const Fact& f : record_.facts)
        other = other || (f.message == fact.message && f.kind == Kind::received && f.node != fact.node) ||
                (f.message == fact.message && f.kind == Kind::received);
    Step& step =
        add(fact, fact.node, !other && from_person(fact) ? facts::Step::deliver_local : facts::Step::deliver,
            fmt::format("{}, {} after it was sent", what, length_text(base::Duration{fact.value})));
    step.rule = "mailbox";
    step.pointer = node.pointer;
}

void Teller::ended(const Fact& fact) {
    std::string text = reply(fact, {}, fact.node), to = recipient(fact), what;
    bool notification = letter(fact).message.sender.null();
    if (fact.kind == Kind::rejected)
        what = fmt::format("the message for {} is refused; who sends it keeps it and sees: {}", to, text);
    else if (fact.kind == Kind::bounced)
        what = fmt::format("gives the message for {} up ({}) and will tell the sender", to, text);
    else if (fact.kind == Kind::quarantined)
        what = fmt::format("holds the message for {} for a person to look at", to);
    else
        what = notification
                   ? fmt::format("drops the notification for {}: a notification is never answered by another",
                                 to)
                   : fmt::format("drops the message for {} on purpose; nobody is told", to);
    Step& step = add(fact, fact.node, fact.step, what);
    step.letter = fact.kind == Kind::rejected ? facts::Step::incoming_rules : facts::Step::send;
    step.stopped = true;
    if (!fact.rule.valid()) return;
    base::NodeId at = fact.other.valid() && fact.kind == Kind::bounced ? fact.other : fact.node;
    const decide::Rule& rule = decide::rule(fact.rule);
    step.letter = from_person(fact) && fact.kind == Kind::rejected ? rule.outgoing_step : rule.step;
    step.rule = std::string(rule.name);
    step.pointer = pointer_of(scene_.node(at), fact.rule);
}

void Teller::stay(const Fact& fact) {
    base::Duration whole{fact.value}, work{std::min(fact.amount, fact.value)};
    std::string what = fact.station.valid() && fact.station.index() < stations_.size()
                           ? stations_[fact.station.index()]
                           : "a station";
    bool place = !what.ends_with(" processor") && !what.ends_with(" disk");
    stays_.push_back({fact.node, fact.message, {fact.at - whole, what, whole - work, work, place}});
}

void Teller::paused(const Fact& fact) {
    stays_.push_back({fact.node,
                      fact.message,
                      {fact.at, fact.text ? fact.text : "", base::Duration{fact.value}, base::Duration{0}}});
}

}  // namespace mailsim::render
