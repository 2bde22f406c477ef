// Reads talk files: sessions as "C: " and "S: " lines. Shared by the tests of the protocol rooms that use it.
//   # words     a comment
//   C: text     the client sends this line
//   S: text     the server must send exactly this line; "..." in it stands for any characters
//   C2: S2:     the same in a second session (up to 9)
//   M: text     a line of the message that the next "! deliver" delivers
//               ("! deliver without the last line end" leaves that out)
//   ! word ...  something that the test's driver does
// Every line the server sends must be named.
// \r \n \0 \xHH and \\ in a C line are octets; one that ends in one backslash is sent without a line end.
#pragma once
#include <deque>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsim::talks {

struct TalkLine {
    char kind;    // C, S, M or !
    int session;  // 1 to 9
    std::string text;
    int number;
};

inline std::vector<TalkLine> read_talk(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<TalkLine> lines;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        char kind = line[0];
        int session = line.size() > 1 && line[1] > '0' && line[1] <= '9' ? line[1] - '0' : 1;
        std::size_t skip = kind == '!' ? 1 : line.find(':');
        bool known = kind == '!' || ((kind == 'C' || kind == 'S' || kind == 'M') &&
                                     (skip == 1 || (skip == 2 && line[1] != ' ')));
        if (!known)
            throw std::runtime_error(path + ":" + std::to_string(number) + ": begin with C:, S:, M:, ! or #");
        std::string text = line.substr(kind == '!' ? 1 : skip + 1);
        if (text.starts_with(' ')) text.erase(0, 1);
        lines.push_back({kind, session, text, number});
    }
    return lines;
}

// The octets of a C line.
inline std::string octets(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        if (i + 1 == text.size()) return out;
        char c = text[++i];
        if (c == 'r')
            out += '\r';
        else if (c == 'n')
            out += '\n';
        else if (c == '0')
            out += '\0';
        else if (c == 'x')
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)), i += 2;
        else if (c == '\\')
            out += c;
        else
            out.append(1, '\\').append(1, c);
    }
    return out + "\r\n";
}

// Whether a line is what a pattern says; "..." stands for any characters.
inline bool matches(std::string_view pattern, std::string_view line) {
    std::size_t gap = pattern.find("...");
    if (gap == std::string_view::npos) return pattern == line;
    if (!line.starts_with(pattern.substr(0, gap))) return false;
    line.remove_prefix(gap);
    pattern.remove_prefix(gap + 3);
    for (std::size_t i = 0; i <= line.size(); ++i)
        if (matches(pattern, line.substr(i))) return true;
    return false;
}

// Cuts the server's octets into lines; an unfinished one is given as it is.
inline std::vector<std::string> lines_of(std::string_view output) {
    std::vector<std::string> lines;
    while (!output.empty()) {
        std::size_t end = output.find('\n');
        std::string line(output.substr(0, end));
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
        output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    }
    return lines;
}

// Plays a talk against a driver with void send(int session, std::string octets), std::string output(int
// session) and void perform(std::string_view directive). Returns "" or the first difference.
template <class Driver>
std::string play(const std::string& path, Driver& driver) {
    std::map<int, std::deque<std::string>> waiting;
    auto collect = [&](int session) {
        for (std::string& line : lines_of(driver.output(session)))
            waiting[session].push_back(std::move(line));
    };
    auto at = [&](int number) { return path + ":" + std::to_string(number) + ": "; };
    int last = 0;
    std::string message;
    for (const TalkLine& line : read_talk(path)) {
        last = line.number;
        if (line.kind == 'M') {
            message += line.text + "\r\n";
            continue;
        }
        if (line.kind == '!') {
            if (line.text == "deliver without the last line end") message.resize(message.size() - 2);
            if (line.text.starts_with("deliver"))
                driver.deliver(std::exchange(message, ""));
            else
                driver.perform(line.text);
            continue;
        }
        auto& lines = waiting[line.session];
        collect(line.session);
        if (line.kind == 'C') {
            if (!lines.empty()) return at(line.number) + "the server also said '" + lines.front() + "'";
            driver.send(line.session, octets(line.text));
            continue;
        }
        if (lines.empty()) return at(line.number) + "the server said nothing instead of '" + line.text + "'";
        if (!matches(line.text, lines.front()))
            return at(line.number) + "expected '" + line.text + "'\n  but the server said '" + lines.front() +
                   "'";
        lines.pop_front();
    }
    for (auto& [session, lines] : waiting) {
        collect(session);
        if (!lines.empty()) return at(last) + "the server also said '" + lines.front() + "'";
    }
    return "";
}

}  // namespace mailsim::talks
