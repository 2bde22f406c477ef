#include "study/helps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "study/estimate.hpp"

namespace mailsim::study {
namespace {

constexpr double followed = 2.5;          // an enlarged estate's limit is looked for up to so many times
constexpr std::size_t most_measured = 3;  // of what helps: those that still help at the highest load
constexpr std::size_t most_replications = 3;

class Helps {
  public:
    Helps(const CapacityOptions& options, const Crossing& before, LoadRuns& runs)
        : o_(options), before_(before), runs_(runs) {
        probe_ = tidy(*before.load * (1 + std::max(0.1, 2 * o_.precision)));
    }

    std::vector<Help> of(const std::vector<Enlargement>& all) {
        tell("what helps most when it is enlarged");
        std::vector<Enlargement> helpful = holding(all, probe_);
        if (helpful.empty()) helpful = together(all);
        if (helpful.size() > most_measured) helpful = best(helpful);
        std::vector<Help> helps;
        for (const Enlargement& e : helpful) helps.push_back(measure(e));
        std::stable_sort(helps.begin(), helps.end(), [](const Help& a, const Help& b) {
            return a.after.value_or(0) > b.after.value_or(0);
        });
        return helps;
    }

  private:
    void tell(const std::string& what) const {
        if (o_.tell) o_.tell(what);
    }

    // Those with which all is well at this load, in the first replication; side by side.
    std::vector<Enlargement> holding(const std::vector<Enlargement>& all, double load) {
        std::vector<Sets> sets;
        for (const Enlargement& e : all) sets.push_back(e.set);
        std::vector<Enlargement> out;
        if (all.empty()) return out;
        std::vector<Result> results = runs_.run(std::vector<Ask>(all.size(), {load, 0}), sets);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all_met(results[i])) out.push_back(all[i]);
        return out;
    }

    // Higher and higher loads until few are left.
    std::vector<Enlargement> best(std::vector<Enlargement> all) {
        for (double load = probe_ * 1.25; all.size() > most_measured && load < followed * probe_;
             load *= 1.25) {
            std::vector<Enlargement> left = holding(all, tidy(load));
            if (left.empty()) break;
            all = std::move(left);
        }
        if (all.size() > most_measured) all.resize(most_measured);
        return all;
    }

    static Enlargement first_of(const std::vector<Enlargement>& all, std::size_t n) {
        Enlargement sum = all.front();
        for (std::size_t i = 1; i < n; ++i) {
            sum.words += (i == 1 ? ", with " : ", ") + all[i].words;
            sum.set.insert(sum.set.end(), all[i].set.begin(), all[i].set.end());
        }
        return sum;
    }

    // No one alone is enough: how many of the busiest must be enlarged with each other, by halving.
    std::vector<Enlargement> together(const std::vector<Enlargement>& all) {
        if (all.size() < 2 || holding({first_of(all, all.size())}, probe_).empty()) return {};
        std::size_t fails = 1, holds = all.size();
        while (holds - fails > 1) {
            std::size_t middle = (fails + holds) / 2;
            (holding({first_of(all, middle)}, probe_).empty() ? fails : holds) = middle;
        }
        return {first_of(all, holds)};
    }

    Help measure(const Enlargement& e) {
        tell(fmt::format("the limit with {}", e.words));
        CrossingOptions how;
        how.start = probe_ * 1.2;
        how.within = 1.2;
        how.most = followed * probe_;
        how.least = *before_.load / 2;
        how.precision = std::max(o_.precision, 0.05);
        how.replications = how.most_replications =
            static_cast<int>(std::min(before_.each.size(), most_replications));
        Crossing after = find_crossing(how, runs_.answers(-1, e.set));
        Help h;
        h.what = e;
        h.before = before_.load;
        h.after = after.load;
        h.no_limit = after.never();
        if (after.never()) h.after = after.low;
        std::vector<double> differences;
        for (std::size_t i = 0; i < after.each.size() && i < before_.each.size(); ++i)
            differences.push_back(after.each[i] - before_.each[i]);
        h.pairs = static_cast<int>(differences.size());
        Estimate difference = mean_of(differences);
        h.low = difference.low;
        h.high = difference.high;
        return h;
    }

    const CapacityOptions& o_;
    const Crossing& before_;
    LoadRuns& runs_;
    double probe_ = 1;
};

}  // namespace

std::vector<Help> what_helps(const estate::Estate& estate, const CapacityOptions& options,
                             const Crossing& before, const std::vector<Result>& results, LoadRuns& runs) {
    std::vector<Enlargement> all;
    if (!results.empty()) all = enlargements(estate, results.front(), 0.05);
    if (all.size() > static_cast<std::size_t>(options.most_candidates))
        all.resize(static_cast<std::size_t>(options.most_candidates));
    for (const auto& more : {more_at_once(estate), looser_rules(estate), wider_links(estate)})
        all.insert(all.end(), more.begin(), more.end());
    return Helps(options, before, runs).of(all);
}

}  // namespace mailsim::study
