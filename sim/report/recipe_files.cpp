#include "report/recipe_files.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "json/write.hpp"

namespace mailsim::report {
namespace {

namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + path.string());
}

// Changes are already in the topology's tree; made again they might not give the same.
json::Value without_changes(const json::Value& tree) {
    json::Value out = json::Value::object();
    for (const json::Member& member : tree.members())
        if (member.key != "changes") out.set(member.key, member.value);
    return out;
}

// Numbered, because two zone files may have one name in different folders; a recipe's own are numbered
// already.
std::string zone_name(const dns::Zone& zone, std::size_t number) {
    std::string name = fs::path(zone.file).filename().string();
    std::string prefix = fmt::format("{:03}-", number);
    return name.rfind(prefix, 0) == 0 ? name : prefix + name;
}

}  // namespace

void gather_files(const config::Loaded& loaded, Recipe& recipe) {
    json::Value topology = loaded.topology_tree, scenario = without_changes(loaded.scenario_tree);
    json::Value names = json::Value::array();
    for (const dns::Zone& zone : loaded.estate.zones.zones()) {
        std::string name = "zones/" + zone_name(zone, recipe.zones.size());
        names.push(name);
        recipe.zones.push_back({name, text_of(zone.file)});
    }
    if (topology.find("zones")) topology.set("zones", names);
    scenario.set("topology", loaded.estate.name + ".json");
    recipe.scenario = {loaded.scenario.name + ".json", json::pretty(scenario)};
    recipe.topology = {loaded.estate.name + ".json", json::pretty(topology)};
    recipe.seed = loaded.scenario.seed;
    recipe.replication = loaded.scenario.replication;
}

UnpackedRecipe::UnpackedRecipe(const Recipe& recipe) {
    std::string pattern = (fs::temp_directory_path() / "mailsim-recipe-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder like " + pattern);
    folder_ = pattern;
    auto inside = [&](const std::string& name) {
        fs::path path = (fs::path(folder_) / name).lexically_normal();
        // A recipe is a file from anywhere: what it names must stay inside the folder.
        if (path.string().rfind(folder_ + "/", 0) != 0)
            throw std::runtime_error("the recipe names a file outside itself: " + name);
        return path;
    };
    write(inside("topology/" + recipe.topology.name), recipe.topology.text);
    for (const RecipeFile& zone : recipe.zones) write(inside("topology/" + zone.name), zone.text);
    fs::path scenario = inside("topology/" + recipe.scenario.name);
    write(scenario, recipe.scenario.text);
    scenario_ = scenario.string();
}

UnpackedRecipe::~UnpackedRecipe() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace mailsim::report
