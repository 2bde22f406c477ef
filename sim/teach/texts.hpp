// Reading lists of texts, and the names that drills' and playbooks' files may use.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "config/table.hpp"

namespace mailsim::teach {

json::Value schema_of_texts();
std::vector<std::string> read_texts(const config::Place& place);
std::span<const std::string_view> fault_names();

}  // namespace mailsim::teach
