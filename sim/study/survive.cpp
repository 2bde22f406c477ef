#include "study/survive.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json/write.hpp"

namespace mailsim::study {
namespace {

using json::Value;

double measured_from(const scenario::Scenario& s) { return base::seconds(s.warm_up); }
double measured_length(const scenario::Scenario& s) {
    return std::max(0.0, base::seconds(s.duration) - measured_from(s));
}

// The window of this length in which most mail is sent; the middle one when the load hardly changes.
double busiest(const std::vector<std::uint32_t>& started, const scenario::Scenario& s, double length) {
    double first = measured_from(s), room = measured_length(s) - length, middle = first + room / 2;
    auto sum = [&](double from) {
        double n = 0;
        for (auto m = static_cast<std::size_t>(from / 60); m < static_cast<std::size_t>((from + length) / 60);
             ++m)
            n += m < started.size() ? started[m] : 0;
        return n;
    };
    double best = middle, most = sum(middle) * 1.1;
    for (double from = first; from <= first + room; from += 60)
        if (double n = sum(from); n > most) best = from, most = n;
    return best;
}

void set_window(SurvivalTable& table, const SurviveOptions& options, const scenario::Scenario& scenario,
                const Watched& whole) {
    double length =
        options.length ? base::seconds(*options.length) : std::min(3600.0, measured_length(scenario) / 2);
    table.from = options.from ? base::seconds(*options.from) : busiest(whole.started, scenario, length);
    table.until = table.from + length;
}

std::vector<Missing> wanted(const estate::Estate& estate, const SurviveOptions& options) {
    std::vector<Missing> all = everything(estate);
    if (options.only.empty()) return all;
    std::erase_if(all, [&](const Missing& m) {
        return std::find(options.only.begin(), options.only.end(), m.name) == options.only.end();
    });
    return all;
}

std::string seconds_text(double seconds) { return fmt::format("{:.9g} s", seconds); }

// The scenario's own faults and this one. What is lost and what is late shows when the queues are empty.
std::vector<config::Assignment> fault_sets(const Missing& m, const SurviveOptions& options,
                                           const SurvivalTable& table, const json::Value& scenario) {
    bool dns = m.kind == "dns";
    fault::Mode mode = options.mode.value_or(dns ? fault::Mode::silent : fault::Mode::off);
    Value fault = Value::object({{"kind", m.kind},
                                 {"target", dns ? "" : m.name},
                                 {"mode", std::string(fault::name(mode))},
                                 {"from", seconds_text(table.from)},
                                 {"until", seconds_text(table.until)}});
    const Value* own = scenario.find("faults");
    Value all = own && own->is_array() ? *own : Value::array();
    all.push(std::move(fault));
    return {{"/drain", "true"}, {"/faults", json::compact(all)}};
}

Survival row_of(const Result& result, const Missing& missing) {
    Survival row;
    if (result.pairing) static_cast<Pairing&>(row) = *result.pairing;
    row.missing = missing.name;
    row.kind = missing.kind;
    for (const auto& o : result.objectives)
        if (o.met && !*o.met) row.failed.push_back(o.name);
    row.objectives_met = row.failed.empty();
    return row;
}

void sort(std::vector<Survival>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Survival& a, const Survival& b) {
        return a.lost != b.lost ? a.lost > b.lost : a.delayed > b.delayed;
    });
}

}  // namespace

std::vector<Missing> everything(const estate::Estate& estate) {
    std::vector<Missing> all;
    auto add = [&](bool peers) {
        for (const estate::Node& node : estate.nodes)
            if ((node.role == estate::Role::peer) == peers) all.push_back({node.id, peers ? "peer" : "node"});
    };
    add(false);
    for (const estate::Link& link : estate.platform.links) all.push_back({link.name, "link"});
    add(true);
    all.push_back({"DNS", "dns"});
    return all;
}

base::Problems check(const config::Loaded& loaded, const SurviveOptions& options) {
    base::Problems problems;
    std::vector<Missing> all = everything(loaded.estate);
    std::vector<std::string_view> names;
    for (const Missing& m : all) names.push_back(m.name);
    for (const std::string& name : options.only)
        if (std::find(names.begin(), names.end(), name) == names.end())
            problems.add("mailsim", "--only", base::unknown_name("node, link or peer", name, names));
    double end = base::seconds(loaded.scenario.duration), whole = measured_length(loaded.scenario);
    if (whole <= 0)
        problems.add(loaded.scenario.file, "/duration",
                     "nothing is measured: the warm-up is as long as the run");
    if (options.from && base::seconds(*options.from) >= end)
        problems.add("mailsim", "--from", fmt::format("the scenario ends after {} s", end));
    return problems;
}

SurvivalTable survive(Laboratory& laboratory, const SurviveOptions& options) {
    const config::Loaded& loaded = laboratory.scenario();
    SurvivalTable table;
    table.title = loaded.scenario.title;
    table.scenario = loaded.scenario.name;
    table.late = base::seconds(options.late);
    std::vector<Missing> all = wanted(loaded.estate, options);
    std::vector<Run> runs(all.size());
    try {
        Run whole;
        whole.set = {{"/drain", "true"}};
        whole.watch = true;
        table.whole = row_of(laboratory.run({whole}).front(), {"nothing", ""});
        set_window(table, options, loaded.scenario, laboratory.watched(whole));
        for (std::size_t i = 0; i < all.size(); ++i) {
            runs[i].set = fault_sets(all[i], options, table, loaded.scenario_tree);
            runs[i].pair = PairWith{laboratory.line(whole), table.late, table.until};
        }
        laboratory.run(runs);
    } catch (const Interrupted&) {
        table.complete = false;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const Result* result = runs[i].pair ? laboratory.known(runs[i]) : nullptr)
            table.rows.push_back(row_of(*result, all[i]));
    sort(table.rows);
    return table;
}

}  // namespace mailsim::study
