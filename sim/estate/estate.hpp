// The estate as a value: everything that a topology file says, resolved to numbers. It never changes during a
// run: what changes (who is off, how full a mailbox is, what DNS answers) is the drivers' state.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/problems.hpp"
#include "base/texts.hpp"
#include "dns/zone.hpp"
#include "estate/node.hpp"
#include "estate/platform.hpp"
#include "estate/population.hpp"

namespace mailsim::estate {

// A statement that something in the file is our assumption, with the reason.
struct Assumption {
    std::string pointer, reason;
};

// One documented flow, for `path --all`: which kind of message it is and how it must end.
struct Flow {
    std::string id, flow, from, to, expected, pointer;
    ClientKind client = ClientKind::outlook;
    std::vector<std::string> nodes;  // that must be visited, in this order; "a|b" for either
};

class Estate {
  public:
    Estate() = default;
    Estate(Estate&&) = default;  // never copied: the address book's names point into themselves
    Estate& operator=(Estate&&) = default;

    std::string name, file, description;
    Platform platform;
    std::vector<Node> nodes;
    std::vector<Domain> domains;
    std::vector<Profile> profiles;
    std::array<ClientSettings, client_kind_count> clients;
    std::vector<Assumption> assumptions;
    std::vector<Flow> flows;
    mutable mail::AddressBook book;  // only grows: forwarders rewrite senders (SRS)
    dns::Zones zones;
    mutable base::Texts texts;  // words of replies that come from DNS; only grows, like the names of zones
    std::uint32_t client_site = 0;    // where the customers are
    base::Ip client_address;          // the address of a client that has none of its own
    base::NodeId outsiders;           // the peer that stands for every mail server not named; may be invalid
    std::uint32_t mailbox_count = 0;  // of all domains; those of our own customers come first
    std::uint32_t inside_mailboxes = 0;  // of domains whose home is no peer

    // Fills the look-up tables below and numbers the mailboxes; call once after reading.
    void index();

    const Node& node(base::NodeId id) const { return nodes[id.index()]; }
    base::NodeId find_node(std::string_view id) const;
    base::NodeId node_at(const base::Ip& address) const;
    const Domain* domain(mail::DomainId id) const {
        if (!id.valid() || id.index() >= domain_numbers_.size()) return nullptr;
        std::uint32_t number = domain_numbers_[id.index()];
        return number == none ? nullptr : &domains[number];
    }
    bool has_mailbox(mail::Address address) const {
        const Domain* d = domain(address.domain);
        return d && address.local < d->mailboxes();
    }
    // Number of an existing mailbox, 0 to mailbox_count - 1.
    std::uint32_t mailbox(mail::Address address) const {
        return domain(address.domain)->first_mailbox + address.local;
    }
    mail::Address mailbox_address(std::uint32_t mailbox) const;
    // The server of this mailbox; for an unknown user the domain's own; invalid for a domain not in the
    // estate.
    base::NodeId home(mail::Address address) const;
    const Account* account(mail::Address address) const;  // null for the population
    const Part* part(mail::Address address) const;        // null for named accounts
    base::Bytes quota(mail::Address address) const;
    double fill(mail::Address address) const;  // mean share of the quota in use at the start
    const Profile& profile(mail::Address address) const;
    ClientKind client_kind(mail::Address address) const;  // by default; peer for an outside address
    // How this mailbox's client of this kind reaches its server: as the kind does, unless the person entered
    // something else in the program of the account's own kind.
    const ClientSettings& client_settings(mail::Address address, ClientKind kind) const;

  private:
    static constexpr std::uint32_t none = 0xffffffffu;
    std::vector<std::uint32_t> domain_numbers_;  // by DomainId
    std::vector<std::uint32_t> numbering_;       // domains in the order of their mailboxes' numbers
    std::unordered_map<base::Ip, base::NodeId> node_addresses_;
};

// What only the whole file can show: a domain without a home, an MX to nowhere, a loop of relays, two nodes
// with one address, hosts that cannot reach each other.
void check(const Estate& estate, base::Problems& problems);

}  // namespace mailsim::estate
