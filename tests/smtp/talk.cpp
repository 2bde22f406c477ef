#include "talk.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace smtp_tests {
namespace {

// \r \n \0 \t \\ and \xHH, in lines that begin with "R:".
std::string unescape(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char c = text[++i];
        if (c == 'x') {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c == '0' ? '\0' : c;
        }
    }
    return out;
}

bool dialogue(const std::string& line) {
    return line.size() >= 2 && line[1] == ':' && std::string("CS!R").find(line[0]) != std::string::npos;
}

void add_dialogue(Talk& talk, const std::string& line, int number) {
    std::string text = line.size() > 3 ? line.substr(3) : "";
    talk.lines.push_back({line[0], line[0] == 'R' ? unescape(text) : text, number});
}

}  // namespace

bool Talk::has(const std::string& key) const {
    return std::any_of(settings.begin(), settings.end(), [&](auto& s) { return s.first == key; });
}

std::string Talk::value(const std::string& key, const std::string& otherwise) const {
    for (auto& [name, value] : settings)
        if (name == key) return value;
    return otherwise;
}

std::vector<std::string> Talk::values(const std::string& key) const {
    std::vector<std::string> out;
    for (auto& [name, value] : settings)
        if (name == key) out.push_back(value);
    return out;
}

std::vector<Talk> read_talks(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::vector<Talk> talks;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        if (line.compare(0, 5, "talk ") == 0) {
            talks.push_back({file.filename().string(), line.substr(5), {}, {}});
        } else if (talks.empty()) {
            throw std::runtime_error(file.string() + ": begins without a talk line");
        } else if (dialogue(line)) {
            add_dialogue(talks.back(), line, number);
        } else {
            std::size_t space = std::min(line.find(' '), line.size());
            talks.back().settings.emplace_back(line.substr(0, space),
                                               line.substr(std::min(space + 1, line.size())));
        }
    }
    return talks;
}

std::vector<std::filesystem::path> talk_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".talk") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace smtp_tests
