// Mail addresses as two numbers, and the book that turns them into text and back.
// A domain's mailboxes are numbered: its population first ("user1".."userN", never stored one by one), then
// every local part that was ever named. Not here: whether a mailbox exists; the estate knows that.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/id.hpp"
#include "base/names.hpp"

namespace mailsim::mail {

using DomainId = base::Id<struct DomainTag>;

// An address; default-made it is the null sender "<>" (RFC 5321 4.5.5).
struct Address {
    DomainId domain;
    std::uint32_t local = 0;
    bool null() const { return !domain.valid(); }
    auto operator<=>(const Address&) const = default;
    // One number for hashing and keyed draws; different addresses give different numbers.
    std::uint64_t key() const { return (std::uint64_t{domain.value} << 32) | local; }
};

class AddressBook {
  public:
    DomainId domain(std::string_view name);             // interns
    DomainId find_domain(std::string_view name) const;  // invalid when never named
    std::string_view domain_name(DomainId id) const { return domains_.text(id.value); }
    std::size_t domain_count() const { return domains_.size(); }

    // Reserves user1..userN of a domain; only before any other local part of it was named.
    void set_population(DomainId id, std::uint32_t count);
    std::uint32_t population(DomainId id) const { return locals_[id.index()].population; }

    Address address(DomainId domain, std::string_view local);  // interns its plain_local
    // Reads "local@domain" (RFC 5321 4.1.2 without source routes; dot-string or quoted string, UTF-8 allowed
    // by RFC 6531, at most 64 and 255 octets). "" and "<>" give the null sender. On failure: why.
    base::expected<Address, std::string> parse(std::string_view text);
    std::string text(Address address) const;  // "" for the null sender
    std::string local_text(Address address) const;

  private:
    struct Locals {
        std::uint32_t population = 0;
        base::Names named;
    };
    base::Names domains_;
    std::deque<Locals> locals_;
};

// "\"a.b\"" is a.b, and what must be quoted has no more backslashes than it needs: local parts that differ in
// quoting only are the same (RFC 5321 4.1.2).
std::string plain_local(std::string_view local);

// Whether a text is a domain name by RFC 1123 2.1 (letters, digits, hyphens, dots; at most 253 octets) or
// UTF-8.
bool is_domain_name(std::string_view text);

}  // namespace mailsim::mail
