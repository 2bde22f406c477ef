// Talk files: dialogues that the machines must hold word by word. tests/talks/smtp/README.md tells their
// form.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace smtp_tests {

struct Talk {
    struct Line {
        char who;  // 'C', 'S', '!' (an event), or 'R' (octets of the client as they are)
        std::string text;
        int number;
    };
    std::string file, title;
    std::vector<std::pair<std::string, std::string>> settings;  // key, value
    std::vector<Line> lines;
    bool has(const std::string& key) const;
    std::string value(const std::string& key, const std::string& otherwise = "") const;
    std::vector<std::string> values(const std::string& key) const;
};

// All talks of a file: each "talk TITLE" line begins one.
std::vector<Talk> read_talks(const std::filesystem::path& file);
std::vector<std::filesystem::path> talk_files(const std::filesystem::path& folder);

}  // namespace smtp_tests
