// Transports: which recipients, and where their mail goes.
#include <fmt/format.h>

#include <algorithm>

#include "config/tables.hpp"

namespace mailsim::config {
namespace {

using estate::Transport;

constexpr std::string_view match_forms =
    "\"local\", \"*\", or a list of domains, \"@group\" and addresses, like [\"acme.example\", \"@nmail\"]";

bool is_address(const std::string& written) { return written.find('@', 1) != std::string::npos; }

void add_user(const Place& place, const std::string& written, Transport& into) {
    auto parsed = place.reading().estate.book.parse(written);
    if (!parsed)
        place.problem(parsed.error());
    else
        into.users.push_back(*parsed);
}

void read_match(const Place& place, Transport& into) {
    const json::Value& value = place.value();
    if (value.is_text() && value.text() == "local") {
        into.match = Transport::Match::local;
        return;
    }
    if (value.is_text() && value.text() == "*") {
        add_domain(place, "*", into.domains);
        return;
    }
    if (!value.is_array() || value.items().empty()) return place.wrong_type(match_forms);
    for (std::size_t i = 0; i < value.items().size(); ++i) {
        Place item = place.item(i, value.items()[i]);
        auto written = text(item);
        if (!written) continue;
        if (is_address(*written))
            add_user(item, *written, into);
        else
            add_domain(item, *written, into.domains);
    }
    if (into.users.empty()) return;
    into.match = Transport::Match::users;
    if (!into.domains.written.empty())
        place.problem("holds both addresses and domains; write one transport for each");
}

void add_node(const Place& place, std::vector<base::NodeId>& into) {
    const KnownNames& names = place.reading().names;
    if (auto node = known(place, "next hop", names.nodes)) into.push_back({*node});
}

void read_fallback(const Place& place, Transport& into) {
    const json::Value& value = place.value();
    if (value.is_text()) return add_node(place, into.fallback);
    if (!value.is_array() || value.items().empty() || value.items().size() > 8)
        return place.wrong_type("a node id, or a list of 1 to 8 node ids");
    for (std::size_t i = 0; i < value.items().size(); ++i)
        add_node(place.item(i, value.items()[i]), into.fallback);
}

void read_next(const Place& place, Transport& into) {
    constexpr std::string_view words[] = {"mailbox", "home", "mx"};
    const json::Value& value = place.value();
    into.next = Transport::Next::nodes;
    if (value.is_text()) {
        auto found = std::find(std::begin(words), std::end(words), value.text());
        if (found == std::end(words)) return add_node(place, into.nodes);
        constexpr Transport::Next nexts[] = {Transport::Next::mailbox, Transport::Next::home,
                                             Transport::Next::mx};
        into.next = nexts[found - std::begin(words)];
        return;
    }
    if (!value.is_array() || value.items().empty() || value.items().size() > 8)
        return place.wrong_type("\"mailbox\", \"home\", \"mx\", a node id, or a list of 1 to 8 node ids");
    for (std::size_t i = 0; i < value.items().size(); ++i)
        add_node(place.item(i, value.items()[i]), into.nodes);
}

json::Value text_or_list(std::int64_t most) {
    json::Value text = schema_of_type("text");
    json::Value list = json::Value::object({{"type", "array"}, {"items", text}, {"minItems", 1}});
    if (most > 0) list.set("maxItems", most);
    return json::Value::object({{"oneOf", json::Value::array({text, list})}});
}

}  // namespace

const Table<Transport>& transport_table() {
    const Range some = between(0, 1e6, "0 to 1000000");
    static const Table<Transport> table =
        Table<Transport>("Where mail for some recipients goes from this node.")
            .custom("match", text_or_list(0),
                    fmt::format("Which recipients: {}. \"local\" are those whose mailbox is on this node.",
                                match_forms),
                    read_match)
            .required()
            .custom("next", text_or_list(8),
                    "\"mailbox\": into the mailbox here; \"home\": to the server that holds the mailbox; "
                    "\"mx\": to the "
                    "hosts that DNS names; a node id; or a list of node ids, one drawn for each message and "
                    "the others "
                    "tried when it fails.",
                    read_next)
            .required()
            .custom("fallback", text_or_list(8),
                    "Nodes that are tried, in this order, when none of the next hop's hosts was found or has "
                    "taken the message; a refusal for good is none of their business.",
                    read_fallback)
            .source("Postfix smtp_fallback_relay")
            .count("port", &Transport::port, "The port to send to.", between(1, 65535, "1 to 65535"))
            .word("tls", &Transport::tls, estate::tls_names,
                  "TLS when sending; starttls: when the receiver offers it.")
            .count("initial_concurrency", &Transport::initial_concurrency,
                   "For this transport alone: deliveries at once to one destination to begin with. 0: as the "
                   "node's queue says.",
                   some)
            .source("Postfix transport_initial_destination_concurrency")
            .count("concurrency_limit", &Transport::concurrency_limit,
                   "For this transport alone: most deliveries at once to one destination. 0: as the node's "
                   "queue says.",
                   some)
            .source("Postfix transport_destination_concurrency_limit")
            .count("recipients_per_delivery", &Transport::recipients_per_delivery,
                   "For this transport alone: recipients of one delivery. 0: as the node's queue says.", some)
            .source("Postfix transport_destination_recipient_limit")
            .count("process_limit", &Transport::process_limit,
                   "Processes of this transport alone. 0: it shares those of the node.", some)
            .source("Postfix master.cf, maxproc");
    return table;
}

}  // namespace mailsim::config
