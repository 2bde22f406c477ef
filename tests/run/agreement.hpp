// Every kind of message of an estate, on paper and in simulated time, side by side.
#pragma once
#include <string>
#include <vector>

#include "config/load.hpp"
#include "estate/estate.hpp"
#include "path/kinds.hpp"

namespace mailsim::run::test {

struct Agreement {
    std::size_t kinds = 0;
    std::vector<std::string> differences;  // one line each: the kind, what paper says, what the run did
};

// Which driver leaves out a rule, to prove that a difference would be seen.
enum class Tampered { nobody, paper, run };

// changes: to the topology, as --set makes them.
Agreement compare(const std::string& topology, Tampered who = Tampered::nobody, const std::string& rule = "",
                  const std::vector<config::Assignment>& changes = {});

}  // namespace mailsim::run::test
