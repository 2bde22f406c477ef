// Values by a 64-bit key in one block of memory: no allocation per value, and what is stale is dropped before
// the block grows. Keys are hashes: two things whose keys collide (once in 2^64) are taken for one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace mailsim::tables {

template <class Value>
class Memory {
  public:
    const Value* find(std::uint64_t key) const {
        if (slots_.empty()) return nullptr;
        const Slot& slot = slots_[place(slots_, real(key))];
        return slot.key ? &slot.value : nullptr;
    }
    // The value of this key, a new one when there is none. stale(value): whether it may be forgotten.
    template <class Stale>
    Value& at(std::uint64_t key, Stale stale) {
        if ((used_ + 1) * 4 > slots_.size() * 3) make_room(stale);
        Slot& slot = slots_[place(slots_, real(key))];
        if (!slot.key) {
            slot.key = real(key);
            ++used_;
        }
        return slot.value;
    }
    std::size_t size() const { return used_; }

  private:
    struct Slot {
        std::uint64_t key = 0;  // 0: empty
        Value value{};
    };
    static std::uint64_t real(std::uint64_t key) { return key ? key : 1; }
    static std::size_t place(const std::vector<Slot>& slots, std::uint64_t key) {
        std::size_t mask = slots.size() - 1;  // the size is a power of two
        std::size_t i = static_cast<std::size_t>(base::mix(key)) & mask;
        while (slots[i].key && slots[i].key != key) i = (i + 1) & mask;
        return i;
    }
    template <class Stale>
    void make_room(Stale stale) {
        std::size_t fresh = 0;
        for (const Slot& slot : slots_) fresh += slot.key && !stale(slot.value);
        std::size_t size = 16;
        while (size < fresh * 2 + 2) size *= 2;
        std::vector<Slot> old(size);
        old.swap(slots_);
        used_ = 0;
        for (const Slot& slot : old)
            if (slot.key && !stale(slot.value)) {
                slots_[place(slots_, slot.key)] = slot;
                ++used_;
            }
    }

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace mailsim::tables
