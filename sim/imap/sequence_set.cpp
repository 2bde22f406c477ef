#include "imap/sequence_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace mailsim::imap {
namespace {

std::optional<std::uint32_t> take_number(std::string_view& text) {
    if (text.starts_with('*')) {
        text.remove_prefix(1);
        return 0;
    }
    std::uint32_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

}  // namespace

std::optional<SequenceSet> SequenceSet::parse(std::string_view text) {
    SequenceSet set;
    for (;;) {
        auto first = take_number(text);
        if (!first) return std::nullopt;
        auto last = first;
        if (text.starts_with(':')) {
            text.remove_prefix(1);
            last = take_number(text);
            if (!last) return std::nullopt;
        }
        set.ranges_.push_back({*first, *last});
        if (text.empty()) return set;
        if (text[0] != ',') return std::nullopt;
        text.remove_prefix(1);
        if (text.empty()) return set;  // as Dovecot
    }
}

bool SequenceSet::contains(std::uint32_t n, std::uint32_t star) const {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& r) {
        std::uint32_t a = r.first ? r.first : star, b = r.last ? r.last : star;
        return n >= std::min(a, b) && n <= std::max(a, b);
    });
}

std::vector<std::uint32_t> SequenceSet::numbers(const mailbox::View& view, bool uids, bool& valid) const {
    valid = true;
    std::uint32_t size = view.size(), star = size == 0 ? 0 : uids ? view.uid(size) : size;
    std::vector<int> opens(
        size + 2);  // +1 where a range begins, -1 behind its end: many ranges cost no more than few
    for (const Range& range : ranges_) {
        std::uint32_t a = range.first ? range.first : star, b = range.last ? range.last : star;
        if (a > b) std::swap(a, b);
        if (!uids && (b > size || size == 0)) valid = false;
        std::uint32_t from = uids ? view.number_from(a) : std::min(std::max(a, 1u), size + 1);
        std::uint32_t behind =
            uids ? (b == UINT32_MAX ? size + 1 : view.number_from(b + 1)) : std::min(b, size) + 1;
        if (from >= behind) continue;
        ++opens[from];
        --opens[behind];
    }
    std::vector<std::uint32_t> list;
    int open = 0;
    for (std::uint32_t n = 1; n <= size; ++n)
        if ((open += opens[n]) > 0) list.push_back(n);
    return list;
}

std::string compact(const std::vector<std::uint32_t>& numbers) {
    std::string text;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        if (!text.empty()) text += ',';
        text += last == i ? fmt::format("{}", numbers[i]) : fmt::format("{}:{}", numbers[i], numbers[last]);
        i = last + 1;
    }
    return text;
}

}  // namespace mailsim::imap
