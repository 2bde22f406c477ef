// A made-up day of an estate like Nayatel's, large enough to lay out a page: the figures agree with each
// other.
#pragma once
#include "estate/estate.hpp"
#include "observe/summary.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::report::test {

struct Example {
    estate::Estate estate;
    scenario::Scenario scenario;
    observe::Summary summary;
};

// Fills it in place: an estate does not move. Two seeds give two days that differ a little.
void make_example(Example& example, unsigned seed = 1);

}  // namespace mailsim::report::test
