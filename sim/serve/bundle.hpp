// The console's page and its parts, built into the program. Empty when the program was built without npm.
#pragma once
#include <span>
#include <string_view>

namespace mailsim::serve {

struct BundleFile {
    std::string_view path, type;     // "/console.js", "text/javascript"
    std::string_view plain, packed;  // as it is, and by gzip
};
std::span<const BundleFile> bundle();

}  // namespace mailsim::serve
