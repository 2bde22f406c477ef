#include "report/replay_json.hpp"

namespace mailsim::report {
namespace {

using json::Value;

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value node_or_null(const render::Scene& scene, base::NodeId node) {
    return node.valid() ? Value(scene.node(node).id) : Value();
}

std::string line_text(const render::Said& said) { return std::string(1, said.who) + ": " + said.text; }

}  // namespace

std::string why_text(const render::Step& step) {
    if (step.rule.empty()) return "";
    return "rule " + step.rule + (step.pointer.empty() ? "" : " at " + step.pointer);
}

Value step_json(const render::Scene& scene, const render::Step& step) {
    Value lines = Value::array(), dialogue = Value::array(), stays = Value::array();
    for (const render::Said& said : step.lines) {
        lines.push(line_text(said));
        dialogue.push(Value::object(
            {{"t", base::seconds(said.at)}, {"who", std::string(1, said.who)}, {"text", said.text}}));
    }
    for (const render::Stay& stay : step.stays)
        stays.push(Value::object({{"for", stay.what},
                                  {"t", base::seconds(stay.from)},
                                  {"waited", base::seconds(stay.waited)},
                                  {"worked", base::seconds(stay.worked)}}));
    return Value::object({{"t", base::seconds(step.at)},
                          {"node", node_or_null(scene, step.node)},
                          {"step", std::string(1, static_cast<char>(step.letter))},
                          {"what", step.what},
                          {"why", text_or_null(why_text(step))},
                          {"lines", std::move(lines)},
                          {"rule", text_or_null(step.rule)},
                          {"stands_at", text_or_null(step.pointer)},
                          {"message", step.message.value},
                          {"protocol", text_or_null(step.protocol)},
                          {"next", node_or_null(scene, step.next)},
                          {"stopped", step.stopped},
                          {"dialogue", std::move(dialogue)},
                          {"waits", std::move(stays)}});
}

namespace {

Value ending_json(const render::Scene& scene, const render::Ending& e) {
    Value hops = Value::array();
    auto time = [](base::Instant t) { return t == base::never ? Value() : Value(base::seconds(t)); };
    for (const render::Hop& hop : e.hops)
        hops.push(Value::object({{"node", scene.node(hop.node).id},
                                 {"arrived", base::seconds(hop.arrived)},
                                 {"left", time(hop.left)},
                                 {"attempts", hop.attempts},
                                 {"next", node_or_null(scene, hop.next)}}));
    return Value::object(
        {{"message", e.message.value},
         {"recipient_id", e.recipient.value},
         {"to", render::address_text(scene, e.to)},
         {"became", e.became == e.to ? Value() : Value(render::address_text(scene, e.became))},
         {"made_of", e.made_of.null() ? Value() : Value(render::address_text(scene, e.made_of))},
         {"notification", e.notification},
         {"outcome", mail::name(e.outcome)},
         {"submitted", base::seconds(e.submitted)},
         {"finished", time(e.finished)},
         {"node", node_or_null(scene, e.at)},
         {"reply",
          Value::object({{"code", e.code ? Value(e.code) : Value()},
                         {"enhanced", text_or_null(mail::to_string(mail::unpack_enhanced(e.enhanced)))},
                         {"text", text_or_null(e.reply)}})},
         {"rule", text_or_null(e.rule)},
         {"stands_at", text_or_null(e.pointer)},
         {"hops", std::move(hops)},
         {"sender_sees", e.sender_sees},
         {"support_sees", e.support_sees},
         {"check_next", e.check_next}});
}

}  // namespace

Value replay_json(const render::Scene& scene, const render::Record& record,
                  const std::vector<render::Step>& steps, const std::vector<render::Ending>& endings) {
    Value messages = Value::array(), list = Value::array(), ends = Value::array();
    for (base::MessageId id : record.messages) {
        const render::Letter& letter = *record.letter(id);
        Value recipients = Value::array();
        for (mail::Address to : letter.recipients) recipients.push(render::address_text(scene, to));
        messages.push(Value::object({{"message", id.value},
                                     {"kind", mail::name(letter.message.kind)},
                                     {"from", render::address_text(scene, letter.message.sender)},
                                     {"to", std::move(recipients)},
                                     {"size", letter.message.size.count},
                                     {"submitted", base::seconds(letter.message.submitted)},
                                     {"about", letter.about.valid() ? Value(letter.about.value) : Value()}}));
    }
    for (const render::Step& step : steps) list.push(step_json(scene, step));
    for (const render::Ending& e : endings) ends.push(ending_json(scene, e));
    return Value::object({{"topology", scene.estate.name},
                          {"ended", record.end == base::never ? Value() : Value(base::seconds(record.end))},
                          {"messages", std::move(messages)},
                          {"steps", std::move(list)},
                          {"recipients", std::move(ends)}});
}

}  // namespace mailsim::report
