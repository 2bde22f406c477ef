// A variant of a scenario: what is set differently, as `run --set` would. Not here: how a study's factors
// make variants (design.hpp).
#pragma once
#include <string>
#include <vector>

#include "config/load.hpp"

namespace mailsim::study {

struct Variant {
    std::string name;                     // for people: "load 1.2, mta1 4 cores"
    std::vector<config::Assignment> set;  // in this order; values as JSON text, or plain text
};

}  // namespace mailsim::study
