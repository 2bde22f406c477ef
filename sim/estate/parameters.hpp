// The settings of a profile with their defaults, sources and marks. The values themselves are those of struct
// Profile; a test holds the two equal.
#pragma once
#include <span>
#include <string_view>

#include "base/parameter.hpp"

namespace mailsim::estate {

std::span<const base::Parameter> profile_parameters();
const base::Parameter& profile_parameter(std::string_view name);  // name must be one of these

}  // namespace mailsim::estate
