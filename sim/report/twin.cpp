#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/html.hpp"
#include "report/path_ink.hpp"
#include "report/sheet.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::TwinRow;

// A link's transfers are not told one by one: only its use is known.
bool is_link(const TwinRow& r) { return r.resource == "link"; }

std::string named(const TwinRow& r) { return is_link(r) ? "link " + r.station : r.station; }
std::string rate(const TwinRow& r, double value) { return is_link(r) ? "" : number_text(value); }
std::string simulated(const TwinRow& r) { return is_link(r) ? "" : seconds_text(r.simulated); }

std::string theory(const TwinRow& r) {
    if (is_link(r)) return "";
    if (!r.theory_low || !r.theory_high) return "no steady state";
    if (*r.theory_low == *r.theory_high) return seconds_text(*r.theory_low);
    std::string low = seconds_text(*r.theory_low), high = seconds_text(*r.theory_high);
    auto unit = [](const std::string& text) { return text.substr(text.find(' ')); };
    if (unit(low) == unit(high)) low.resize(low.find(' '));  // "16.4 to 32.9 s"
    return fmt::format("{} to {}", low, high);
}

// Short, for 80 columns.
std::string use(const TwinRow& r) {
    std::string text = share_text(r.utilisation);
    return text.starts_with("over") ? ">99.9 %" : text.starts_with("under") ? "<0.01 %" : text;
}

Value maybe(const std::optional<double>& v) { return v ? Value(*v) : Value(); }

}  // namespace

std::string twin_text(const std::vector<TwinRow>& rows) {
    TextTable table({"<station", "in use", "visits/s", "at most", "<theory", "simulated", "<"});
    std::size_t shown = 0;
    for (const TwinRow& r : rows) {
        if (r.utilisation < 0.001 && !r.parts && shown > 12) continue;
        ++shown;
        table.row({named(r), use(r), rate(r, r.rate), rate(r, r.most_rate), theory(r), simulated(r),
                   r.parts ? "parts" : ""});
    }
    std::string out = table.text();
    if (shown < rows.size())
        out += fmt::format("  {} further stations agree and are hardly used\n", rows.size() - shown);
    bool any = false;
    for (const TwinRow& r : rows) {
        if (!r.parts) continue;
        if (!any) out += "\nWhere they part, and why\n";
        any = true;
        out += "  " + wrapped(fmt::format("{}: {}", r.station, r.reason), 4) + "\n";
    }
    return out;
}

Value to_json(const std::vector<TwinRow>& rows) {
    Value all = Value::array();
    for (const TwinRow& r : rows)
        all.push(Value::object({{"station", r.station},
                                {"resource", r.resource},
                                {"servers", r.servers},
                                {"visits_per_second", r.rate},
                                {"demand", r.demand},
                                {"utilisation", r.utilisation},
                                {"most_visits_per_second", r.most_rate},
                                {"theory_low", maybe(r.theory_low)},
                                {"theory_high", maybe(r.theory_high)},
                                {"simulated", r.simulated},
                                {"parts", r.parts},
                                {"reason", r.parts ? Value(r.reason) : Value()}}));
    return all;
}

std::string twin_html(const std::vector<TwinRow>& rows) {
    HtmlTable table("Mean time in each station: by queueing theory, and in the run",
                    {"<Station", "In use", "Visits a second", "At most", "Theory", "Simulated", "<"});
    for (const TwinRow& r : rows)
        if (r.utilisation >= 0.001 || r.parts)
            table.row({escape(named(r)), meter(r.utilisation), rate(r, r.rate), rate(r, r.most_rate),
                       theory(r), simulated(r), r.parts ? escape(r.reason) : ""});
    if (table.empty()) return "<p>No station was in use enough to compare.</p>\n";
    return "<p class=\"note\">M/M/c for processors and places, M/G/1 for disks (from equal to exponential "
           "work), with "
           "the run's own rates and demands. Where the two part by more than a fifth, the last column says "
           "why.</p>\n" +
           table.html();
}

std::string twin_page(const std::string& title, const std::string& scenario,
                      const std::vector<TwinRow>& rows) {
    auto part = std::count_if(rows.begin(), rows.end(), [](const TwinRow& r) { return r.parts; });
    std::string tiles = tile("Stations", count_text(rows.size()), "in use during the run");
    if (!rows.empty()) tiles += tile("Busiest", share_text(rows.front().utilisation), rows.front().station);
    tiles += tile("Part from theory", count_text(static_cast<std::uint64_t>(part)), "by more than a fifth");
    return sheet("Theory beside the run: " + (title.empty() ? scenario : title), "scenario " + scenario,
                 tiles, section("twin", "Station by station", twin_html(rows)),
                 "Made by mailsim. Beside this page: twin.json holds the figures.");
}

}  // namespace mailsim::report
