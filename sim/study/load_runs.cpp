#include "study/load_runs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::study {
namespace {

const Sets& of(const std::vector<Sets>& changed, std::size_t run) {
    static const Sets none;
    if (changed.empty()) return none;
    return changed.size() == 1 ? changed.front() : changed[run];
}

}  // namespace

bool met(const Result& r, int objective) {
    if (objective < 0) return all_met(r);
    return r.objectives[static_cast<std::size_t>(objective)].met.value_or(true);
}

bool all_met(const Result& r) {
    return std::all_of(r.objectives.begin(), r.objectives.end(),
                       [](const auto& o) { return o.met.value_or(true); });
}

void LoadRuns::use(Shorter how, double light_load) {
    how_ = std::move(how);
    light_.reset();
    seen_.clear();
    constexpr int tries = 4;
    for (int i = 0; how_.times > 1 && i < tries; ++i, light_load /= 8) {
        Result light = make({{tidy(light_load), 0}}, {}).front();
        bool well = all_met(light);
        if (well || i + 1 == tries) light_ = std::move(light);
        if (well) return;
    }
}

std::vector<Result> LoadRuns::make(const std::vector<Ask>& round, const std::vector<Sets>& changed) const {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < round.size(); ++i) {
        Run one;
        one.set = of(changed, i);
        one.set.insert(one.set.end(), how_.set.begin(), how_.set.end());
        one.set.push_back({"/load/multiplier", fmt::format("{}", round[i].load)});
        one.replication = round[i].replication;
        one.stations = true;
        one.curves = {"queue"};
        runs.push_back(std::move(one));
    }
    return trials_(runs);
}

std::vector<Result> LoadRuns::run(const std::vector<Ask>& round, const std::vector<Sets>& changed) {
    std::vector<Result> results = make(round, changed);
    for (std::size_t i = 0; i < results.size(); ++i) {
        results[i] = as_whole(std::move(results[i]), light_ ? &*light_ : nullptr, how_);
        if (of(changed, i).empty()) seen_[round[i].load][round[i].replication] = results[i];
    }
    return results;
}

Answer LoadRuns::answers(int objective, Sets changed) {
    return [this, objective, changed = std::move(changed)](const std::vector<Ask>& round) {
        std::vector<bool> out;
        for (const Result& r : run(round, {changed})) out.push_back(met(r, objective));
        return out;
    };
}

std::vector<Result> LoadRuns::at(double load) const {
    std::vector<Result> out;
    auto found = seen_.find(tidy(load));
    if (found != seen_.end())
        for (const auto& [r, result] : found->second) out.push_back(result);
    return out;
}

}  // namespace mailsim::study
