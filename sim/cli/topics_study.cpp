// Topics of studies: the words of their files and results, and the figures that every run has.
#include <fmt/format.h>

#include <algorithm>

#include "cli/topics.hpp"
#include "study/result.hpp"

namespace mailsim::cli {
namespace {

struct Word {
    std::string_view name, text, source;
};

constexpr std::string_view own = "the format of studies: mailsim schema study";

constexpr Word words[] = {
    {"factor",
     "What a study varies: one place of the scenario or estate (a JSON pointer) over a list or range of "
     "values, several "
     "places together by rows, or anything between two values. Every level of one factor meets every level "
     "of the others.",
     own},
    {"latin_hypercube",
     "Points for factors with 'between': each factor's range is cut into as many slices as there are points, "
     "and each "
     "slice is used once, paired at random with those of the other factors.",
     "McKay, Beckman and Conover, Technometrics 21 (1979)"},
    {"replications",
     "Independent runs of one point. Replication k of every point uses the same random draws (common random "
     "numbers), so "
     "that points are compared pair by pair. At least two, for a single run has no interval.",
     "Law, Simulation Modeling and Analysis, 9.4 and 11.2"},
    {"confidence",
     "How sure an interval is: of many studies made in this way, so large a share has intervals that hold "
     "the true value. "
     "95 % unless the study says otherwise.",
     own},
    {"mser5",
     "Finds the warm-up of a constant load: of all places to cut the start of a series off, in steps of five "
     "values, the "
     "one that leaves the smallest standard error of the mean of what remains. mailsim asks it of the mail "
     "in the "
     "estate's care, minute by minute, in pilot runs.",
     "White, Simulation 69 (1997); White, Cobb and Spratt, WSC 2000"},
    {"precision",
     "When a point has been repeated often enough: half the width of its interval is at most this share of "
     "the mean, or "
     "this much. The number of replications at most doubles in each round; the budget bounds all runs "
     "together.",
     "Law, Simulation Modeling and Analysis, 9.4.1 (sequential procedure)"},
    {"baseline", "The point that differences are taken to, counted from 1.", own},
    {"variance_reduction",
     "The share of the variance of a difference that common random numbers took away: 1 - Var(second - "
     "first) / "
     "(Var(first) + Var(second)). 0: pairing brought nothing; 1: the two always move together; below 0: it "
     "harmed.",
     "Law, Simulation Modeling and Analysis, 11.2"},
    {"undecided",
     "An objective's limit lies inside the interval: the runs do not say whether it is met. More "
     "replications would.",
     own},
    {"not_stable",
     "The busiest resource is in use at least 98 % of the time, or the queues grow by more than 5 % of the "
     "load over the "
     "measured part: delays then depend on how long the run is, and say nothing of the estate.",
     "our assumption: both limits"},
};

}  // namespace

void add_study(Topics& topics) {
    for (const Word& word : words)
        topics.push_back({std::string(word.name), "", "", std::string(word.source),
                          word.name == "not_stable" ? base::Mark::proposal : base::Mark::background,
                          "word of a study", std::string(word.text)});
    for (const study::ResultMetric& row : study::metric_rows()) {
        bool known =
            std::any_of(topics.begin(), topics.end(), [&](const Topic& t) { return t.name == row.name; });
        if (!known)
            topics.push_back({std::string(row.name), "", std::string(row.unit),
                              "the figures of each run of a study", base::Mark::verified, "metric",
                              fmt::format("{}.", row.meaning)});
    }
    for (const study::ResultMetric& row : study::node_metric_rows())
        topics.push_back({"NODE." + std::string(row.name), "", std::string(row.unit),
                          "the figures of each run of a study", base::Mark::verified, "metric of a node",
                          fmt::format("{}; like be2.{}.", row.meaning, row.name)});
}

}  // namespace mailsim::cli
