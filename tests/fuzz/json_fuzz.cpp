// JSON: any text. What was read is written and read again as the same tree.
#include "fuzz/fuzz.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    base::Problems problems;
    auto value = json::read({reinterpret_cast<const char*>(octets), size}, "fuzz", problems);
    if (!value || !problems.empty()) return 0;
    std::string written = json::compact(*value);
    base::Problems none;
    auto again = json::read(written, "again", none);
    fuzz::must(again && none.empty(), "what was written can be read");
    fuzz::must(json::compact(*again) == written, "and is the same");
    fuzz::planted(value->is_array() && value->items().size() == 5);
    return 0;
}
