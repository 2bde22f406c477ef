#include "mail/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace mailsim::mail {
namespace {

bool is_label_char(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

bool is_atom_char(char c) {
    auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) return false;
    return std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
}

bool is_dot_string(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), is_atom_char);
}

bool is_quoted_string(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        bool escaped = text[i] == '\\';
        if (escaped && ++i + 1 >= text.size()) return false;
        auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f || (text[i] == '"' && !escaped)) return false;
    }
    return true;
}

// The N of "userN" when it is one of 1..count.
std::uint32_t population_number(std::string_view local, std::uint32_t count) {
    if (local.size() < 5 || base::lower_case(local.substr(0, 4)) != "user" || local[4] == '0') return 0;
    std::uint32_t number = 0;
    auto [end, error] = std::from_chars(local.data() + 4, local.data() + local.size(), number);
    bool whole = error == std::errc{} && end == local.data() + local.size();
    return whole && number <= count ? number : 0;
}

}  // namespace

std::string plain_local(std::string_view local) {
    if (local.size() < 2 || local.front() != '"') return std::string(local);
    std::string bare, quoted = "\"";
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
        if (local[i] == '\\') ++i;
        bare += local[i];
        if (local[i] == '"' || local[i] == '\\') quoted += '\\';
        quoted += local[i];
    }
    return is_dot_string(bare) ? bare : quoted + '"';
}

bool is_domain_name(std::string_view text) {
    if (text.empty() || text.size() > 253) return false;
    std::size_t start = 0;
    while (start <= text.size()) {
        std::size_t dot = std::min(text.find('.', start), text.size());
        std::string_view label = text.substr(start, dot - start);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::all_of(label.begin(), label.end(), is_label_char)) return false;
        start = dot + 1;
    }
    return true;
}

DomainId AddressBook::domain(std::string_view name) {
    DomainId id{domains_.intern(name)};
    if (id.index() >= locals_.size()) locals_.resize(id.index() + 1);
    return id;
}

DomainId AddressBook::find_domain(std::string_view name) const {
    auto number = domains_.find(name);
    return number ? DomainId{*number} : DomainId{};
}

void AddressBook::set_population(DomainId id, std::uint32_t count) { locals_[id.index()].population = count; }

Address AddressBook::address(DomainId domain, std::string_view local) {
    Locals& locals = locals_[domain.index()];
    std::string plain;
    if (!local.empty() && local.front() == '"') local = plain = plain_local(local);
    if (std::uint32_t number = population_number(local, locals.population)) return {domain, number - 1};
    return {domain, locals.population + locals.named.intern(local)};
}

base::expected<Address, std::string> AddressBook::parse(std::string_view text) {
    if (text.empty() || text == "<>") return Address{};
    auto wrong = [&](std::string_view why) {
        return base::unexpected(fmt::format("'{}' is not a mail address: {}", text, why));
    };
    std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return wrong("there is no @ in it");
    std::string_view local = text.substr(0, at), name = text.substr(at + 1);
    if (local.size() > 64) return wrong("more than 64 octets before the @ (RFC 5321 4.5.3.1.1)");
    if (!is_dot_string(local) && !is_quoted_string(local))
        return wrong("what stands before the @ is not a local part");
    if (!is_domain_name(name)) return wrong("what stands after the @ is not a domain name");
    return address(domain(name), local);
}

std::string AddressBook::local_text(Address address) const {
    const Locals& locals = locals_[address.domain.index()];
    if (address.local < locals.population) return fmt::format("user{}", address.local + 1);
    return std::string(locals.named.text(address.local - locals.population));
}

std::string AddressBook::text(Address address) const {
    if (address.null()) return "";
    return local_text(address) + "@" + std::string(domain_name(address.domain));
}

}  // namespace mailsim::mail
