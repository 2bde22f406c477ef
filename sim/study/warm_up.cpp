#include "study/warm_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/quantity.hpp"
#include "study/mser.hpp"

namespace mailsim::study {
namespace {

constexpr std::size_t most_pilot_points = 8;
constexpr std::uint64_t pilot_replications = 2;
constexpr base::Duration day = std::chrono::hours(24);

// Recipients in the care of the estate's own nodes, minute by minute, summed over results of one point.
void add_queue(const Result& result, std::vector<double>& minutes) {
    for (const observe::Curve& curve : result.curves) {
        const NodeResult* node = result.node(curve.node);
        if (curve.metric != "queue" || !node || node->peer) continue;
        minutes.resize(std::max(minutes.size(), curve.value.size()));
        for (std::size_t i = 0; i < curve.value.size(); ++i)
            if (!std::isnan(curve.value[i])) minutes[i] += curve.value[i];
    }
}

}  // namespace

bool constant_load(const config::Loaded& loaded) {
    const scenario::Scenario& s = loaded.scenario;
    if (!s.faults.empty() || !s.load.messages.empty()) return false;
    for (const scenario::Stream& stream : s.load.streams)
        if (stream.count > 0 || stream.start.count() > 0 || stream.stop < s.duration) return false;
    if (!s.load.population) return !s.load.streams.empty();
    return std::all_of(loaded.estate.profiles.begin(), loaded.estate.profiles.end(),
                       [](const auto& profile) { return profile.day == "flat"; });
}

WarmUpUsed decide_warm_up(const scenario::Study& study, const config::Loaded& loaded) {
    using enum scenario::WarmUp;
    base::Duration own = loaded.scenario.warm_up, length = loaded.scenario.duration;
    bool constant = constant_load(loaded);
    WarmUpUsed used;
    used.seconds = base::seconds(own);
    scenario::WarmUp way = study.warm_up;
    if (way == automatic) way = own.count() > 0 ? scenario : constant ? mser5 : none;
    switch (way) {
        case fixed:
            used.seconds = base::seconds(study.warm_up_time);
            used.how = "as the study says";
            used.set = true;
            break;
        case mser5: used.pilots = true; break;
        case none:
            used.seconds = 0;
            used.set = true;
            used.how = length >= day ? "none: each replication is a day of its own" : "none";
            if (length < day && study.warm_up == automatic)
                used.warning =
                    "the run begins with an empty estate in the middle of a day's profile: give the scenario "
                    "a warm_up";
            break;
        default: used.how = "as the scenario says";
    }
    if (way == mser5 && !constant)
        used.warning =
            "MSER-5 looks for a level to settle to, but this load follows the day, faults or single messages";
    return used;
}

std::vector<std::size_t> add_pilots(Folder& folder, const std::vector<DesignPoint>& points) {
    std::vector<std::size_t> lines;
    std::size_t n = std::min(points.size(), most_pilot_points);
    for (std::size_t i = 0; i < n; ++i) {
        Variant variant = points[n == 1 ? 0 : i * (points.size() - 1) / (n - 1)].variant;
        variant.set.push_back({"/warm_up", "\"0 s\""});
        variant.set.push_back({"/drain", "false"});
        for (std::uint64_t k = 0; k < pilot_replications; ++k)
            lines.push_back(folder.add(variant, k, {{}, 0, {"queue"}, false, false, false, {}}));
    }
    return lines;
}

void read_pilots(Folder& folder, const std::vector<std::size_t>& lines, base::Duration duration,
                 WarmUpUsed& used) {
    bool doubtful = false;
    std::size_t longest = 0, values = 0;
    for (std::size_t i = 0; i + pilot_replications <= lines.size(); i += pilot_replications) {
        std::vector<double> minutes;
        for (std::size_t k = 0; k < pilot_replications; ++k)
            if (const Result* result = folder.result(lines[i + k])) add_queue(*result, minutes);
        minutes.resize(static_cast<std::size_t>(base::seconds(duration) / 60));
        Truncation cut = mser5(minutes);
        longest = std::max(longest, cut.values);
        doubtful |= cut.doubtful;
        values = minutes.size();
    }
    used.seconds = 60.0 * static_cast<double>(longest);
    used.set = true;
    used.how = fmt::format("MSER-5 over {} minutes of {} pilot runs", values, lines.size());
    if (doubtful)
        used.warning = fmt::format(
            "MSER-5 finds no settled level in {} minutes at some point: the run is too short, or the system "
            "not stable",
            values);
}

}  // namespace mailsim::study
