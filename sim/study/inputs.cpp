#include "study/inputs.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "config/shipped.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "study/plan.hpp"

namespace mailsim::study {
namespace {

namespace fs = std::filesystem;

// The topology with its zones under names of our own; a zone that is no file stays for the reader to refuse.
base::expected<void, base::Problems> add(Inputs& to, const std::string& name, json::Value topology,
                                         const std::string& file) {
    base::Problems problems;
    if (json::Value* zones = topology.is_object() ? topology.find("zones") : nullptr;
        zones && zones->is_array())
        for (json::Value& zone : zones->items()) {
            if (!zone.is_text()) continue;
            fs::path path = (fs::path(file).parent_path() / zone.text()).lexically_normal();
            auto text = json::read_bytes(path.string(), problems);
            if (!text) continue;
            std::string own = fmt::format("zones/{:03}-{}", to.files.size(), path.filename().string());
            to.files.push_back({own, std::move(*text)});
            zone = json::Value(own);
        }
    if (!problems.empty()) return base::unexpected(problems);
    to.files.push_back({name, json::pretty(topology)});
    return {};
}

}  // namespace

std::string topology_input(const std::string& named) { return "topology-" + fingerprint(named) + ".json"; }

std::string Inputs::print() const {
    std::string all;
    for (const InputFile& file : files) all += file.name + "\n" + file.text + "\n";
    return fingerprint(all);
}

base::expected<Inputs, base::Problems> Inputs::of(const std::string& scenario) {
    auto sources = config::read_sources(scenario);
    if (!sources) return base::unexpected(sources.error());
    Inputs inputs;
    if (auto added = add(inputs, "topology.json", sources->topology, sources->topology_file); !added)
        return base::unexpected(added.error());
    if (sources->scenario.is_object()) sources->scenario.set("topology", "topology.json");
    inputs.files.push_back({scenario_input, json::pretty(sources->scenario)});
    return inputs;
}

base::expected<void, base::Problems> Inputs::add_topology(const std::string& named) {
    std::string own = topology_input(named);
    for (const InputFile& file : files)
        if (file.name == own) return {};
    base::Problems problems;
    auto found = config::find_shipped(config::Shipped::topology, named);
    if (!found) {
        problems.add("--set", "/topology", found.error());
        return base::unexpected(problems);
    }
    auto tree = json::read_file(*found, problems);
    if (!tree || !problems.empty()) return base::unexpected(problems);
    return add(*this, own, std::move(*tree), *found);
}

}  // namespace mailsim::study
