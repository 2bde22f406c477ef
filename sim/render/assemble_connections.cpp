// Connections: who connects, what is refused, which commands were given.
#include <fmt/format.h>

#include <cstring>

#include "render/assemble.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

std::string Assembler::host_text(base::NodeId node, const char* name, std::uint16_t port) const {
    if (!node.valid()) return name ? fmt::format("{}:{}", name, port) : "";
    const estate::Node& n = scene_.node(node);
    return fmt::format("{}[{}]:{}", name ? name : n.name.c_str(), address_of(n), port);
}

void Assembler::take_connection(const Fact& fact) {
    if (fact.kind == Kind::opened) return open(fact);
    if (fact.kind == Kind::unreached) return unreached(fact);
    if (fact.kind == Kind::decision) return rejected(fact);
    auto number = static_cast<std::uint64_t>(fact.amount);
    if (fact.kind == Kind::line) return line(connection(number, fact), fact);
    auto found = connections_.find(number);
    if (found == connections_.end()) return;
    if (fact.kind == Kind::closed) return close(number, fact);
    found->second.tls = true;
    Event e = event(Event::What::greeted_tls, fact, found->second.node, found->second.peer);
    e.at = fact.at + base::Duration{fact.value};
    e.connection = number;
    emit(std::move(e));
}

void Assembler::open(const Fact& fact) {
    auto protocol = static_cast<estate::Protocol>(fact.detail);
    bool wire = fact.amount != 0;  // else one request of a session that has no wire protocol here
    Connection c;
    c.node = fact.node;
    c.peer = fact.other;
    c.message = fact.message;
    c.opened = fact.at;
    c.port = fact.code;
    c.protocol = protocol;
    c.number = static_cast<std::uint64_t>(fact.amount);
    c.host = host_text(fact.node, fact.text, fact.code);
    if (fact.other.valid()) {
        trying(fact.other, fact.message, fact.node) = {
            static_cast<std::uint64_t>(fact.amount), {}, false, c.host, fact.code};
    }
    Event e = event(Event::What::connected, fact, fact.node, fact.other);
    e.at = fact.at + 3 * base::Duration{fact.value};  // the handshake of TCP takes one and a half round trips
    e.connection = static_cast<std::uint64_t>(fact.amount);
    e.port = fact.code;
    e.protocol = protocol;
    e.tls = fact.enhanced != 0;
    c.tls = fact.enhanced == static_cast<std::uint16_t>(estate::Tls::implicit);
    if (!wire) {
        e.at = fact.at;
        c.tls = e.tls;
    }
    emit(std::move(e));
    // A request without a wire is found again by the message that it carries.
    std::uint64_t number = wire ? static_cast<std::uint64_t>(fact.amount) : request_of(fact.message);
    connections_[number] = std::move(c);
    bringing_[key(fact.node, fact.message)] = number;
}

// A connection that other messages opened, which nobody followed, is met in the middle.
Assembler::Connection& Assembler::connection(std::uint64_t number, const Fact& line) {
    auto [place, fresh] = connections_.try_emplace(number);
    Connection& c = place->second;
    if (!fresh) return c;
    c.node = line.node;
    c.peer = line.other;
    c.message = line.message;
    c.opened = line.at;
    c.port = 25;
    c.number = number;
    c.host = host_text(line.node, nullptr, c.port);
    return c;
}

// Each transaction of a connection may be another message's.
void Assembler::mail_given(Connection& c, const Fact& fact) {
    if (c.message != fact.message) {
        c.message = fact.message;
        bringing_[key(c.node, c.message)] = c.number;
    }
    c.mail_given = true;
    c.objected = false;
    c.mail_at = fact.at;
    if (c.peer.valid()) trying(c.peer, c.message, c.node) = {c.number, fact.at, true, c.host, c.port};
}

void Assembler::named(Connection& c, base::RecipientId recipient, base::Instant at) {
    named_here_[key(c.node, recipient)] = c.number;
    c.named.push_back(recipient);
    if (c.peer.valid())
        named_there_[key(c.peer, recipient)] = {{c.number, c.mail_at, true, c.host, c.port}, c.node, at};
}

void Assembler::line(Connection& c, const Fact& fact) {
    if (fact.detail == 'C') {
        std::size_t place = 0;
        while (place < c.commands.size() && std::strcmp(c.commands[place].verb, fact.text) != 0) ++place;
        if (place == c.commands.size()) c.commands.push_back({fact.text, 0, 0});
        ++c.commands[place].given;
        c.unanswered.push_back(place);
        if (std::strcmp(fact.text, "MAIL") == 0) mail_given(c, fact);
        if (std::strcmp(fact.text, "RCPT") == 0 && fact.recipient.valid()) named(c, fact.recipient, fact.at);
        return;
    }
    // The greeting answers no command, nor does the answer to the content.
    if (c.unanswered.empty()) return;
    Event::Count& command = c.commands[c.unanswered.front()];
    if (fact.code >= 400) ++command.refused;
    c.unanswered.pop_front();
    if (std::strcmp(command.verb, "MAIL") == 0 && !c.objected && declared_too_large(fact)) too_large(c, fact);
}

// The session itself compares the size that a client declares: no rule is asked.
bool Assembler::declared_too_large(const Fact& reply) {
    return reply.code == 552 && mail::to_string(mail::unpack_enhanced(reply.enhanced)) == "5.3.4";
}

void Assembler::too_large(const Connection& c, const Fact& reply) {
    Event e = event(Event::What::rejected, reply, c.node, c.peer);
    e.protocol = c.protocol;
    e.port = c.port;
    e.point = smtp::Point::mail;
    e.connection = c.number;
    e.recipient = {};
    e.to = {};
    e.rule = decide::rule_id("size");
    e.text = words(scene_, reply.text ? reply.text : "", *e.letter, {}, c.peer, c.node, reply.at);
    emit(std::move(e));
}

void Assembler::close(std::uint64_t number, const Fact& fact) {
    Connection& c = connections_[number];
    Event e = event(Event::What::disconnected, fact, c.node, c.peer);
    e.at = fact.at + base::Duration{fact.value};
    e.connection = number;
    e.commands = std::move(c.commands);
    emit(std::move(e));
    if (auto at = bringing_.find(key(c.node, c.message)); at != bringing_.end() && at->second == number)
        bringing_.erase(at);
    for (base::RecipientId one : c.named)
        if (auto at = named_here_.find(key(c.node, one)); at != named_here_.end() && at->second == number)
            named_here_.erase(at);
    connections_.erase(number);
}

Assembler::Connection* Assembler::bringing(base::NodeId node, const Fact& fact) {
    auto by_recipient = named_here_.find(key(node, fact.recipient));
    auto by_message = bringing_.find(key(node, fact.message));
    if (by_recipient == named_here_.end() && by_message == bringing_.end()) return nullptr;
    auto found =
        connections_.find(by_recipient != named_here_.end() ? by_recipient->second : by_message->second);
    return found == connections_.end() ? nullptr : &found->second;
}

void Assembler::unreached(const Fact& fact) {
    if (!fact.node.valid() || fact.code == 53) return;
    Event e = event(Event::What::unreached, fact, fact.node, fact.other);
    e.at = fact.at + base::Duration{fact.value};
    e.refused_connection = fact.detail == 1;
    e.port = fact.code;
    e.code = 0;
    e.host = host_text(fact.other, fact.text, fact.code);
    // Parts of a message may have come one after the other: each is in a care of its own.
    e.care = care_of(fact.node, fact.recipient);
    e.recipient = {};
    e.to = {};
    if (auto care = latest_.find(key(fact.node, fact.message)); !e.care && care != latest_.end())
        e.care = care->second;
    trying(fact.node, fact.message, fact.other) = {0, {}, false, e.host, fact.code};
    emit(std::move(e));
}

// A rule of `node` objected. What it did to the recipients is told where they end; this is the refusal
// itself.
void Assembler::rejected(const Fact& fact) {
    if (fact.code < 400) return;  // discarded or held: told as the recipient's end
    auto found = connections_.find(static_cast<std::uint64_t>(fact.amount));
    Event e = event(Event::What::rejected, fact, fact.node, {});
    if (found != connections_.end()) {
        Connection& c = found->second;
        c.objected = true;
        e.peer = c.peer;
        e.protocol = c.protocol;
        e.port = c.port;
        if (c.commands.empty())
            e.point = smtp::Point::connect;
        else if (std::strcmp(c.commands.back().verb, "AUTH") == 0)
            e.point = smtp::Point::auth;
        else if (!c.mail_given)
            e.point = smtp::Point::helo;
        else
            e.point = fact.recipient.valid() ? smtp::Point::rcpt
                      : c.commands.back().given > 0 && std::strcmp(c.commands.back().verb, "DATA") == 0
                          ? smtp::Point::content
                          : smtp::Point::mail;
    } else if (fact.amount == 0 && fact.recipient.valid() && care_of(fact.node, fact.recipient)) {
        return;  // local delivery: told as the attempt
    } else {
        e.point = fact.recipient.valid() ? smtp::Point::rcpt : smtp::Point::mail;
        e.protocol = estate::Protocol::webmail;
    }
    e.connection = static_cast<std::uint64_t>(fact.amount);
    e.text = words(scene_, fact.text ? fact.text : "", *e.letter, fact.recipient, e.peer, fact.node, fact.at);
    emit(std::move(e));
}

}  // namespace mailsim::render
