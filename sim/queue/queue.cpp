#include "queue/queue.hpp"

#include <cassert>

namespace mailsim::queue {

// Keeps the counts. Unread parts and those set aside are active without their recipients.
void Queue::enter(Slot& slot, State state) {
    Whole& its = whole(slot);
    if (slot.state == State::active) {
        std::uint32_t held = slot.unread || slot.aside ? 0 : slot.recipients;
        active_recipients_ -= held;
        its.recipients -= held;
        slot.aside = false;
        if (--its.active == 0) --active_messages_;
    }
    if (state == State::active) {
        active_recipients_ += slot.recipients;
        its.recipients += slot.recipients;
        if (its.active++ == 0) ++active_messages_;
    }
    --counts_[static_cast<std::size_t>(slot.state)];
    slot.state = state;
    ++counts_[static_cast<std::size_t>(state)];
}

std::uint32_t Queue::new_whole() {
    std::uint32_t number = free_whole_;
    if (number == none) {
        wholes_.emplace_back();
        return static_cast<std::uint32_t>(wholes_.size() - 1);
    }
    free_whole_ = wholes_[number].next;
    wholes_[number] = {};
    return number;
}

TicketId Queue::arrive(std::uint32_t message, base::Instant now, bool null_sender, std::uint32_t recipients,
                       TicketId part_of) {
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
    slot.whole = part_of.valid() ? slots_[part_of.index()].whole : new_whole();
    ++whole(slot).parts;
    ++whole(slot).to_read;
    enter(slot, State::incoming);
    push(incoming_, number);
    return {number};
}

void Queue::push(Line& line, std::uint32_t number) {
    Slot& slot = slots_[number];
    slot.next = none;
    slot.previous = line.last;
    (line.last == none ? line.first : slots_[line.last].next) = number;
    line.last = number;
}

void Queue::unlink(Line& line, std::uint32_t number) {
    Slot& slot = slots_[number];
    (slot.previous == none ? line.first : slots_[slot.previous].next) = slot.next;
    (slot.next == none ? line.last : slots_[slot.next].previous) = slot.previous;
}

// The next one of incoming and deferred, in turn; none when nothing is due that may become active.
std::uint32_t Queue::next_source(base::Instant now) const {
    bool due = !heap_.empty() && slots_[heap_[0]].due <= now && may_become_active(slots_[heap_[0]]);
    bool incoming = incoming_.first != none && may_become_active(slots_[incoming_.first]);
    if (due && (!incoming || deferred_turn_)) return heap_[0];
    return incoming ? incoming_.first : none;
}

std::optional<Queue::Taken> Queue::take_due(base::Instant now) {
    if (unread_.first != none && room()) {
        std::uint32_t number = unread_.first;
        leave_unread(number);
        return read(number);
    }
    for (std::uint32_t number; (number = next_source(now)) != none;) {
        Slot& slot = slots_[number];
        bool both = incoming_.first != none && !heap_.empty() && slots_[heap_[0]].due <= now;
        if (both) deferred_turn_ = !deferred_turn_;
        if (slot.state == State::incoming) {
            unlink(incoming_, number);
        } else {
            heap_remove(0);
            ++whole(slot).to_read;
        }
        if (!stays_unread(slot)) return read(number);
        enter(slot, State::active);
        slot.unread = true;
        active_recipients_ -= slot.recipients;
        whole(slot).recipients -= slot.recipients;
        push(unread_, number);
    }
    return std::nullopt;
}

Queue::Taken Queue::read(std::uint32_t number) {
    Slot& slot = slots_[number];
    enter(slot, State::active);
    return Taken{{number}, slot.message, ++slot.attempts, --whole(slot).to_read};
}

// As if it had not been active: enter() makes it so again.
void Queue::leave_unread(std::uint32_t number) {
    Slot& slot = slots_[number];
    unlink(unread_, number);
    enter(slot, State::incoming);
    slot.unread = false;
}

base::Instant Queue::next_due() const {
    if (unread_.first != none && room()) return slots_[unread_.first].arrived;
    if (incoming_.first != none && may_become_active(slots_[incoming_.first]))
        return slots_[incoming_.first].arrived;
    return heap_.empty() || !may_become_active(slots_[heap_[0]]) ? base::never : slots_[heap_[0]].due;
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

void Queue::set_aside(TicketId ticket) {
    Slot& slot = slots_[ticket.index()];
    assert(slot.state == State::active && !slot.unread && !slot.aside);
    slot.aside = true;
    active_recipients_ -= slot.recipients;
    whole(slot).recipients -= slot.recipients;
}

void Queue::put_off(TicketId ticket, base::Instant until, bool tried) {
    Slot& slot = slots_[ticket.index()];
    assert(slot.state == State::active);
    if (!tried) --slot.attempts;
    slot.due = until;
    enter(slot, State::deferred);
    heap_push(ticket.value);
}

void Queue::remove(TicketId ticket) {
    Slot& slot = slots_[ticket.index()];
    assert(slot.state != State::gone);
    bool to_read = slot.unread || slot.state == State::incoming;
    if (slot.unread)
        leave_unread(ticket.value);
    else if (slot.state == State::incoming)
        unlink(incoming_, ticket.value);
    if (slot.state == State::deferred) heap_remove(slot.place);
    enter(slot, State::gone);
    Whole& its = whole(slot);
    its.to_read -= to_read;
    if (--its.parts == 0) {
        its.next = free_whole_;
        free_whole_ = slot.whole;
    }
    slot.next = free_;
    free_ = ticket.value;
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

}  // namespace mailsim::queue
