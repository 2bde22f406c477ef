#include "cli/output.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "json/write.hpp"

namespace mailsim::cli {

void print(std::string_view text) {
    std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0)
        throw std::runtime_error(std::string("cannot write to standard output: ") + std::strerror(errno));
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
