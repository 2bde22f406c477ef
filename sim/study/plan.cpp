#include "study/plan.hpp"

#include <fmt/format.h>

#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::study {
namespace {

using json::Value;

std::optional<PairWith> pair_of(const Value* tree) {
    if (!tree || !tree->is_object()) return std::nullopt;
    auto number = [&](const char* key) {
        const Value* v = tree->find(key);
        return v && v->is_number() ? v->number() : 0.0;
    };
    return PairWith{static_cast<std::size_t>(number("with")), number("late"), number("until")};
}

base::expected<Run, std::string> run_of(const Value& tree) {
    const Value *set = tree.find("set"), *replication = tree.find("replication");
    if (!set || !set->is_object() || !replication || !replication->is_integer() || replication->integer() < 0)
        return base::unexpected(std::string("is no line of a plan: it needs \"set\" and \"replication\""));
    Run run;
    for (const json::Member& member : set->members())
        run.set.push_back({member.key, json::compact(member.value)});
    run.replication = static_cast<std::uint64_t>(replication->integer());
    if (const Value* curves = tree.find("curves"); curves && curves->is_array())
        for (const Value& curve : curves->items())
            if (curve.is_text()) run.curves.push_back(curve.text());
    auto flag = [&](const char* key) {
        const Value* v = tree.find(key);
        return v && v->is_boolean() && v->boolean();
    };
    run.stations = flag("stations");
    run.rows = flag("rows");
    run.watch = flag("watch");
    run.pair = pair_of(tree.find("pair"));
    return run;
}

}  // namespace

std::string to_line(const Run& run) {
    Value set = Value::object(), curves = Value::array();
    for (const config::Assignment& a : run.set) set.set(a.pointer, config::value_of(a));
    for (const std::string& curve : run.curves) curves.push(curve);
    Value tree = Value::object({{"set", set}, {"replication", run.replication}});
    if (!run.curves.empty()) tree.set("curves", curves);
    if (run.stations) tree.set("stations", true);
    if (run.rows) tree.set("rows", true);
    if (run.watch) tree.set("watch", true);
    if (run.pair)
        tree.set("pair", Value::object({{"with", static_cast<std::uint64_t>(run.pair->line)},
                                        {"late", run.pair->late},
                                        {"until", run.pair->until}}));
    return json::compact(tree);
}

base::expected<Run, std::string> run_of_line(std::string_view text) {
    base::Problems problems;
    auto tree = json::read(text, "", problems);
    if (!tree) return base::unexpected(std::string("is not JSON"));
    return run_of(*tree);
}

std::size_t Plan::add(const Run& run) {
    std::string line = to_line(run);
    auto [at, added] = known_.try_emplace(line, lines_.size());
    if (added) lines_.push_back(std::move(line));
    return at->second;
}

Run Plan::run(std::size_t line) const { return *run_of_line(lines_.at(line)); }

std::string fingerprint(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return fmt::format("{:016x}", hash);
}

}  // namespace mailsim::study
