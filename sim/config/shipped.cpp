#include "config/shipped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/problems.hpp"

namespace mailsim::config {
namespace {

namespace fs = std::filesystem;

std::string folder_name(Shipped kind) {
    constexpr const char* names[] = {"topologies", "scenarios", "studies", "scenarios/drills",
                                     "scenarios/playbook"};
    return names[static_cast<int>(kind)];
}

std::string word(Shipped kind) {
    constexpr const char* words[] = {"topology", "scenario", "study", "drill", "playbook"};
    return words[static_cast<int>(kind)];
}

// Files below scenarios/ that are no scenarios.
bool is_other_kind(Shipped kind, const std::string& name) {
    return kind == Shipped::scenario && (name.starts_with("drills/") || name.starts_with("playbook/"));
}

// Folders that may hold topologies/ and scenarios/. A binary in build/ or build/tests/ finds those of its
// tree.
std::vector<fs::path> homes() {
    if (const char* home = std::getenv("MAILSIM_HOME"); home && *home) return {fs::path(home)};
    std::error_code error;
    fs::path binary = fs::read_symlink("/proc/self/exe", error);
    if (error) return {};
    fs::path folder = binary.parent_path(), above = folder.parent_path();
    return {folder, above, above / "share" / "mailsim", above.parent_path()};
}

std::vector<fs::path> folders(Shipped kind) {
    std::vector<fs::path> all;
    std::error_code error;
    for (const fs::path& home : homes())
        if (fs::is_directory(home / folder_name(kind), error)) all.push_back(home / folder_name(kind));
    return all;
}

// Files below a folder by their bare names.
std::vector<std::pair<std::string, fs::path>> files_in(const fs::path& folder, Shipped kind) {
    std::vector<std::pair<std::string, fs::path>> all;
    std::error_code error;
    for (fs::recursive_directory_iterator i(folder, error), end; !error && i != end; i.increment(error)) {
        std::string name = fs::relative(i->path(), folder, error).replace_extension().string();
        if (i->path().extension() == ".json" && !is_other_kind(kind, name)) all.emplace_back(name, i->path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

bool matches(const std::string& shipped, const std::string& wanted) {
    return shipped == wanted || (shipped.size() > wanted.size() && shipped.ends_with(wanted) &&
                                 shipped[shipped.size() - wanted.size() - 1] == '/');
}

}  // namespace

std::vector<std::string> shipped_names(Shipped kind) {
    std::vector<std::string> names;
    auto all = folders(kind);
    if (all.empty()) return names;
    for (auto& [name, path] : files_in(all.front(), kind)) names.push_back(name);
    return names;
}

base::expected<std::string, std::string> find_shipped(Shipped kind, const std::string& name) {
    std::string what = word(kind);
    std::error_code error;
    bool shipped_folder = kind == Shipped::scenario && !name.empty() && name[0] != '/' && name[0] != '.' &&
                          !name.ends_with(".json") && !fs::exists(name, error);
    if (name.ends_with(".json") || (name.find('/') != std::string::npos && !shipped_folder)) return name;
    std::vector<std::string> known;
    for (const fs::path& folder : folders(kind)) {
        std::vector<fs::path> found;
        for (auto& [shipped, path] : files_in(folder, kind)) {
            if (shipped == name) return path.string();
            if (matches(shipped, name)) found.push_back(path);
            known.push_back(shipped);
            if (auto slash = shipped.rfind('/'); slash != std::string::npos)
                known.push_back(shipped.substr(slash + 1));
        }
        if (found.size() == 1) return found.front().string();
        if (found.size() > 1)
            return base::unexpected(
                fmt::format("there are several of the name '{}'; one is '{}'", name,
                            fs::relative(found.front(), folder, error).replace_extension().string()));
    }
    if (known.empty())
        return base::unexpected(
            fmt::format("no shipped {} is found beside the binary or under MAILSIM_HOME; name a file",
                        folder_name(kind)));
    std::vector<std::string_view> names(known.begin(), known.end());
    return base::unexpected(base::unknown_name(what, name, names));
}

}  // namespace mailsim::config
