#include "report/html.hpp"

#include <fmt/format.h>

namespace mailsim::report {

std::string escape(std::string_view text) {
    std::string out;
    for (char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\n':
            case '\t': out += c; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
                    out += "\xef\xbf\xbd";
                else
                    out += c;
        }
    return out;
}

HtmlTable::HtmlTable(std::string caption, std::vector<std::string> headings) : caption_(std::move(caption)) {
    for (const std::string& heading : headings) {
        left_.push_back(!heading.empty() && heading[0] == '<');
        std::string words = escape(left_.back() ? std::string_view(heading).substr(1) : heading);
        // A column without a name has an empty cell there, not a heading that says nothing.
        head_ += words.empty()
                     ? "<td></td>"
                     : fmt::format("<th scope=\"col\"{}>{}</th>", left_.back() ? " class=\"l\"" : "", words);
    }
}

void HtmlTable::row(const std::vector<std::string>& cells) {
    rows_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i)
        rows_ += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", left_[0] ? " class=\"l\"" : "", cells[0])
                        : fmt::format("<td{}>{}</td>", left_[i] ? " class=\"l\"" : "", cells[i]);
    rows_ += "</tr>\n";
}

std::string HtmlTable::html() const {
    return fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{0}\"><table><caption>{0}</caption>"
        "<thead><tr>{1}</tr></thead><tbody>\n{2}</tbody></table></div>\n",
        escape(caption_), head_, rows_);
}

std::string section(std::string_view id, std::string_view title, std::string_view body) {
    return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, escape(title), body);
}

std::string details(std::string_view summary, std::string_view body) {
    return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escape(summary), body);
}

}  // namespace mailsim::report
