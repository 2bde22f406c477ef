// A 4-ary heap whose items know their place, so that any of them can be moved or taken out in O(log n).
// Item: `bool before(const Item&) const` (a strict order without ties) and `void placed(std::uint32_t)
// const`. It allocates only when it grows beyond its largest size so far.
#pragma once
#include <cstdint>
#include <vector>

namespace mailsim::engine {

template <class Item>
class Heap {
  public:
    bool empty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }
    const Item& top() const { return items_.front(); }
    const std::vector<Item>& items() const { return items_; }

    void push(const Item& item) {
        items_.push_back(item);
        rise(items_.size() - 1, item);
    }
    void pop() { take_out(0); }
    // Puts another item in the place of one that is inside.
    void replace(std::uint32_t place, const Item& item) {
        if (place > 0 && item.before(items_[parent(place)])) {
            rise(place, item);
        } else {
            sink(place, item);
        }
    }
    void take_out(std::uint32_t place) {
        const Item last = items_.back();
        items_.pop_back();
        if (place < items_.size()) replace(place, last);
    }

  private:
    static std::size_t parent(std::size_t place) { return (place - 1) / 4; }

    void put(std::size_t place, const Item& item) {
        items_[place] = item;
        item.placed(static_cast<std::uint32_t>(place));
    }
    void rise(std::size_t place, const Item item) {
        while (place > 0 && item.before(items_[parent(place)])) {
            put(place, items_[parent(place)]);
            place = parent(place);
        }
        put(place, item);
    }
    void sink(std::size_t place, const Item item) {
        for (;;) {
            const std::size_t first = 4 * place + 1;
            if (first >= items_.size()) break;
            const std::size_t end = first + 4 < items_.size() ? first + 4 : items_.size();
            std::size_t least = first;
            for (std::size_t child = first + 1; child < end; ++child) {
                if (items_[child].before(items_[least])) least = child;
            }
            if (!items_[least].before(item)) break;
            put(place, items_[least]);
            place = least;
        }
        put(place, item);
    }

    std::vector<Item> items_;
};

}  // namespace mailsim::engine
