// The deferred messages of a queue, by when they are due: a heap.
#include <algorithm>

#include "queue/queue.hpp"

namespace mailsim::queue {

void Queue::order_deferred() {
    std::sort(heap_.begin(), heap_.end(), [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
    for (std::uint32_t i = 0; i < heap_.size(); ++i) slots_[heap_[i]].place = i;
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
