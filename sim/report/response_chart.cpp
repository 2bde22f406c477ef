#include "report/response_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/axis.hpp"
#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/page_style.hpp"

namespace mailsim::report {
namespace {

struct Frame {
    const char* name;
    double width, height, left, right, top, bottom;
    double x(double share) const { return left + share * (width - left - right); }
    double y(double share) const { return height - bottom - share * (height - top - bottom); }
};
constexpr Frame frames[] = {{"wide", 560, 290, 62, 14, 12, 48}, {"narrow", 340, 250, 56, 10, 12, 48}};

double largest_x(const ResponseChart& c) {
    double best = c.knee_high.value_or(0);
    for (const Band& b : c.bands)
        for (const BandPoint& p : b.points) best = std::max(best, p.x);
    return best;
}

double largest_y(const ResponseChart& c) {
    double best = c.limit.value_or(0);
    for (const Band& b : c.bands)
        for (const BandPoint& p : b.points) best = std::max({best, p.mean, std::min(p.high, 1.5 * p.mean)});
    return best;
}

std::string ticks(const Frame& f, const Axis& x, const Axis& y, std::string_view x_unit) {
    std::string out;
    for (const Tick& t : y.ticks()) {
        double at = f.y(y.place(t.value));
        out += fmt::format(
            "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
            "<text class=\"tick\" text-anchor=\"end\" x=\"{}\" y=\"{:.1f}\">{}</text>\n",
            f.left, f.width - f.right, at, at, f.left - 6, at + 4, escape(t.label));
    }
    for (const Tick& t : x.ticks()) {
        double at = f.x(x.place(t.value));
        out += fmt::format(
            "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>"
            "<text class=\"tick\" text-anchor=\"middle\" x=\"{0:.1f}\" y=\"{3:.1f}\">{4}</text>\n",
            at, f.y(0), f.y(0) + 5, f.y(0) + 19, escape(t.label));
    }
    out += fmt::format("<text class=\"tick\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                       f.x(0.5), f.height - 8, escape(x_unit));
    return out + fmt::format("<line class=\"axis\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                             f.left, f.width - f.right, f.y(0), f.y(0));
}

std::string knee(const Frame& f, const Axis& x, const ResponseChart& c) {
    if (!c.knee) return "";
    std::string out;
    if (c.knee_low && c.knee_high && *c.knee_high > *c.knee_low) {
        double from = f.x(x.place(*c.knee_low)), to = f.x(std::min(1.0, x.place(*c.knee_high)));
        out += fmt::format(
            "<rect class=\"knee\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", from,
            f.y(1), std::max(1.0, to - from), f.y(0) - f.y(1));
    }
    double at = f.x(x.place(*c.knee));
    return out +
           fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n",
                       at, f.y(0), f.y(1));
}

std::string band(const Frame& f, const Axis& x, const Axis& y, const Band& b) {
    std::string line, area;
    auto point = [&](double px, double py) {
        return fmt::format("{:.1f} {:.1f}", f.x(x.place(px)), f.y(std::clamp(y.place(py), 0.0, 1.0)));
    };
    for (const BandPoint& p : b.points) {
        line += (line.empty() ? "M" : "L") + point(p.x, p.mean);
        area += (area.empty() ? "M" : "L") + point(p.x, p.high);
    }
    for (auto p = b.points.rbegin(); p != b.points.rend(); ++p) area += "L" + point(p->x, p->low);
    std::string out =
        fmt::format("<path class=\"band c{}\" d=\"{}Z\"/>\n<path class=\"line c{}\" d=\"{}\"/>\n", b.colour,
                    area, b.colour, line);
    for (const BandPoint& p : b.points)
        out += fmt::format(
            "<circle class=\"dot c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\"><title>{}: {} at {}"
            "</title></circle>\n",
            b.colour, f.x(x.place(p.x)), f.y(std::clamp(y.place(p.mean), 0.0, 1.0)), escape(b.name),
            number_text(p.mean), number_text(p.x));
    return out;
}

std::string draw(const ResponseChart& c, const Frame& f) {
    Axis x = Axis::linear(largest_x(c), ""), y = Axis::linear(largest_y(c), c.y_unit);
    std::string out =
        fmt::format("<svg class=\"chart {}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", f.name,
                    f.width, f.height, escape(c.title)) +
        ticks(f, x, y, c.x_unit) + knee(f, x, c);
    if (c.limit)
        out += fmt::format("<line class=\"limit\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                           f.left, f.width - f.right, f.y(y.place(*c.limit)), f.y(y.place(*c.limit)));
    for (std::size_t i = c.bands.size(); i-- > 0;) out += band(f, x, y, c.bands[i]);
    return out + "</svg>\n";
}

std::string table_of(const ResponseChart& c) {
    HtmlTable table(c.title, {"<", c.x_unit, "mean", "from", "to"});
    for (const Band& b : c.bands)
        for (const BandPoint& p : b.points)
            table.row({escape(b.name), number_text(p.x), value_text(p.mean, c.y_unit),
                       value_text(p.low, c.y_unit), value_text(p.high, c.y_unit)});
    return details("The same figures as a table", table.html());
}

std::vector<std::pair<std::string, int>> names(const ResponseChart& c) {
    std::vector<std::pair<std::string, int>> out;
    for (const Band& b : c.bands) out.emplace_back(b.name, b.colour);
    return out;
}

}  // namespace

std::string figure(const ResponseChart& c) {
    std::string body = "<ul class=\"legend\">";
    for (const auto& [name, colour] : names(c))
        body += fmt::format("<li><span class=\"key c{}\"></span>{}</li>", colour, escape(name));
    body += "</ul>\n";
    for (const Frame& f : frames) body += draw(c, f);
    return fmt::format(
        "<figure><figcaption><strong>{}</strong> <span "
        "class=\"note\">{}</span></figcaption>\n{}{}</figure>\n",
        escape(c.title), escape(c.note), body, table_of(c));
}

std::string svg_file(const ResponseChart& c) { return stand_alone(draw(c, frames[0]), c.title, names(c)); }

std::string stand_alone(std::string svg, std::string_view title,
                        const std::vector<std::pair<std::string, int>>& legend) {
    constexpr double head = 26, row = 20, width = 560;
    double x = 62, y = head + 16;
    std::string words =
        fmt::format("<text x=\"14\" y=\"19\" style=\"font-weight:650\">{}</text>\n", escape(title));
    for (const auto& [name, colour] : legend) {
        double length = 26 + 7.2 * static_cast<double>(name.size());
        if (x > 62 && x + length > width) x = 62, y += row;
        words += fmt::format(
            "<line class=\"line c{}\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.0f}\" y2=\"{:.0f}\"/>"
            "<text x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n",
            colour, x, x + 16, y - 4, y - 4, x + 21, y, escape(name));
        x += length + 14;
    }
    double height = y + 8;
    std::size_t end = svg.find(">\n");
    double inner = 0;
    std::size_t box = svg.find("viewBox=\"0 0 560 ");
    if (box != std::string::npos) inner = std::strtod(svg.c_str() + box + 17, nullptr);
    std::string body = svg.substr(end + 2, svg.rfind("</svg>") - end - 2);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" width=\"{0}\" "
        "height=\"{1:.0f}\" "
        "role=\"img\" aria-label=\"{2}\" style=\"font-family:system-ui,'DejaVu "
        "Sans',sans-serif\">\n<style>{3}"
        "svg {{ background: var(--ground); }}</style>\n{4}<g transform=\"translate(0 "
        "{5:.0f})\">\n{6}</g>\n</svg>\n",
        width, height + inner, escape(title), page_style, words, height, body);
}

}  // namespace mailsim::report
