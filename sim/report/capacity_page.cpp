#include <fmt/format.h>

#include <algorithm>

#include "report/capacity.hpp"
#include "report/chart.hpp"
#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/html.hpp"
#include "report/response_chart.hpp"
#include "report/sheet.hpp"

namespace mailsim::report {
namespace {

using study::Capacity;
using study::Figure;

constexpr const char* load_words = "times the load";

void put_knee(ResponseChart& chart, const study::Crossing& x) {
    if (!x.load) return;
    chart.knee = x.load;
    chart.knee_low = x.low;
    chart.knee_high = x.high;
}

BandPoint point(double load, const Figure& f) { return {load, f.mean, f.low, f.high}; }

// The objectives of one unit share a chart; their limit is drawn when they have the same.
ResponseChart response(const Capacity& c, std::string_view unit, std::string_view direction) {
    ResponseChart chart;
    chart.x_unit = load_words;
    chart.y_unit = unit;
    bool same = true;
    for (std::size_t i = 0; i < c.objectives.size() && chart.bands.size() < 8; ++i) {
        const auto& o = c.objectives[i];
        if (o.unit != unit || o.direction != direction || !o.has_data) continue;
        Band band{o.name, static_cast<int>(chart.bands.size()), {}};
        for (const auto& p : c.curve)
            if (p.objectives[i]) band.points.push_back(point(p.multiplier, *p.objectives[i]));
        if (band.points.size() < 2) continue;
        same = same && (!chart.limit || *chart.limit == o.limit);
        chart.limit = o.limit;
        chart.bands.push_back(std::move(band));
    }
    if (!same) chart.limit.reset();
    chart.title = fmt::format("Response to the load, in {}", unit == "share" ? "shares" : unit);
    chart.note = fmt::format(
        "Bands: 95 % intervals over replications. {} {}.",
        chart.limit ? fmt::format("Red level: {} {}.", direction == "at_least" ? "at least" : "at most",
                                  value_text(*chart.limit, unit))
                    : "",
        c.crossing.load ? "Dashed: where the first objective fails" : "No objective fails");
    put_knee(chart, c.crossing);
    return chart;
}

ResponseChart utilisation(const Capacity& c) {
    ResponseChart chart;
    chart.title = "Utilisation against the load";
    chart.note = "The resources nearest to their limits; bands: 95 % intervals.";
    chart.x_unit = load_words;
    chart.y_unit = "share";
    for (std::size_t i = 0; i < c.busy.size() && i < 6; ++i) {
        Band band{c.busy[i].utilisation.name, static_cast<int>(i), {}};
        for (const auto& p : c.curve)
            if (i < p.busiest.size()) band.points.push_back(point(p.multiplier, p.busiest[i]));
        if (band.points.size() > 1) chart.bands.push_back(std::move(band));
    }
    put_knee(chart, c.crossing);
    return chart;
}

std::vector<ResponseChart> responses(const Capacity& c) {
    std::vector<ResponseChart> all;
    std::vector<std::pair<std::string, std::string>> seen;
    for (const auto& o : c.objectives) {
        std::pair kind{o.unit, o.direction};
        if (std::find(seen.begin(), seen.end(), kind) != seen.end()) continue;
        seen.push_back(kind);
        ResponseChart chart = response(c, o.unit, o.direction);
        if (!chart.bands.empty()) all.push_back(std::move(chart));
    }
    return all;
}

std::string queues(const Capacity& c) {
    if (c.queues.empty()) return "";
    TimeChart chart;
    chart.title = "Recipients in the estate's care";
    chart.note = "Minute means of one run each, at 80, 100 and 120 % of the limit.";
    chart.unit = "recipients";
    for (const auto& [load, minutes] : c.queues) {
        chart.lines.push_back(
            {fmt::format("{:.4g} times", load), static_cast<int>(chart.lines.size()), minutes});
        chart.to = std::max(chart.to, 60.0 * static_cast<double>(std::min<std::size_t>(minutes.size(), 360)));
    }
    return chart.to >= 180 ? figure(chart) : "";
}

std::string tiles(const Capacity& c) {
    std::string out = tile("Limit", crossing_text(c.crossing), "times the load, 95 % interval");
    out += tile("First to fail", c.first_to_fail.empty() ? "nothing" : c.first_to_fail, "of the objectives");
    if (c.bottleneck)
        out += tile(
            "Bottleneck", c.bottleneck->node,
            c.bottleneck->process.empty() ? c.bottleneck->resource : c.bottleneck->process + " processes");
    return out + tile("Runs", count_text(c.runs),
                      fmt::format("{} replications at the limit", c.crossing.each.size()));
}

std::string objectives(const Capacity& c) {
    HtmlTable table("The load at which each objective fails",
                    {"<Objective", "Limit", "<Fails at (95 % interval)"});
    for (const auto& o : c.objectives)
        table.row({escape(o.name),
                   (o.direction == "at_least" ? "at least " : "at most ") + value_text(o.limit, o.unit),
                   o.has_data ? crossing_text(o.crossing) : "nothing of the kind happens"});
    return table.html();
}

std::string cell(const Figure& f, std::string_view unit) {
    if (f.low == f.high) return escape(value_text(f.mean, unit));
    return escape(fmt::format("{} ({} to {})", value_text(f.mean, unit), value_text(f.low, unit),
                              value_text(f.high, unit)));
}

std::string table(const Capacity& c) {
    std::vector<std::string> headings{"<"};
    for (const auto& row : c.table)
        headings.push_back(fmt::format("{} % ({:.4g})", row.percent, row.multiplier));
    HtmlTable table("Means with 95 % intervals", headings);
    auto add = [&](const std::string& name, auto make) {
        std::vector<std::string> cells{escape(name)};
        for (const auto& row : c.table) cells.push_back(make(row));
        table.row(cells);
    };
    for (std::size_t i = 0; i < c.objectives.size(); ++i)
        add(c.objectives[i].name, [&](const study::TableRow& row) {
            const auto& o = row.objectives[i];
            if (!o.value) return std::string("-");
            return cell(*o.value, o.unit) + (o.missed == 0 ? "" : " <span class=\"bad\">missed</span>");
        });
    if (!c.table.empty())
        for (const Figure& f : c.table.front().metrics)
            add(f.name, [&](const study::TableRow& row) {
                for (const Figure& g : row.metrics)
                    if (g.name == f.name) return cell(g, f.unit);
                return std::string("-");
            });
    return table.html();
}

std::string helps(const Capacity& c) {
    if (c.helps.empty())
        return c.helps_tried ? "<p>No single resource that was enlarged moves the limit.</p>\n" : "";
    std::string out = "<ul class=\"next\">\n";
    for (const auto& h : c.helps) {
        out += "<li>" + escape(h.words);
        if (h.low && h.high && !h.no_limit)
            out += fmt::format(" <span class=\"note\">(by {:.3g} to {:.3g}, paired)</span>", *h.low, *h.high);
        out += "</li>\n";
    }
    return out + "</ul>\n";
}

std::string busy(const Capacity& c) {
    HtmlTable table("In use at 100 %", {"<Node", "<Resource", "Servers", "In use"});
    for (const auto& b : c.busy)
        table.row({escape(b.node), escape(b.process.empty() ? b.resource : b.process + " processes"),
                   number_text(b.servers), cell(b.utilisation, "share")});
    return table.html();
}

std::string words(const Capacity& c) {
    if (c.warnings.empty()) return "<p>Nothing stands in the way of these figures.</p>\n";
    std::string out = "<ul>\n";
    for (const std::string& w : c.warnings) out += "<li>" + escape(w) + "</li>\n";
    return out + "</ul>\n";
}

}  // namespace

std::string capacity_page(const Capacity& c) {
    std::string charts;
    for (const ResponseChart& chart : responses(c)) charts += figure(chart);
    if (ResponseChart use = utilisation(c); !use.bands.empty()) charts += figure(use);
    charts += queues(c);
    std::string body =
        section("response", "Response to the load", "<div class=\"figures\">\n" + charts + "</div>\n");
    body += section("objectives", "Objectives", objectives(c));
    body += section("table", "At 80, 100 and 120 %", table(c));
    body +=
        section("helps", c.helps_tried ? "What helps most, measured by doing it" : "Nearest to their limits",
                helps(c) + busy(c));
    if (!c.twin.empty())
        body += section("twin", "Queueing theory beside the first run at 100 %", twin_html(c.twin));
    body += section("know", "To know", words(c));
    return sheet(
        "Capacity: " + (c.title.empty() ? c.scenario : c.title),
        "scenario " + c.scenario + "; each replication meets the same mail at every load", tiles(c), body,
        "Made by mailsim. Beside this page: capacity.json and curve.csv hold the figures, response.svg the "
        "first of them.");
}

std::string capacity_figure(const Capacity& c) {
    std::vector<ResponseChart> all = responses(c);
    return all.empty() ? "" : svg_file(all.front());
}

}  // namespace mailsim::report
