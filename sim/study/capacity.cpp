#include "study/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "json/write.hpp"
#include "study/estimate.hpp"

namespace mailsim::study {
namespace {

constexpr int percents[] = {80, 100, 120};
constexpr double shortest = 600;  // seconds measured by runs that only look where the limit is about
constexpr double farther = 4;  // a further objective, or an enlarged estate, is followed up to so many times

Figure figure_of(std::string name, std::string unit, const std::vector<double>& values) {
    Estimate e = mean_of(values);
    double mean = e.mean.value_or(0);
    return {std::move(name),      std::move(unit),       mean,
            e.low.value_or(mean), e.high.value_or(mean), static_cast<int>(values.size())};
}

bool met(const Result& r, int objective) {
    if (objective >= 0) return r.objectives[static_cast<std::size_t>(objective)].met.value_or(true);
    return std::all_of(r.objectives.begin(), r.objectives.end(),
                       [](const auto& o) { return o.met.value_or(true); });
}

class Finder {
  public:
    Finder(const estate::Estate& estate, const scenario::Scenario& scenario, const CapacityOptions& options,
           const Trials& trials)
        : estate_(estate), scenario_(scenario), o_(options), trials_(trials) {}

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
        double guess = first_look();
        tell("the load at which the first objective fails");
        CrossingOptions how = options(guess);
        if (guessed_) how.within = 1 + std::max(0.05, o_.precision);
        c_.crossing = find_crossing(how, answers(-1, {}));
        name_objectives();
        first_missed();
        if (o_.every) further_objectives();
        double whole = c_.crossing.load.value_or(start_);
        tell("the table at 80, 100 and 120 %");
        for (int percent : percents) c_.table.push_back(row(percent, whole));
        others_for_the_curve(whole);
        c_.busy = busy_at(whole);
        if (!c_.busy.empty()) c_.bottleneck = c_.busy.front();
        c_.bottleneck_why = "by utilisation";
        if (o_.helps && c_.crossing.load) help();
        draw_curve();
        warn();
    }

    // Interrupted: between which loads the first replication has its limit, as far as it is known.
    void leave_what_is_known() {
        c_.complete = false;
        if (c_.crossing.load || seen_.empty()) return;
        if (c_.objectives.empty()) name_objectives();
        c_.crossing = {};
        for (const auto& [load, by_replication] : seen_) {
            bool well = met(by_replication.begin()->second, -1);
            if (well) c_.crossing.low = load;
            if (!well && c_.crossing.high == 0) c_.crossing.high = load;
        }
    }

    void tell(const std::string& what) const {
        if (o_.tell) o_.tell(what);
    }

    // About where the limit is, and how long the runs near it should be: found with short runs where the load
    // is steady, so that the search spends its time where the answer is.
    double first_look() {
        tell("the scenario as it is");
        double whole = base::seconds(scenario_.duration), warm = base::seconds(scenario_.warm_up);
        bool steady = may_be_cut(scenario_);
        if (steady && whole > 2 * shortest) cut(shortest);
        double made = cut_to_ ? *cut_to_ + std::min(warm, *cut_to_ / 2) : whole;
        double per_second = offered(run(start_, {}, {0}).front()) / made, all = per_second * whole;
        most_ = start_ * 1024;
        if (!steady || !cut_to_) {
            most_ = std::clamp(start_ * 5 * o_.most_recipients / std::max(1.0, all), start_, most_);
            return start_;
        }
        most_ = std::clamp(start_ * 5 * o_.most_recipients / std::max(1.0, per_second * made), start_, most_);
        tell("about where the limit is, with short runs");
        CrossingOptions how = options(start_);
        how.precision = 0.2;
        Crossing rough = find_roughly(how, answers(-1, {}));
        double guess = rough.load.value_or(rough.never() ? rough.low : rough.high), times = guess / start_;
        guessed_ = rough.load.has_value();
        seen_.clear();
        cuts_.clear();
        cut_to_.reset();
        if (all * times > o_.most_recipients)
            cut(std::max(shortest, (whole - warm) * o_.most_recipients / (all * times)));
        c_.measured_seconds = cut_to_;
        return rough.always() ? start_ : guess;
    }

    static double offered(const Result& r) { return static_cast<double>(r.ledger.offered); }

    // Runs that measure so long, after warming up for half as long.
    void cut(double measured) {
        cut_to_ = measured;
        auto seconds = [](double s) { return json::quoted(fmt::format("{:.0f} s", s)); };
        double warm = std::min(base::seconds(scenario_.warm_up), measured / 2);
        cuts_ = {{"/duration", seconds(measured + warm)}, {"/warm_up", seconds(warm)}};
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

    std::vector<Result> run(double load, const std::vector<config::Assignment>& sets,
                            const std::vector<std::uint64_t>& replications) {
        std::vector<Ask> round;
        for (std::uint64_t r : replications) round.push_back({load, r});
        return run(round, sets);
    }

    std::vector<Result> run(const std::vector<Ask>& round, const std::vector<config::Assignment>& sets) {
        std::vector<Run> runs;
        for (const Ask& ask : round) {
            Run one;
            one.set = sets;
            one.set.insert(one.set.end(), cuts_.begin(), cuts_.end());
            one.set.push_back({"/load/multiplier", fmt::format("{}", ask.load)});
            one.replication = ask.replication;
            one.stations = true;
            one.curves = {"queue"};
            runs.push_back(std::move(one));
        }
        std::vector<Result> results = trials_(runs);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (sets.empty()) seen_[round[i].load][round[i].replication] = results[i];
        }
        return results;
    }

    // Objective -1: all of them.
    Answer answers(int objective, std::vector<config::Assignment> sets) {
        return [this, objective, sets = std::move(sets)](const std::vector<Ask>& round) {
            std::vector<bool> out;
            for (const Result& r : run(round, sets)) out.push_back(met(r, objective));
            return out;
        };
    }

    std::vector<std::uint64_t> replications() const {
        std::vector<std::uint64_t> all;
        std::size_t n =
            std::max<std::size_t>(c_.crossing.each.size(), static_cast<std::size_t>(o_.replications));
        for (std::uint64_t r = 0; r < n; ++r) all.push_back(r);
        return all;
    }

    void name_objectives() {
        const Result& any = seen_.begin()->second.begin()->second;
        for (const auto& o : any.objectives)
            c_.objectives.push_back({o.name, o.metric, o.unit, o.direction, o.limit, {}, false});
        for (const auto& [load, by_replication] : seen_)
            for (const auto& [r, result] : by_replication)
                for (std::size_t i = 0; i < c_.objectives.size(); ++i)
                    c_.objectives[i].has_data |= result.objectives[i].value.has_value();
    }

    // What is known of an objective without a further run: where it was met and where it failed.
    void further_objectives() {
        double most_before = most_;
        if (c_.crossing.load) most_ = std::min(most_, farther * *c_.crossing.load);
        for (std::size_t i = 0; i < c_.objectives.size(); ++i) {
            ObjectiveCapacity& o = c_.objectives[i];
            if (!o.has_data) continue;
            if (c_.crossing.never()) {
                o.crossing = c_.crossing;
                continue;
            }
            tell(fmt::format("the load at which {} fails", o.name));
            CrossingOptions how = options(c_.crossing.load ? tidy(*c_.crossing.load) : start_);
            if (c_.crossing.load) how.within = 1.2;
            how.most_replications = how.replications;  // the first to fail is what matters
            o.crossing = find_crossing(how, answers(static_cast<int>(i), {}));
        }
        most_ = most_before;
        first_of_them();
    }

    // The objective that was missed at the lowest load at which any was.
    void first_missed() {
        for (const auto& [load, by_replication] : seen_)
            for (const auto& [r, result] : by_replication)
                for (const auto& o : result.objectives)
                    if (c_.first_to_fail.empty() && o.met && !*o.met) c_.first_to_fail = o.name;
    }

    void first_of_them() {
        const ObjectiveCapacity* first = nullptr;
        auto at = [](const ObjectiveCapacity& o) { return o.crossing.load.value_or(0); };
        for (const ObjectiveCapacity& o : c_.objectives) {
            if (!o.has_data || o.crossing.never()) continue;
            if (!first || at(o) < at(*first)) first = &o;
        }
        if (first) c_.first_to_fail = first->name;
    }

    TableRow row(int percent, double whole) {
        TableRow row;
        row.percent = percent;
        row.multiplier = tidy(whole * percent / 100);
        std::vector<Result> results = run(row.multiplier, {}, replications());
        auto add = [&](const char* name, const char* unit, auto value) {
            std::vector<double> values;
            for (const Result& r : results)
                if (std::optional<double> v = value(r)) values.push_back(*v);
            if (!values.empty()) row.metrics.push_back(figure_of(name, unit, values));
        };
        auto metric = [](const char* name) { return [name](const Result& r) { return r.metric(name); }; };
        add("messages_per_minute", "recipients/min", [](const Result& r) -> std::optional<double> {
            auto rate = r.metric("offered_rate");
            if (rate) *rate *= 60;
            return rate;
        });
        add("delay_mean", "s", metric("delay_mean"));
        add("delay_p50", "s", metric("delay_p50"));
        add("delay_p95", "s", metric("delay_p95"));
        add("error_rate", "share", metric("error_rate"));
        add("queued", "recipients",
            [](const Result& r) -> std::optional<double> { return static_cast<double>(r.ledger.queued); });
        for (std::size_t i = 0; i < c_.objectives.size(); ++i) row.objectives.push_back(judge(i, results));
        return row;
    }

    TableObjective judge(std::size_t number, const std::vector<Result>& results) const {
        const ObjectiveCapacity& o = c_.objectives[number];
        TableObjective t{o.name, o.unit, o.direction, o.limit, {}, 0, 0};
        std::vector<double> values;
        for (const Result& r : results) {
            const auto& one = r.objectives[number];
            if (one.value) values.push_back(*one.value);
            if (one.met) ++(*one.met ? t.met : t.missed);
        }
        if (!values.empty()) t.value = figure_of(o.name, o.unit, values);
        return t;
    }

    // The response curve wants points below and between, too.
    void others_for_the_curve(double whole) {
        for (double share : {0.4, 0.6, 1.1}) run(tidy(whole * share), {}, replications());
    }

    std::vector<Result> at(double load) const {
        std::vector<Result> out;
        auto found = seen_.find(tidy(load));
        if (found != seen_.end())
            for (const auto& [r, result] : found->second) out.push_back(result);
        return out;
    }

    std::vector<Busy> busy_at(double load) const {
        std::vector<Result> results = at(load);
        std::vector<Busy> all;
        if (results.empty()) return all;
        for (const Enlargement& e : enlargements(estate_, results.front(), 0.01)) {
            Busy b{e.node, e.resource, e.process, e.servers, {}};
            std::vector<double> values;
            for (const Result& r : results) values.push_back(use_of(e, r));
            b.utilisation = figure_of(e.station, "share", values);
            all.push_back(std::move(b));
        }
        std::stable_sort(all.begin(), all.end(), [](const Busy& a, const Busy& b) {
            return a.utilisation.mean > b.utilisation.mean;
        });
        if (all.size() > 12) all.resize(12);
        return all;
    }

    static double use_of(const std::string& station, const std::string& node, const std::string& resource,
                         const Result& r) {
        for (const auto& s : r.stations)
            if (s.name == station) return s.utilisation;
        const NodeResult* found = r.node(node);
        return resource == "memory" && found ? found->memory.value_or(0) : 0;
    }
    static double use_of(const Enlargement& e, const Result& r) {
        return use_of(e.station, e.node, e.resource, r);
    }
    static double use_of(const Busy& b, const Result& r) {
        return use_of(b.utilisation.name, b.node, b.resource, r);
    }

    void help() {
        c_.helps_tried = true;
        double limit = *c_.crossing.load;
        std::vector<Result> results = at(limit);
        if (results.empty()) return;
        std::vector<Enlargement> all = enlargements(estate_, results.front(), 0.05);
        if (all.size() > static_cast<std::size_t>(o_.most_candidates))
            all.resize(static_cast<std::size_t>(o_.most_candidates));
        for (Enlargement& e : wider_links(estate_)) all.push_back(std::move(e));
        for (Enlargement& e : more_at_once(estate_)) all.push_back(std::move(e));
        tell("what helps most when it is enlarged");
        double probe = tidy(limit * (1 + std::max(0.1, 2 * o_.precision)));
        std::vector<Enlargement> helpful;
        for (const Enlargement& e : all)
            if (met(run(probe, e.set, {0}).front(), -1)) helpful.push_back(e);
        if (helpful.empty()) helpful = together(all, probe);
        for (const Enlargement& e : helpful) c_.helps.push_back(measure(e, probe));
        std::stable_sort(c_.helps.begin(), c_.helps.end(), [](const Help& a, const Help& b) {
            return a.after.value_or(0) > b.after.value_or(0);
        });
        if (!c_.helps.empty()) return name_bottleneck();
        c_.bottleneck_why =
            "only by utilisation: nothing that was enlarged moves the limit; a rule's limit, one "
            "queue manager or a peer may be what holds it";
    }

    // No resource alone is enough: the busiest ones are enlarged with each other until it is.
    std::vector<Enlargement> together(const std::vector<Enlargement>& all, double probe) {
        if (all.empty()) return {};
        Enlargement sum = all.front();
        for (std::size_t i = 1; i < all.size(); ++i) {
            sum.words += (i == 1 ? ", with " : ", ") + all[i].words;
            sum.set.insert(sum.set.end(), all[i].set.begin(), all[i].set.end());
            if (met(run(probe, sum.set, {0}).front(), -1)) return {sum};
        }
        return {};
    }

    Help measure(const Enlargement& e, double probe) {
        tell(fmt::format("the limit with {}", e.words));
        CrossingOptions how = options(probe * 1.2);
        how.within = 1.2;
        how.most = farther * probe;
        how.least = *c_.crossing.load / 2;
        how.replications = how.most_replications = static_cast<int>(c_.crossing.each.size());
        Crossing after = find_crossing(how, answers(-1, e.set));
        Help h;
        h.what = e;
        h.before = c_.crossing.load;
        h.after = after.load;
        h.no_limit = after.never();
        if (after.never()) h.after = after.low;
        std::vector<double> differences;
        for (std::size_t i = 0; i < after.each.size() && i < c_.crossing.each.size(); ++i)
            differences.push_back(after.each[i] - c_.crossing.each[i]);
        Estimate difference = mean_of(differences);
        h.low = difference.low;
        h.high = difference.high;
        bool one = e.words.starts_with("1 more") || e.words.starts_with("twice");
        h.words = fmt::format("{} move{} the limit from {:.3g} to {}{:.3g}", e.words, one ? "s" : "",
                              *h.before, h.no_limit ? "more than " : "", h.after.value_or(0));
        return h;
    }

    void name_bottleneck() {
        const Enlargement& e = c_.helps.front().what;
        std::vector<double> values;
        for (const Result& r : at(*c_.crossing.load)) values.push_back(use_of(e, r));
        c_.bottleneck = Busy{e.node, e.resource, e.process, e.servers, figure_of(e.station, "share", values)};
        c_.bottleneck_why = "measured: enlarging it moves the limit most";
    }

    void draw_curve() {
        double end = c_.crossing.load ? 1.5 * *c_.crossing.load : INFINITY;
        for (const auto& [load, by_replication] : seen_) {
            if (load > end) continue;
            std::vector<Result> results;
            for (const auto& [r, result] : by_replication) results.push_back(result);
            CurvePoint p;
            p.multiplier = load;
            for (std::size_t i = 0; i < c_.objectives.size(); ++i)
                p.objectives.push_back(judge(i, results).value);
            for (const Busy& b : c_.busy) {
                std::vector<double> values;
                for (const Result& r : results) values.push_back(use_of(b, r));
                p.busiest.push_back(figure_of(b.utilisation.name, "share", values));
            }
            c_.curve.push_back(std::move(p));
        }
        for (const TableRow& row : c_.table)
            for (const observe::Curve& curve : seen_.at(row.multiplier).begin()->second.curves)
                if (curve.node.empty() && curve.metric == "queue")
                    c_.queues.emplace_back(row.multiplier, curve.value);
    }

    void warn() {
        auto warning = [&](std::string text) { c_.warnings.push_back(std::move(text)); };
        const Crossing& x = c_.crossing;
        if (x.never())
            warning(
                fmt::format("no objective failed up to {:.4g} times the load; more was not tried", x.low));
        if (x.always())
            warning(fmt::format("an objective fails at any load, down to {:.4g}: it is not a matter of load",
                                x.high));
        if (!x.precise)
            warning(
                fmt::format("the interval is wider than asked for: the {} runs differ too much; a longer "
                            "measured time narrows it",
                            x.each.size()));
        if (c_.measured_seconds)
            warning(fmt::format(
                "so near the limit a whole run is large: runs were cut to measure {:.0f} min; over a "
                "longer time a load just above the limit builds a longer queue",
                *c_.measured_seconds / 60));
        for (const ObjectiveCapacity& o : c_.objectives)
            if (!o.has_data) warning(fmt::format("{}: nothing of the kind happens in this scenario", o.name));
        if (scenario_.warm_up.count() == 0 && x.load)
            warning("the scenario has no warm_up: its empty start is part of every figure");
        if (!scenario_.drain && x.load)
            warning(
                "the scenario does not drain: what is still queued at its end counts as later than its age");
    }

    const estate::Estate& estate_;
    const scenario::Scenario& scenario_;
    const CapacityOptions& o_;
    const Trials& trials_;
    double start_ = 1, most_ = 1024;
    std::optional<double> cut_to_;          // seconds that runs measure; none: as the scenario says
    std::vector<config::Assignment> cuts_;  // what cuts them
    bool guessed_ = false;
    std::map<double, std::map<std::uint64_t, Result>> seen_;  // the scenario itself, by load and replication
    Capacity c_;
};

}  // namespace

bool may_be_cut(const scenario::Scenario& s) {
    bool steady = s.faults.empty() && s.load.messages.empty();
    for (const scenario::Stream& stream : s.load.streams)
        steady = steady && stream.count == 0 && stream.start.count() == 0 && stream.stop >= s.duration;
    return steady && s.duration - s.warm_up <= std::chrono::hours(2);
}

std::string no_capacity(const estate::Estate& estate, const scenario::Scenario& scenario) {
    bool people = scenario.load.population && estate.inside_mailboxes > 0;
    if (!people && scenario.load.streams.empty())
        return "nothing here grows with the load: neither the population's mail nor a stream";
    if (scenario.load.multiplier <= 0) return "the multiplier is 0: there is no load to begin with";
    return "";
}

Capacity find_capacity(const estate::Estate& estate, const scenario::Scenario& scenario,
                       const CapacityOptions& options, const Trials& trials) {
    return Finder(estate, scenario, options, trials).find();
}

}  // namespace mailsim::study
