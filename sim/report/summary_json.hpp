// summary.json: a run's Summary as a document. Same seed, same bytes: nothing in it depends on the machine.
#pragma once
#include "json/value.hpp"
#include "observe/summary.hpp"

namespace mailsim::report {

json::Value to_json(const observe::Summary& summary);

}  // namespace mailsim::report
