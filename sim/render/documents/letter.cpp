// The message itself: its header with a line for each server that took it over, and the whole of it.
#include <fmt/format.h>

#include <algorithm>

#include "render/assemble.hpp"
#include "render/document.hpp"
#include "render/documents/letter.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

// What the servers wrote above the message, the last on top.
struct Stamps : Listener {
    Stamps(const View& its_view, base::MessageId its_message)
        : view(its_view), message(its_message), clock(its_view.scene.start_of_week) {}
    void take(const Event& e) override {
        if (e.letter->message.id != message) return;
        if (e.what == Event::What::taken) stamp(e);
        if (e.what == Event::What::tried && e.local && e.status == Status::sent) deliver(e);
    }
    void stamp(const Event& e) {
        const estate::Node& node = view.scene.node(e.node);
        std::string with = e.care->made_here ? ""
                                             : fmt::format("with ESMTP{}{} ", e.care->tls ? "S" : "",
                                                           e.peer.valid() ? "" : "A");
        std::string to =
            e.letter->recipients.size() == 1
                ? fmt::format("\tfor <{}>; ", view.scene.estate.book.text(e.letter->recipients.front()))
                : "\t; ";
        Peer peer = client_of(view.scene, e.peer, *e.letter);
        std::string from = e.care->made_here ? fmt::format("Received: by {} (Postfix)\n", node.name)
                                             : fmt::format("Received: from {} ({} [{}])\n\tby {} (Postfix) ",
                                                           peer.helo, peer.name, peer.address, node.name);
        std::string id = "id " + postfix_id(clock, e.care->arrived, e.care->message);
        lines.push_back(e.care->made_here ? from + "\t" + id + "; " + clock.mail_date(e.at) + "\n"
                                          : from + with + id + "\n" + to + clock.mail_date(e.at) + "\n");
    }
    void deliver(const Event& e) {
        std::string to = view.scene.estate.book.text(e.letter->recipient(e.recipient));
        const std::string& name = view.scene.node(e.node).name;
        lines.push_back(fmt::format(
            "Received: from {}\n\tby {} with LMTP\n\tid {}\n\t(envelope-from <{}>)\n\tfor <{}>; {}\n", name,
            name, exim_id(clock, e.at, message), view.scene.estate.book.text(e.letter->message.sender), to,
            clock.mail_date(e.at)));
        delivered_to = to;
    }
    const View& view;
    base::MessageId message;
    Clock clock;
    std::vector<std::string> lines;
    std::string delivered_to;
};

// The result of each node's SPF check (RFC 8601).
std::vector<std::string> authentication(const View& view, const Letter& letter) {
    std::vector<std::string> out;
    for (const facts::Fact& f : view.record.facts) {
        if (f.kind != facts::Kind::asked || f.message != letter.message.id || !f.text) continue;
        if (decide::rule(f.rule).name != "spf") continue;
        std::string_view answer = f.text;
        std::string result(answer.substr(0, answer.find(' ')));
        std::string from = view.scene.estate.book.text(letter.message.sender);
        out.push_back(fmt::format("Authentication-Results: {};\n\tspf={} smtp.mailfrom={}\n",
                                  view.scene.node(f.node).name, result, from.empty() ? "<>" : from));
    }
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace

std::string header_of(const View& view, const Letter& letter) {
    Stamps stamps(view, letter.message.id);
    Assembler assembler(view.scene, view.record.letters, stamps);
    for (const facts::Fact& fact : view.record.facts)
        if (fact.at <= view.at) assembler.take(fact);
    assembler.finish();
    const estate::Estate& estate = view.scene.estate;
    std::string sender = estate.book.text(letter.message.sender),
                out = fmt::format("Return-Path: <{}>\n", sender);
    if (!stamps.delivered_to.empty()) out += fmt::format("Delivered-To: {}\n", stamps.delivered_to);
    std::reverse(stamps.lines.begin(), stamps.lines.end());
    for (const std::string& line : authentication(view, letter)) out += line;
    for (const std::string& line : stamps.lines) out += line;
    std::string to;
    for (mail::Address one : letter.recipients) to += (to.empty() ? "" : ",\n\t") + estate.book.text(one);
    std::string from = letter.maker.valid() ? fmt::format("MAILER-DAEMON@{} (Mail Delivery System)",
                                                          view.scene.node(letter.maker).name)
                                            : sender;
    out += fmt::format("Message-ID: <{}>\nDate: {}\nFrom: {}\nTo: {}\n",
                       message_id(view.scene, stamps.clock, letter),
                       stamps.clock.mail_date(letter.message.submitted), from, to);
    return out;
}

const Letter* first_letter(const View& view) {
    for (base::MessageId id : view.record.messages)
        if (const Letter* letter = view.record.letter(id); letter && !letter->about.valid()) return letter;
    return view.record.messages.empty() ? nullptr : view.record.letter(view.record.messages.front());
}

std::string body_of(const Letter& letter, std::size_t header_octets) {
    std::string text = "This message was made by mailsim. It fills the size that was simulated.\n\n";
    constexpr std::string_view filler =
        "The quick brown fox jumps over the lazy dog. 0123456789 abcdefghijklm\n";
    auto size = static_cast<std::size_t>(std::max<std::int64_t>(letter.message.size.count, 0));
    while (header_octets + text.size() + filler.size() <= size) text += filler;
    return text;
}

std::string headers(const View& view) {
    std::string out;
    for (base::MessageId id : view.record.messages) {
        const Letter& letter = *view.record.letter(id);
        if (letter.about.valid()) continue;
        out += (out.empty() ? "" : "\n") + header_of(view, letter) + "Subject: A message from mailsim\n";
    }
    return out;
}

std::string eml(const View& view) {
    const Letter* letter = first_letter(view);
    if (!letter) return "";
    std::string head =
        header_of(view, *letter) +
        "Subject: A message from mailsim\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
        "Content-Transfer-Encoding: 7bit\n\n";
    return head + body_of(*letter, head.size());
}

}  // namespace mailsim::render
