// A study's conclusion as a document: summary.json of its folder, and what `study --json` prints. The same
// results give the same bytes.
#pragma once
#include "json/value.hpp"
#include "study/conclusion.hpp"

namespace mailsim::report {

json::Value to_json(const study::Conclusion& conclusion);
json::Value to_json(const study::Estimate& estimate);  // {mean, low, high, n}; null where there is no figure

}  // namespace mailsim::report
