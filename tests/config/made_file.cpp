#include "made_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/load.hpp"
#include "json/pointer.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::test {
namespace {

// Shipped files are looked for in this tree.
const int home = setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);

std::filesystem::path scratch(const std::string& name) {
    auto folder = std::filesystem::temp_directory_path() / ("mailsim-config-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    return folder / name;
}

json::Value tree_of(const std::string& path) {
    base::Problems problems;
    auto tree = json::read_file(path, problems);
    REQUIRE(tree);
    return *tree;
}

std::string said_of_file(const std::filesystem::path& path) {
    std::string all;
    for (const base::Problem& problem : config::check_file(path.string())) {
        std::string line = to_string(problem) + "\n";
        if (line.starts_with(path.string())) line = "F" + line.substr(path.string().size());
        all += line;
    }
    return all;
}

}  // namespace

json::Value topology_tree(const std::string& name) {
    const std::string folder = MAILSIM_SOURCE_DIR "/topologies/";
    json::Value tree = tree_of(folder + name + ".json");
    for (json::Value& zone : tree.find("zones")->items()) zone = folder + zone.text();
    return tree;
}

json::Value scenario_tree(const std::string& name) {
    return tree_of(MAILSIM_SOURCE_DIR "/scenarios/" + name + ".json");
}

void change(json::Value& tree, const std::string& pointer, const std::string& value) {
    auto place = json::Pointer::parse(pointer);
    REQUIRE(place);
    if (value != "gone") {
        base::Problems problems;
        auto put = json::read(value, "value", problems);
        REQUIRE(put);
        REQUIRE(json::replace(tree, *place, *put));
        return;
    }
    std::string above = pointer.substr(0, pointer.rfind('/')), key = place->tokens().back();
    auto* parent = const_cast<json::Value*>(json::find(tree, *json::Pointer::parse(above)));
    REQUIRE(parent);
    REQUIRE(std::erase_if(parent->members(), [&](const json::Member& m) { return m.key == key; }) == 1);
}

std::string said_of_text(const std::string& text) {
    auto path = scratch("made.json");
    std::ofstream(path) << text;
    return said_of_file(path);
}

std::string said_of(const json::Value& tree) { return said_of_text(json::compact(tree)); }

std::string said_of_zone_line(const std::string& line) {
    json::Value tree = topology_tree("single-server");
    json::Value& zone = tree.find("zones")->items()[0];
    auto copy = scratch("made.zone");
    std::ofstream(copy) << std::ifstream(zone.text()).rdbuf() << line << "\n";
    zone = copy.string();
    std::string said = said_of(tree);
    std::string name = copy.string();
    for (std::size_t at = 0; (at = said.find(name, at)) != std::string::npos;)
        said.replace(at, name.size(), "Z");
    return said;
}

}  // namespace mailsim::test
