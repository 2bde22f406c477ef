#include "teach/progress.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::teach {
namespace {

namespace fs = std::filesystem;

std::string folder() {
    auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value && value[0] == '/' ? value : "");  // relative ones are not valid
    };
    if (std::string state = set("XDG_STATE_HOME"); !state.empty()) return state;
    std::string home = set("HOME");
    return home.empty() ? "" : home + "/.local/state";
}

std::string text(const json::Value& tree, std::string_view key) {
    const json::Value* found = tree.find(key);
    return found && found->is_text() ? found->text() : "";
}

int whole(const json::Value& tree, std::string_view key) {
    const json::Value* found = tree.find(key);
    return found && found->is_integer() ? static_cast<int>(found->integer()) : 0;
}

// A comma or a quote in a field is kept inside quotes (RFC 4180); a spreadsheet must take no field for a
// formula.
std::string field(std::string value) {
    if (!value.empty() && std::string_view("=+-@").find(value[0]) != std::string_view::npos)
        value = "'" + value;
    if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
    std::string out = "\"";
    for (char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

bool ends_in_the_middle(const std::string& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in || in.tellg() <= 0) return false;
    in.seekg(-1, std::ios::end);
    return in.get() != '\n';
}

}  // namespace

std::string now() {
    std::time_t seconds = std::time(nullptr);
    char when[20] = "";
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::strftime(when, sizeof when, "%Y-%m-%d %H:%M", &utc);
    return when;
}

std::string progress_file() {
    std::string in = folder();
    return in.empty() ? "" : in + "/mailsim/drills.jsonl";
}

base::expected<void, std::string> keep(const std::string& file, const Progress& p) {
    std::error_code error;
    fs::create_directories(fs::path(file).parent_path(), error);
    bool cut_off = ends_in_the_middle(file);  // what follows must not be lost with it
    std::ofstream out(file, std::ios::app);
    out << (cut_off ? "\n" : "")
        << json::compact(json::Value::object({{"when", p.when},
                                              {"drill", p.drill},
                                              {"level", p.level},
                                              {"score", p.score},
                                              {"correct", p.correct},
                                              {"looks", p.looks},
                                              {"hints", p.hints},
                                              {"minutes", p.minutes},
                                              {"seconds", p.seconds}}))
        << "\n";
    out.flush();
    if (!out) return base::unexpected("cannot write " + file);
    return {};
}

std::vector<Progress> read_progress(const std::string& file) {
    std::vector<Progress> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        base::Problems ignored;
        auto tree = json::read(line, file, ignored);
        if (!tree || !tree->is_object() || text(*tree, "drill").empty()) continue;
        Progress p;
        p.when = text(*tree, "when"), p.drill = text(*tree, "drill"), p.correct = text(*tree, "correct");
        p.level = whole(*tree, "level"), p.score = whole(*tree, "score");
        p.looks = whole(*tree, "looks"), p.hints = whole(*tree, "hints");
        p.minutes = whole(*tree, "minutes"), p.seconds = whole(*tree, "seconds");
        all.push_back(std::move(p));
    }
    return all;
}

std::string csv(const std::vector<Progress>& all) {
    std::string out = "when,drill,level,score,correct,looks,hints,minutes,seconds\r\n";
    for (const Progress& p : all)
        out += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", field(p.when), field(p.drill), p.level, p.score,
                           p.correct, p.looks, p.hints, p.minutes, p.seconds);
    return out;
}

}  // namespace mailsim::teach
