#include "base/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace mailsim::base {
namespace {

constexpr std::size_t most_listed = 10'000;  // nobody reads on; a broken file of 32 MB has millions

std::string printable(std::string_view text) {
    std::string out;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    return out;
}

// Letters to add, leave out, change or exchange with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before = above;
        above = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::string to_string(const Problem& problem) {
    return fmt::format("{}: {}: {}", printable(problem.file), printable(problem.pointer),
                       printable(problem.message));
}

void Problems::add(std::string_view file, std::string_view pointer, std::string_view message) {
    if (list_.size() > most_listed) return;
    if (list_.size() == most_listed) message = "there are more problems; mend these first";
    list_.push_back({std::string(file), std::string(pointer), std::string(message)});
}

void Problems::add(const Problems& others) {
    for (const Problem& problem : others) add(problem.file, problem.pointer, problem.message);
}

std::string_view nearest_name(std::string_view found, std::span<const std::string_view> known) {
    std::string_view best;
    if (found.size() > 100) return best;  // nobody mistypes a hundred letters; and the table would be large
    // Of a word of three letters two wrong ones leave nothing that could be meant.
    std::size_t limit = found.size() <= 3 ? 1 : std::max<std::size_t>(2, found.size() / 3);
    for (std::string_view name : known) {
        std::size_t distance = edit_distance(found, name);
        if (distance > limit || distance >= std::max(found.size(), name.size())) continue;
        best = name;
        if (distance == 0) break;
        limit = distance - 1;
    }
    return best;
}

std::string unknown_name(std::string_view what, std::string_view found,
                         std::span<const std::string_view> known) {
    std::string_view near = nearest_name(found, known);
    if (!near.empty()) return fmt::format("{} '{}' is not known; did you mean '{}'?", what, found, near);
    if (known.empty() || known.size() > 20) return fmt::format("{} '{}' is not known", what, found);
    return fmt::format("{} '{}' is not known; known: {}", what, found, fmt::join(known, ", "));
}

}  // namespace mailsim::base
