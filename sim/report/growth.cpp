#include "report/growth.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/response_chart.hpp"
#include "report/sheet.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::Growth;
using study::Until;

Value maybe(const std::optional<double>& v) { return v ? Value(*v) : Value(); }
Value maybe(const std::optional<int>& v) { return v ? Value(*v) : Value(); }

std::string month_text(const Until& u, int last) {
    if (!u.has_data) return "nothing of the kind happens";
    if (!u.fails(last)) return fmt::format("not within {} months", last);
    if (u.earliest() == u.latest()) return fmt::format("month {}", u.earliest());
    return u.latest() > last ? fmt::format("month {} or later", u.earliest())
                             : fmt::format("month {} to {}", u.earliest(), u.latest());
}

std::string month_of(const std::optional<int>& month, double size, int last) {
    if (size <= 0) return "size not known";
    return month ? fmt::format("month {}", *month) : fmt::format("not within {} months", last);
}

std::string rates(const study::GrowthOptions& o) {
    return fmt::format(
        "a month: mailboxes {:+.3g} %, mail per mailbox {:+.3g} %, stored per mailbox {:+.3g} %",
        100 * o.mailboxes, 100 * o.mail, 100 * o.storage);
}

// Half the interval behind the mean; a single run has none.
std::string text_of(const study::Estimate& e, std::string_view unit) {
    return e.mean ? with_half(*e.mean, e.low && e.high ? e.half_width() : 0, unit) : "-";
}

std::string bounces(const Growth& g, const study::GrowthMonth& m) {
    return g.bounces_censored ? "censored" : text_of(m.bounced_share, "share");
}

Value interval(const study::Estimate& e) {
    return Value::object(
        {{"mean", maybe(e.mean)}, {"low", maybe(e.low)}, {"high", maybe(e.high)}, {"n", e.n}});
}

template <class Table>
void month_rows(Table& table, const Growth& g) {
    for (const auto& m : g.months)
        table.row({fmt::format("{}", m.month), fmt::format("{:.3g}", m.mailboxes),
                   fmt::format("{:.3g}", m.mail), text_of(m.messages_per_minute, ""),
                   text_of(m.delay_p95, "s"), text_of(m.busiest, "share"), bounces(g, m),
                   m.objectives_missed ? number_text(double(m.objectives_missed) / m.n) : "",
                   std::to_string(m.n)});
}

// What a terminal has room for: bounces only where there are any.
std::string month_table(const Growth& g) {
    bool bounced = std::any_of(g.months.begin(), g.months.end(), [&](const study::GrowthMonth& m) {
        return !g.bounces_censored && m.bounced_share.mean.value_or(0) > 0;
    });
    TextTable table({"month", "boxes", bounced ? "bounced" : "mail", "rcpts/min", "95 % within", "busiest",
                     "missed", "runs"});
    for (const auto& m : g.months)
        table.row({std::to_string(m.month), fmt::format("{:.3g}", m.mailboxes),
                   bounced ? bounces(g, m) : fmt::format("{:.3g}", m.mail),
                   text_of(m.messages_per_minute, ""), text_of(m.delay_p95, "s"), text_of(m.busiest, "share"),
                   m.objectives_missed ? number_text(double(m.objectives_missed) / m.n) : "",
                   std::to_string(m.n)});
    return table.text();
}

// Each simulated month with its interval; one run has none.
ResponseChart month_chart(const Growth& g, std::string title, std::string unit,
                          study::Estimate study::GrowthMonth::*figure) {
    ResponseChart chart;
    chart.title = std::move(title);
    chart.note = "Means of the months that were simulated; the band is the 95 % interval.";
    chart.x_unit = "month";
    chart.y_unit = std::move(unit);
    Band band{"", 0, {}};
    for (const auto& m : g.months)
        if (const study::Estimate& e = m.*figure; e.mean)
            band.points.push_back(
                {static_cast<double>(m.month), *e.mean, e.low.value_or(*e.mean), e.high.value_or(*e.mean)});
    if (band.points.size() > 1) chart.bands.push_back(std::move(band));
    return chart;
}

Value until_json(const Until& u, int last) {
    Value each = Value::array();
    for (int m : u.months) each.push(m <= last ? Value(m) : Value());
    bool fails = u.fails(last);
    return Value::object({{"name", u.name},
                          {"month", fails ? Value(u.earliest()) : Value()},
                          {"low", fails ? Value(u.earliest()) : Value()},
                          {"high", fails && u.latest() <= last ? Value(u.latest()) : Value()},
                          {"replications", each},
                          {"has_data", u.has_data}});
}

ResponseChart disk_chart(const Growth& g) {
    ResponseChart chart;
    chart.title = "Disks in use";
    chart.note = "Share of each disk, by month; the red level is full.";
    chart.x_unit = "month";
    chart.y_unit = "share";
    for (const auto& d : g.disks) {
        if (d.size <= 0 || chart.bands.size() >= 8) continue;
        Band band{d.host, static_cast<int>(chart.bands.size()), {}};
        for (std::size_t m = 0; m < d.used.size(); m += std::max<std::size_t>(1, d.used.size() / 24)) {
            double share = std::min(2.0, d.used[m] / d.size);
            band.points.push_back({static_cast<double>(m), share, share, share});
        }
        chart.bands.push_back(std::move(band));
    }
    if (!chart.bands.empty()) chart.limit = 1;
    return chart;
}

}  // namespace

std::string bytes_text(double b) {
    for (const auto& [size, unit] : {std::pair{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "KB"}})
        if (b >= size) return number_text(b / size) + " " + unit;
    return number_text(b) + " B";
}

std::string growth_text(const Growth& g) {
    int last = g.options.months;
    std::string out = fmt::format("{}\n  {}\n", g.title.empty() ? g.scenario : g.title, rates(g.options));
    if (!g.complete) out += "  interrupted: a partial result\n";
    if (!g.objectives.empty()) {
        TextTable table({"<objective", "<fails in"});
        for (const Until& u : g.objectives) table.row({u.name, month_text(u, last)});
        out += "\nObjectives, in " + fmt::format("{} replications\n", g.options.replications) + table.text();
    }
    for (const Until& u : g.memory)
        out += fmt::format("  memory of {}'s machine used up: {}\n", u.name, month_text(u, last));
    TextTable disks({"<disk", "size", "used now", "used at end", "<full in", "<promised more than it holds"});
    for (const auto& d : g.disks)
        disks.row({d.host, d.size > 0 ? bytes_text(d.size) : "?", bytes_text(d.used.front()),
                   bytes_text(d.used.back()), month_of(d.full, d.size, last),
                   month_of(d.overcommitted, d.size, last)});
    out += "\nDisks (promised: the sum of the quotas)\n" + disks.text();
    if (!g.months.empty()) {
        out += "\nMonths that were simulated (means, ± 95 % interval; boxes: times the mailboxes)\n" +
               month_table(g);
    }
    for (const std::string& w : g.warnings)
        out += (&w == &g.warnings.front() ? "\nTo know\n  " : "  ") + w + "\n";
    return out;
}

Value to_json(const Growth& g) {
    int last = g.options.months;
    Value objectives = Value::array(), memory = Value::array(), disks = Value::array(),
          months = Value::array(), warnings = Value::array();
    for (const Until& u : g.objectives) objectives.push(until_json(u, last));
    for (const Until& u : g.memory) memory.push(until_json(u, last));
    for (const auto& d : g.disks)
        disks.push(Value::object({{"host", d.host},
                                  {"size", d.size > 0 ? Value(d.size) : Value()},
                                  {"used_now", d.used.front()},
                                  {"used_at_end", d.used.back()},
                                  {"promised_now", d.promised.front()},
                                  {"full_month", maybe(d.full)},
                                  {"overcommitted_month", maybe(d.overcommitted)}}));
    for (const auto& m : g.months)
        months.push(Value::object(
            {{"month", m.month},
             {"mailboxes", m.mailboxes},
             {"mail", m.mail},
             {"messages_per_minute", maybe(m.messages_per_minute.mean)},
             {"delay_p95", maybe(m.delay_p95.mean)},
             {"busiest", maybe(m.busiest.mean)},
             {"bounced_share", maybe(m.bounced_share.mean)},
             {"intervals", Value::object({{"messages_per_minute", interval(m.messages_per_minute)},
                                          {"delay_p95", interval(m.delay_p95)},
                                          {"busiest", interval(m.busiest)},
                                          {"bounced_share", interval(m.bounced_share)}})},
             {"bounces_censored", g.bounces_censored},
             {"objectives_missed", m.objectives_missed},
             {"n", m.n}}));
    for (const std::string& w : g.warnings) warnings.push(w);
    return Value::object({{"title", g.title},
                          {"scenario", g.scenario},
                          {"complete", g.complete},
                          {"growth", Value::object({{"mailboxes", g.options.mailboxes},
                                                    {"mail", g.options.mail},
                                                    {"storage", g.options.storage},
                                                    {"months", last}})},
                          {"objectives", objectives},
                          {"memory", memory},
                          {"disks", disks},
                          {"months", months},
                          {"warnings", warnings},
                          {"runs", g.runs}});
}

std::string growth_csv(const Growth& g) {
    std::string out = "host,month,used_bytes,promised_bytes,size_bytes\n";
    for (const auto& d : g.disks)
        for (std::size_t m = 0; m < d.used.size(); ++m)
            out += fmt::format("{},{},{:.0f},{:.0f},{:.0f}\n", d.host, m, d.used[m], d.promised[m], d.size);
    return out;
}

std::string growth_page(const Growth& g) {
    int last = g.options.months;
    HtmlTable objectives("The month in which each objective fails", {"<Objective", "<Fails in"});
    for (const Until& u : g.objectives) objectives.row({escape(u.name), month_text(u, last)});
    HtmlTable disks("Promised: the sum of the quotas",
                    {"<Disk", "Size", "Used now", "Used at the end", "<Full in", "Promised now",
                     "<Promised more than it holds"});
    for (const auto& d : g.disks)
        disks.row({escape(d.host), d.size > 0 ? bytes_text(d.size) : "not known", bytes_text(d.used.front()),
                   bytes_text(d.used.back()), month_of(d.full, d.size, last), bytes_text(d.promised.front()),
                   month_of(d.overcommitted, d.size, last)});
    HtmlTable months("Means over replications",
                     {"Month", "Mailboxes", "Mail", "Recipients a minute", "95 % within", "Busiest",
                      "Bounced", "Objectives missed", "Runs"});
    month_rows(months, g);
    std::string tiles, body, know;
    const Until* first = nullptr;
    for (const Until& u : g.objectives)
        if (u.fails(last) && (!first || u.earliest() < first->earliest())) first = &u;
    tiles += tile("First objective to fail", first ? first->name : "none",
                  first ? month_text(*first, last) : fmt::format("within {} months", last));
    const study::DiskGrowth* disk = nullptr;
    for (const auto& d : g.disks)
        if (d.full && (!disk || *d.full < *disk->full)) disk = &d;
    tiles += tile("First disk to fill", disk ? disk->host : "none",
                  disk ? month_of(disk->full, disk->size, last) : "of those whose size is known");
    if (!g.objectives.empty()) body += section("objectives", "Objectives", objectives.html());
    ResponseChart chart = disk_chart(g);
    body += section(
        "disks", "Disks",
        disks.html() + (chart.bands.empty() ? "" : "<div class=\"figures\">" + figure(chart) + "</div>\n"));
    std::string curves;
    for (const ResponseChart& c :
         {month_chart(g, "Delay that 95 % of the mail stays within", "s", &study::GrowthMonth::delay_p95),
          month_chart(g, "Use of the busiest resource", "share", &study::GrowthMonth::busiest)})
        if (!c.bands.empty()) curves += figure(c);
    if (!g.months.empty())
        body +=
            section("months", "Months that were simulated",
                    (curves.empty() ? "" : "<div class=\"figures\">" + curves + "</div>\n") + months.html());
    for (const std::string& w : g.warnings) know += "<li>" + escape(w) + "</li>\n";
    if (!know.empty()) body += section("know", "To know", "<ul>\n" + know + "</ul>\n");
    return sheet("Growth: " + (g.title.empty() ? g.scenario : g.title), rates(g.options), tiles, body,
                 "Made by mailsim. Beside this page: growth.json and disks.csv hold the figures.");
}

}  // namespace mailsim::report
