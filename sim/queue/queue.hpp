// The life of messages in one node's queue. It is told the time, keeps no clock and delivers nothing.
//
//   arrive          take_due              defer
//   ------> incoming -------> active ---------------> deferred
//                               |  ^                     |
//                        remove |  +------ take_due -----+  at the instant the schedule gave
//                               v
//                            (gone)                          remove works in every state
//
// A message may be in parts that are delivered on their own. When recipients are many, those parts of a
// message that is already active wait outside of memory: active, but not given out yet. Not here:
// destinations and their concurrency (destinations.hpp); what a message is (message is a number).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "base/parameter.hpp"
#include "base/units.hpp"
#include "queue/schedule.hpp"

namespace mailsim::queue {

using TicketId = base::Id<struct TicketTag>;  // one message in one queue; numbers are used again after remove

enum class State : std::uint8_t { incoming, active, deferred, gone };

struct QueueLimits {
    std::uint32_t active = 20000;      // qmgr_message_active_limit
    std::uint32_t recipients = 20000;  // qmgr_message_recipient_limit
    std::uint32_t minimum = 10;        // qmgr_message_recipient_minimum: of each message, whatever the limit
};
std::span<const base::Parameter> queue_parameters();

class Queue {
  public:
    // The schedule must outlive the queue.
    Queue(const Schedule& schedule, const QueueLimits& limits) : schedule_(&schedule), limits_(limits) {}

    // A message came in, or one more part of it: part_of is the ticket of another. HOT, like all that
    // follows: no allocation once the queue has been as long before.
    TicketId arrive(std::uint32_t message, base::Instant now, bool null_sender = false,
                    std::uint32_t recipients = 1, TicketId part_of = {});

    struct Taken {
        TicketId ticket;
        std::uint32_t message;
        std::uint32_t attempt;  // 1 for the first
        std::uint32_t unread;   // parts of the message that wait to be taken for the first time, or once more
    };
    // Moves one message, or part of one, into the active queue: incoming ones and due deferred ones in turn.
    // Nothing when none is due or the active queue is full.
    std::optional<Taken> take_due(base::Instant now);

    // When take_due will have something: `now` or earlier when it has, never when nothing waits or the active
    // queue is full.
    base::Instant next_due() const;

    // An active message failed for now, or its destination is dead: the same rule for both. When the answer
    // is give_up, it stays active until remove(): the caller makes the DSN first. Otherwise it is deferred.
    Retry defer(TicketId ticket, base::Instant now);

    // An active part has been tried and stays active until its message's other parts have been: its
    // recipients are no longer in memory. defer() or remove() follows.
    void set_aside(TicketId ticket);

    // Forgets a message in whatever state; its ticket names nothing afterwards.
    void remove(TicketId ticket);

    // An active message waits until an instant that somebody else chose. tried: else the attempt does not
    // count.
    void put_off(TicketId ticket, base::Instant until, bool tried);

    // Every deferred message becomes due at `now`, as after "postqueue -f".
    void flush(base::Instant now) {
        flush_if(now, [](std::uint32_t) { return true; });
    }
    // Those whose number `wanted` says yes to.
    template <class Wanted>
    void flush_if(base::Instant now, const Wanted& wanted) {
        for (std::uint32_t number : heap_)
            if (slots_[number].due > now && wanted(slots_[number].message)) slots_[number].due = now;
        order_deferred();
    }

    std::uint32_t message(TicketId ticket) const { return slots_[ticket.index()].message; }
    State state(TicketId ticket) const { return slots_[ticket.index()].state; }
    base::Instant arrived(TicketId ticket) const { return slots_[ticket.index()].arrived; }
    std::uint32_t attempts(TicketId ticket) const { return slots_[ticket.index()].attempts; }
    std::size_t count(State state) const { return counts_[static_cast<std::size_t>(state)]; }
    std::size_t size() const { return counts_[0] + counts_[1] + counts_[2]; }

    // Messages by age as qshape(1) shows them: younger than 5, 10, 20, 40, 80, 160, 320, 640, 1280 min,
    // older.
    std::array<std::size_t, 10> ages(State state, base::Instant now) const;

  private:
    static constexpr std::uint32_t none = 0xffffffffu;
    struct Slot {
        base::Instant arrived, due;
        std::uint32_t message = 0, attempts = 0, recipients = 1;
        std::uint32_t next = none, previous = none;  // in incoming_ or unread_; of the free list
        std::uint32_t place = none;                  // in heap_ when deferred
        std::uint32_t whole = none;                  // in wholes_
        State state = State::gone;
        bool null_sender = false, unread = false;
        bool aside = false;  // tried; unread and aside parts are active without their recipients
    };
    // A message with all its parts.
    struct Whole {
        std::uint32_t parts = 0, active = 0, to_read = 0;  // to_read: incoming or unread ones
        std::uint32_t recipients = 0;                      // in memory
        std::uint32_t next = none;                         // of the free list
    };
    struct Line {
        std::uint32_t first = none, last = none;
    };
    void enter(Slot& slot, State state);
    Whole& whole(const Slot& slot) { return wholes_[slot.whole]; }
    std::uint32_t new_whole();
    bool room() const { return active_recipients_ < limits_.recipients; }
    bool may_become_active(const Slot& slot) const {
        return wholes_[slot.whole].active > 0 || active_messages_ < limits_.active;
    }
    bool stays_unread(const Slot& slot) const {
        const Whole& its = wholes_[slot.whole];
        return !room() && its.active > 0 && its.recipients >= limits_.minimum;
    }
    void push(Line& line, std::uint32_t number);
    void unlink(Line& line, std::uint32_t number);
    void leave_unread(std::uint32_t number);
    std::uint32_t next_source(base::Instant now) const;
    Taken read(std::uint32_t number);
    void order_deferred();
    bool before(std::uint32_t a, std::uint32_t b) const;
    void heap_push(std::uint32_t number);
    void heap_remove(std::uint32_t place);
    void sift(std::uint32_t place);
    void put(std::uint32_t place, std::uint32_t number);

    const Schedule* schedule_;
    QueueLimits limits_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> heap_;  // deferred, by due time then ticket
    std::vector<Whole> wholes_;
    Line incoming_, unread_;
    std::uint32_t free_ = none, free_whole_ = none;
    bool deferred_turn_ = false;
    std::uint32_t active_messages_ = 0;
    std::uint64_t active_recipients_ = 0;
    std::array<std::size_t, 4> counts_{};
};

}  // namespace mailsim::queue
