#include <algorithm>
#include <cmath>

#include "report/summary_json.hpp"
#include "report/views.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using observe::Curve;
using observe::Summary;

// What the views draw over time (tools/console/src/whatif/RunView.tsx), by maxima of stretches or by means.
struct Shown {
    const char* metric;
    bool most;
};
constexpr Shown shown[] = {{"queue", true},
                           {"utilisation.processor", false},
                           {"utilisation.disk", false},
                           {"utilisation.processes", false},
                           {"throughput", false},
                           {"refused_sessions", true},
                           {"delay_p95", true}};
constexpr std::size_t most_points = 300, most_lines = 8;

Value rounded(double v) {
    if (!std::isfinite(v)) return {};
    if (v == 0) return 0;
    double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(v))));
    return std::round(v * scale) / scale;
}

double peak(const Curve& c) {
    double best = 0;
    for (double v : c.value) best = std::max(best, std::isfinite(v) ? v : 0);
    return best;
}

bool own(const Summary& s, const std::string& node) {
    return std::none_of(s.nodes.begin(), s.nodes.end(),
                        [&](const auto& n) { return n.id == node && n.peer; });
}

// Means or maxima of stretches of a curve, null where it has no figure.
Value stretches(const Curve& c, std::size_t length, bool maxima) {
    Value values = Value::array();
    for (std::size_t from = 0; from < c.value.size(); from += length) {
        double sum = 0, most = -INFINITY;
        int n = 0;
        for (std::size_t i = from; i < std::min(from + length, c.value.size()); ++i)
            if (std::isfinite(c.value[i])) {
                sum += c.value[i];
                most = std::max(most, c.value[i]);
                ++n;
            }
        values.push(n ? rounded(maxima ? most : sum / n) : Value());
    }
    return Value::object({{maxima ? "max" : "mean", std::move(values)}});
}

// The curves of one metric, as the console's API gives them: of the nodes with the highest peaks.
Value series(const Summary& s, const std::string& metric, bool maxima) {
    std::vector<const Curve*> curves;
    for (const Curve& c : s.curves)
        if (c.metric == metric && peak(c) > 0 && own(s, c.node)) curves.push_back(&c);
    std::stable_sort(curves.begin(), curves.end(), [](auto* a, auto* b) { return peak(*a) > peak(*b); });
    if (curves.size() > most_lines) curves.resize(most_lines);
    std::size_t points = 0;
    for (const Curve* c : curves) points = std::max(points, c->value.size());
    std::size_t length = std::max<std::size_t>(1, (points + most_points - 1) / most_points);
    double minutes = curves.empty() ? 1 : curves.front()->step * static_cast<double>(length) / 60;
    Value starts = Value::array(), nodes = Value::object();
    for (std::size_t i = 0; i * length < points; ++i) starts.push(static_cast<double>(i) * minutes);
    for (const Curve* c : curves) nodes.set(c->node, stretches(*c, length, maxima));
    return Value::object(
        {{"metric", metric}, {"bucket_minutes", minutes}, {"minutes", starts}, {"nodes", nodes}});
}

// All that was delivered, by classes of delay; the classes as the run's bars have them.
Value delays(const Summary& s) {
    Value edges = Value::array(), kinds = Value::object();
    std::uint64_t rows = 0;
    for (const observe::DelayBar& bar : s.delay_bars) edges.push(bar.from);
    if (!s.delay_bars.empty()) edges.push(s.delay_bars.back().to);
    for (std::size_t k = 0; k < mail::kind_count; ++k) {
        Value counts = Value::array();
        std::uint64_t n = 0;
        for (const observe::DelayBar& bar : s.delay_bars) {
            counts.push(bar.count[k]);
            n += bar.count[k];
        }
        if (n)
            kinds.set(mail::name(static_cast<mail::Kind>(k)), Value::object({{"n", n}, {"count", counts}}));
        rows += n;
    }
    return Value::object({{"edges", edges}, {"kinds", kinds}, {"rows", rows}, {"whole", true}});
}

}  // namespace

json::Value run_figures(const Summary& s) {
    Value figures = Value::object({{"summary", to_json(s)}}), all = Value::object();
    for (const auto& [metric, most] : shown) all.set(metric, series(s, metric, most));
    figures.set("series", std::move(all));
    figures.set("delays", delays(s));
    return figures;
}

}  // namespace mailsim::report
