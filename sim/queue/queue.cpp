#include "queue/queue.hpp"

#include <algorithm>
#include <cassert>

namespace mailsim::queue {
namespace {

constexpr base::Parameter rows[] = {
    {"active_message_limit", "count", "", "20000", "at least 1",
     "messages in the active queue; the others wait in incoming and deferred",
     "Postfix postconf(5), qmgr_message_active_limit", base::Mark::verified},
    {"active_recipient_limit", "count", "", "20000", "at least 1",
     "recipients in the active queue; no further message is taken up while there are as many",
     "Postfix postconf(5), qmgr_message_recipient_limit", base::Mark::verified},
    {"in_flow_delay", "duration", "s", "1 s", "at least 0 s; 0 s for never",
     "how long a message that comes in pauses when more comes than the queue manager takes up",
     "Postfix postconf(5), in_flow_delay", base::Mark::verified},
    {"connection_cache", "flag", "", "true", "true or false",
     "a connection to a destination with mail waiting is kept open for its next message",
     "Postfix postconf(5), smtp_connection_cache_on_demand", base::Mark::verified},
    {"connection_cache_time", "duration", "s", "2 s", "more than 0 s",
     "how long such a connection waits for the next message",
     "Postfix postconf(5), smtp_connection_cache_time_limit", base::Mark::verified},
    {"connection_reuse_time", "duration", "s", "300 s", "more than 0 s",
     "how long after its beginning a connection may be used again",
     "Postfix postconf(5), smtp_connection_reuse_time_limit", base::Mark::verified},
};

}  // namespace

std::span<const base::Parameter> queue_parameters() { return rows; }

void Queue::enter(Slot& slot, State state) {
    if (slot.state == State::active) active_recipients_ -= slot.recipients;
    if (state == State::active) active_recipients_ += slot.recipients;
    --counts_[static_cast<std::size_t>(slot.state)];
    slot.state = state;
    ++counts_[static_cast<std::size_t>(state)];
}

TicketId Queue::arrive(std::uint32_t message, base::Instant now, bool null_sender, std::uint32_t recipients) {
    std::uint32_t number = free_;
    if (number == none) {
        number = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
        ++counts_[static_cast<std::size_t>(State::gone)];
    } else {
        free_ = slots_[number].next;
    }
    Slot& slot = slots_[number];
    slot.arrived = now;
    slot.message = message;
    slot.attempts = 0;
    slot.recipients = recipients;
    slot.null_sender = null_sender;
    enter(slot, State::incoming);
    push_incoming(number);
    return {number};
}

void Queue::push_incoming(std::uint32_t number) {
    Slot& slot = slots_[number];
    slot.next = none;
    slot.previous = last_incoming_;
    (last_incoming_ == none ? first_incoming_ : slots_[last_incoming_].next) = number;
    last_incoming_ = number;
}

void Queue::unlink_incoming(std::uint32_t number) {
    Slot& slot = slots_[number];
    (slot.previous == none ? first_incoming_ : slots_[slot.previous].next) = slot.next;
    (slot.next == none ? last_incoming_ : slots_[slot.next].previous) = slot.previous;
}

std::uint32_t Queue::take_incoming() {
    std::uint32_t number = first_incoming_;
    unlink_incoming(number);
    return number;
}

std::optional<Queue::Taken> Queue::take_due(base::Instant now) {
    if (full()) return std::nullopt;
    bool due = !heap_.empty() && slots_[heap_[0]].due <= now;
    bool incoming = first_incoming_ != none;
    if (!due && !incoming) return std::nullopt;
    bool from_deferred = due && (!incoming || deferred_turn_);
    if (due && incoming) deferred_turn_ = !deferred_turn_;
    std::uint32_t number = from_deferred ? heap_[0] : take_incoming();
    if (from_deferred) heap_remove(0);
    Slot& slot = slots_[number];
    enter(slot, State::active);
    return Taken{{number}, slot.message, ++slot.attempts};
}

base::Instant Queue::next_due() const {
    if (full()) return base::never;
    if (first_incoming_ != none) return slots_[first_incoming_].arrived;
    return heap_.empty() ? base::never : slots_[heap_[0]].due;
}

Retry Queue::defer(TicketId ticket, base::Instant now) {
    Slot& slot = slots_[ticket.index()];
    assert(slot.state == State::active);
    Retry retry = schedule_->after({slot.arrived, now, slot.attempts, slot.null_sender});
    if (retry.give_up) return retry;
    slot.due = retry.at;
    enter(slot, State::deferred);
    heap_push(ticket.value);
    return retry;
}

void Queue::remove(TicketId ticket) {
    Slot& slot = slots_[ticket.index()];
    assert(slot.state != State::gone);
    if (slot.state == State::incoming) unlink_incoming(ticket.value);
    if (slot.state == State::deferred) heap_remove(slot.place);
    enter(slot, State::gone);
    slot.next = free_;
    free_ = ticket.value;
}

void Queue::flush(base::Instant now) {
    for (std::uint32_t number : heap_) slots_[number].due = std::min(slots_[number].due, now);
    std::sort(heap_.begin(), heap_.end(), [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
    for (std::uint32_t i = 0; i < heap_.size(); ++i) slots_[heap_[i]].place = i;
}

std::array<std::size_t, 10> Queue::ages(State state, base::Instant now) const {
    std::array<std::size_t, 10> counts{};
    for (const Slot& slot : slots_) {
        if (slot.state != state || state == State::gone) continue;
        std::size_t class_ = 0;
        for (base::Duration limit = std::chrono::minutes(5); class_ < 9 && now - slot.arrived >= limit;
             limit *= 2)
            ++class_;
        ++counts[class_];
    }
    return counts;
}

bool Queue::before(std::uint32_t a, std::uint32_t b) const {
    const Slot &x = slots_[a], &y = slots_[b];
    if (x.due != y.due) return x.due < y.due;
    return x.arrived != y.arrived ? x.arrived < y.arrived : a < b;
}

void Queue::put(std::uint32_t place, std::uint32_t number) {
    heap_[place] = number;
    slots_[number].place = place;
}

void Queue::heap_push(std::uint32_t number) {
    heap_.push_back(number);
    sift(static_cast<std::uint32_t>(heap_.size() - 1));
}

void Queue::heap_remove(std::uint32_t place) {
    std::uint32_t last = heap_.back();
    slots_[heap_[place]].place = none;
    heap_.pop_back();
    if (place == heap_.size()) return;
    put(place, last);
    sift(place);
}

// Moves the entry at `place` up or down to where it belongs.
void Queue::sift(std::uint32_t place) {
    std::uint32_t number = heap_[place];
    for (; place > 0 && before(number, heap_[(place - 1) / 2]); place = (place - 1) / 2)
        put(place, heap_[(place - 1) / 2]);
    for (std::size_t child; (child = std::size_t{place} * 2 + 1) < heap_.size();
         place = static_cast<std::uint32_t>(child)) {
        if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
        if (!before(heap_[child], number)) break;
        put(place, heap_[child]);
    }
    put(place, number);
}

}  // namespace mailsim::queue
