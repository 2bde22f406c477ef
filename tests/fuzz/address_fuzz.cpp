// Addresses: any text, by the book and as a path. What was read and written again is the same address.
#include <string>

#include "fuzz/fuzz.hpp"
#include "mail/address.hpp"
#include "mail/encoding.hpp"
#include "smtp/format.hpp"
#include "smtp/parse.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    mail::AddressBook book;
    book.set_population(book.domain("a.test"), 10);
    auto read = book.parse(text);
    if (read) {
        auto again = book.parse(book.text(*read));
        fuzz::must(again && *again == *read, "an address comes back");
    }
    smtp::Path path, same;
    if (smtp::parse_path(text, path)) {
        fuzz::must(path.local.size() <= 64 && path.domain.size() <= 255, "a path is bounded");
        std::string written = "<" + smtp::to_string(path) + ">";
        fuzz::must(smtp::parse_path(written, same) && same == path, "a path comes back");
    }
    (void)mail::decode_words(text);
    (void)mail::decode_quoted_printable(text);
    auto decoded = mail::decode_base64(mail::encode_base64(text));
    fuzz::must(decoded && *decoded == text, "base64 comes back");
    fuzz::planted(read && !read->null() && text.front() == '"' && text.size() > 20);
    return 0;
}
