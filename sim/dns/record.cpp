#include "dns/record.hpp"

#include <fmt/format.h>
#include <ldns/ldns.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace mailsim::dns {

std::string to_string(Type type) {
    if (type == Type::any) return "ANY";
    std::unique_ptr<char, decltype(&std::free)> text(
        ldns_rr_type2str(static_cast<ldns_rr_type>(static_cast<std::uint16_t>(type))), &std::free);
    return text.get();
}

bool parse_type(std::string_view text, Type& type) {
    if (text.empty() || text.size() > 20) return false;
    for (char c : text)
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && c != '-')
            return false;
    auto number = static_cast<unsigned>(ldns_get_rr_type_by_name(std::string(text).c_str()));
    if (number == 0 || number > 0xffff) return false;
    type = static_cast<Type>(number);
    return true;
}

std::string_view to_string(Status status) {
    static constexpr std::array<std::string_view, 6> words{"NOERROR",  "NXDOMAIN", "NODATA",
                                                           "SERVFAIL", "REFUSED",  "no answer"};
    return words[static_cast<std::size_t>(status)];
}

}  // namespace mailsim::dns
