// What of an estate is assumed and can be turned: values marked "assumed" in its file, and defaults whose
// marks say that they are proposals or not confirmed. Assumptions of one kind (the cores of all machines) are
// turned together. Not here: what turning them does.
#pragma once
#include <string>
#include <vector>

#include "config/load.hpp"

namespace mailsim::study {

struct Assumed {
    std::string name;    // "hosts: cores", "profile business: sent_per_day", "webmail_session: cpu"
    std::string value;   // as written, "4"; several different ones: "2 to 8"
    std::string reason;  // the file's words, or the default's source
    char mark = 'P';     // P: assumed in the file or a proposal; B: general knowledge
    struct Place {
        std::string pointer;  // under /topology
        json::Value value;
    };
    std::vector<Place> places;
};

std::vector<Assumed> assumptions(const config::Loaded& scenario);

// All places of an assumption at `factor` times their value: numbers, times, sizes, rates and shares (a share
// stays at most 1; a count at least 1). Empty when nothing changes.
std::vector<config::Assignment> turned(const Assumed& assumed, double factor);
// A value that can be turned: a number above 0, or a text that is a quantity above 0.
bool can_be_turned(const json::Value& value);

}  // namespace mailsim::study
