#include "cli/values.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/quantity.hpp"
#include "cli/wrong_input.hpp"

namespace mailsim::cli {

base::Bytes read_size(const std::string& option, const std::string& text) {
    base::Bytes size;
    const char* end = text.data() + text.size();
    auto [rest, error] = std::from_chars(text.data(), end, size.count);
    if (error != std::errc{} || rest != end) {
        bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        auto quantity = base::parse_bytes(text);
        if (digits) throw WrongInput(option, fmt::format("'{}' is too large; at most 1 TB", text));
        if (!quantity) throw WrongInput(option, quantity.error() + "; or a plain number of bytes");
        size = *quantity;
    }
    if (size.count < 0)
        throw WrongInput(option, fmt::format("'{}' is negative; a size is 0 or more bytes", text));
    if (size > largest_message)
        throw WrongInput(option, fmt::format("'{}' is too large; at most 1 TB", text));
    return size;
}

mail::Address read_address(mail::AddressBook& book, const std::string& option, const std::string& text,
                           bool null_allowed) {
    auto address = book.parse(text);
    if (!address) throw WrongInput(option, address.error());
    if (address->null() && !null_allowed) throw WrongInput(option, "the null address cannot be a recipient");
    return *address;
}

estate::ClientKind read_client(const std::string& option, const std::string& text) {
    if (auto kind = estate::read_word<estate::ClientKind>(text, estate::client_names)) return *kind;
    throw WrongInput(option, base::unknown_name("client kind", text, estate::client_names));
}

base::Duration read_instant(const std::string& option, const std::string& text) {
    auto duration = base::parse_duration(text);
    if (!duration) throw WrongInput(option, duration.error());
    if (*duration > std::chrono::hours(24 * 1000))
        throw WrongInput(option, fmt::format("'{}' is later than 1000 days", text));
    return *duration;
}

}  // namespace mailsim::cli
