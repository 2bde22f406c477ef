// A mail node: what it listens on, its processes, queue, service demands and transports.
#include <fmt/format.h>

#include <algorithm>

#include "config/tables.hpp"

namespace mailsim::config {
namespace {

using estate::Node;

const Table<estate::Demand>& demand_table() {
    static const Table<estate::Demand> table =
        Table<estate::Demand>("What one operation costs its host.")
            .duration("cpu", &estate::Demand::cpu, "Processor time at speed 1.", {0, 3600e9, "0 s to 1 h"})
            .duration("cpu_per_kb", &estate::Demand::cpu_per_kb, "And for each 1000 bytes of the message.",
                      {0, 3600e9, "0 s to 1 h"})
            .number("writes", &estate::Demand::writes, "Synced writes.", between(0, 1e6, "0 to 1000000"))
            .number("bytes_factor", &estate::Demand::bytes_factor,
                    "Bytes moved on the disk for each byte of the message.", between(0, 1e6, "0 to 1000000"));
    return table;
}

// Each operation by its name; what is not named keeps its default.
const Table<estate::Demands>& demands_table() {
    static const Table<estate::Demands> table = [] {
        Table<estate::Demands> t("Service demands of this node, by operation.");
        for (std::size_t i = 0; i < estate::operation_count; ++i) {
            const estate::OperationRow& row = estate::operations()[i];
            t.object(
                 row.name, [i](auto& demands) -> auto& { return demands[i]; }, demand_table, row.meaning)
                .source(row.source);
        }
        return t;
    }();
    return table;
}

void read_addresses(const Place& place, Node& node) {
    if (!place.value().is_array()) return place.wrong_type("an array of addresses, like [\"192.0.2.1\"]");
    const auto& items = place.value().items();
    if (items.empty()) place.problem("is empty; at least one is needed");
    for (std::size_t i = 0; i < items.size(); ++i)
        if (auto ip = address(place.item(i, items[i]))) node.addresses.push_back(*ip);
}

void read_domain_name(const Place& place, std::string& into) {
    auto written = text(place);
    if (!written) return;
    if (!mail::is_domain_name(*written))
        return place.problem(fmt::format("'{}' is not a host name", *written));
    into = *written;
}

void read_id(const Place& place, Node& node) {
    auto written = text(place);
    if (!written) return;
    bool plain = !written->empty() && written->size() <= 63 &&
                 std::all_of(written->begin(), written->end(),
                             [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
    if (!plain)
        return place.problem(
            fmt::format("'{}' is not an id: letters, digits, '-' and '_', at most 63", *written));
    if (*written == "mailbox" || *written == "home" || *written == "mx" || *written == "local")
        return place.problem(
            fmt::format("'{}' has a meaning of its own in transports and cannot be an id", *written));
    node.id = *written;
}

}  // namespace

const Table<estate::Listener>& listener_table() {
    using estate::Listener;
    static const Table<Listener> table =
        Table<Listener>("A port that the node serves.")
            .word("protocol", &Listener::protocol, estate::protocol_names, "What it speaks.")
            .required()
            .count("port", &Listener::port, "The port number.", between(1, 65535, "1 to 65535"))
            .required()
            .word(
                "tls", &Listener::tls, estate::tls_names,
                "starttls: offered after the greeting; implicit: from the first byte (ports 465, 993, 995).")
            .flag(
                "to_home", &Listener::to_home,
                "Hands the connection to the server that holds the account's mailbox, as a front-end does.");
    return table;
}

const Table<Node>& node_table() {
    static const Table<Node> table = [] {
        json::Value texts =
            json::Value::object({{"type", "array"}, {"items", schema_of_type("address")}, {"minItems", 1}});
        Table<Node> t(
            "A mail server or resolver: what it is, where it listens, which rules it applies, where it sends "
            "mail.");
        t.custom("id", json::Value::object({{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,63}$"}}),
                 "What everything else calls it.", read_id)
            .required()
            .custom("template", schema_of_type("text"),
                    "A set of \"templates\" whose values hold here, where this node does not say otherwise.",
                    [](const Place&, Node&) {})  // put in before reading, by apply_templates
            .word("role", &Node::role, estate::role_names, "What kind of node it is.")
            .required()
            .name_of("host", &Node::host, "host", &KnownNames::hosts, "The machine it runs on.")
            .required()
            .custom("name", schema_of_type("text"), "Its host name: in greetings, EHLO and Received lines.",
                    [](const Place& place, Node& node) { read_domain_name(place, node.name); })
            .required()
            .custom("addresses", texts, "Its network addresses; the first is the one it sends from.",
                    read_addresses)
            .required()
            .list("listeners", &Node::listeners, listener_table, "The ports it serves.")
            .object("processes", &Node::processes, process_table, "Limits on processes.")
            .object("server", &Node::server, server_table, "How it treats erring clients.")
            .object("queue", &Node::queue, queue_table, "Its queue.")
            .object("demands", &Node::demands, demands_table,
                    "Service demands that differ from the defaults.")
            .custom("rules", schema_of_rules(),
                    "The rules it asks, in this order; the first that objects decides.",
                    [](const Place& place, Node& node) { read_rules(place, node.rules); })
            .list("transports", &Node::transports, transport_table,
                  "Where mail goes from here; the first that matches the recipient decides.")
            .name_of("resolver", &Node::resolver, "node", &KnownNames::nodes, "The dns node that it asks.")
            .number(
                "share", &Node::share,
                "Its weight on the processors of a host that it shares with other nodes; a node of weight 2 "
                "gets twice the time of one of weight 1 while both have work.",
                Range{1e-3, 1e3, "0.001 to 1000"})
            .source("Linux cgroup cpu.weight; 1 for all: equal shares")
            .flag("dsn", &Node::dsn,
                  "Whether its SMTP servers offer the extension for delivery notifications (RFC 3461).")
            .text("software", &Node::software, "What it runs; for people.")
            .duration("connect_timeout", &Node::connect_timeout,
                      "How long it waits for a connection it opens.",
                      time_of_at_least(base::Duration{1}, "more than 0 s"))
            .source("Postfix smtp_connect_timeout")
            .duration("greeting_timeout", &Node::greeting_timeout,
                      "How long it waits for the greeting once it is connected.",
                      time_of_at_least(base::Duration{1}, "more than 0 s"))
            .source("Postfix smtp_helo_timeout")
            .count("mx_address_limit", &Node::mx_address_limit,
                   "How many addresses of the next hop one delivery tries at most; 0: no limit.",
                   between(0, 1e6, "0 to 1000000"))
            .source("Postfix smtp_mx_address_limit")
            .count("mx_session_limit", &Node::mx_session_limit,
                   "How many of them it gives the message to at most, once they have greeted it, before what "
                   "they put off waits; 0: no limit.",
                   between(0, 1e6, "0 to 1000000"))
            .source("Postfix smtp_mx_session_limit")
            .flag("skip_5xx_greeting", &Node::skip_5xx_greeting,
                  "Whether a server that greets it with 5xx is passed over and tried again later; else its "
                  "mail is returned.")
            .source("Postfix smtp_skip_5xx_greeting");
        return t.required_unless("template");
    }();
    return table;
}

}  // namespace mailsim::config
