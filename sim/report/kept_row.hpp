// One recipient's row of a run's results.sqlite, to hold a replay against it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/problems.hpp"

namespace mailsim::report {

struct KeptRow {
    std::int64_t id = 0, message = 0;
    std::string sender, recipient, outcome;
    double submitted = 0;
    std::optional<double> finished;
    std::optional<std::int64_t> reply_code;
};

// Nothing when the run kept no row of it, or, with a problem, when the file cannot be read.
std::optional<KeptRow> read_kept_row(const std::string& results, std::int64_t id, base::Problems& problems);

}  // namespace mailsim::report
