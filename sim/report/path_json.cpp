#include "report/path_json.hpp"

namespace mailsim::report {
namespace {

using json::Value;

Value node_id(const estate::Estate& estate, base::NodeId node) {
    return node.valid() ? Value(estate.node(node).id) : Value();
}

Value texts(const std::vector<std::string>& list) {
    Value out = Value::array();
    for (const std::string& text : list) out.push(text);
    return out;
}

Value route_json(const estate::Estate& estate, const path::Walk& walk) {
    Value out = Value::array();
    for (base::NodeId node : walk.route) out.push(estate.node(node).id);
    return out;
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value hop_json(const estate::Estate& estate, const decide::Asked& asked) {
    Value hop = Value::object();
    const estate::Node* node = asked.node.valid() ? &estate.node(asked.node) : nullptr;
    hop.set("node", node ? Value(node->id) : Value());
    hop.set("role", node ? Value(estate::name(node->role)) : Value());
    hop.set("address",
            node && !node->addresses.empty() ? Value(base::to_string(node->addresses.front())) : Value());
    hop.set("port", asked.port ? Value(asked.port) : Value());
    hop.set("tls", asked.port ? Value(estate::name(asked.tls)) : Value());
    hop.set("step", std::string(1, static_cast<char>(asked.step)));
    hop.set("question", asked.question);
    hop.set("answer", asked.answer);
    hop.set("rule", asked.rule);
    hop.set("stands_at", text_or_null(asked.pointer));
    hop.set("next", text_or_null(asked.next));
    return hop;
}

Value result_json(const std::optional<path::Result>& result) {
    if (!result) return {};
    Value copies = Value::array();
    for (const path::Result::Copy& copy : result->copies)
        copies.push(Value::object(
            {{"to", copy.to}, {"outcome", mail::name(copy.outcome)}, {"route", texts(copy.route)}}));
    return Value::object({{"outcome", mail::name(result->outcome)},
                          {"route", texts(result->route)},
                          {"copies", std::move(copies)}});
}

}  // namespace

namespace {

Value walk_json(const estate::Estate& estate, const path::Walk& walk, Value out);

Value made_json(const estate::Estate& estate, const path::Walk& walk) {
    Value list = Value::array();
    for (const path::Made& mail : walk.made) {
        Value one = Value::object({{"from", estate.book.text(mail.from)}, {"to", estate.book.text(mail.to)}});
        one.set("made_by", Value::object({{"node", node_id(estate, mail.at)},
                                          {"rule", mail.rule},
                                          {"stands_at", text_or_null(mail.pointer)}}));
        list.push(walk_json(estate, mail.walk, std::move(one)));
    }
    return list;
}

Value walk_json(const estate::Estate& estate, const path::Walk& walk, Value out) {
    out.set("outcome", mail::name(walk.outcome));
    out.set("reply", Value::object({{"code", walk.reply.code ? Value(walk.reply.code) : Value()},
                                    {"enhanced", text_or_null(mail::to_string(walk.reply.enhanced))},
                                    {"text", walk.reply_text}}));
    out.set("decided_by", Value::object({{"node", node_id(estate, walk.decided_at)},
                                         {"rule", walk.rule},
                                         {"stands_at", text_or_null(walk.pointer)}}));
    bool delivered = walk.mailbox.valid();
    out.set("mailbox", delivered ? Value::object({{"node", node_id(estate, walk.mailbox)},
                                                  {"recipient", estate.book.text(walk.recipient)},
                                                  {"folder", walk.folder.empty() ? "inbox" : walk.folder}})
                                 : Value());
    out.set("route", route_json(estate, walk));
    Value& hops = out.set("hops", Value::array());
    for (const decide::Asked& asked : walk.hops) hops.push(hop_json(estate, asked));
    out.set("made", made_json(estate, walk));
    return out;
}

}  // namespace

json::Value path_json(const estate::Estate& estate, const path::Request& request, const path::Walk& walk) {
    Value out = Value::object();
    out.set("topology", estate.name);
    out.set("from", estate.book.text(request.from));
    out.set("to", estate.book.text(request.to));
    out.set("client", estate::name(request.client.value_or(estate.client_kind(request.from))));
    out.set("size", request.size.count);
    return walk_json(estate, walk, std::move(out));
}

json::Value flows_json(const estate::Estate& estate, const std::vector<path::FlowResult>& flows) {
    Value list = Value::array();
    bool all = true;
    for (const path::FlowResult& result : flows) {
        const estate::Flow& flow = *result.flow;
        all = all && result.as_expected();
        Value& row = list.push(Value::object());
        row.set("id", flow.id);
        row.set("flow", flow.flow);
        row.set("client", estate::name(flow.client));
        row.set("from", flow.from);
        row.set("to", flow.to);
        row.set("expected", flow.expected);
        row.set("outcome", mail::name(result.walk.outcome));
        row.set("nodes", route_json(estate, result.walk));
        row.set("expected_nodes", texts(flow.nodes));
        row.set("as_expected", result.as_expected());
        row.set("problem", text_or_null(result.problem));
    }
    return Value::object({{"topology", estate.name}, {"flows", std::move(list)}, {"as_expected", all}});
}

json::Value differences_json(const path::Differences& differences) {
    Value list = Value::array();
    for (const path::Difference& one : differences.changed)
        list.push(Value::object({{"client", estate::name(one.kind.client)},
                                 {"from", one.kind.from},
                                 {"to", one.kind.to},
                                 {"before", result_json(one.before)},
                                 {"after", result_json(one.after)},
                                 {"rule", text_or_null(one.rule)},
                                 {"stands_at", text_or_null(one.pointer)}}));
    return Value::object({{"kinds", differences.kinds}, {"changed", std::move(list)}});
}

}  // namespace mailsim::report
