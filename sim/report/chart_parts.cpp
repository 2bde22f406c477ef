#include "report/chart_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html.hpp"

namespace mailsim::report {

std::span<const Frame> frames() {
    static constexpr Frame both[] = {{"wide", 560, 270, 62, 14, 12, 30, 240, 6},
                                     {"narrow", 340, 230, 56, 10, 12, 30, 120, 4}};
    return both;
}

std::string svg_open(const Frame& f, std::string_view title) {
    return fmt::format("<svg class=\"chart {}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n",
                       f.name, f.width, f.height, escape(title));
}

std::string axes(const Frame& f, const Axis& x, const Axis& y) {
    std::string out;
    for (const Tick& t : y.ticks()) {
        double at = f.y(y.place(t.value));
        out += fmt::format(
            "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
            "<text class=\"tick\" text-anchor=\"end\" x=\"{}\" y=\"{:.1f}\">{}</text>\n",
            f.left, f.width - f.right, at, at, f.left - 6, at + 4, escape(t.label));
    }
    double taken = 0;  // up to here there is a label already; about 7 units a letter
    for (const Tick& t : x.ticks()) {
        double at = f.x(x.place(t.value)), half = 3.5 * static_cast<double>(t.label.size());
        double middle = std::clamp(at, f.left - 6 + half, f.width - 2 - half);
        out +=
            fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>",
                        at, f.y(0), f.y(0) + 5);
        if (middle - half < taken + 5) continue;
        taken = middle + half;
        out += fmt::format("<text class=\"tick\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{}\">{}</text>\n",
                           middle, f.height - 9, escape(t.label));
    }
    out += fmt::format("<line class=\"axis\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", f.left,
                       f.width - f.right, f.y(0), f.y(0));
    return out;
}

std::string legend_of(const std::vector<std::pair<std::string, int>>& entries, bool filled) {
    if (entries.empty()) return "";
    std::string out = "<ul class=\"legend\">";
    for (const auto& [name, colour] : entries)
        out += fmt::format("<li><span class=\"key{} c{}\"></span>{}</li>", filled ? " filled" : "", colour,
                           escape(name));
    return out + "</ul>\n";
}

std::string framed(std::string_view title, std::string_view note, std::string_view body) {
    return fmt::format(
        "<figure><figcaption><strong>{}</strong> <span class=\"note\">{}</span></figcaption>\n{}</figure>\n",
        escape(title), escape(note), body);
}

}  // namespace mailsim::report
