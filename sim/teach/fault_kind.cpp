#include "teach/fault_kind.hpp"

#include <fmt/format.h>

#include "base/names.hpp"
#include "base/quantity.hpp"
#include "teach/faults/all.hpp"

namespace mailsim::teach {

std::string_view name(Desk desk) {
    constexpr std::string_view names[] = {"support", "systems", "other-side"};
    return names[static_cast<int>(desk)];
}

Desk desk_of(const Patient& patient, const Fault& fault) {
    const FaultKind* kind = find_fault_kind(fault.kind);
    if (!kind) return Desk::support;
    return kind->desk_for ? kind->desk_for(patient, fault) : kind->desk;
}

std::string account_pointer(const std::string& address) {
    std::size_t at = address.rfind('@');
    if (at == std::string::npos) return "/domains";
    return "/domains/" + base::lower_case(address.substr(at + 1)) + "/accounts/" + address.substr(0, at);
}

std::vector<std::string> places_of(const Fault& fault) {
    std::vector<std::string> parts;
    std::string part;
    for (char c : fault.place + ",") {
        if (c == ' ') continue;
        if (c != ',') {
            part += c;
            continue;
        }
        if (!part.empty()) parts.push_back(part);
        part.clear();
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string port_mistake(const std::string& value) {
    bool digits =
        !value.empty() && value.size() <= 5 && value.find_first_not_of("0123456789") == std::string::npos;
    if (digits && std::stoi(value) >= 1 && std::stoi(value) <= 65535) return "";
    return fmt::format("'{}' is not a port, 1 to 65535", value);
}

namespace faults {

std::string program_setting(const Fault& fault, std::string_view key) {
    return fmt::format("{}/settings/{}", account_pointer(fault.place), key);
}

std::string needs_value(const std::string& value) { return value.empty() ? "is missing for this fault" : ""; }

std::string tls_mistake(const std::string& value) {
    for (std::string_view known : {"", "none", "starttls", "implicit"})
        if (value == known) return "";
    return fmt::format("'{}' is not none, starttls or implicit", value);
}

std::string size_mistake(const std::string& value) {
    if (value.empty()) return "";
    auto size = base::parse_bytes(value);
    return size ? "" : size.error();
}

}  // namespace faults
}  // namespace mailsim::teach
