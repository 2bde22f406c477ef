#include "study/conduct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "json/write.hpp"
#include "study/conclude.hpp"
#include "study/warm_up.hpp"

namespace mailsim::study {
namespace {

using scenario::Study;
using scenario::StudyMetric;

// What tells this study from another in the same folder: everything that changes its runs or figures.
std::string purpose_of(const Study& s, const std::vector<DesignPoint>& points) {
    std::string all;
    for (const config::Assignment& a : base_of(s)) all += a.pointer + "=" + a.value + "\n";
    for (const DesignPoint& point : points)
        for (const Parameter& p : point.parameters) all += p.target + "=" + p.value + "\n";
    for (const StudyMetric& m : s.metrics) all += fmt::format("{} {}\n", m.name, m.quantile.value_or(0));
    all += fmt::format("{} {} {} {} {}\n", s.replications, s.confidence, static_cast<int>(s.warm_up),
                       s.warm_up_time.count(), s.baseline);
    if (s.precision)
        all += fmt::format("{} {} {}\n", s.precision->metric, s.precision->relative, s.precision->absolute);
    all += std::to_string(s.budget);
    return json::compact(
        json::Value::object({{"kind", "study"}, {"name", s.name}, {"print", fingerprint(all)}}));
}

class Conducting {
  public:
    Conducting(const Study& study, const Settings& settings, const StudyWatch& watch)
        : study_(study), settings_(settings), watch_(watch) {}

    base::expected<Conducted, base::Problems> run() {
        std::vector<DesignPoint> points = points_of(study_);
        if (base::Problems wrong = check_points(study_, points); !wrong.empty())
            return base::unexpected(wrong);
        Opening opening{settings_.out, study_.scenario, base_of(study_), purpose_of(study_, points),
                        settings_.resume};
        auto metrics = wanted_metrics(opening);
        if (!metrics) return base::unexpected(metrics.error());
        metrics_ = std::move(*metrics);
        auto folder = Folder::open(opening);
        if (!folder) return base::unexpected(folder.error());
        folder_ = std::make_unique<Folder>(std::move(*folder));
        begin(points);
        if (warm_up()) rounds();
        if (base::Problems wrong = without_data(); !wrong.empty()) return base::unexpected(wrong);
        finish();
        return Conducted{std::move(*folder_), std::move(conclusion_)};
    }

  private:
    // Before the folder is made: metrics are checked against the scenario as the study sets it.
    base::expected<std::vector<StudyMetric>, base::Problems> wanted_metrics(const Opening& opening) {
        auto loaded = config::load_scenario(opening.scenario, opening.base);
        if (!loaded) return base::unexpected(loaded.error());
        return metrics_of(study_, *loaded);
    }

    void begin(const std::vector<DesignPoint>& points) {
        const config::Loaded& base = folder_->base();
        conclusion_.study = study_;
        conclusion_.scenario_title = base.scenario.title.empty() ? base.scenario.name : base.scenario.title;
        conclusion_.topology = base.estate.name;
        conclusion_.duration = base::seconds(base.scenario.duration);
        for (const DesignPoint& point : points) conclusion_.points.push_back({point, {}, {}, {}, {}, {}});
    }

    // Runs what the plan lacks; false when stopped or something failed.
    bool execute_round(const std::string& round) {
        Executed done = execute(*folder_, settings_.launcher, [&](const Progress& progress) {
            if (!watch_) return true;
            Standing standing{progress, round, metrics_.front().name, "", {}};
            const std::vector<std::size_t>& lines = conclusion_.points.front().lines;
            standing.first = estimate(figures(*folder_, lines, standing.metric), "",
                                      metrics_.front().quantile, study_.confidence);
            return watch_(standing);
        });
        for (const Failure& failure : done.failures)
            conclusion_.failures.push_back(fmt::format("run {} {}", failure.line, failure.why));
        conclusion_.complete &= done.complete;
        return done.complete;
    }

    bool warm_up() {
        conclusion_.warm_up = decide_warm_up(study_, folder_->base());
        WarmUpUsed& used = conclusion_.warm_up;
        if (!used.pilots) return true;
        std::vector<DesignPoint> points;
        for (const Point& point : conclusion_.points) points.push_back(point.design);
        std::vector<std::size_t> pilots = add_pilots(*folder_, points);
        conclusion_.pilots = folder_->size();
        if (!execute_round("pilot runs")) return false;
        read_pilots(*folder_, pilots, folder_->base().scenario.duration, used);
        return true;
    }

    // Replications first, points inside: a study that is stopped has something of every point.
    void extend(const std::vector<std::size_t>& to) {
        std::size_t most = *std::max_element(to.begin(), to.end());
        for (std::size_t k = 0; k < most; ++k)
            for (std::size_t p = 0; p < to.size(); ++p) {
                Point& point = conclusion_.points[p];
                if (k < point.lines.size() || k >= to[p]) continue;
                Variant variant = point.design.variant;
                if (conclusion_.warm_up.set)
                    variant.set.push_back({"/warm_up", fmt::format("\"{} s\"", conclusion_.warm_up.seconds)});
                point.lines.push_back(folder_->add(variant, k));
            }
    }

    void rounds() {
        std::vector<std::size_t> wanted(conclusion_.points.size(), study_.replications);
        std::size_t budget = study_.budget ? study_.budget : 10 * study_.replications * wanted.size();
        for (int round = 1;; ++round) {
            extend(wanted);
            if (!execute_round(fmt::format("round {}", round)) || !study_.precision) return;
            std::size_t spent = 0, added = 0;
            for (std::size_t n : wanted) spent += n;
            for (std::size_t p = 0; p < wanted.size(); ++p) {
                std::size_t more = std::min(more_needed(precise_at(p), *study_.precision), budget - spent);
                wanted[p] += more;
                spent += more;
                added += more;
            }
            if (added == 0) return;
        }
    }

    const std::string& precise_metric() const {
        return study_.precision->metric.empty() ? metrics_.front().name : study_.precision->metric;
    }
    Estimate precise_at(std::size_t p) {
        return mean_of(figures(*folder_, conclusion_.points[p].lines, precise_metric()), study_.confidence);
    }

    // A figure that the study asks for by name and no run has.
    base::Problems without_data() {
        base::Problems problems;
        if (!conclusion_.complete) return problems;
        auto missing = [&](const std::string& metric, const std::string& pointer) {
            for (const Point& point : conclusion_.points)
                if (!figures(*folder_, point.lines, metric).empty()) return;
            problems.add(study_.file, pointer,
                         fmt::format("'{}' has no data in any of the runs; they are kept in {}", metric,
                                     settings_.out));
        };
        for (const StudyMetric& metric : study_.metrics) missing(metric.name, metric.pointer);
        if (study_.precision) missing(precise_metric(), study_.precision->pointer);
        if (study_.objectives.empty()) return problems;
        const std::vector<scenario::Objective>& own = folder_->base().scenario.objectives;
        for (std::size_t i = 0; i < own.size(); ++i) missing(own[i].name, fmt::format("/objectives/{}", i));
        return problems;
    }

    void finish() {
        Conclusion& c = conclusion_;
        std::size_t baseline = study_.baseline - 1;
        for (std::size_t p = 0; p < c.points.size(); ++p) {
            conclude(*folder_, study_, metrics_, p == baseline ? nullptr : &c.points[baseline], c.points[p]);
            c.points[p].warnings = warnings_of(*folder_, study_, c.points[p]);
            for (std::size_t line : c.points[p].lines) {
                const Result* result = folder_->result(line);
                c.runs += result != nullptr;
                if (!result) continue;
                for (const std::string& difference : result->differences)
                    c.failures.push_back(fmt::format("run {}: self-check failed: {}", line, difference));
            }
        }
        if (!c.warm_up.warning.empty()) c.warnings.push_back(c.warm_up.warning);
        if (c.warm_up.seconds > c.duration / 2)
            c.warnings.push_back("more than half of each run is warm-up: make the runs longer");
        if (study_.precision) unreached();
    }

    void unreached() {
        std::size_t n = 0;
        for (std::size_t p = 0; p < conclusion_.points.size(); ++p)
            n += more_needed(precise_at(p), *study_.precision) > 0;
        if (n > 0 && conclusion_.complete)
            conclusion_.warnings.push_back(
                fmt::format("the budget was spent before {} of {} points were as precise in {} as asked", n,
                            conclusion_.points.size(), precise_metric()));
    }

    const Study& study_;
    const Settings& settings_;
    const StudyWatch& watch_;
    std::vector<StudyMetric> metrics_;
    std::unique_ptr<Folder> folder_;
    Conclusion conclusion_;
};

}  // namespace

base::Problems check_study(const Study& study) {
    base::Problems wrong = check_points(study, points_of(study));
    if (!wrong.empty()) return wrong;
    std::vector<config::Assignment> base = base_of(study);
    auto loaded = config::load_scenario(study.scenario, base);
    if (!loaded) return loaded.error();
    auto metrics = metrics_of(study, *loaded);
    return metrics ? base::Problems{} : metrics.error();
}

std::size_t more_needed(const Estimate& e, const scenario::Precision& precision) {
    if (!e.mean || e.n < 2) return 0;
    double wanted = precision.absolute > 0 ? precision.absolute : precision.relative * std::abs(*e.mean);
    if (e.half_width() <= wanted) return 0;
    auto n = static_cast<double>(e.n);
    double ratio = wanted > 0 ? e.half_width() / wanted : 2;
    double needed = std::ceil(n * std::min(ratio * ratio, 2.0));
    return static_cast<std::size_t>(std::max(needed - n, 1.0));
}

base::expected<Conducted, base::Problems> conduct(const Study& study, const Settings& settings,
                                                  const StudyWatch& watch) {
    return Conducting(study, settings, watch).run();
}

}  // namespace mailsim::study
