// What a sender is told about a message: notifications of RFC 3464 as the simulator carries them. What one
// node has to tell of one message is collected in its queue file and told at once when none of its recipients
// is being tried any more, as Postfix's queue manager does (qmgr_active_done, bounce(8)).
#pragma once
#include <algorithm>

#include "mail/notification.hpp"
#include "nodes/edge.hpp"
#include "nodes/redirect.hpp"

namespace mailsim::nodes {

inline constexpr std::int64_t bounce_text = 3'000;         // a DSN's own parts, our assumption
inline constexpr std::int64_t returned_headers = 2'000;    // of the message, our assumption
inline constexpr std::int64_t bounce_size_limit = 50'000;  // Postfix: above, only the headers are returned

// RFC 3461 4.1: without NOTIFY= the sender hears of failures, and of delays from who warns of them.
constexpr bool wants(std::uint8_t notify, std::uint8_t what) {
    if (notify == 0) return what != smtp::notify_success;
    return !(notify & smtp::notify_never) && notify & what;
}

// A new message of a node's own, with the null sender, for one recipient. start() is the caller's.
template <class W>
std::uint32_t automatic_mail(Context<W>& c, Node<W>& node, mail::Address to, std::uint64_t key,
                             std::int64_t size) {
    std::uint32_t place = c.new_mail(Origin::inside, node.id);
    Mail& mail = c.mails[place];
    mail.recipients.push_back(to);
    mail.message.kind = mail::Kind::dsn;
    mail.message.key = base::mix(key);
    mail.message.size = {size};
    return place;
}

template <class W>
base::Task<void> make_notification(Context<W>& c, Node<W>& node, decide::Cost cost, base::MessageId message) {
    typename W::Session session(c.world.calendar());
    session.attach(c.world.gate(node.id, node.host()));
    co_await spend(c, node, session, cost, message);
}

inline std::int64_t report_size(const mail::Message& about, smtp::Ret ret, bool failed) {
    bool whole = failed && ret != smtp::Ret::headers && about.size.count <= bounce_size_limit;
    return bounce_text + (whole ? about.size.count : std::min(about.size.count, returned_headers));
}

// One notification about a message, told as created and queued; the work goes on beside.
template <class W>
void send_notification(Context<W>& c, Node<W>& node, std::uint32_t dsn, base::MessageId about) {
    c.ledger(facts::Kind::created, node.id, c.mails[dsn], 0, {}, {}, {}, about.value);
    c.world.spawn(make_notification(
        c, node, decide::Cost::of(c.demand(node.id, Operation::bounce), c.mails[dsn].message.size),
        c.mails[dsn].message.id));
    post(c, node, dsn);
}

// The failed recipients of a queue file that were given up for one reason, refusal or age: they end here, and
// the sender gets one notification. A notification that fails vanishes (RFC 5321 4.5.5).
template <class W>
void tell_failed(Context<W>& c, Node<W>& node, QueueFile& file, bool expired) {
    auto begin = std::stable_partition(file.failed.begin(), file.failed.end(),
                                       [expired](const Failure& f) { return f.expired != expired; });
    if (begin == file.failed.end()) return;
    bool notify = !file.message.sender.null() && !file.outside && wants(file.notify, smtp::notify_failure);
    std::uint32_t dsn = 0;
    if (notify) {
        const Mail& about = c.mails[file.mail];
        std::uint64_t which = about.ids.empty() ? begin->copy : about.recipients[begin->copy].key();
        dsn = automatic_mail(c, node, file.message.sender, file.message.key + 1 + which,
                             report_size(file.message, file.ret, true));
        c.start(dsn);
    }
    for (auto failure = begin; failure != file.failed.end(); ++failure) {
        Mail& from = c.mails[file.mail];
        NodeId at = failure->at.valid() ? failure->at : node.id;
        --node.queued;
        if (file.outside) --node.queued_outside;
        if (file.outside)
            answer_outside(c, from, failure->copy, at, false, failure->reply, failure->rule);
        else
            c.ledger(notify ? facts::Kind::bounced : facts::Kind::discarded, node.id, from, failure->copy,
                     failure->at, failure->reply, failure->rule);
        c.end_copy(file.mail);
    }
    file.failed.erase(begin, file.failed.end());
    if (notify) send_notification(c, node, dsn, file.message.id);
}

// Actions "delivered" and "relayed", for senders that asked (NOTIFY=SUCCESS).
template <class W>
void tell_taken(Context<W>& c, Node<W>& node, const mail::Message& message, smtp::Ret ret) {
    if (message.sender.null()) return;
    std::uint32_t dsn = automatic_mail(c, node, message.sender, message.key + mail::key_of_success,
                                       report_size(message, ret, false));
    c.start(dsn);
    send_notification(c, node, dsn, message.id);
}

// How long a message has waited, as its server counts: Postfix by whole seconds of its clock, and one more,
// as its next scan would come a second late (qmgr_active.c).
template <class W>
base::Duration waited(const Context<W>& c, const Node<W>& node, const QueueFile& file) {
    using std::chrono::floor, std::chrono::seconds;
    if (!node.schedule.whole_messages()) return c.now() - file.arrived;
    return floor<seconds>(c.now()) - floor<seconds>(file.arrived) + seconds(1);
}

// Action "delayed": once for a message, when it has waited so long (Postfix delay_warning_time).
template <class W>
void warn_of_delay(Context<W>& c, Node<W>& node, QueueFile& file) {
    base::Duration after = node.estate->queue.delay_warning;
    if (after.count() == 0) after = node.schedule.delay_warning;
    if (after.count() == 0 || file.warned || file.entries == 0 || waited(c, node, file) < after) return;
    file.warned = true;
    if (file.message.sender.null() || file.outside || !wants(file.notify, smtp::notify_delay)) return;
    std::uint32_t dsn = automatic_mail(c, node, file.message.sender, file.message.key + mail::key_of_delay,
                                       report_size(file.message, file.ret, false));
    c.start(dsn);
    send_notification(c, node, dsn, file.message.id);
}

// What the transports knew of the message for as long as parts of it were active.
template <class W>
void close_jobs(Node<W>& node, QueueFile& file) {
    for (std::size_t set = 0; set < file.jobs.size(); ++set)
        if (file.jobs[set].valid()) node.set(set).close(std::exchange(file.jobs[set], {}));
}

// An entry is no longer in the queue.
template <class W>
void take_from_queue(Context<W>& c, Node<W>& node, std::uint32_t place) {
    node.queue.remove(c.entries[place].ticket);
    --c.files[c.entries[place].file].entries;
    c.give_entry(place);
}

// The copies that are left of it end with the last refusal: they have waited too long.
template <class W>
void give_up(Context<W>& c, Entry& entry) {
    for (std::uint32_t copy : entry.copies)
        c.files[entry.file].failed.push_back(
            {copy, entry.last, entry.last_rule, entry.last_node, entry.last_point, true});
    entry.copies.clear();
}

// What is left of the message after all its parts were tried waits for the next time, which is one for all of
// them: that one, as a whole, is under way from now on.
template <class W>
void put_off_parts(Context<W>& c, Node<W>& node, QueueFile& file) {
    for (std::uint32_t place : file.aside) {
        Entry& entry = c.entries[place];
        queue::Retry retry = node.queue.defer(entry.ticket, c.now());
        if (retry.give_up) {
            give_up(c, entry);
            take_from_queue(c, node, place);
        } else {
            tell_queued(c, facts::Kind::deferred, node.id, entry, retry.at.time_since_epoch().count());
            ++file.under_way;
        }
    }
    file.aside.clear();
}

// One part of the message has been tried; after the last one the sender is told what there is to tell.
template <class W>
void end_pass(Context<W>& c, Node<W>& node, std::uint32_t place) {
    QueueFile& file = c.files[place];
    if (--file.under_way > 0) return;
    close_jobs(node, file);
    put_off_parts(c, node, file);
    tell_failed(c, node, file, false);
    if (std::exchange(file.taken, 0) > 0) tell_taken(c, node, file.message, file.ret);
    tell_failed(c, node, file, true);
    warn_of_delay(c, node, file);
    if (file.entries == 0) c.files.give(place);
}

}  // namespace mailsim::nodes
