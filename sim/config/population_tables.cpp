// Who has mailboxes and how people use them: profiles, kinds of clients, domains, parts of populations,
// accounts.
#include <fmt/format.h>

#include "config/tables.hpp"
#include "estate/parameters.hpp"
#include "load/day_profile.hpp"
#include "load/sizes.hpp"

namespace mailsim::config {
namespace {

using estate::Account;
using estate::ClientSettings;
using estate::Domain;
using estate::Part;
using estate::Profile;

constexpr double most_mailboxes = 10'000'000;

// The shares of the kinds of clients: what is not named has none.
const Table<std::array<double, estate::client_kind_count>>& shares_table() {
    using Shares = std::array<double, estate::client_kind_count>;
    static const Table<Shares> table = [] {
        Table<Shares> t("How people reach their mail; the shares sum to 100 %.");
        for (std::size_t i = 0; i < estate::client_kind_count; ++i)
            t.share(
                estate::client_names[i], [i](auto& shares) -> auto& { return shares[i]; },
                fmt::format("Share of the people who use {}.", estate::client_names[i]));
        return t;
    }();
    return table;
}

void read_shares(const Place& place, Profile& profile) {
    profile.clients = {};
    shares_table().read(place, profile.clients);
}

void one_of(const Place& place, std::span<const std::string_view> words, std::string& into) {
    if (auto found = word(place, words)) into = words[*found];
}

json::Value words_with_default(std::span<const std::string_view> words, std::string_view usual) {
    json::Value schema = schema_of_words(words);
    schema.set("default", usual);
    return schema;
}

void read_local_part(const Place& place, Account& account) {
    auto written = text(place);
    if (!written) return;
    mail::AddressBook scratch;
    if (auto parsed = scratch.parse(*written + "@x"); parsed && !written->empty())
        account.local = *written;
    else
        place.problem(
            fmt::format("'{}' is not the local part of an address (what stands before the @)", *written));
}

void read_domain(const Place& place, Domain& domain) {
    auto written = text(place);
    if (!written) return;
    if (!mail::is_domain_name(*written))
        return place.problem(fmt::format("'{}' is not a domain name", *written));
    domain.name = base::lower_case(*written);
}

const Table<estate::ClientRule>& client_rule_table() {
    using estate::ClientRule;
    static constexpr std::array<std::string_view, 3> actions{"junk", "move", "block"};
    static const Table<ClientRule> table =
        Table<ClientRule>("A rule of the person's own mail program (step L).")
            .word("action", &ClientRule::action, actions,
                  "junk: to the junk folder; move: to 'folder'; block: deleted.")
            .required()
            .text("sender", &ClientRule::sender, "Whose mail: an address, or \"@domain\".")
            .required()
            .text("folder", &ClientRule::folder, "Where 'move' puts it.");
    return table;
}

}  // namespace

const Table<Profile>& profile_table() {
    static const Table<Profile> table = [] {
        auto row = [](std::string_view name) -> const base::Parameter& {
            return estate::profile_parameter(name);
        };
        Range rate = between(0, 1e6, "0 to 1000000");
        Range positive = time_of_at_least(std::chrono::seconds(1), "at least 1 s");
        Table<Profile> t("How the people of a population use mail.");
        t.text("name", &Profile::name, "What parts of populations call it.").required();
        auto plain = [&](std::string_view name, double Profile::*member) {
            t.number(name, member, row(name).meaning, rate).source(row(name).source);
        };
        auto part = [&](std::string_view name, double Profile::*member) {
            t.share(name, member, row(name).meaning).source(row(name).source);
        };
        auto time = [&](std::string_view name, base::Duration Profile::*member) {
            t.duration(name, member, row(name).meaning, positive).source(row(name).source);
        };
        plain("sent_per_day", &Profile::sent_per_day);
        plain("received_per_day", &Profile::received_per_day);
        part("spam_share", &Profile::spam_share);
        part("internal_share", &Profile::internal_share);
        part("same_domain_share", &Profile::same_domain_share);
        t.custom("day", words_with_default(load::profile_names(), Profile{}.day), row("day").meaning,
                 [](const Place& place, Profile& p) { one_of(place, load::profile_names(), p.day); });
        t.custom("sizes", words_with_default(load::size_law_names(), Profile{}.sizes), row("sizes").meaning,
                 [](const Place& place, Profile& p) { one_of(place, load::size_law_names(), p.sizes); });
        t.custom("clients", shares_table().schema(), "How people reach their mail; the shares sum to 100 %.",
                 read_shares);
        time("poll_interval", &Profile::poll_interval);
        part("leave_on_server", &Profile::leave_on_server);
        time("imap_session", &Profile::imap_session);
        time("webmail_session", &Profile::webmail_session);
        plain("webmail_sessions_per_day", &Profile::webmail_sessions_per_day);
        time("heartbeat", &Profile::heartbeat);
        return t;
    }();
    return table;
}

const Table<ClientSettings>& client_table() {
    Range ports = between(1, 65535, "1 to 65535");
    static const Table<ClientSettings> table =
        Table<ClientSettings>("How a kind of client reaches its server.")
            .word("submit", &ClientSettings::submit, estate::protocol_names, "Protocol for sending.")
            .count("submit_port", &ClientSettings::submit_port, "Port for sending.", ports)
            .word("submit_tls", &ClientSettings::submit_tls, estate::tls_names, "TLS when sending.")
            .word("fetch", &ClientSettings::fetch, estate::protocol_names, "Protocol for reading mail.")
            .count("fetch_port", &ClientSettings::fetch_port, "Port for reading mail.", ports)
            .word("fetch_tls", &ClientSettings::fetch_tls, estate::tls_names, "TLS when reading mail.");
    return table;
}

namespace {

using estate::EnteredSettings;

template <class Number>
auto port_into(std::optional<Number> EnteredSettings::*member) {
    return [member](const Place& place, EnteredSettings& s) {
        if (auto port = count(place, between(1, 65535, "1 to 65535"))) s.*member = static_cast<Number>(*port);
    };
}

template <class Word>
auto word_into(std::optional<Word> EnteredSettings::*member, std::span<const std::string_view> words) {
    return [member, words](const Place& place, EnteredSettings& s) {
        if (auto found = word(place, words)) s.*member = static_cast<Word>(*found);
    };
}

json::Value schema_of_port() { return schema_of_type("count", between(1, 65535, "1 to 65535")); }

// What a person entered where it differs from the kind's settings; the keys are those of `clients`.
const Table<EnteredSettings>& entered_table() {
    using E = EnteredSettings;
    const auto protocols = std::span<const std::string_view>(estate::protocol_names);
    const auto modes = std::span<const std::string_view>(estate::tls_names);
    static const Table<E> table =
        Table<E>(
            "What this person entered in the mail program, where it is not as its kind of client has it.")
            .text("submit_server", &E::submit_server, "Server for sending; else the domain's.")
            .custom("submit", schema_of_words(protocols), "Protocol for sending.",
                    word_into(&E::submit, protocols))
            .custom("submit_port", schema_of_port(), "Port for sending.", port_into(&E::submit_port))
            .custom("submit_tls", schema_of_words(modes), "TLS when sending.",
                    word_into(&E::submit_tls, modes))
            .text("fetch_server", &E::fetch_server, "Server for reading mail; else the domain's.")
            .custom("fetch", schema_of_words(protocols), "Protocol for reading mail.",
                    word_into(&E::fetch, protocols))
            .custom("fetch_port", schema_of_port(), "Port for reading mail.", port_into(&E::fetch_port))
            .custom("fetch_tls", schema_of_words(modes), "TLS when reading mail.",
                    word_into(&E::fetch_tls, modes))
            .text("user", &E::user, "User name; else the whole address, which is the right one.")
            .text("password", &E::password, "Password that the program keeps; else the right one.");
    return table;
}

void read_entered(const Place& place, Account& account) {
    EnteredSettings entered;
    entered.pointer = place.pointer();
    entered_table().read(place, entered);
    account.entered = std::move(entered);
}

}  // namespace

const Table<Part>& part_table() {
    static const Table<Part> table =
        Table<Part>("So many ordinary mailboxes, user1@ onwards, on one server with one profile and quota.")
            .count("count", &Part::count, "How many mailboxes.", between(0, most_mailboxes, "0 to 10000000"))
            .required()
            .name_of("home", &Part::home, "node", &KnownNames::nodes,
                     "The server that holds them; else the domain's.")
            .name_of("profile", &Part::profile, "profile", &KnownNames::profiles,
                     "How they use mail; else the first profile.")
            .bytes("quota", &Part::quota, "The room of each mailbox.",
                   between(1, most_bytes, "more than 0 B, at most 1000 TB"))
            .share("fill", &Part::fill, "Mean share of the quota in use at the start.");
    return table;
}

const Table<Account>& account_table() {
    static const Table<Account> table =
        Table<Account>("A mailbox with a name.")
            .custom("name", schema_of_type("text"), "What stands before the @.", read_local_part)
            .required()
            .name_of("home", &Account::home, "node", &KnownNames::nodes,
                     "The server that holds it; else the domain's.")
            .bytes("quota", &Account::quota, "The room of the mailbox.",
                   between(1, most_bytes, "more than 0 B, at most 1000 TB"))
            .share("fill", &Account::fill, "Share of the quota in use at the start.")
            .flag("sending_blocked", &Account::sending_blocked,
                  "Whether sending over SMTP is blocked for it.")
            .custom("client",
                    schema_of_words(std::span(estate::client_names).first(estate::client_kind_count)),
                    "The kind of client; else the profile's most common.",
                    [](const Place& place, Account& account) {
                        auto found =
                            word(place, std::span(estate::client_names).first(estate::client_kind_count));
                        if (!found) return;
                        account.client = static_cast<estate::ClientKind>(*found);
                        account.client_given = true;
                    })
            .address("client_address", &Account::client_address,
                     "Where this person connects from; else the topology's client_address.")
            .text("password", &Account::password, "For signing in at the lab.")
            .flag("wrong_password", &Account::wrong_password,
                  "Whether this person's program signs in with a password that does not hold.")
            .name_of("profile", &Account::profile, "profile", &KnownNames::profiles,
                     "How this person uses mail; else that of the domain's first part.")
            .list("client_rules", &Account::client_rules, client_rule_table,
                  "Rules of the person's own mail program.")
            .custom("settings", entered_table().schema(),
                    "What this person entered in the mail program of the kind 'client'.", read_entered)
            .finish([](const Place& place, Account& account) {
                if (account.entered && !account.client_given)
                    place.problem_at("settings", "of which kind of client? Say 'client' beside it");
                if (!place.value().find("profile")) account.profile = unset_profile;
            });
    return table;
}

const Table<Domain>& domain_table() {
    static const Table<Domain> table =
        Table<Domain>("A mail domain and its mailboxes.")
            .custom("name", schema_of_type("text"), "The domain name.", read_domain)
            .required()
            .name_of("home", &Domain::home, "node", &KnownNames::nodes,
                     "The server that holds its mailboxes; a peer for a domain that is not ours.")
            .required()
            .text("group", &Domain::group,
                  "A word by which rules and transports name several domains: \"@group\".")
            .flag("antispam", &Domain::antispam,
                  "Whether the customer bought antispam; for people, the MX records decide what happens.")
            .number("weight", &Domain::weight, "Its share among the domains of the Internet.",
                    between(0, 1e9, "0 to 10^9"))
            .list("parts", &Domain::parts, part_table, "Its ordinary mailboxes.")
            .list("accounts", &Domain::accounts, account_table, "Its mailboxes with names.")
            .text("client_server", &Domain::client_server,
                  "The server name in its clients' settings; else mail.<the domain>.");
    return table;
}

}  // namespace mailsim::config
