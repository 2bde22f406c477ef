// A study's results as tables: results.sqlite (documented in studies/QUERIES.md), points.csv and runs.csv.
// The same results give the same bytes, in whatever order they were made.
#pragma once
#include <string>

#include "study/conclusion.hpp"
#include "study/folder.hpp"

namespace mailsim::study {

// Each file appears whole or not at all. Throws std::runtime_error when it cannot be written.
void write_database(Folder& folder, const Conclusion& conclusion, const std::string& file);
void write_csv(Folder& folder, const Conclusion& conclusion, const std::string& path);

}  // namespace mailsim::study
