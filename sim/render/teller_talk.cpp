// Connections, the dialogue on them, the rules asked there, and names asked from DNS.
#include <fmt/format.h>

#include <cstring>

#include "dns/record.hpp"
#include "render/ids.hpp"
#include "render/teller.hpp"
#include "smtp/format.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

namespace {

std::string tls_text(std::uint16_t mode) {
    constexpr const char* text[] = {"without TLS", "with STARTTLS", "with TLS from the start"};
    return text[mode < 3 ? mode : 0];
}

std::string without_end(std::string line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    return line;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t to = std::min(text.find("\r\n", from), text.size());
        lines.push_back(text.substr(from, to - from));
        from = to + 2;
    }
    return lines;
}

std::string meaning(smtp::Verb verb, const std::string& recipient, const std::string& sender) {
    using smtp::Verb;
    switch (verb) {
        case Verb::ehlo:
        case Verb::helo:
        case Verb::lhlo: return "says who it is; the server lists what it offers";
        case Verb::starttls: return "asks to go on inside TLS";
        case Verb::auth: return "signs in as " + sender;
        case Verb::mail: return "names the sender, " + sender;
        case Verb::rcpt: return "names the recipient, " + recipient;
        case Verb::data: return "asks to hand over the content";
        case Verb::quit: return "takes its leave";
        case Verb::rset: return "drops the transaction";
        default: return std::string(smtp::name(verb));
    }
}

}  // namespace

void Teller::opened(const Fact& fact) {
    Talk talk{fact.node, fact.other, !fact.other.valid(), 0, {}, "", base::Duration{fact.value}};
    talk.protocol = std::string(estate::name(static_cast<estate::Protocol>(fact.detail)));
    facts::Step letter = talk.person ? facts::Step::compose : facts::Step::send;
    bool wire = fact.amount != 0;
    std::string what = wire ? fmt::format("connects to {} on port {}, {}", who(fact.node), fact.code,
                                          tls_text(fact.enhanced))
                            : fmt::format("hands the message to {} over {} (port {})", who(fact.node),
                                          talk.protocol, fact.code);
    Step& step = add(fact, fact.other, letter, what);
    step.protocol = talk.protocol;
    step.next = fact.node;
    if (!wire) return;
    // The greeting is the server's first word; what the server asks before it belongs to it.
    Step& greeting = add(fact, fact.node, letter, "greets");
    greeting.at = fact.at + 3 * talk.one_way;
    greeting.protocol = talk.protocol;
    talk.current = steps_.size() - 1;
    talk.unanswered.push_back(talk.current);
    talks_[static_cast<std::uint64_t>(fact.amount)] = std::move(talk);
}

// A connection that was opened for another message and kept.
void Teller::reused(const Fact& fact) {
    Talk talk{fact.node, fact.other, !fact.other.valid(), 0, {}, "smtp", base::Duration{fact.value}};
    Step& step = add(fact, fact.other, facts::Step::send,
                     fmt::format("uses a connection to {} that is still open", who(fact.node)));
    step.protocol = talk.protocol;
    step.next = fact.node;
    talks_[static_cast<std::uint64_t>(fact.amount)] = std::move(talk);
}

void Teller::line(const Fact& fact) {
    auto number = static_cast<std::uint64_t>(fact.amount);
    if (fact.detail == 'C' && !talks_.contains(number)) reused(fact);
    auto found = talks_.find(number);
    if (found == talks_.end()) return;
    Talk& talk = found->second;
    if (fact.detail == 'C') return command(talk, fact);
    if (talk.unanswered.empty()) return;
    Step& step = steps_[talk.unanswered.front()];
    talk.unanswered.pop_front();
    mail::Reply reply{fact.code, fact.detail == 'E' ? mail::Enhanced{} : mail::unpack_enhanced(fact.enhanced),
                      ""};
    std::string text = words(
        scene_, fact.text ? fact.text : "", letter(fact), fact.recipient, fact.other, fact.node, fact.at,
        estate::queue_id(scene_.node(fact.node), Clock(scene_.start_of_week), fact.at, fact.message));
    reply.text = text;
    std::string whole = smtp::format(reply);
    if (fact.detail == 'E') {
        whole = smtp::format_listing(reply, offers_of(scene_.node(fact.node), fact.enhanced));
    }
    for (std::string& one : split(whole)) step.lines.push_back({fact.at, 'S', std::move(one)});
    if (fact.code >= 400) step.stopped = true;
}

void Teller::command(Talk& talk, const Fact& fact) {
    smtp::Command command;
    command.verb = smtp::verb_named(fact.text);
    const Letter& l = letter(fact);
    if (command.verb == smtp::Verb::mail) {
        command.address = l.message.sender;
        command.size = l.message.size.count;
    }
    if (command.verb == smtp::Verb::rcpt) command.address = l.recipient(fact.recipient, fact.other, fact.at);
    std::string text =
        without_end(smtp::format(command, &scene_.estate.book, client_of(scene_, talk.client, l).helo));
    if (command.verb == smtp::Verb::auth) text += " PLAIN ********";
    bool to = command.verb == smtp::Verb::rcpt;
    Step& step = add(fact, talk.client, talk.person ? facts::Step::compose : facts::Step::send,
                     meaning(command.verb, to ? address(command.address) : "", address(l.message.sender)));
    step.protocol = talk.protocol;
    step.next = talk.node;
    step.lines.push_back({fact.at, 'C', text});
    talk.current = steps_.size() - 1;
    talk.unanswered.push_back(talk.current);
}

void Teller::content(const Fact& fact) {
    auto found = talks_.find(static_cast<std::uint64_t>(fact.amount));
    if (found == talks_.end()) return;
    Talk& talk = found->second;
    std::int64_t octets = letter(fact).message.size.count;
    Step& step = add(fact, talk.client, talk.person ? facts::Step::compose : facts::Step::send,
                     fmt::format("sends the content; its last octet arrives after {}",
                                 length_text(base::Duration{fact.value})));
    step.protocol = talk.protocol;
    step.next = talk.node;
    step.lines.push_back({fact.at, 'C', fmt::format("(content, {} octets)", octets)});
    step.lines.push_back({fact.at, 'C', "."});
    talk.current = steps_.size() - 1;
    talk.unanswered.push_back(talk.current);
}

void Teller::tls(const Fact& fact) {
    auto found = talks_.find(static_cast<std::uint64_t>(fact.amount));
    if (found == talks_.end()) return;
    Step& step =
        add(fact, found->second.client, found->second.person ? facts::Step::compose : facts::Step::send,
            "TLS handshake (TLS 1.3, one round trip)");
    step.protocol = found->second.protocol;
    step.next = found->second.node;
}

void Teller::closed(const Fact& fact) {
    auto found = talks_.find(static_cast<std::uint64_t>(fact.amount));
    if (found == talks_.end()) return;
    if (fact.detail == 1) {
        Step& step = add(fact, found->second.client, facts::Step::send, "the connection is lost");
        step.protocol = found->second.protocol;
        step.stopped = true;
    }
    talks_.erase(found);
}

void Teller::unreached(const Fact& fact) {
    bool dns = fact.code == 53;
    std::string where = fact.other.valid() ? who(fact.other)
                        : fact.text        ? std::string(fact.text)
                                           : "an address without a server";
    std::string what = fact.detail == 1
                           ? fmt::format("connects to {} on port {}: connection refused", where, fact.code)
                           : fmt::format("gets no answer from {} on port {}, waits {}", where, fact.code,
                                         length_text(base::Duration{fact.value}));
    Step& step = add(fact, fact.node,
                     dns                 ? fact.step
                     : fact.node.valid() ? facts::Step::send
                                         : facts::Step::compose,
                     what);
    step.protocol = dns ? "dns" : "smtp";
    step.next = fact.other;
    step.stopped = true;
}

void Teller::asked(const Fact& fact) {
    const decide::Rule& rule = decide::rule(fact.rule);
    Step& step =
        add(fact, fact.node, fact.step, fmt::format("{} {}", rule.question, fact.text ? fact.text : ""));
    step.rule = std::string(rule.name);
    step.pointer = pointer_of(scene_.node(fact.node), fact.rule, fact.value);
}

void Teller::objected(const Fact& fact) {
    std::string what = "refuses";
    base::NodeId client;
    if (auto talk = talks_.find(static_cast<std::uint64_t>(fact.amount)); talk != talks_.end())
        client = talk->second.client;
    std::string question;
    if (fact.rule.valid()) question = std::string(decide::rule(fact.rule).question) + " ";
    Step& step = add(fact, fact.node, fact.step, question + reply(fact, client, fact.node));
    if (fact.rule.valid()) {
        step.rule = std::string(decide::rule(fact.rule).name);
        step.pointer = pointer_of(scene_.node(fact.node), fact.rule);
    }
    step.stopped = true;
}

void Teller::name_asked(const Fact& fact) {
    std::string type = dns::to_string(static_cast<dns::Type>(fact.code));
    auto status = static_cast<dns::Status>(fact.detail);
    std::string how = fact.enhanced ? "known from memory"
                                    : fmt::format("asked anew, {}", length_text(base::Duration{fact.value}));
    Step& step =
        add(fact, fact.other, fact.step,
            fmt::format("asks {} for {} of {}: {}", scene_.node(fact.node).id, type, fact.text, how));
    step.protocol = "dns";
    step.next = fact.node;
    step.lines.push_back(
        {fact.at - base::Duration{fact.value}, '?', fmt::format("{}. IN {}", fact.text, type)});
    if (status != dns::Status::ok) {
        step.lines.push_back({fact.at, '!', std::string(dns::to_string(status))});
        step.stopped = true;
    }
}

void Teller::name_answer(const Fact& fact) {
    if (steps_.empty()) return;
    steps_.back().lines.push_back(
        {fact.at, '!',
         fmt::format("{} {} {}", fact.value, dns::to_string(static_cast<dns::Type>(fact.code)), fact.text)});
}

}  // namespace mailsim::render
