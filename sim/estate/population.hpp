// Who has mailboxes: domains, their populations and named accounts, and how people use them.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/ip.hpp"
#include "base/units.hpp"
#include "estate/words.hpp"
#include "mail/address.hpp"

namespace mailsim::estate {

// How the people of a population use mail. Defaults and their sources: profile_parameters() of
// estate/parameters.hpp.
struct Profile {
    std::string name, pointer;
    double sent_per_day = 2.5;       // messages a mailbox submits on a working day
    double received_per_day = 6;     // wanted messages a mailbox gets from the Internet on a working day
    double spam_share = 0.45;        // of the messages that the Internet offers
    double internal_share = 0.5;     // of the sent messages: to a mailbox of this estate
    double same_domain_share = 0.6;  // of the internal ones: to the sender's own domain
    std::string day = "business";    // a day profile of the load room
    std::string sizes = "modern";    // a size preset of the load room
    std::array<double, client_kind_count> clients{0.30, 0.25, 0.05, 0.20, 0.20};  // shares by ClientKind
    base::Duration poll_interval = std::chrono::minutes(10);                      // POP3
    double leave_on_server = 0.1;                         // share of POP3 users who keep mail on the server
    base::Duration imap_session = std::chrono::hours(4);  // mean length of a connection
    base::Duration webmail_session = std::chrono::minutes(12);
    double webmail_sessions_per_day = 3;
    base::Duration heartbeat = std::chrono::minutes(15);  // ActiveSync
};

// Part of a domain's population: so many mailboxes on one server, with one profile and quota.
struct Part {
    std::uint32_t first = 0, count = 0;  // user(first+1) .. user(first+count)
    base::NodeId home;
    std::uint32_t profile = 0;
    base::Bytes quota{1'000'000'000};
    double fill = 0.4;  // mean share of the quota in use at the start
    std::string pointer;
};

// The rules of the person's own mail program (step L).
struct ClientRule {
    enum class Action : std::uint8_t { junk, move, block };
    Action action = Action::junk;
    std::string sender, folder;  // an address, or "@domain"
    std::string pointer;
};

// How a kind of client reaches its server, or one person's program: the server names and the sign-in stand
// here only where that person entered something of their own.
struct ClientSettings {
    ClientKind kind = ClientKind::outlook;
    Protocol submit = Protocol::submission;
    std::uint16_t submit_port = 587;
    Tls submit_tls = Tls::starttls;
    Protocol fetch = Protocol::imap;
    std::uint16_t fetch_port = 993;
    Tls fetch_tls = Tls::implicit;
    std::string pointer;
    std::string submit_server, fetch_server;  // "": the domain's client_server
    std::string user;                         // "": the whole address
    bool wrong_sign_in = false;               // the user name or the password is not the account's
};

// What a person entered in the mail program where it differs from the kind's settings: a mistake, or a
// choice.
struct EnteredSettings {
    std::optional<Protocol> submit, fetch;
    std::optional<std::uint16_t> submit_port, fetch_port;
    std::optional<Tls> submit_tls, fetch_tls;
    std::string submit_server, fetch_server, user, password;  // "": as it should be
    std::string pointer;
};

// The password of accounts for which the estate names none.
inline constexpr std::string_view default_password = "secret";

struct Account {
    mail::Address address;
    std::string local, pointer;
    base::NodeId home;
    base::Bytes quota{1'000'000'000};
    double fill = 0.4;
    bool sending_blocked = false;
    ClientKind client = ClientKind::outlook;
    bool client_given = false;  // else the profile's most common kind
    base::Ip client_address;    // where this person connects from; none: the estate's client network
    std::string password;
    bool wrong_password = false;  // this person's program signs in with a password that does not hold
    std::uint32_t profile = 0;
    std::vector<ClientRule> client_rules;
    std::optional<EnteredSettings> entered;  // in the program of its own kind
    std::optional<ClientSettings> settings;  // what comes of it; made by Estate::index()
};

struct Domain {
    mail::DomainId id;
    std::string name, pointer, group;
    base::NodeId home;      // the server that holds its mailboxes, unless a part or account says other
    bool outside = false;   // its home is a peer
    bool antispam = false;  // as the customer bought it; the MX records decide what happens
    double weight = 1;      // share among domains of the Internet
    std::vector<Part> parts;
    std::vector<Account> accounts;  // numbered after the parts
    std::uint32_t population = 0;
    std::uint32_t first_mailbox = 0;  // number of its first mailbox in the whole estate
    std::string client_server;        // the server name in its clients' settings
    std::uint32_t mailboxes() const { return population + static_cast<std::uint32_t>(accounts.size()); }
};

}  // namespace mailsim::estate
