// Messages: any octets. Parts lie within their whole, and decoding ends.
#include "fuzz/fuzz.hpp"
#include "mail/mime.hpp"

using namespace mailsim;

namespace {

int deepest(const mail::MimePart& part, std::size_t end, std::string_view text) {
    fuzz::must(part.begin <= part.body && part.body <= part.end && part.end <= end,
               "a part lies within its whole");
    (void)mail::decoded_body(text, part);
    int below = 0;
    for (const mail::MimePart& one : part.parts) below = std::max(below, deepest(one, part.end, text));
    return below + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    mail::MimePart whole = mail::parse_mime(text);
    int depth = deepest(whole, size, text);
    fuzz::must(depth <= mail::deepest_part + 1, "the depth is bounded");
    for (const mail::HeaderField& field : mail::header_fields(text.substr(0, mail::header_size(text))))
        (void)mail::unfold(field.body);
    fuzz::planted(depth > 2);
    return 0;
}
