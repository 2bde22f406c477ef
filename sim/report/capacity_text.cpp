#include <fmt/format.h>

#include <algorithm>

#include "report/capacity.hpp"
#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/path_ink.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using study::Capacity;
using study::Figure;

std::string headline(const Capacity& c) {
    if (!c.complete && c.crossing.low > 0 && c.crossing.low >= c.crossing.high * 0.999)
        return fmt::format("Interrupted. The limit is about {:.4g}.\n", c.crossing.low);
    if (!c.complete)
        return fmt::format("Interrupted. The limit is {} {:.4g}{}\n", c.crossing.low > 0 ? "above" : "below",
                           c.crossing.low > 0 ? c.crossing.low : c.crossing.high,
                           c.crossing.low > 0 && c.crossing.high > 0
                               ? fmt::format(" and below {:.4g}.", c.crossing.high)
                               : ".");
    if (c.crossing.never())
        return fmt::format("No objective fails up to {:.4g} times the load.\n", c.crossing.low);
    if (c.crossing.always())
        return fmt::format("{} fails at any load, down to {:.4g} times: it is not a matter of load.\n",
                           c.first_to_fail.empty() ? "An objective" : c.first_to_fail, c.crossing.high);
    std::string out = fmt::format("The estate carries {:.3g} times the load (95 %: {:.3g} to {:.3g}).\n",
                                  *c.crossing.load, c.crossing.low, c.crossing.high);
    return out + (c.first_to_fail.empty() ? "" : "First to fail: " + c.first_to_fail + "\n");
}

std::string with_interval(const Figure& f, std::string_view unit) {
    return with_half(f.mean, std::max(f.high - f.mean, f.mean - f.low), unit);
}

// Whether further objectives were looked for.
bool searched(const Capacity& c) {
    for (const auto& o : c.objectives)
        if (o.crossing.load || o.crossing.low > 0 || o.crossing.high > 0) return true;
    return false;
}

std::string objective_text(const Capacity& c) {
    TextTable table({"<objective", "<fails at"});
    for (const auto& o : c.objectives)
        if (o.has_data) table.row({o.name, crossing_text(o.crossing)});
    return table.text();
}

std::string table_text(const Capacity& c) {
    std::vector<std::string> headings{"<"};
    for (const auto& row : c.table) headings.push_back(fmt::format("{} %", row.percent));
    TextTable table(headings);
    std::vector<std::string> loads{"load"};
    for (const auto& row : c.table) loads.push_back(fmt::format("{:.4g}", row.multiplier));
    table.row(loads);
    auto add = [&](const std::string& name, auto cell) {
        std::vector<std::string> cells{name};
        for (const auto& row : c.table) cells.push_back(cell(row));
        table.row(cells);
    };
    auto metric = [](const char* name, const char* unit) {
        return [name, unit](const study::TableRow& row) {
            for (const Figure& f : row.metrics)
                if (f.name == name) return with_interval(f, unit);
            return std::string("-");
        };
    };
    auto have = [&](const char* name) {
        return !c.table.empty() && std::any_of(c.table.front().metrics.begin(), c.table.front().metrics.end(),
                                               [&](const Figure& f) { return f.name == name; });
    };
    add("recipients a minute", metric("messages_per_minute", ""));
    for (std::size_t i = 0; i < c.objectives.size(); ++i) {
        if (!c.objectives[i].has_data) continue;
        add(c.objectives[i].name, [&](const study::TableRow& row) {
            const auto& o = row.objectives[i];
            if (!o.value) return std::string("-");
            return with_interval(*o.value, o.unit) + (o.missed == 0 ? "" : o.met == 0 ? " !" : " ?");
        });
    }
    add("delay, median", metric("delay_p50", "s"));
    add("delay, 95 %", metric("delay_p95", "s"));
    if (have("delay_outgoing_mean")) {
        add("outgoing, mean", metric("delay_outgoing_mean", "s"));
        add("outgoing, 95 %", metric("delay_outgoing_p95", "s"));
    }
    if (have("queued")) add("still queued", metric("queued", ""));
    return table.text();
}

std::string busy_text(const Capacity& c) {
    TextTable table({"<", "<", "in use", "<"});
    for (std::size_t i = 0; i < c.busy.size() && i < 6; ++i) {
        const study::Busy& b = c.busy[i];
        table.row(
            {b.node, b.process.empty() ? b.resource : b.process + " processes",
             share_text(b.utilisation.mean),
             b.utilisation.low == b.utilisation.high
                 ? ""
                 : fmt::format("({} to {})", share_text(b.utilisation.low), share_text(b.utilisation.high))});
    }
    return table.text();
}

std::string help_text(const Capacity& c) {
    if (!c.crossing.load) return "";
    if (c.helps.empty()) return "  no single resource that was enlarged moves the limit\n";
    std::string out;
    for (const auto& h : c.helps) {
        out += "  " + h.words + "\n";
        if (h.low && h.high && !h.no_limit)
            out += fmt::format("    by {:.3g} to {:.3g} in {} paired runs\n", *h.low, *h.high, h.pairs);
    }
    return out;
}

// What a terminal has room for; the JSON and the page have all.
std::vector<study::TwinRow> busiest_or_parting(const std::vector<study::TwinRow>& all) {
    std::vector<study::TwinRow> rows;
    for (const study::TwinRow& row : all)
        if (rows.size() < 8 || (row.parts && row.utilisation > 0.1)) rows.push_back(row);
    return rows;
}

}  // namespace

std::string crossing_text(const study::Crossing& x) {
    if (x.never()) return fmt::format("not up to {:.4g}", x.low);
    if (x.always()) return fmt::format("any load (down to {:.3g})", x.high);
    return fmt::format("{:.3g} ({:.3g} to {:.3g})", *x.load, x.low, x.high);
}

std::string capacity_text(const Capacity& c) {
    std::string out = fmt::format("{}\n{}", c.title.empty() ? c.scenario : c.title, headline(c));
    if (searched(c)) out += "\nLoad at which each objective fails (95 % interval)\n" + objective_text(c);
    if (c.table.empty()) return out;  // interrupted before
    out += fmt::format(
        "\nAt 80, 100 and 120 % of {} (means of {} runs, ± 95 %\ninterval; !: missed by all, ?: by some)\n",
        c.crossing.load ? "that load" : "the scenario's load",
        c.crossing.each.empty() ? 4 : c.crossing.each.size());
    out += table_text(c);
    out += "\nNearest to their limits at 100 %\n" + busy_text(c);
    if (c.helps_tried) out += "\nWhat helps most, measured by doing it\n" + help_text(c);
    if (c.bottleneck)
        out += fmt::format(
            "\nBottleneck: {}, {} ({})\n", c.bottleneck->node,
            c.bottleneck->process.empty() ? c.bottleneck->resource : c.bottleneck->process + " processes",
            c.bottleneck_why);
    if (!c.twin.empty())
        out += "\nQueueing theory beside the first run at 100 %: mean time in each station\n" +
               twin_text(busiest_or_parting(c.twin));
    if (!c.warnings.empty()) out += "\nTo know\n";
    for (const std::string& w : c.warnings) out += "  " + wrapped(w, 2) + "\n";
    return out;
}

}  // namespace mailsim::report
