#include <fmt/format.h>

#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/html.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::TwinRow;

std::string theory(const TwinRow& r) {
    if (!r.theory_low || !r.theory_high) return "no steady state";
    if (*r.theory_low == *r.theory_high) return seconds_text(*r.theory_low);
    return fmt::format("{} to {}", seconds_text(*r.theory_low), seconds_text(*r.theory_high));
}

Value maybe(const std::optional<double>& v) { return v ? Value(*v) : Value(); }

}  // namespace

std::string twin_text(const std::vector<TwinRow>& rows) {
    TextTable table({"<station", "in use", "visits/s", "at most", "<theory", "simulated", "<"});
    std::size_t shown = 0;
    for (const TwinRow& r : rows) {
        if (r.utilisation < 0.001 && !r.parts && shown > 12) continue;
        ++shown;
        table.row({r.station, share_text(r.utilisation), number_text(r.rate), number_text(r.most_rate),
                   theory(r), seconds_text(r.simulated), r.parts ? "parts" : ""});
    }
    std::string out = table.text();
    if (shown < rows.size())
        out += fmt::format("  {} further stations agree and are hardly used\n", rows.size() - shown);
    bool any = false;
    for (const TwinRow& r : rows) {
        if (!r.parts) continue;
        if (!any) out += "\nWhere they part, and why\n";
        any = true;
        out += fmt::format("  {}: {}\n", r.station, r.reason);
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
            table.row({escape(r.station), share_text(r.utilisation), number_text(r.rate),
                       number_text(r.most_rate), theory(r), seconds_text(r.simulated),
                       r.parts ? escape(r.reason) : ""});
    if (table.empty()) return "<p>No station was in use enough to compare.</p>\n";
    return "<p class=\"note\">M/M/c for processors and places, M/G/1 for disks (from equal to exponential "
           "work), with "
           "the run's own rates and demands. Where the two part by more than a fifth, the last column says "
           "why.</p>\n" +
           table.html();
}

}  // namespace mailsim::report
