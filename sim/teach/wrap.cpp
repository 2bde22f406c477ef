#include "teach/wrap.hpp"

#include <sstream>

namespace mailsim::teach {

std::string wrap(const std::string& text, std::size_t width, const std::string& indent) {
    std::string out = indent, line;
    std::istringstream in(text);
    for (std::string word; in >> word;) {
        if (!line.empty() && indent.size() + line.size() + 1 + word.size() > width) {
            out += line + "\n" + indent;
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return out + line;
}

std::string squeezed(const std::string& text) {
    std::string out;
    std::istringstream in(text);
    for (std::string word; in >> word;) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string sentence(std::string text) { return text.ends_with('?') ? text : text + "."; }

}  // namespace mailsim::teach
