#include "report/path_text.hpp"

#include <fmt/format.h>

#include "base/quantity.hpp"

namespace mailsim::report {
namespace {

constexpr std::size_t question_indent = 5;  // "  B  "

std::string shown(const estate::Estate& estate, mail::Address address) {
    return address.null() ? "<> (the null sender)" : estate.book.text(address);
}

std::string node_id(const estate::Estate& estate, base::NodeId node) {
    return node.valid() ? estate.node(node).id : "the sender's own program";
}

// Who holds the message at its end: the last server that took it, else the one that sends.
std::string holder(const estate::Estate& estate, const path::Walk& walk) {
    if (!walk.route.empty()) return estate.node(walk.route.back()).id;
    return walk.hops.empty() ? "the sender" : node_id(estate, walk.hops.front().node);
}

// "Delivered into the mailbox of sana@acme.example on be2."
std::string sentence(const estate::Estate& estate, const path::Request& request, const path::Walk& walk) {
    std::string to = shown(estate, walk.recipient.null() ? request.to : walk.recipient),
                at = node_id(estate, walk.decided_at), held = holder(estate, walk);
    std::string refused = at == held ? fmt::format("at {}", at) : fmt::format("by {}", at);
    switch (walk.outcome) {
        case mail::Outcome::delivered:
            return fmt::format(
                "into the mailbox of {} on {}{}.", to, at,
                walk.folder.empty() ? "" : ", where the client's own rule puts it into " + walk.folder);
        case mail::Outcome::rejected: return fmt::format("at {}: no server took the message over.", at);
        case mail::Outcome::bounced:
            return fmt::format("{}: {} sends {} a notification.", refused, held, shown(estate, request.from));
        case mail::Outcome::deferred:
            return fmt::format("{}: it waits {} and is tried again.", refused,
                               at == held ? "there" : "at " + held);
        case mail::Outcome::discarded: return fmt::format("{}: nobody is told.", refused);
        case mail::Outcome::quarantined: return fmt::format("at {}: a person has to release it.", at);
    }
    return "";
}

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string label(std::string_view name, const std::string& text, Ink ink) {
    constexpr std::size_t width = 9;
    return ink.dim(padded(name, width)) + wrapped(text, width) + "\n";
}

std::string summary(const estate::Estate& estate, const path::Request& request, const path::Walk& walk,
                    Ink ink) {
    std::string word = capital(mail::name(walk.outcome));
    bool delivered = walk.outcome == mail::Outcome::delivered;
    std::string first = wrapped(word + " " + sentence(estate, request, walk), 0).substr(word.size());
    std::string out = (delivered ? ink.good(word) : ink.bad(word)) + first + "\n\n";
    estate::ClientKind kind = request.client.value_or(estate.client_kind(request.from));
    out += label("from", fmt::format("{}, {}", shown(estate, request.from), estate::name(kind)), ink);
    out += label("to", fmt::format("{}, {}", shown(estate, request.to), base::to_string(request.size)), ink);
    std::string route;
    for (base::NodeId node : walk.route) route += (route.empty() ? "" : " -> ") + estate.node(node).id;
    if (!route.empty()) out += label("route", route, ink);
    std::string code = walk.reply.code ? fmt::format("{} ", walk.reply.code) : "no reply: ";
    out += label("reply", code + walk.reply_text, ink);
    std::string decided = fmt::format("{}, rule {}", node_id(estate, walk.decided_at), walk.rule);
    if (!walk.pointer.empty()) decided += fmt::format(", stands at {} of {}", walk.pointer, estate.name);
    return out + label("decided", decided, ink);
}

// "be2  backend, be2.nayatel.net.pk [203.82.48.139]"
std::string node_line(const estate::Estate& estate, base::NodeId node, Ink ink) {
    if (!node.valid()) return "\n" + ink.bold("sender's own program") + "\n";
    const estate::Node& n = estate.node(node);
    std::string text = fmt::format("{}, {}", estate::name(n.role), n.name);
    if (!n.addresses.empty()) text += fmt::format(" [{}]", base::to_string(n.addresses.front()));
    return "\n" + ink.bold(n.id) + "  " + wrapped(text, columns(n.id) + 2) + "\n";
}

std::string over(const decide::Asked& asked) {
    constexpr std::string_view words[] = {"no TLS", "STARTTLS", "TLS"};
    if (!asked.port) return "";
    return fmt::format("port {}, {}", asked.port, words[static_cast<std::size_t>(asked.tls)]);
}

std::string question_lines(const decide::Asked& asked, const std::string& connection, Ink ink) {
    std::string asks = visible(asked.question), answers = visible(asked.answer), out;
    out += "  " + ink.bold(std::string(1, static_cast<char>(asked.step))) + "  " +
           wrapped(asks, question_indent);
    std::string answer = wrapped(answers, question_indent + 2);
    bool fits = question_indent + columns(asks) + 2 + columns(answers) <= page_width;
    out += fits ? "  " : "\n" + std::string(question_indent + 2, ' ');
    out += (asked.decided ? ink.bad(answer) : ink.good(answer)) + "\n";
    std::string why = asked.rule;
    if (!asked.pointer.empty()) why += " at " + asked.pointer;
    if (!connection.empty()) why += "; " + connection;
    return out + std::string(question_indent + 2, ' ') + ink.dim(wrapped(why, question_indent + 2)) + "\n";
}

}  // namespace

namespace {

std::string walk_lines(const estate::Estate& estate, const path::Walk& walk, Ink ink) {
    std::string out, last_connection;
    const decide::Asked* before = nullptr;
    for (const decide::Asked& asked : walk.hops) {
        bool same_node = before && before->node == asked.node;
        if (!same_node) out += node_line(estate, asked.node, ink);
        // a connection is named once, at its first question
        std::string connection = over(asked);
        out += question_lines(asked, connection == last_connection ? "" : connection, ink);
        last_connection = connection;
        before = &asked;
    }
    return out;
}

// What nodes made of the message, each with the way that it went.
std::string made_lines(const estate::Estate& estate, const path::Request& request, const path::Walk& walk,
                       Ink ink) {
    std::string out;
    for (const path::Made& mail : walk.made) {
        path::Request further = request;
        further.from = mail.from;
        further.to = mail.to;
        std::string what =
            fmt::format("{} makes mail from {} to {} (rule {} at {})", node_id(estate, mail.at),
                        shown(estate, mail.from), estate.book.text(mail.to), mail.rule, mail.pointer);
        out += "\n" + wrapped(what, 0) + "\n";
        std::string end = capital(mail::name(mail.walk.outcome)) + " " + sentence(estate, further, mail.walk);
        out += wrapped(end, 0) + "\n" + walk_lines(estate, mail.walk, ink) +
               made_lines(estate, further, mail.walk, ink);
    }
    return out;
}

}  // namespace

std::string path_text(const estate::Estate& estate, const path::Request& request, const path::Walk& walk,
                      Ink ink) {
    return summary(estate, request, walk, ink) + walk_lines(estate, walk, ink) +
           made_lines(estate, request, walk, ink);
}

}  // namespace mailsim::report
