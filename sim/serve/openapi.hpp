// The description of the API by OpenAPI 3.0, as it is built into the program: sim/serve/openapi.json.
#pragma once
#include <string_view>

namespace mailsim::serve {

std::string_view openapi();

}  // namespace mailsim::serve
