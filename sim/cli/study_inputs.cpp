#include "cli/study_inputs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"
#include "report/figure.hpp"
#include "report/folder.hpp"

namespace mailsim::cli {
namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t stop = 0;
void ask_to_stop(int) { stop = 1; }

}  // namespace

std::uint64_t read_count(std::string_view option, std::string_view text, std::uint64_t least,
                         std::uint64_t most) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        throw WrongInput(option, fmt::format("'{}' is not a whole number from {} to {}", text, least, most));
    return value;
}

double read_positive(std::string_view option, std::string_view text, double most) {
    double value = 0;
    bool percent = text.ends_with('%');
    std::string_view digits = percent ? text.substr(0, text.size() - 1) : text;
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (percent) value /= 100;
    if (error != std::errc{} || end != digits.data() + digits.size() || !(value > 0) || !(value <= most))
        throw WrongInput(option, fmt::format("'{}' is not a number above 0 and at most {}", text, most));
    return value;
}

std::vector<config::Assignment> read_sets(const std::vector<std::string>& sets, const std::string& seed) {
    std::vector<config::Assignment> out;
    for (const std::string& set : sets) {
        auto assignment = config::parse_assignment(set);
        if (!assignment) throw WrongInput("--set", assignment.error());
        out.push_back(*assignment);
    }
    if (!seed.empty())
        out.push_back({"/seed", std::to_string(read_count("--seed", seed, 0, 9'000'000'000'000'000'000u))});
    return out;
}

double read_growth(std::string_view option, std::string_view text) {
    double value = 0;
    bool percent = text.ends_with('%');
    std::string_view digits = percent ? text.substr(0, text.size() - 1) : text;
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (percent) value /= 100;
    if (error != std::errc{} || end != digits.data() + digits.size() || !(value > -1) || !(value <= 10))
        throw WrongInput(option,
                         fmt::format("'{}' is not a growth a month, like \"2 %\"; above -100 %, at most "
                                     "1000 %",
                                     text));
    return value;
}

void SearchWords::declare(Options& options, const std::string& what_is_kept) {
    options.argument("SCENARIO", scenario_, "a scenario's file, or the name of a shipped one");
    options.values("--set", sets_, "POINTER=VALUE",
                   "changes one value: /topology/... of the estate, else of the scenario");
    options.value("--seed", seed_, "N", "another seed than the scenario's");
    options.value("--out", out_, "DIR", "keeps " + what_is_kept + " there");
    declare_launching(options, launching_);
}

study::Laboratory SearchWords::open(const std::string& kind, const json::Value& more,
                                    const std::function<void(const config::Loaded&)>& check) {
    if (scenario_.empty())
        throw WrongInput("SCENARIO", "missing: a scenario's file or name, like nayatel-day");
    if (launching_.resume && out_.empty())
        throw WrongInput("--resume", "needs --out: the folder to go on with");
    study::Launcher launcher = read_launching(launching_);
    if (launcher.kind != study::Launcher::Kind::local && out_.empty())
        throw WrongInput("--launcher", "needs --out: a folder that every machine sees");
    base_ = read_sets(sets_, seed_);
    auto loaded = config::load_scenario(scenario_, base_);
    if (!loaded) throw WrongInput(loaded.error());
    if (check) check(*loaded);
    if (out_.empty()) own_ = std::make_unique<OwnFolder>();
    json::Value set = json::Value::object();
    for (const config::Assignment& a : base_) set.set(a.pointer, a.value);
    study::Opening opening;
    opening.folder = out_.empty() ? own_->path() : out_;
    opening.scenario = scenario_;
    opening.base = base_;
    opening.purpose = json::compact(
        json::Value::object({{"kind", kind}, {"scenario", scenario_}, {"set", set}, {"more", more}}));
    opening.resume = launching_.resume;
    auto folder = study::Folder::open(opening);
    if (!folder) throw WrongInput(folder.error());
    return study::Laboratory(std::move(*folder), launcher);
}

OwnFolder::OwnFolder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "mailsim-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made: " + name);
    path_ = name;
}

OwnFolder::~OwnFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
}

using Wall = std::chrono::steady_clock;

RunsLine::RunsLine()
    : terminal_(isatty(STDERR_FILENO)), lines_(wants_progress_lines()), began_(Wall::now()), last_(began_) {}

RunsLine::~RunsLine() {
    if (shown_) std::fprintf(stderr, "\r%-78s\r", "");
}

void RunsLine::show(std::size_t runs, std::size_t of) {
    auto now = Wall::now();
    if ((!terminal_ && !lines_) || now - last_ < std::chrono::milliseconds(250)) return;
    last_ = now;
    shown_ = terminal_ && !lines_;
    double wall = std::chrono::duration<double>(now - began_).count();
    std::string line = of ? fmt::format("{} of {} runs", runs, of) : fmt::format("{} runs", runs);
    if (wall > 0) line += fmt::format(", {:.1f} a second", static_cast<double>(runs) / wall);
    if (of && runs)
        line += fmt::format(", {} left", report::seconds_text(wall / static_cast<double>(runs) *
                                                              static_cast<double>(of - runs)));
    if (!topic_.empty()) line += ": " + topic_;
    if (lines_) return progress_line(of ? static_cast<double>(runs) / static_cast<double>(of) : 0, line);
    std::fprintf(stderr, "\r%-78.78s", line.c_str());
    std::fflush(stderr);
}

// Without SA_RESTART, so that waiting for a run ends at once.
void listen_for_stop() {
    struct sigaction action {};
    action.sa_handler = ask_to_stop;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool stop_asked() { return stop != 0; }

void keep_file(const std::string& folder, std::string_view name, std::string_view text) {
    if (std::string wrong = report::write_file(folder, name, text); !wrong.empty())
        throw std::runtime_error(wrong);
}

void prepare_folder(const std::string& folder, const std::string& ours) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw WrongInput("--out", fmt::format("'{}' is a file; name a folder", folder));
    if (fs::exists(folder, error) && !fs::is_empty(folder, error) &&
        !fs::exists(fs::path(folder) / ours, error))
        throw WrongInput("--out", fmt::format("'{}' holds files, but no {} of mailsim; name another folder",
                                              folder, ours));
    fs::create_directories(folder, error);
    if (error)
        throw WrongInput("--out", fmt::format("cannot make the folder '{}': {}", folder, error.message()));
}

}  // namespace mailsim::cli
