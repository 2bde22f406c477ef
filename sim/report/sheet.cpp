#include "report/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/page_style.hpp"

namespace mailsim::report {

std::string tile(std::string_view name, std::string_view value, std::string_view below) {
    return fmt::format("<div class=\"tile\"><dt>{}</dt><dd>{}</dd><dd>{}</dd></div>\n", escape(name),
                       escape(value), escape(below));
}

std::string meter(double share) {
    return fmt::format(
        "<span class=\"meter\" aria-hidden=\"true\"><span class=\"{}\" "
        "style=\"width:{:.0f}%\"></span></span><span class=\"share\">{}</span>",
        share >= 0.7   ? "high"
        : share >= 0.5 ? "mid"
                       : "low",
        100 * std::min(1.0, share), share_text(share));
}

std::string sheet(std::string_view title, std::string_view sub, std::string_view tiles,
                  std::string_view sections, std::string_view foot) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"/>\n<title>{0} - "
        "mailsim</title>\n<style>{1}</style>\n"
        "</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n<header><h1>{0}</h1>\n"
        "<p class=\"sub\">{2}</p>\n</header>\n<main id=\"main\">\n<dl "
        "class=\"tiles\">\n{3}</dl>\n{4}</main>\n"
        "<footer>{5}</footer>\n</body>\n</html>\n",
        escape(title), page_style, escape(sub), tiles, sections, escape(foot));
}

}  // namespace mailsim::report
