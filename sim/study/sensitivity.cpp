#include "study/sensitivity.hpp"

#include <algorithm>
#include <cmath>

namespace mailsim::study {
namespace {

using Sets = std::vector<config::Assignment>;

class Turner {
  public:
    Turner(const config::Loaded& scenario, const SensitivityOptions& options, const Trials& trials,
           const std::function<std::string(const Sets&)>& valid)
        : scenario_(scenario), o_(options), trials_(trials), valid_(valid) {}

    Sensitivity find() {
        s_.title = scenario_.scenario.title;
        s_.scenario = scenario_.scenario.name;
        s_.metric = o_.metric;
        s_.change = o_.change;
        try {
            tell("the estate as it is");
            whole_ = figures({{}}).front();
            s_.whole = mean_of(whole_);
            for (Assumed& assumed : assumptions(scenario_))
                if (wanted(assumed)) s_.effects.push_back(effect(std::move(assumed)));
        } catch (const Interrupted&) {
            s_.complete = false;
        }
        std::stable_sort(s_.effects.begin(), s_.effects.end(), [](const Effect& a, const Effect& b) {
            return a.sure != b.sure ? a.sure : a.size > b.size;
        });
        return std::move(s_);
    }

  private:
    void tell(const std::string& what) const {
        if (o_.tell) o_.tell(what);
    }
    bool wanted(const Assumed& a) const {
        return o_.only.empty() || std::any_of(o_.only.begin(), o_.only.end(), [&](const std::string& word) {
                   return a.name.find(word) != std::string::npos;
               });
    }

    // The metric of each variant's replications; all runs side by side.
    std::vector<std::vector<double>> figures(const std::vector<Sets>& variants) {
        std::vector<Run> runs;
        for (const Sets& sets : variants)
            for (int r = 0; r < o_.replications; ++r) {
                Run run;
                run.set = sets;
                run.replication = static_cast<std::uint64_t>(r);
                runs.push_back(std::move(run));
            }
        std::vector<Result> results = trials_(runs);
        std::vector<std::vector<double>> out(variants.size());
        for (std::size_t i = 0; i < results.size(); ++i)
            out[i / static_cast<std::size_t>(o_.replications)].push_back(
                results[i].metric(o_.metric).value_or(NAN));
        return out;
    }

    Effect effect(Assumed assumed) {
        tell(assumed.name);
        Effect e;
        Sets down = possible(assumed, 1 / (1 + o_.change), e.down_fails),
             up = possible(assumed, 1 + o_.change, e.up_fails);
        std::vector<Sets> variants;
        for (const Sets* sets : {&down, &up})
            if (!sets->empty()) variants.push_back(*sets);
        std::vector<std::vector<double>> found = figures(variants);
        if (!up.empty()) e.up = difference(found.back());
        if (!down.empty()) e.down = difference(found.front());
        for (const Estimate* one : {&e.down, &e.up}) {
            if (!one->mean) continue;
            e.size = std::max(e.size, std::abs(*one->mean));
            e.sure |= one->low && one->high && (*one->low > 0 || *one->high < 0);
        }
        e.assumed = std::move(assumed);
        return e;
    }

    // Empty: it cannot be turned so far, `fails` says why unless it is a share at its end.
    Sets possible(const Assumed& assumed, double factor, std::string& fails) const {
        Sets sets = turned(assumed, factor);
        if (!sets.empty()) fails = valid_(sets);
        return fails.empty() ? sets : Sets{};
    }

    Estimate difference(const std::vector<double>& now) const {
        std::vector<double> before, after;
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (std::isnan(now[i]) || std::isnan(whole_[i])) continue;
            before.push_back(whole_[i]);
            after.push_back(now[i]);
        }
        return difference_of(before, after).estimate;
    }

    const config::Loaded& scenario_;
    const SensitivityOptions& o_;
    const Trials& trials_;
    const std::function<std::string(const Sets&)>& valid_;
    std::vector<double> whole_;
    Sensitivity s_;
};

}  // namespace

Sensitivity find_sensitivity(const config::Loaded& scenario, const SensitivityOptions& options,
                             const Trials& trials, const std::function<std::string(const Sets&)>& valid) {
    return Turner(scenario, options, trials, valid).find();
}

}  // namespace mailsim::study
