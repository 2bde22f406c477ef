// The comparison as a table for the terminal: only what differs, and how sure that is.
#include <fmt/format.h>

#include <cmath>

#include "report/compare.hpp"
#include "report/figure.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

std::string cell(const std::optional<double>& v, const std::string& unit) {
    return v ? value_text(*v, unit) : "-";
}

std::string signed_text(double v, const std::string& unit) {
    std::string text = value_text(v, unit);
    return v > 0 && text[0] != 'u' ? "+" + text : text;  // "under 0.01 %" has no sign
}

std::string interval_text(const Difference& d) {
    if (!d.interval) return "";
    return fmt::format("{} to {}", signed_text(d.interval->low, d.unit),
                       signed_text(d.interval->high, d.unit));
}

const char* meaning(const Difference& d) {
    if (!d.interval) return "";
    if (d.interval->low > 0) return "higher";
    return d.interval->high < 0 ? "lower" : "not sure";
}

}  // namespace

std::string compare_text(const Comparison& c) {
    TextTable table({"<metric", "first", "second", "difference", "<95 % interval", "<", "<"});
    std::size_t same = 0;
    for (const Difference& d : c.differences) {
        std::optional<double> difference = d.difference();
        if (difference && *difference == 0 && !d.paired) {
            ++same;
            continue;
        }
        table.row({d.metric, cell(d.first, d.unit), cell(d.second, d.unit),
                   difference ? signed_text(*difference, d.unit) : "-", interval_text(d), meaning(d),
                   d.paired ? "same messages" : ""});
    }
    std::string text = fmt::format("first   {}\nsecond  {}\n", c.first, c.second);
    for (const std::string& note : c.notes) text += note + "\n";
    if (!table.empty()) text += "\n" + table.text("");
    text += fmt::format("\n{} figures differ or are compared in pairs, {} are the same.\n",
                        c.differences.size() - same, same);
    return text;
}

}  // namespace mailsim::report
