#include "report/text_table.hpp"

#include <algorithm>
#include <string_view>

namespace mailsim::report {

std::size_t display_width(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

TextTable::TextTable(std::vector<std::string> headings) {
    for (std::string& heading : headings) {
        left_.push_back(!heading.empty() && heading[0] == '<');
        if (left_.back()) heading.erase(0, 1);
    }
    rows_.push_back(std::move(headings));
}

void TextTable::row(std::vector<std::string> cells) {
    cells.resize(left_.size());
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(std::string_view indent) const {
    std::vector<std::size_t> widths(left_.size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
    std::string out;
    for (const auto& row : rows_) {
        if (&row == &rows_.front() &&
            std::all_of(row.begin(), row.end(), [](const auto& h) { return h.empty(); }))
            continue;
        std::string line(indent);
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::string space(widths[i] - display_width(row[i]), ' ');
            line += left_[i] ? row[i] + space : space + row[i];
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace mailsim::report
