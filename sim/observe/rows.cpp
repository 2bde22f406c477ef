#include "observe/rows.hpp"

#include <algorithm>

namespace mailsim::observe {
namespace {

using facts::Kind;

constexpr std::size_t chunk = 8192;

int hop_at(const auto& live, base::NodeId node) {
    for (int i : {0, 1})
        if (live.is_open[i] && live.open[i].node == node) return i;
    return -1;
}

// By whoever was tried last.
Said said_in(const facts::Fact& attempt) {
    return {attempt.text, attempt.node, attempt.other, facts::attempt_port(attempt.amount)};
}
// A refusal at the edge is said to who sent it there, what a node gives up to that node.
Said said_at_the_end(const facts::Fact& fact) {
    if (fact.kind == Kind::bounced)
        return {fact.text, fact.node, fact.other.valid() ? fact.other : fact.node};
    return {fact.text, fact.kind == Kind::rejected ? fact.other : base::NodeId{}, fact.node};
}

}  // namespace

Rows::Rows(Drain drain) : drain_(std::move(drain)) {
    messages_.reserve(chunk);
    hops_.reserve(2 * chunk);
    attempts_.reserve(2 * chunk);
}

void Rows::introduce(const mail::Message& message, std::span<const mail::Address> recipients,
                     std::uint32_t recipients_before) {
    for (std::uint32_t i = 0; i < recipients.size(); ++i) {
        std::uint32_t id = message.first_recipient.value + i;
        if (id / page_size >= pages_.size()) pages_.resize(id / page_size + 1);
        std::unique_ptr<Page>& page = pages_[id / page_size];
        if (!page) {
            page = std::make_unique<Page>();
            std::fill(std::begin(page->slots), std::end(page->slots), none);
        }
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(live_.size()));
            live_.emplace_back();
        }
        std::uint32_t slot = free_.back();
        free_.pop_back();
        page->slots[id % page_size] = slot;
        ++page->used;
        Live& live = live_[slot];
        live = Live{};
        live.row.id = base::RecipientId{id};
        live.row.message = message.id;
        live.row.part = recipients_before + i;
        live.row.key = message.key;
        live.row.sender = message.sender;
        live.row.recipient = recipients[i];
        live.row.size = message.size;
        live.row.submitted = message.submitted;
        live.row.kind = message.kind;
    }
}

Rows::Live* Rows::find(base::RecipientId id) {
    std::uint32_t page = id.value / page_size;
    if (page >= pages_.size() || !pages_[page]) return nullptr;
    std::uint32_t slot = pages_[page]->slots[id.value % page_size];
    return slot == none ? nullptr : &live_[slot];
}

void Rows::forget(base::RecipientId id) {
    std::unique_ptr<Page>& page = pages_[id.value / page_size];
    std::uint32_t& slot = page->slots[id.value % page_size];
    free_.push_back(slot);
    slot = none;
    if (--page->used == 0) page.reset();
}

FetchRow fetch_row(const facts::Fact& fact) {
    FetchRow row;
    row.at = fact.at;
    row.node = fact.node;
    row.entry = fact.other;
    row.account = static_cast<std::uint64_t>(fact.amount);
    row.protocol = fact.detail;
    row.refused = fact.kind == Kind::session;
    row.rule = fact.rule;
    row.text = fact.text;
    if (row.refused) {
        row.length = base::Duration{fact.value};
    } else {
        row.messages = static_cast<std::uint32_t>(fact.value);
        row.stored = fact.code;
        row.removed = fact.enhanced != 0;
    }
    return row;
}

void Rows::take_ledger(const facts::Fact& fact) {
    Live* live = find(fact.recipient);
    if (!live) return;
    live->row.kind =
        static_cast<mail::Kind>(fact.mail_kind);  // of this recipient: a message may have several kinds
    switch (fact.kind) {
        case Kind::accepted:
        case Kind::created:
        case Kind::received: return arrive(*live, fact);
        case Kind::handed_on: return leave(*live, fact);
        case Kind::rejected: return end(*live, fact, mail::Outcome::rejected);
        case Kind::delivered: return end(*live, fact, mail::Outcome::delivered);
        case Kind::bounced: return end(*live, fact, mail::Outcome::bounced);
        case Kind::discarded: return end(*live, fact, mail::Outcome::discarded);
        case Kind::quarantined: return end(*live, fact, mail::Outcome::quarantined);
        default: return;
    }
}

void Rows::arrive(Live& live, const facts::Fact& fact) {
    int which = live.is_open[0] ? 1 : 0;
    if (live.is_open[which]) close_hop(live, which, base::never, {});
    live.is_open[which] = true;
    live.open[which] = {fact.recipient, live.hops++, fact.node, {}, fact.at, base::never, {}};
    live.waits_since[which] = base::never;
    live.row.node = fact.node;
}

void Rows::leave(Live& live, const facts::Fact& fact) {
    if (int which = hop_at(live, fact.node); which >= 0) close_hop(live, which, fact.at, fact.other);
}

void Rows::close_hop(Live& live, int which, base::Instant left, base::NodeId next) {
    live.open[which].left = left;
    live.open[which].next = next;
    live.is_open[which] = false;
    hops_.push_back(live.open[which]);
    drain_if_full();
}

void Rows::take_hop(const facts::Fact& fact) {
    Live* live = find(fact.recipient);
    if (!live) return;
    int which = hop_at(*live, fact.node);
    if (fact.kind == Kind::queued) {
        live->queued = fact.at;
        live->queued_at = fact.node;
        if (which >= 0) live->waits_since[which] = fact.at;
        return;
    }
    keep_attempt(*live, fact);
    note_reply(live->row, fact, said_in(fact));
    if (which < 0) return;
    base::Instant began = fact.at - base::Duration{fact.value};
    base::Instant& since = live->waits_since[which];
    if (since != base::never && began > since) live->open[which].queue_wait += began - since;
    since = fact.at;
}

void Rows::note_reply(MessageRow& row, const facts::Fact& fact, const Said& said) {
    if (!fact.code && !fact.enhanced) return;
    row.code = fact.code;
    row.enhanced = fact.enhanced;
    row.said = said;
}

// The attempt that hands a recipient on is told before the next node's queue is: live.queued is still this
// node's.
void Rows::keep_attempt(Live& live, const facts::Fact& fact) {
    base::Instant began = fact.at - base::Duration{fact.value};
    base::Instant arrived = live.queued_at == fact.node ? live.queued : began;
    attempts_.push_back({fact.recipient, live.row.attempts++, fact.node, fact.other, fact.detail, arrived,
                         began, fact.at, fact.code, fact.enhanced, said_in(fact), fact.message,
                         live.row.sender, live.row.recipient});
}

void Rows::end(Live& live, const facts::Fact& fact, mail::Outcome outcome) {
    leave(live, fact);
    for (int which : {0, 1})
        if (live.is_open[which]) close_hop(live, which, fact.at, {});
    MessageRow& row = live.row;
    row.finished = fact.at;
    row.node = fact.node;
    row.rule = fact.rule;
    row.outcome = outcome;
    // What the last attempt was told says more than the ledger's "Ok", and knows who said it.
    bool known = row.said.text && (row.said.text == fact.text || outcome == mail::Outcome::delivered);
    note_reply(row, fact, known ? row.said : said_at_the_end(fact));
    messages_.push_back(row);
    forget(row.id);
    drain_if_full();
}

void Rows::drain_if_full() {
    if (messages_.size() < chunk && hops_.size() < 2 * chunk && attempts_.size() < 2 * chunk) return;
    drain();
}

void Rows::finish(base::Instant end) {
    for (std::uint32_t page = 0; page < pages_.size(); ++page)
        for (std::uint32_t i = 0; pages_[page] && i < page_size; ++i) {
            Live* live = find(base::RecipientId{page * page_size + i});
            if (!live) continue;
            for (int which : {0, 1}) {
                if (!live->is_open[which]) continue;
                base::Instant since = live->waits_since[which];
                if (since < end) live->open[which].queue_wait += end - since;
                close_hop(*live, which, base::never, {});
            }
            messages_.push_back(live->row);
            drain_if_full();
        }
    drain();
}

void Rows::drain() {
    drain_(messages_, hops_, attempts_);
    messages_.clear();
    hops_.clear();
    attempts_.clear();
}

}  // namespace mailsim::observe
