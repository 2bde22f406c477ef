// Small pieces of the page: escaped text, tables, sections. What they make is well-formed XML too.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::report {

// For text and for attribute values in double quotes; control characters become U+FFFD.
std::string escape(std::string_view text);

// A table that scrolls sideways on its own when it does not fit. Headings as in TextTable ('<':
// left-aligned); cells are HTML already.
class HtmlTable {
  public:
    HtmlTable(std::string caption, std::vector<std::string> headings);
    void row(const std::vector<std::string>& cells);
    bool empty() const { return rows_.empty(); }
    std::string html() const;

  private:
    std::string caption_, head_, rows_;
    std::vector<bool> left_;
};

std::string section(std::string_view id, std::string_view title, std::string_view body);
std::string details(std::string_view summary, std::string_view body);

}  // namespace mailsim::report
