// A whole scenario. Its estate is read first, so that it can name nodes and domains.
#include "config/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "load/sizes.hpp"

namespace mailsim::config {
namespace {

using scenario::InitialState;
using scenario::Load;
using scenario::Scenario;
using scenario::SilentClients;
using scenario::SingleFetch;
using scenario::SingleMessage;
using scenario::Stream;

const Range since_start = time_of_at_least(base::Duration{0}, "0 s or more");

bool known_domain(const Place& place, std::string_view name) {
    const auto& domains = place.reading().names.domains;
    std::string lower = base::lower_case(name);
    if (std::find(domains.begin(), domains.end(), lower) != domains.end()) return true;
    std::vector<std::string_view> all(domains.begin(), domains.end());
    place.problem(base::unknown_name("domain", name, all));
    return false;
}

// An address, or "@domain" for its mailboxes; the domain must be one of the estate.
void read_party(const Place& place, std::string& into) {
    auto written = text(place);
    if (!written || written->empty() || *written == "<>") return;
    std::size_t at = written->rfind('@');
    mail::AddressBook scratch;
    std::string full = at == 0 ? "x" + *written : *written;
    if (auto parsed = scratch.parse(full); !parsed)
        place.problem(at == 0 ? fmt::format("'{}' is not \"@domain\"", *written) : parsed.error());
    else if (known_domain(place, std::string_view(full).substr(full.rfind('@') + 1)))
        into = *written;
}

// Recipients of one message, separated by commas. Their domains may be unknown: such mail bounces.
void read_recipients(const Place& place, std::string& into) {
    auto written = text(place);
    if (!written) return;
    std::string_view rest = *written;
    mail::AddressBook scratch;
    while (true) {
        std::size_t comma = std::min(rest.find(','), rest.size());
        std::string_view one = rest.substr(0, comma);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ')) one.remove_suffix(1);
        auto parsed = scratch.parse(one);
        if (!parsed) return place.problem(parsed.error());
        if (parsed->null()) return place.problem("a recipient's address is missing");
        if (comma == rest.size()) break;
        rest.remove_prefix(comma + 1);
    }
    into = *written;
}

void read_client(const Place& place, std::optional<estate::ClientKind>& into) {
    if (auto found = word(place, estate::client_names)) into = static_cast<estate::ClientKind>(*found);
}

void read_sizes(const Place& place, Stream& stream) {
    if (auto found = word(place, load::size_law_names())) stream.sizes = load::size_law_names()[*found];
}

// "never", or some of success, failure and delay (RFC 3461 4.1).
void read_notify(const Place& place, SingleMessage& message) {
    static constexpr std::array<std::string_view, 4> words{"never", "success", "failure", "delay"};
    if (!place.value().is_array()) return place.wrong_type("an array, like [\"success\", \"failure\"]");
    const auto& items = place.value().items();
    for (std::size_t i = 0; i < items.size(); ++i)
        if (auto found = word(place.item(i, items[i]), words))
            message.notify = static_cast<std::uint8_t>(message.notify | 1u << *found);
    if (message.notify & 1 && message.notify != 1) place.problem("\"never\" stands alone");
}

json::Value schema_of_notify() {
    static constexpr std::array<std::string_view, 4> words{"never", "success", "failure", "delay"};
    return json::Value::object({{"type", "array"}, {"items", schema_of_words(words)}});
}

// A mailbox of the estate.
void read_account(const Place& place, std::string& into) {
    auto written = text(place);
    if (!written) return;
    mail::AddressBook scratch;
    auto parsed = scratch.parse(*written);
    if (!parsed) return place.problem(parsed.error());
    if (parsed->null()) return place.problem("an account's address is missing");
    if (known_domain(place, std::string_view(*written).substr(written->rfind('@') + 1))) into = *written;
}

void read_sign_in(const Place& place, SingleMessage& message) {
    if (auto found = word(place, estate::sign_in_names))
        message.sign_in = static_cast<estate::SignIn::How>(*found);
}

// Only SMTP has a sign-in that can be left out or go without TLS.
void check_sign_in(const Place& place, SingleMessage& m) {
    if (m.sign_in == estate::SignIn::How::right && m.login.empty() && m.tls) return;
    using Kind = estate::ClientKind;
    if (m.client && (*m.client == Kind::outlook || *m.client == Kind::outlook_pop3)) return;
    place.problem(
        "'sign_in', 'login' and 'tls' are about sending by SMTP: they need a \"client\" of \"outlook\" or "
        "\"outlook-pop3\"");
}

const Table<SingleMessage>& message_table() {
    static const Table<SingleMessage> table =
        Table<SingleMessage>("One message.")
            .duration("at", &SingleMessage::at, "When it is sent, since the start.", since_start)
            .custom("from", schema_of_type("text"), "The sender; a domain of the estate.",
                    [](const Place& place, SingleMessage& m) { read_party(place, m.from); })
            .required()
            .custom("to", schema_of_type("text"), "The recipients, separated by commas.",
                    [](const Place& place, SingleMessage& m) { read_recipients(place, m.to); })
            .required()
            .custom("client", schema_of_words(estate::client_names),
                    "What it is sent with; else the sender's own.",
                    [](const Place& place, SingleMessage& m) { read_client(place, m.client); })
            .bytes("size", &SingleMessage::size, "Its size.",
                   between(1, most_bytes, "more than 0 B, at most 1000 TB"))
            .custom("notify", schema_of_notify(),
                    "Of what the sender wants to be told (RFC 3461 NOTIFY=); else of failures and delays.",
                    read_notify)
            .flag("return_headers", &SingleMessage::return_headers,
                  "Notifications return the header only (RFC 3461 RET=HDRS).")
            .flag("spam", &SingleMessage::spam, "Whether it is spam, as the scanners see it.")
            .custom("sign_in", schema_of_words(estate::sign_in_names),
                    "How a person's program signs in, by SMTP; else as its settings say.", read_sign_in)
            .custom("login", schema_of_type("text"), "The account that signs in; else the sender.",
                    [](const Place& place, SingleMessage& m) { read_account(place, m.login); })
            .flag("tls", &SingleMessage::tls, "Whether the program starts TLS, where its settings say so.")
            .finish(check_sign_in);
    return table;
}

const Table<SingleFetch>& fetch_table() {
    static const Table<SingleFetch> table =
        Table<SingleFetch>("One visit of a person's program to the mailbox.")
            .duration("at", &SingleFetch::at, "When it connects, since the start.", since_start)
            .custom("account", schema_of_type("text"), "Whose mailbox.",
                    [](const Place& place, SingleFetch& f) { read_account(place, f.account); })
            .required()
            .custom("client", schema_of_words(estate::client_names),
                    "What it is fetched with; else the account's own.",
                    [](const Place& place, SingleFetch& f) { read_client(place, f.client); })
            .flag("wrong_password", &SingleFetch::wrong_password, "Whether the password is wrong.")
            .duration("stay", &SingleFetch::stay,
                      "How long a session that can be held (IMAP, MAPI) stays open and hears of new mail.",
                      since_start);
    return table;
}

void read_node(const Place& place, std::string& into) {
    const auto& nodes = place.reading().names.nodes;
    if (auto found = known(place, "node", nodes)) into = nodes[*found];
}

void check_port(const Place& place, SilentClients& silent) {
    const estate::Estate& whole = place.reading().estate;
    base::NodeId node = whole.find_node(silent.node);
    if (!node.valid()) return;
    using estate::Protocol;
    for (const estate::Listener& listener : whole.node(node).listeners)
        if (listener.port == silent.port &&
            (listener.protocol == Protocol::smtp || listener.protocol == Protocol::submission))
            return;
    place.problem(fmt::format("{} does not speak SMTP on port {}", silent.node, silent.port));
}

const Table<SilentClients>& silent_table() {
    static const Table<SilentClients> table =
        Table<SilentClients>("Clients that connect to a mail server and say nothing.")
            .duration("at", &SilentClients::at, "When the first connects, since the start.", since_start)
            .custom("node", schema_of_type("text"), "Whom they connect to.",
                    [](const Place& place, SilentClients& s) { read_node(place, s.node); })
            .required()
            .custom("from", schema_of_type("text"), "The node that they are; else customers.",
                    [](const Place& place, SilentClients& s) { read_node(place, s.from); })
            .count("count", &SilentClients::count, "How many.", between(1, 1e6, "1 to 1000000"))
            .duration("apart", &SilentClients::apart, "Time between one and the next.", since_start)
            .duration("patience", &SilentClients::patience,
                      "When they hang up themselves; else the server cuts them off.")
            .count("port", &SilentClients::port, "The port, of SMTP or submission.",
                   between(1, 65535, "1 to 65535"))
            .finish(check_port);
    return table;
}

const Table<Stream>& stream_table() {
    static const Table<Stream> table =
        Table<Stream>("A steady flow of messages beside the population's own.")
            .custom("from", schema_of_type("text"),
                    "The sender: an address, or \"@domain\" for its mailboxes at random.",
                    [](const Place& place, Stream& s) { read_party(place, s.from); })
            .required()
            .custom("to", schema_of_type("text"), "The recipient, in the same two forms.",
                    [](const Place& place, Stream& s) { read_party(place, s.to); })
            .required()
            .custom("client", schema_of_words(estate::client_names),
                    "What they are sent with; else the sender's own.",
                    [](const Place& place, Stream& s) { read_client(place, s.client); })
            .number("per_second", &Stream::per_second, "Messages a second.",
                    Range{1e-9, 1e6, "more than 0, at most 1000000"})
            .flag("regular", &Stream::regular, "Equal gaps; else at random (Poisson).")
            .count("count", &Stream::count, "It stops after so many; 0: no limit.",
                   between(0, 1e12, "0 to 10^12"))
            .duration("start", &Stream::start, "When it begins, since the start of the run.", since_start)
            .duration("stop", &Stream::stop, "When it ends.")
            .custom("sizes", schema_of_words(load::size_law_names()), "How large the messages are.",
                    read_sizes)
            .bytes("size", &Stream::size, "Every message of this size; 0 B: by 'sizes'.",
                   between(0, most_bytes, "0 B to 1000 TB"))
            .flag("spam", &Stream::spam, "Whether they are spam.")
            .finish([](const Place& place, Stream& s) {
                if (s.stop <= s.start) place.problem_at("stop", "is not after 'start'");
            });
    return table;
}

const Table<InitialState>& initial_table() {
    static const Table<InitialState> table =
        Table<InitialState>("The state of the estate at the start.")
            .custom("quota_fill", schema_of_type("share"),
                    "Mean share of every quota in use; else the estate's values.",
                    [](const Place& place, InitialState& i) { i.quota_fill = share(place, between(0, 1)); })
            .share("cached_names", &InitialState::cached_names,
                   "Share of the names that the resolvers have in memory.");
    return table;
}

// "Tuesday 08:00", as time since Monday 00:00.
void read_start(const Place& place, Scenario& scenario) {
    constexpr std::string_view days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};
    auto written = text(place);
    if (!written) return;
    for (int day = 0; day < 7; ++day) {
        if (!written->starts_with(days[day])) continue;
        std::string_view rest = std::string_view(*written).substr(days[day].size());
        int hour = 0, minute = 0;
        char after = 0;
        bool clock = rest.size() == 6 && std::sscanf(rest.data(), " %2d:%2d%c", &hour, &minute, &after) == 2;
        if (!rest.empty() && (!clock || hour < 0 || hour > 23 || minute < 0 || minute > 59)) break;
        scenario.start_of_week = std::chrono::hours(24 * day + hour) + std::chrono::minutes(minute);
        return;
    }
    place.problem(fmt::format(
        "'{}' is not a time of the week; write a day and a time, like \"Tuesday 08:00\"", *written));
}

const Table<scenario::Change>& change_table() {
    using scenario::Change;
    static const Table<Change> table =
        Table<Change>("A change to the estate, for this scenario only.")
            .text("target", &Change::target,
                  "JSON pointer into the topology; parts may be named: \"/nodes/be2/processes/smtpd\".")
            .required()
            .custom("value", json::Value::object(), "The new value.", [](const Place&, Change&) {})
            .required();
    return table;
}

const Table<scenario::RecordChange>& record_table() {
    using scenario::RecordChange;
    static constexpr std::array<std::string_view, 7> types{"A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"};
    json::Value texts = json::Value::object({{"type", "array"}, {"items", schema_of_type("text")}});
    static const Table<RecordChange> table =
        Table<RecordChange>("New DNS records in place of all that a name has of one type.")
            .text("name", &RecordChange::name, "Whose records.")
            .required()
            .custom("type", schema_of_words(types), "Which type.",
                    [](const Place& place, RecordChange& change) {
                        if (auto found = word(place, types)) change.type = types[*found];
                    })
            .required()
            .custom("records", texts,
                    "As a zone file writes them, like \"10 mail.acme.example.\"; none: they are gone.",
                    [](const Place& place, RecordChange& change) {
                        if (!place.value().is_array()) return place.wrong_type("an array of texts");
                        for (std::size_t i = 0; i < place.value().items().size(); ++i)
                            if (auto record = text(place.item(i, place.value().items()[i])))
                                change.records.push_back(*record);
                    });
    return table;
}

}  // namespace

const Table<Load>& load_table() {
    static const Table<Load> table =
        Table<Load>("The mail that people and the Internet send.")
            .flag("population", &Load::population, "Whether the estate's mailboxes send, receive and fetch.")
            .number("multiplier", &Load::multiplier,
                    "Of the mail and sessions of the population, and of the streams.",
                    between(0, 1e4, "0 to 10000"))
            .number("spam_multiplier", &Load::spam_multiplier, "Of the spam among it.",
                    between(0, 1e4, "0 to 10000"))
            .flag("fetching", &Load::fetching, "Whether people fetch their mail.")
            .list("streams", &Load::streams, stream_table, "Steady flows beside it.")
            .list("messages", &Load::messages, message_table, "Single messages.")
            .list("fetches", &Load::fetches, fetch_table, "Single visits to mailboxes.")
            .list("silent", &Load::silent, silent_table, "Clients that say nothing.");
    return table;
}

const Table<Scenario>& scenario_table() {
    static const Table<Scenario> table =
        Table<Scenario>(
            "What happens on an estate: how long, under which load, with which faults, judged by what.")
            .custom("$schema", schema_of_type("text"), "For editors.",
                    [](const Place& place, Scenario&) { text(place); })
            .text("title", &Scenario::title, "One line for people.")
            .text("description", &Scenario::description, "For people.")
            .text("topology", &Scenario::topology,
                  "The estate: the name of a shipped one, or a file beside this one.")
            .duration("duration", &Scenario::duration, "How long.",
                      Range{1e6, 400 * 86400e9, "1 ms to 400 d"})
            .custom("start", schema_of_type("text"),
                    "The time of the week at which it starts, like \"Tuesday 00:00\".", read_start)
            .duration("warm_up", &Scenario::warm_up,
                      "What is submitted before this is no part of delays and rates.", since_start)
            .flag("drain", &Scenario::drain,
                  "Whether it goes on after 'duration', without new load, until the queues are empty.")
            .duration("drain_limit", &Scenario::drain_limit, "Longest such time.",
                      Range{0, 400 * 86400e9, "0 s to 400 d"})
            .count("seed", &Scenario::seed, "Of all random draws.", at_least(0))
            .count("replication", &Scenario::replication, "Number of this repetition.", at_least(0))
            .object("load", &Scenario::load, load_table, "The mail that is sent.")
            .object("initial", &Scenario::initial, initial_table, "The state at the start.")
            .list("faults", &Scenario::faults, fault_table, "What fails, how and when.")
            .list("changes", &Scenario::changes, change_table,
                  "Changes to the estate, made before it starts.")
            .list("records", &Scenario::records, record_table,
                  "Changes to DNS records, made before it starts.")
            .list("objectives", &Scenario::objectives, objective_table,
                  "What the run is judged by; else SPECmail2001's objectives.");
    return table;
}

}  // namespace mailsim::config
