// The settings of a node's processes and of its host's processors, with defaults, sources and marks. The
// values themselves are those of ProcessLimits, ServerSettings, Node and Host.
#pragma once
#include <span>

#include "base/parameter.hpp"

namespace mailsim::estate {

std::span<const base::Parameter> server_parameters();
std::span<const base::Parameter> transport_parameters();  // limits of one transport alone

}  // namespace mailsim::estate
