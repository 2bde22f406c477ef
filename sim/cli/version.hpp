// Which mailsim this is; it stands in recipes and timing files.
#pragma once

namespace mailsim::cli {
inline constexpr const char* version = "0.1";
}
