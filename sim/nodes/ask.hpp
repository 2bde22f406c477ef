// A verdict asked for a message under way, and told: the rule that objected, and, to whoever follows the
// message, the rules that did not. Not here: what the verdict costs or changes, which the caller does.
#pragma once
#include "nodes/context.hpp"

namespace mailsim::nodes {

// What a verdict is about, for those who watch.
struct About {
    base::MessageId message;
    base::RecipientId recipient;
    std::uint64_t connection = 0;  // its number in the run
};

template <class W>
void tell_verdict(Context<W>& c, NodeId node, const decide::Verdict& v, const About& about) {
    if (v.accepted() && v.action == decide::Action::accept) return;
    if (!c.stream.wanted(facts::Level::decision, about.message)) return;
    facts::Fact f = c.fact(facts::Kind::decision, node);
    f.message = about.message;
    f.recipient = about.recipient;
    f.rule = v.rule;
    f.code = v.reply.code;
    f.enhanced = mail::pack(v.reply.enhanced);
    f.step = v.step;
    f.text = v.reply.text.data();
    f.amount = static_cast<std::int64_t>(about.connection);
    c.stream.emit(facts::Level::decision, f);
}

// Where a rule's setting stands among its node's rules.
inline std::int64_t place_of(const estate::Node& node, const decide::Asked& asked) {
    for (std::size_t i = 0; i < node.rules.size(); ++i)
        if (node.rules[i].pointer == asked.pointer) return static_cast<std::int64_t>(i);
    return -1;
}

template <class W>
void tell_asked(Context<W>& c, const decide::Trace& trace, const About& about) {
    for (const decide::Asked& asked : trace.asked) {
        if (asked.decided) continue;  // told as a verdict
        facts::Fact f = c.fact(facts::Kind::asked, asked.node);
        f.message = about.message;
        f.recipient = about.recipient;
        f.rule = decide::rule_id(asked.rule);
        f.step = asked.step;
        f.value = place_of(c.estate.node(asked.node), asked);
        f.amount = static_cast<std::int64_t>(about.connection);
        f.text = c.estate.texts.keep(asked.answer).data();
        c.stream.emit(facts::Level::question, f);
    }
}

// decide::judge, told. A trace is written only for who follows this message: it changes no verdict.
// questions: where what the rules ask DNS is noted, for a caller that spends its time.
template <class W>
decide::Verdict ask(Context<W>& c, Node<W>& node, decide::Stage stage, const decide::Client& client,
                    const decide::Transaction& t, const About& about,
                    std::vector<dns::Question>* questions = nullptr) {
    decide::View view = c.view(node);
    view.questions = questions;
    if (!c.stream.wanted(facts::Level::question, about.message)) {
        decide::Verdict v = decide::judge(view, node.id, stage, client, t);
        tell_verdict(c, node.id, v, about);
        return v;
    }
    decide::Trace trace;
    view.trace = &trace;
    decide::Verdict v = decide::judge(view, node.id, stage, client, t);
    tell_asked(c, trace, about);
    tell_verdict(c, node.id, v, about);
    return v;
}

// Something that happens to a connection, or to a message at a node, for those who follow it.
template <class W>
void tell_detail(Context<W>& c, facts::Kind kind, NodeId node, NodeId other, base::MessageId message,
                 Instant at, base::Duration length, std::uint64_t connection = 0, const char* text = nullptr,
                 std::uint8_t detail = 0) {
    if (!c.stream.wanted(facts::Level::line, message)) return;
    facts::Fact f = c.fact(kind, node);
    f.at = at;
    f.message = message;
    f.other = other;
    f.value = length.count();
    f.amount = static_cast<std::int64_t>(connection);
    f.text = text;
    f.detail = detail;
    c.stream.emit(facts::Level::line, f);
}

// A name asked from a dns node, and what came back.
template <class W>
void tell_name(Context<W>& c, NodeId server, NodeId asker, base::MessageId message, const dns::Answer& answer,
               bool from_memory, base::Duration took, facts::Step step) {
    if (!c.stream.wanted(facts::Level::question, message)) return;
    facts::Fact f = c.fact(facts::Kind::name_asked, server);
    f.message = message;
    f.other = asker;
    f.text = answer.name.valid() ? c.estate.zones.names().text(answer.name).data() : "";
    f.code = static_cast<std::uint16_t>(answer.type);
    f.detail = static_cast<std::uint8_t>(answer.status);
    f.enhanced = from_memory;
    f.value = took.count();
    f.step = step;
    c.stream.emit(facts::Level::question, f);
    f.kind = facts::Kind::name_answer;
    for (const dns::Record& record : answer.records) {
        f.text = c.estate.texts.keep(record.rdata).data();
        f.code = static_cast<std::uint16_t>(record.type);
        f.value = record.ttl;
        c.stream.emit(facts::Level::question, f);
    }
}

}  // namespace mailsim::nodes
