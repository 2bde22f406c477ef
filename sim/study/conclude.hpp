// From results to a conclusion: estimates, differences, verdicts, warnings.
#pragma once
#include "base/problems.hpp"
#include "study/conclusion.hpp"
#include "study/folder.hpp"

namespace mailsim::study {

// The metrics that a study wants: those it names, or the usual ones and every objective. A name that no run
// has is a problem at its place.
base::expected<std::vector<scenario::StudyMetric>, base::Problems> metrics_of(const scenario::Study& study,
                                                                              const config::Loaded& loaded);
// Unit of a metric, "" for an unknown one; `loaded` gives the objectives.
std::string unit_of(const std::string& metric, const std::vector<observe::ObjectiveSummary>& objectives);

// A metric's figure of each of these runs that has one; `censored` counts those known from below only.
std::vector<double> figures(Folder& folder, const std::vector<std::size_t>& lines, const std::string& metric,
                            std::size_t* censored = nullptr);
// The mean, or the quantile, of such figures, cut to what the unit allows.
Estimate estimate(const std::vector<double>& figures, const std::string& unit,
                  const std::optional<double>& quantile, double confidence);
Verdict judge(const Estimate& estimate, const std::string& direction, double limit);

// Fills a point's figures from the results of its lines, differences to `baseline` (null: this is it).
void conclude(Folder& folder, const scenario::Study& study, const std::vector<scenario::StudyMetric>& metrics,
              const Point* baseline, Point& point);
// What a reader must know before trusting the point's figures.
std::vector<std::string> warnings_of(Folder& folder, const scenario::Study& study, const Point& point);

}  // namespace mailsim::study
