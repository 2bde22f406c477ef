#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/html.hpp"
#include "report/sheet.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::Effect;
using study::Estimate;
using study::Sensitivity;

Value estimate(const Estimate& e) {
    auto maybe = [](const std::optional<double>& v) { return v ? Value(*v) : Value(); };
    return Value::object(
        {{"mean", maybe(e.mean)}, {"low", maybe(e.low)}, {"high", maybe(e.high)}, {"n", e.n}});
}

std::string signed_text(double v, std::string_view unit) {
    return (v > 0 ? "+" : "") + (v < 0 && unit != "s" ? "-" + value_text(-v, unit) : value_text(v, unit));
}

std::string change(const Estimate& e, const std::string& fails, std::string_view unit) {
    if (!fails.empty()) return "cannot be";
    if (!e.mean) return "-";
    return signed_text(*e.mean, unit);
}

// The change with half its interval.
std::string with_interval(const Estimate& e, const std::string& fails, std::string_view unit) {
    std::string text = change(e, fails, unit);
    if (!fails.empty() || !e.mean || !e.low || !e.high || e.half_width() == 0) return text;
    return text + " ±" + value_text(e.half_width(), unit == "share" || unit == "s" ? unit : "");
}

std::string interval(const Estimate& e, std::string_view unit) {
    if (!e.mean || !e.low || !e.high) return "";
    return fmt::format("{} to {}", signed_text(*e.low, unit), signed_text(*e.high, unit));
}

// A bar from the middle to each change, its interval as a thin line.
std::string bars(const Effect& e, double most) {
    constexpr double half = 90, middle = 92;
    if (most <= 0) return "";
    auto at = [&](double v) { return middle + std::clamp(v / most, -1.0, 1.0) * half; };
    std::string out = fmt::format(
        "<svg width=\"184\" height=\"22\" viewBox=\"0 0 184 22\" aria-hidden=\"true\"><line "
        "class=\"axis\" x1=\"{0}\" x2=\"{0}\" y1=\"0\" y2=\"22\"/>",
        middle);
    for (const auto& [change, colour, y] : {std::tuple{&e.down, 2, 3}, std::tuple{&e.up, 0, 12}}) {
        if (!change->mean) continue;
        double to = at(*change->mean);
        out += fmt::format("<rect class=\"bar c{}\" x=\"{:.1f}\" width=\"{:.1f}\" y=\"{}\" height=\"7\"/>",
                           colour, std::min(to, middle), std::abs(to - middle), y);
        if (change->low && change->high)
            out += fmt::format("<line class=\"axis\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2}\" y2=\"{2}\"/>",
                               at(*change->low), at(*change->high), y + 3.5);
    }
    return out + "</svg>";
}

double farthest(const Sensitivity& s) {
    double most = 0;
    for (const Effect& e : s.effects)
        for (const Estimate* change : {&e.down, &e.up})
            for (const auto& end : {change->low, change->high, change->mean})
                if (end) most = std::max(most, std::abs(*end));
    return most;
}

std::string whole(const Sensitivity& s) {
    return s.whole.mean
               ? fmt::format("{} is {} in the estate as it is", s.metric, value_text(*s.whole.mean, s.unit))
               : fmt::format("{} has no value in the estate as it is", s.metric);
}

std::string factors(const Sensitivity& s) {
    return fmt::format("each assumption alone, at {:.3g} and {:.3g} times its value", 1 / (1 + s.change),
                       1 + s.change);
}

// What is left of 80 columns.
std::string shortened(const std::string& name) {
    constexpr std::size_t room = 29;
    return name.size() <= room ? name : "..." + name.substr(name.size() - room + 3);
}

}  // namespace

std::string sensitivity_text(const Sensitivity& s) {
    std::string out =
        fmt::format("{}\n  {}\n  {}\n\n", s.title.empty() ? s.scenario : s.title, whole(s), factors(s));
    if (!s.complete) out += "  interrupted: a partial result\n";
    TextTable table({"<", "<assumption", "value", "down", "up"});
    std::size_t silent = 0;
    bool noise = false;
    for (const Effect& e : s.effects) {
        if (e.size == 0 && e.down_fails.empty() && e.up_fails.empty()) {
            ++silent;
            continue;
        }
        table.row({e.sure ? "" : "?", shortened(e.assumed.name), e.assumed.value,
                   with_interval(e.down, e.down_fails, s.unit), with_interval(e.up, e.up_fails, s.unit)});
        noise |= !e.sure;
    }
    out += table.empty() ? "  nothing that is assumed moves it\n"
                         : table.text() + "  ±: half of the paired 95 % interval" +
                               (noise ? "; ?: within the noise" : "") + "\n";
    if (silent)
        out += fmt::format("  {}{} assumption{} moved it not at all\n", silent,
                           table.empty() ? "" : " further", silent == 1 ? "" : "s");
    return out;
}

Value to_json(const Sensitivity& s) {
    Value effects = Value::array();
    for (const Effect& e : s.effects)
        effects.push(Value::object({{"name", e.assumed.name},
                                    {"value", e.assumed.value},
                                    {"mark", std::string(1, e.assumed.mark)},
                                    {"reason", e.assumed.reason},
                                    {"places", e.assumed.places.size()},
                                    {"down", estimate(e.down)},
                                    {"up", estimate(e.up)},
                                    {"down_impossible", e.down_fails.empty() ? Value() : Value(e.down_fails)},
                                    {"up_impossible", e.up_fails.empty() ? Value() : Value(e.up_fails)},
                                    {"size", e.size},
                                    {"sure", e.sure}}));
    return Value::object({{"title", s.title},
                          {"scenario", s.scenario},
                          {"complete", s.complete},
                          {"metric", s.metric},
                          {"unit", s.unit},
                          {"change", s.change},
                          {"whole", estimate(s.whole)},
                          {"effects", effects},
                          {"runs", s.runs}});
}

std::string sensitivity_page(const Sensitivity& s) {
    HtmlTable table(
        "What moves most first; paired 95 % intervals. Bars: down above, up below, the line its interval",
        {"<Assumption", "Value", "<", "Down", "<", "Up", "<", "<Why it is assumed"});
    double most = farthest(s);
    for (const Effect& e : s.effects)
        table.row({escape(e.assumed.name), escape(e.assumed.value), bars(e, most),
                   change(e.down, e.down_fails, s.unit), interval(e.down, s.unit),
                   change(e.up, e.up_fails, s.unit), interval(e.up, s.unit), escape(e.assumed.reason)});
    std::string tiles =
        tile(s.metric, s.whole.mean ? value_text(*s.whole.mean, s.unit) : "-", "the estate as it is");
    if (!s.effects.empty())
        tiles += tile("Moves most", s.effects.front().assumed.name,
                      change(s.effects.front().up, s.effects.front().up_fails, s.unit) + " when turned up");
    tiles += tile("Assumptions", count_text(s.effects.size()),
                  fmt::format("{} move it for sure", std::count_if(s.effects.begin(), s.effects.end(),
                                                                   [](const Effect& e) { return e.sure; })));
    return sheet("Sensitivity: " + (s.title.empty() ? s.scenario : s.title), factors(s), tiles,
                 section("effects", "Which assumptions move the answer", table.html()),
                 "Made by mailsim. Beside this page: sensitivity.json holds the figures.");
}

}  // namespace mailsim::report
