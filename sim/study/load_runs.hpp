// Runs of one scenario at many loads, whole or shorter, each asked for once and judged as a whole one. Not
// here: which loads are worth a run.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "study/crossing.hpp"
#include "study/laboratory.hpp"
#include "study/shorter.hpp"

namespace mailsim::study {

using Sets = std::vector<config::Assignment>;

// Every objective is met; those without data are.
bool all_met(const Result& result);
// Objective -1: all of them.
bool met(const Result& result, int objective);

class LoadRuns {
  public:
    LoadRuns(const scenario::Scenario& scenario, const Trials& trials)
        : scenario_(scenario), trials_(trials) {}

    // From here on runs are made so; what was seen otherwise is forgotten. A light load that misses an
    // objective already is lightened further.
    void use(Shorter how, double light_load);
    const Shorter& how() const { return how_; }

    // At each load, in that replication; `changed` are values of the estate that are set otherwise, one list
    // for each run or one for all.
    std::vector<Result> run(const std::vector<Ask>& round, const std::vector<Sets>& changed = {});
    Answer answers(int objective, Sets changed = {});

    // The scenario as it is, by load and replication.
    const std::map<double, std::map<std::uint64_t, Result>>& seen() const { return seen_; }
    std::vector<Result> at(double load) const;

  private:
    std::vector<Result> make(const std::vector<Ask>& round, const std::vector<Sets>& changed) const;
    const scenario::Scenario& scenario_;
    const Trials& trials_;
    Shorter how_;
    std::optional<Result> light_;
    std::map<double, std::map<std::uint64_t, Result>> seen_;
};

}  // namespace mailsim::study
