// A table for the terminal: columns as wide as their widest cell, figures to the right. Colour is the
// caller's.
#pragma once
#include <string>
#include <vector>

namespace mailsim::report {

class TextTable {
  public:
    // A heading that begins with '<' makes a left-aligned column; others are aligned to the right.
    // Without any heading the table has no line for them.
    explicit TextTable(std::vector<std::string> headings);
    void row(std::vector<std::string> cells);
    std::string text(std::string_view indent = "  ") const;
    bool empty() const { return rows_.size() < 2; }

  private:
    std::vector<bool> left_;
    std::vector<std::vector<std::string>> rows_;
};

std::size_t display_width(std::string_view utf8);  // code points: none of ours are wide

}  // namespace mailsim::report
