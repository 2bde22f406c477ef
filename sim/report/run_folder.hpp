// Reads a finished run's folder again: its summary and its database, for comparing. Damaged or foreign
// folders are Problems.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::report {

// A recipient's way as far as comparing needs it. `key` and `part` name the same one in every variant of a
// run.
struct Delivery {
    std::int64_t key = 0, part = 0;
    std::string kind;
    double submitted = 0;
    std::optional<double> delay;  // nothing: not delivered
};

// One figure a minute; NaN where there is none.
using Minutes = std::vector<double>;

class RunFolder {
  public:
    // Nothing, and the reasons, when the folder is no run of ours or is damaged.
    static std::optional<RunFolder> open(const std::string& folder, base::Problems& problems);

    const std::string& path() const { return path_; }
    const json::Value& summary() const { return summary_; }
    // Rows kept of recipients submitted in the measured part, by submission; DSNs left out (their keys
    // differ).
    const std::vector<Delivery>& deliveries() const { return deliveries_; }
    // The minutes of a metric; node "" is the estate. Null when there are none.
    const Minutes* minutes(const std::string& node, const std::string& metric) const;
    double measured_from() const { return measured_from_; }
    double measured_to() const { return measured_to_; }

  private:
    bool read_summary(base::Problems& problems);
    bool read_rows(base::Problems& problems);

    std::string path_;
    json::Value summary_;
    double measured_from_ = 0, measured_to_ = 0;
    std::vector<Delivery> deliveries_;
    std::unordered_map<std::string, Minutes> minutes_;  // "node metric"
};

}  // namespace mailsim::report
