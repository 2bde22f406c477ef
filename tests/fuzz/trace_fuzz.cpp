// Traces of arrivals: any text. What is taken is in order and within bounds; what is not is told.
#include <algorithm>

#include "fuzz/fuzz.hpp"
#include "load/trace.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    mail::AddressBook book;
    base::Problems problems;
    auto entries = load::read_trace(text, "fuzz.csv", book, problems);
    auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    fuzz::must(entries.size() <= lines, "at most one message a line");
    bool many = false;
    base::Instant before{};
    for (const load::TraceEntry& entry : entries) {
        fuzz::must(entry.at >= before, "in the order of time, and not before the start");
        fuzz::must(!entry.to.empty() && entry.size.count >= 0, "a message has a recipient and a size");
        for (mail::Address to : entry.to) fuzz::must(!to.null(), "nobody is no recipient");
        before = entry.at;
        many = many || entry.to.size() > 2;
    }
    fuzz::planted(many);
    return 0;
}
