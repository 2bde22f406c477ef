#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "json/write.hpp"

namespace mailsim::cli {

void print(std::string_view text) {
    std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0)
        throw std::runtime_error(std::string("cannot write to standard output: ") + std::strerror(errno));
}

namespace {

constexpr std::size_t written_for = 78, least_columns = 20;  // columns

// 0: standard output is no terminal, or does not say.
std::size_t terminal_columns() {
    winsize size{};
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void break_line(std::string_view line, std::size_t columns, std::string& out) {
    std::size_t indent = std::min(line.find_first_not_of(' '), columns / 2);
    std::string under(line.size() > columns ? indent : 0, ' ');
    while (line.size() > columns) {
        std::size_t end = line.rfind(' ', columns);
        if (end == std::string_view::npos || end <= indent) end = line.find(' ', columns);
        if (end == std::string_view::npos) break;  // one long word
        out += std::string(line.substr(0, end)) + "\n" + under;
        line.remove_prefix(std::min(line.find_first_not_of(' ', end), line.size()));
        columns = columns > indent ? columns - std::exchange(indent, 0) : columns;
    }
    out += line;
}

}  // namespace

void print_fitting(const std::string& text) {
    const std::size_t columns = terminal_columns();
    if (columns < least_columns || columns >= written_for) return print(text);
    std::string out;
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = std::min(text.find('\n', start), text.size());
        break_line(std::string_view(text).substr(start, end - start), columns, out);
        if (end < text.size()) out += '\n';
        start = end + 1;
    }
    print(out);
}

void print_json(const json::Value& document) { print(json::pretty(document)); }

void print_problems(const base::Problems& problems) {
    for (const base::Problem& problem : problems)
        std::fprintf(stderr, "%s\n", base::to_string(problem).c_str());
}

json::Value problems_json(const base::Problems& problems) {
    json::Value list = json::Value::array();
    for (const base::Problem& problem : problems)
        list.push(json::Value::object(
            {{"file", problem.file}, {"pointer", problem.pointer}, {"message", problem.message}}));
    return list;
}

bool wants_colour() {
    const char* refused = std::getenv("NO_COLOR");
    if (refused && *refused) return false;
    const char* terminal = std::getenv("TERM");
    if (terminal && std::string_view(terminal) == "dumb") return false;
    return isatty(STDOUT_FILENO) == 1;
}

}  // namespace mailsim::cli
