#include <algorithm>
#include <cmath>

#include "report/chart.hpp"
#include "report/page_parts.hpp"

namespace mailsim::report {
namespace {

using observe::Curve;
using observe::Summary;

constexpr std::size_t most_lines = 6;

bool own(const Summary& s, const std::string& node) {
    return std::any_of(s.nodes.begin(), s.nodes.end(),
                       [&](const auto& n) { return n.id == node && !n.peer; });
}

double largest(const Curve& c) {
    double best = 0;
    for (double v : c.value)
        if (v > best) best = v;
    return best;
}

// A day of load is shown, but not the days that a few retries may take after it.
double shown_until(const Summary& s) {
    double load = s.measured_to > 0 ? s.measured_to : s.simulated_seconds;
    return std::min(s.simulated_seconds, load * 1.25);
}

TimeChart blank(const Summary& s, double week_start, std::string title, std::string note, std::string unit) {
    TimeChart chart;
    chart.title = std::move(title);
    chart.note = std::move(note);
    chart.unit = std::move(unit);
    chart.to = shown_until(s);
    chart.week_start = week_start;
    for (const observe::EventSummary& e : s.events)
        if (chart.marks.size() < 40)
            chart.marks.push_back({e.t, e.node.empty() ? e.detail : e.node + ": " + e.detail});
    return chart;
}

// The nodes with the highest peaks of this metric, in the estate's order.
void add_nodes(TimeChart& chart, const Summary& s, const char* metric) {
    std::vector<const Curve*> all;
    for (const Curve& c : s.curves)
        if (c.metric == metric && own(s, c.node)) all.push_back(&c);
    std::vector<const Curve*> best = all;
    std::stable_sort(best.begin(), best.end(), [](auto* a, auto* b) { return largest(*a) > largest(*b); });
    if (best.size() > most_lines) {
        chart.note +=
            " The " + std::to_string(most_lines) + " highest of " + std::to_string(best.size()) + " nodes.";
        best.resize(most_lines);
    }
    for (const Curve* c : all)
        if (std::find(best.begin(), best.end(), c) != best.end()) {
            chart.step = c->step;
            chart.lines.push_back({c->node, static_cast<int>(chart.lines.size()), c->value});
        }
}

void add_estate(TimeChart& chart, const Summary& s, const std::string& metric, const char* name, int colour) {
    for (const Curve& c : s.curves)
        if (c.node.empty() && c.metric == metric) {
            chart.step = c.step;
            chart.lines.push_back({name, colour, c.value});
        }
}

std::string show(const TimeChart& chart) {
    for (const Line& line : chart.lines)
        if (line.value.size() >= 3) return figure(chart);
    return "";
}

std::string delay_bars(const Summary& s) {
    BarChart chart{"How long delivery took", "Share of what was delivered, by delay.", {}, {}, {}};
    std::vector<std::size_t> kinds;
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        if (s.delay_by[k].n) {
            kinds.push_back(k);
            chart.names.push_back(mail::name(static_cast<mail::Kind>(k)));
            chart.colours.push_back(static_cast<int>(k));
        }
    for (const observe::DelayBar& bar : s.delay_bars) {
        Bar b{bar.from, bar.to, {}};
        for (std::size_t k : kinds) b.parts.push_back(static_cast<double>(bar.count[k]));
        chart.bars.push_back(std::move(b));
    }
    return chart.bars.empty() || kinds.empty() ? "" : figure(chart);
}

}  // namespace

std::string curves_part(const Summary& s, double week_start) {
    TimeChart delivered =
        blank(s, week_start, "Delivered per second, by kind", "Recipients, minute means.", "recipients/s");
    delivered.stacked = true;
    for (std::size_t k = 0; k < mail::kind_count; ++k) {
        const char* kind = mail::name(static_cast<mail::Kind>(k));
        add_estate(delivered, s, std::string("delivered.") + kind, kind, static_cast<int>(k));
    }
    TimeChart delays = blank(s, week_start, "Delay percentiles", "Of what was delivered at that time.", "s");
    delays.log_seconds = true;
    add_estate(delays, s, "delay_p50", "median", 0);
    add_estate(delays, s, "delay_p95", "95 %", 2);
    add_estate(delays, s, "delay_p99", "99 %", 4);
    std::string out = show(delivered) + delay_bars(s) + show(delays);
    struct {
        const char *metric, *title, *note, *unit;
    } const by_node[] = {
        {"queue", "Recipients in each node's care", "Queued and under way.", "recipients"},
        {"utilisation.processor", "Processors in use", "Share of each node's host.", "share"},
        {"utilisation.disk", "Disks in use", "Share of each node's host.", "share"},
        {"utilisation.processes", "Processes in use", "The kind nearest to its limit.", "share"},
        {"refused_sessions", "Sessions refused for lack of resources", "Per minute.", "sessions"},
    };
    for (const auto& c : by_node) {
        TimeChart chart = blank(s, week_start, c.title, c.note, c.unit);
        add_nodes(chart, s, c.metric);
        out += show(chart);
    }
    if (out.empty()) return "<p>The run was too short for curves.</p>\n";
    std::string note = s.events.empty()
                           ? ""
                           : "<p class=\"note\">Dashed lines: faults and repairs, listed under Events.</p>\n";
    if (shown_until(s) < s.simulated_seconds)
        note += "<p class=\"note\">The queues' last retries after the load are not drawn.</p>\n";
    return note + "<div class=\"figures\">\n" + out + "</div>\n";
}

}  // namespace mailsim::report
