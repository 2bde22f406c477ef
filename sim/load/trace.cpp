#include "load/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/quantity.hpp"

namespace mailsim::load {
namespace {

std::string_view trimmed(std::string_view text) {
    auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The part before the next separator; `rest` goes on behind it.
std::string_view part(std::string_view& rest, char separator) {
    auto end = rest.find(separator);
    std::string_view out = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return out;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

constexpr double longest = 1e9;  // seconds; 31 years

// Reads one line and collects what is wrong with it.
class LineReader {
  public:
    LineReader(std::string_view file, std::size_t line, mail::AddressBook& book, base::Problems& problems)
        : file_(file), place_(fmt::format("line {}", line)), book_(book), problems_(problems) {}

    std::optional<TraceEntry> read(std::string_view text) {
        if (std::count(text.begin(), text.end(), ',') != 3) {
            complain("a line has four fields: t,from,to,size");
            return std::nullopt;
        }
        TraceEntry entry;
        time(part(text, ','), entry);
        if (auto from = address(part(text, ','))) entry.from = *from;
        recipients(part(text, ','), entry);
        size(part(text, ','), entry);
        if (bad_) return std::nullopt;
        return entry;
    }

  private:
    void complain(const std::string& message) {
        problems_.add(file_, place_, message);
        bad_ = true;
    }
    void time(std::string_view text, TraceEntry& entry) {
        auto seconds = number<double>(text);
        if (!seconds || !(*seconds >= 0) || *seconds > longest)
            return complain(
                fmt::format("'{}' is not a time; write seconds from the start, at least 0", text));
        entry.at = base::Instant{base::from_seconds(*seconds)};
    }
    std::optional<mail::Address> address(std::string_view text) {
        auto parsed = book_.parse(text);
        if (parsed) return *parsed;
        complain(parsed.error());
        return std::nullopt;
    }
    void recipients(std::string_view text, TraceEntry& entry) {
        if (text.empty()) return complain("a message needs a recipient");
        while (!text.empty()) {
            auto to = address(part(text, ';'));
            if (to && to->null()) complain("the null sender cannot be a recipient");
            if (to) entry.to.push_back(*to);
        }
    }
    void size(std::string_view text, TraceEntry& entry) {
        if (auto bytes = number<std::int64_t>(text)) {
            entry.size = {*bytes};
        } else {
            auto quantity = base::parse_bytes(text);
            if (!quantity) return complain(quantity.error());
            entry.size = *quantity;
        }
        if (entry.size.count < 1) complain("a size is at least 1 byte");
    }

    std::string_view file_;
    std::string place_;
    mail::AddressBook& book_;
    base::Problems& problems_;
    bool bad_ = false;
};

}  // namespace

std::vector<TraceEntry> read_trace(std::string_view text, std::string_view file, mail::AddressBook& book,
                                   base::Problems& problems) {
    std::vector<TraceEntry> entries;
    for (std::size_t line = 1; !text.empty(); ++line) {
        std::string_view content = part(text, '\n');
        if (content.empty() || content[0] == '#' || (line == 1 && content == "t,from,to,size")) continue;
        if (auto entry = LineReader(file, line, book, problems).read(content))
            entries.push_back(std::move(*entry));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const TraceEntry& a, const TraceEntry& b) { return a.at < b.at; });
    return entries;
}

}  // namespace mailsim::load
