// The order of a capacity study: about where the limit is, the limit, whole runs that must agree, the table,
// further objectives, what helps. What each step does has files of its own.
#include "study/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "study/capacity_table.hpp"
#include "study/confirm.hpp"
#include "study/first_guess.hpp"
#include "study/helps.hpp"
#include "study/load_runs.hpp"

namespace mailsim::study {
namespace {

constexpr int percents[] = {80, 100, 120};
constexpr double most_cut = 15;   // a run is at most so many times shorter than the scenario
constexpr double shortest = 300;  // seconds; a scenario is not cut shorter than this
constexpr double farther = 1.6;   // a further objective is followed up to so many times the limit
constexpr int further_replications = 2;

class Finder {
  public:
    Finder(const estate::Estate& estate, const scenario::Scenario& scenario, const CapacityOptions& options,
           const Trials& trials)
        : estate_(estate), scenario_(scenario), o_(options), trials_(trials), runs_(scenario, trials) {}

    Capacity find() {
        c_.title = scenario_.title;
        c_.scenario = scenario_.name;
        start_ = scenario_.load.multiplier;
        try {
            search();
        } catch (const Interrupted&) {
            leave_what_is_known();
        }
        return std::move(c_);
    }

  private:
    void search() {
        Between guess = first_look();
        if (!c_.judged) return;
        tell("the load at which the first objective fails");
        CrossingOptions how = options(guess.low > 0 ? guess.low : guess.high);
        if (guess.closed()) between(how, guess);
        c_.crossing = cut_crossing_ = find_crossing(how, runs_.answers(-1));
        name_objectives();
        first_missed();
        if (c_.crossing.load && runs_.how().times > 1) compare_with_whole_runs();
        // At the limit that these runs have; what they are called is scaled to that of whole runs.
        double whole = cut_crossing_.load.value_or(start_);
        tell("the table at 80, 100 and 120 %");
        table(whole);
        if (o_.every) further_objectives();
        std::vector<Result> results = runs_.at(whole);
        c_.busy = busiest(estate_, results);
        c_.twin = twin_of(results);
        c_.refused_share = refused_share(results);
        hold(whole);
        if (!c_.busy.empty()) c_.bottleneck = c_.busy.front();
        c_.bottleneck_why = "by utilisation";
        if (o_.helps && c_.crossing.load) help(results);
        draw_curve(c_, runs_, whole);
        scale_curve();
    }

    // Interrupted: between which loads the first replication has its limit, as far as it is known.
    void leave_what_is_known() {
        c_.complete = false;
        if (c_.crossing.load || runs_.seen().empty()) return;
        if (c_.objectives.empty()) name_objectives();
        Between between;
        for (const auto& [load, by_replication] : runs_.seen())
            between.take(load, all_met(by_replication.begin()->second));
        c_.crossing = {};
        c_.crossing.low = between.low;
        c_.crossing.high = between.high;
    }

    void tell(const std::string& what) const {
        if (o_.tell) o_.tell(what);
    }

    // About where the limit is, and how long the runs near it should be: found with short runs where the load
    // is steady, so that the search spends its time where the answer is.
    Between first_look() {
        tell("about where the limit is");
        double seconds = base::seconds(scenario_.duration);
        bool cuttable = may_be_cut(scenario_) && seconds > 2 * shortest;
        double least_seconds = cuttable ? std::max(shortest, seconds / most_cut) : seconds;
        use(cuttable ? shorter_run(estate_, scenario_, least_seconds) : whole_run(scenario_), start_);
        Result first = runs_.run({{start_, 0}}).front();
        c_.judged = has_data(first);
        if (!c_.judged) return {};
        per_second_ = offered(first) / (cuttable ? least_seconds : seconds) / start_;  // at load 1
        most_ = std::clamp(5 * o_.most_recipients / std::max(1e-9, per_second_ * least_seconds), start_,
                           1024 * start_);
        Between guess = first_guess(estate_, runs_, start_, start_ / 1024, most_);
        if (!cuttable) return guess;
        CrossingOptions rough = options(start_);
        rough.precision = 0.2;
        if (guess.closed()) {
            between(rough, guess);
            Crossing found = find_roughly(rough, runs_.answers(-1));
            guess = {found.low, found.high};
        }
        double near = guess.high > 0 ? guess.high : guess.low, all = per_second_ * near * seconds,
               wanted = std::max(least_seconds, seconds * o_.most_recipients / std::max(1.0, all));
        if (all <= o_.most_recipients)
            use(whole_run(scenario_), near / 4);
        else if (wanted > least_seconds * 1.5)
            use(shorter_run(estate_, scenario_, wanted), near / 4);
        else
            return guess;
        return recheck(guess);
    }

    // Runs of another length may have their limit a little aside.
    Between recheck(Between guess) {
        if (!guess.closed()) return guess;
        double middle = std::sqrt(guess.low * guess.high);
        return {tidy(middle / 1.1), tidy(middle * 1.1)};
    }

    void use(Shorter how, double light_load) {
        c_.cut = how.times;
        c_.measured_seconds = how.times > 1 ? std::optional(how.measured) : std::nullopt;
        runs_.use(std::move(how), light_load);
    }

    static bool has_data(const Result& r) {
        return std::any_of(r.objectives.begin(), r.objectives.end(),
                           [](const auto& o) { return o.value.has_value(); });
    }

    static double offered(const Result& r) { return static_cast<double>(r.ledger.offered); }

    // The first two loads asked are these.
    static void between(CrossingOptions& how, const Between& b) {
        how.start = std::sqrt(b.low * b.high);
        how.within = std::max(1.001, std::sqrt(b.high / b.low));
    }

    CrossingOptions options(double start) const {
        CrossingOptions o;
        o.start = start;
        o.least = start_ / 1024;
        o.most = most_;
        o.precision = o_.precision;
        o.replications = o_.replications;
        o.most_replications = std::max(o_.replications, 3 * o_.replications);
        return o;
    }

    // Cut runs say how far replications differ; the level is that of whole runs.
    void compare_with_whole_runs() {
        // The replication that is most like all.
        std::uint64_t typical = 0;
        for (std::size_t r = 0; r < cut_crossing_.each.size(); ++r)
            if (aside(cut_crossing_.each[r]) < aside(cut_crossing_.each[typical])) typical = r;
        double limit = cut_crossing_.each[typical],
               recipients = per_second_ * limit * base::seconds(scenario_.duration);
        if (recipients > o_.most_whole) return;
        tell("whole runs near the limit");
        LoadRuns whole(scenario_, trials_);
        whole.use(whole_run(scenario_), limit);
        Confirmed found = confirm(whole, limit, o_.precision, typical);
        c_.whole_runs = found.runs;
        if (found.agrees) return;
        if (!found.closed()) {  // no cut run tells what whole ones would
            c_.crossing = {};
            c_.crossing.low = found.low * limit;
            c_.crossing.high = found.high * limit;
            c_.whole_agree = false;
            return;
        }
        c_.scale = std::sqrt(found.low * found.high);
        scale(c_.crossing);
        double spread = std::sqrt(found.high / found.low);
        c_.crossing.low /= spread;
        c_.crossing.high *= spread;
        c_.crossing.precise &= c_.crossing.high - c_.crossing.low <= 2 * o_.precision * *c_.crossing.load;
    }

    double aside(double limit) const { return std::abs(limit / *cut_crossing_.load - 1); }

    void scale(Crossing& x) const {
        if (x.load) *x.load *= c_.scale;
        x.low *= c_.scale;
        x.high *= c_.scale;
        for (double& each : x.each) each *= c_.scale;
    }

    void scale(TableRow& row) const {
        row.multiplier *= c_.scale;
        for (Figure& f : row.metrics)
            if (f.name == "messages_per_minute")
                for (double* value : {&f.mean, &f.low, &f.high}) *value *= c_.scale;
    }

    void scale_curve() {
        for (CurvePoint& p : c_.curve) p.multiplier *= c_.scale;
        for (auto& [load, minutes] : c_.queues) load *= c_.scale;
        for (auto& [load, delay] : c_.outgoing) load *= c_.scale;
    }

    std::vector<Result> run(double load, std::uint64_t replications) {
        std::vector<Ask> round;
        for (std::uint64_t r = 0; r < replications; ++r) round.push_back({tidy(load), r});
        return runs_.run(round);
    }

    // The response curve wants points below and between, too; one run each.
    void table(double whole) {
        auto n = std::max<std::size_t>(cut_crossing_.each.size(), static_cast<std::size_t>(o_.replications));
        for (int percent : percents) {
            double load = tidy(whole * percent / 100);
            c_.table.push_back(table_row(percent, load, c_.objectives, run(load, n), c_.cut > 1));
            scale(c_.table.back());
        }
        for (double share : {0.4, 0.6, 1.1}) run(whole * share, 1);
        run(std::min(start_, 0.1 * whole), 1);  // what is so under a light load already
    }

    void hold(double whole) {
        const auto& [load, by_replication] = *runs_.seen().begin();
        if (load * 2 <= whole) c_.held = held_places(c_.busy, by_replication.begin()->second);
    }

    void name_objectives() {
        const Result& any = runs_.seen().begin()->second.begin()->second;
        for (const auto& o : any.objectives)
            c_.objectives.push_back({o.name, o.metric, o.unit, o.direction, o.limit, {}, false});
        for (const auto& [load, by_replication] : runs_.seen())
            for (const auto& [r, result] : by_replication)
                for (std::size_t i = 0; i < c_.objectives.size(); ++i)
                    c_.objectives[i].has_data |= result.objectives[i].value.has_value();
    }

    // Each run answers for all objectives: most are known from runs made for others.
    void further_objectives() {
        double limit = cut_crossing_.load.value_or(start_), end = tidy(limit * farther);
        if (c_.crossing.load) run(end, further_replications);
        for (std::size_t i = 0; i < c_.objectives.size(); ++i) {
            ObjectiveCapacity& o = c_.objectives[i];
            if (!o.has_data) continue;
            o.crossing = c_.crossing;
            if (c_.crossing.never() || o.name == c_.first_to_fail) continue;
            tell(fmt::format("the load at which {} fails", o.name));
            o.crossing = crossing_of(static_cast<int>(i), limit, end);
            scale(o.crossing);
        }
    }

    Crossing crossing_of(int objective, double limit, double end) {
        Between seen;
        for (const auto& [load, by_replication] : runs_.seen())
            for (const auto& [r, result] : by_replication)
                if (load <= end) seen.take(load, met(result, objective));
        if (seen.high == 0) return {{}, seen.low, 0, {}, true};
        CrossingOptions how = options(limit);
        how.most = std::max(end, seen.high);
        if (seen.closed() && seen.low < seen.high) between(how, seen);
        how.precision = std::max(0.1, o_.precision);
        how.replications = how.most_replications = further_replications;
        return find_crossing(how, runs_.answers(objective));
    }

    // The objective that was missed at the lowest load at which any was.
    void first_missed() {
        for (const auto& [load, by_replication] : runs_.seen())
            for (const auto& [r, result] : by_replication)
                for (const auto& o : result.objectives)
                    if (c_.first_to_fail.empty() && o.met && !*o.met) c_.first_to_fail = o.name;
    }

    void help(const std::vector<Result>& results) {
        c_.helps_tried = true;
        c_.helps = what_helps(estate_, o_, cut_crossing_, results, runs_);
        for (Help& h : c_.helps) {
            for (auto* value : {&h.before, &h.after, &h.low, &h.high})
                if (*value) **value *= c_.scale;
            bool one = h.what.words.starts_with("1 ") || !std::isdigit(h.what.words.front());
            if (h.what.words.starts_with("disks ")) one = false;
            h.words = fmt::format("{} move{} the limit from {:.3g} to {}{:.3g}", h.what.words, one ? "s" : "",
                                  *h.before, h.no_limit ? "more than " : "", h.after.value_or(0));
        }
        if (c_.helps.empty()) {
            c_.bottleneck_why =
                "only by utilisation: nothing that was enlarged moves the limit; one queue manager or a peer "
                "may be what holds it";
            return;
        }
        c_.bottleneck = busy_of(c_.helps.front().what, results);
        c_.bottleneck_why = "measured: enlarging it moves the limit most";
    }

    const estate::Estate& estate_;
    const scenario::Scenario& scenario_;
    const CapacityOptions& o_;
    const Trials& trials_;
    LoadRuns runs_;
    double start_ = 1, most_ = 1024, per_second_ = 0;
    Crossing cut_crossing_;  // as the runs made have it; c_.crossing is that of whole runs
    Capacity c_;
};

}  // namespace

std::string no_capacity(const estate::Estate& estate, const scenario::Scenario& scenario) {
    bool people = scenario.load.population && estate.inside_mailboxes > 0;
    if (!people && scenario.load.streams.empty())
        return "nothing here grows with the load: neither the population's mail nor a stream";
    if (scenario.load.multiplier <= 0) return "the multiplier is 0: there is no load to begin with";
    return "";
}

Capacity find_capacity(const estate::Estate& estate, const scenario::Scenario& scenario,
                       const CapacityOptions& options, const Trials& trials) {
    Capacity found = Finder(estate, scenario, options, trials).find();
    if (found.complete && found.judged) found.warnings = warnings(found, scenario);
    return found;
}

}  // namespace mailsim::study
