// What follows when mail could not be delivered: the copies that were refused for good, or waited too long,
// come back to their sender as a notification; the rest waits for the next attempt.
#pragma once
#include "nodes/queueing.hpp"

namespace mailsim::nodes {

inline constexpr std::int64_t bounce_text = 3'000;  // a DSN's own parts, our assumption
inline constexpr std::int64_t bounce_size_limit =
    50'000;  // Postfix bounce_size_limit: of the message returned
inline constexpr mail::Reply suspended{0, {4, 4, 1}, "delivery temporarily suspended"};

// A DSN for the copies that failed goes back to the sender (RFC 3464); a DSN that fails vanishes (RFC
// 5321 4.5.5).
template <class W>
void bounce(Context<W>& c, Node<W>& node, Entry& entry) {
    if (entry.failed.empty()) return;
    Mail& mail = c.mails[entry.mail];
    bool null_sender = mail.message.sender.null();
    std::int64_t about = mail.message.id.value;
    std::uint32_t dsn = 0;
    bool notify = !null_sender && !entry.outside;
    if (notify) {
        dsn = c.new_mail(Origin::inside, node.id);
        Mail& report = c.mails[dsn];
        report.recipients.push_back(mail.message.sender);
        report.message.kind = mail::Kind::dsn;
        report.message.key = base::mix(mail.message.key + 1 + entry.failed.front().copy);
        report.message.size = {bounce_text + std::min(mail.message.size.count, bounce_size_limit)};
        c.start(dsn);
    }
    std::uint32_t original = entry.mail;
    for (const Failure& failure : entry.failed) {
        Mail& from = c.mails[original];
        NodeId at = failure.at.valid() ? failure.at : node.id;
        if (entry.outside)
            answer_outside(c, from, failure.copy, at, false, failure.reply, failure.rule);
        else
            c.ledger(null_sender ? facts::Kind::discarded : facts::Kind::bounced, node.id, from, failure.copy,
                     failure.at, failure.reply, failure.rule);
        c.end_copy(original);
    }
    entry.failed.clear();
    if (!notify) return;
    c.ledger(facts::Kind::created, node.id, c.mails[dsn], 0, {}, {}, {}, about);
    std::uint32_t place = c.new_entry(dsn, node.id);
    c.entries[place].copies.push_back(0);
    enqueue(c, node, place);
}

// What is left of an entry after an attempt waits for the next one, or is given up.
template <class W>
void defer(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Entry& entry = c.entries[place];
    queue::Retry retry = node.queue.defer(entry.ticket, c.now());
    if (!retry.give_up) {
        tell_queued(c, facts::Kind::deferred, node.id, entry, retry.at.time_since_epoch().count());
        return;
    }
    for (std::uint32_t copy : entry.copies)
        entry.failed.push_back({copy, entry.last, entry.last_rule, entry.last_node, entry.last_point});
    node.queued -= entry.copies.size();
    if (entry.outside) node.queued_outside -= entry.copies.size();
    entry.copies.clear();
    node.queue.remove(entry.ticket);
    bounce(c, node, entry);
    c.give_entry(place);
}

template <class W>
void defer_suspended(Context<W>& c, Node<W>& node, std::uint32_t place) {
    if (c.entries[place].last.enhanced.class_ == 0) c.entries[place].last = suspended;
    defer(c, node, place);
}

}  // namespace mailsim::nodes
