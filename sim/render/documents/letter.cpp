// The message itself: its header with a line for each server that took it over, and the whole of it.
#include <fmt/format.h>

#include <algorithm>

#include "render/assemble.hpp"
#include "render/document.hpp"
#include "render/documents/letter.hpp"
#include "render/documents/received.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

// The result of a node's SPF check (RFC 8601); of mail without a sender the name in EHLO is checked (RFC 7208
// 2.4). "": it made none.
std::string authentication(const View& view, const Letter& letter, base::NodeId node, base::Instant by) {
    std::string out;
    for (const facts::Fact& f : view.record.facts) {
        if (f.kind != facts::Kind::asked || f.message != letter.message.id || !f.text || f.node != node)
            continue;
        if (f.at > by || decide::rule(f.rule).name != "spf") continue;
        std::string_view answer = f.text;
        std::string result(answer.substr(0, answer.find(' ')));
        std::string from = "smtp.mailfrom=" + view.scene.estate.book.text(letter.message.sender);
        if (letter.message.sender.null() && letter.maker.valid())
            from = "smtp.helo=" + view.scene.node(letter.maker).name;
        out = fmt::format("Authentication-Results: {};\n\tspf={} {}\n", view.scene.node(f.node).name, result,
                          from);
    }
    return out;
}

// What the servers wrote above the message on its way to one recipient, the last on top.
struct Stamps : Listener {
    Stamps(const View& its_view, const Letter& its_letter, base::RecipientId its_recipient)
        : view(its_view), letter(its_letter), recipient(its_recipient), clock(its_view.scene.start_of_week) {}
    void take(const Event& e) override {
        if (e.letter->message.id != letter.message.id) return;
        if (e.what == Event::What::taken && goes_along(e)) stamp(e);
        if (e.what == Event::What::tried && e.local && e.status == Status::sent && e.recipient == recipient)
            deliver(e);
    }
    bool goes_along(const Event& e) const {
        return e.care->has(recipient) || e.care->has(letter.origin(recipient, e.at));
    }
    void stamp(const Event& e) {
        const estate::Node& node = view.scene.node(e.node);
        const mail::AddressBook& book = view.scene.estate.book;
        Received line{node};
        bool mail = e.protocol == estate::Protocol::smtp || e.protocol == estate::Protocol::submission;
        line.way = e.care->made_here ? Received::Way::local : mail ? Received::Way::mail : Received::Way::web;
        if (!e.care->made_here) line.from = client_of(view.scene, e.peer, letter);
        line.person = !e.peer.valid();
        line.tls = e.care->tls;
        line.id = estate::queue_id(node, clock, e.care->arrived, e.care->message);
        line.sender = book.text(letter.message.sender);
        std::vector<mail::Address> named = named_at(*e.care, letter);
        if (named.size() == 1) line.recipient = book.text(named.front());
        line.date = clock.mail_date(e.at);
        lines.push_back(received_line(line));
        if (!e.care->made_here) lines.push_back(authentication(view, letter, e.node, e.at));
    }
    // Dovecot's LMTP server writes a line of its own; Axigen and Exchange keep the mailboxes themselves.
    void deliver(const Event& e) {
        std::string to = view.scene.estate.book.text(e.to);
        const estate::Node& node = view.scene.node(e.node);
        const estate::Manner manner = estate::manner_of(node);
        if (manner == estate::Manner::axigen || manner == estate::Manner::exchange) return;
        lines.push_back(
            fmt::format("Received: from {0} ([{1}])\n\tby {0} with LMTP\n\tid {2}\n\t(envelope-from "
                        "<{3}>)\n\tfor <{4}>; {5}\n",
                        node.name, address_of(node), exim_id(clock, e.at, letter.message.id),
                        view.scene.estate.book.text(letter.message.sender), to, clock.mail_date(e.at)));
        delivered_to = to;
    }
    const View& view;
    const Letter& letter;
    base::RecipientId recipient;
    Clock clock;
    std::vector<std::string> lines;
    std::string delivered_to;
};

// For whom the header is shown: who was asked for, else the first that has the message, else the first.
base::RecipientId shown_for(const View& view, const Letter& letter) {
    std::vector<base::RecipientId> all;
    for (std::uint32_t n = 0; n < letter.recipients.size(); ++n)
        all.push_back({letter.message.first_recipient.value + n});
    for (const auto& [id, address] : letter.added) all.push_back(id);
    auto last = [&](base::RecipientId id) { return letter.recipient(id, {}, base::never); };
    if (!view.address.null())
        for (base::RecipientId id : all)
            if (letter.recipient(id) == view.address || last(id) == view.address) return id;
    for (const facts::Fact& f : view.record.facts)
        if (f.kind == facts::Kind::delivered && f.message == letter.message.id) return f.recipient;
    return all.empty() ? base::RecipientId{} : all.front();
}

}  // namespace

std::string header_of(const View& view, const Letter& letter, base::RecipientId recipient) {
    Stamps stamps(view, letter, recipient.valid() ? recipient : shown_for(view, letter));
    Assembler assembler(view.scene, view.record.letters, stamps);
    for (const facts::Fact& fact : view.record.facts)
        if (fact.at <= view.at) assembler.take(fact);
    assembler.finish();
    const estate::Estate& estate = view.scene.estate;
    std::string sender = estate.book.text(letter.message.sender),
                out = fmt::format("Return-Path: <{}>\n", sender);
    if (!stamps.delivered_to.empty()) out += fmt::format("Delivered-To: {}\n", stamps.delivered_to);
    std::reverse(stamps.lines.begin(), stamps.lines.end());
    for (const std::string& line : stamps.lines) out += line;
    return out + written_header(view, letter);
}

const Letter* first_letter(const View& view) {
    for (base::MessageId id : view.record.messages)
        if (const Letter* letter = view.record.letter(id); letter && !letter->about.valid()) return letter;
    return view.record.messages.empty() ? nullptr : view.record.letter(view.record.messages.front());
}

namespace {

// On the wire every line ends with two octets.
std::size_t octets_of(std::string_view text) {
    return text.size() + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string body_of(const Letter& letter, std::string_view header) {
    std::string text = "This message was made by mailsim. It fills the size that was simulated.\n\n";
    constexpr std::string_view filler =
        "The quick brown fox jumps over the lazy dog. 0123456789 abcdefghijklm\n";
    auto size = static_cast<std::size_t>(std::max<std::int64_t>(letter.message.size.count, 0));
    std::size_t octets = octets_of(header) + octets_of(text);
    text.reserve(std::max(text.size(), size));
    for (; octets + octets_of(filler) <= size; octets += octets_of(filler)) text += filler;
    if (octets + 2 < size) text += std::string(filler.substr(0, size - octets - 2)) + "\n";
    return text;
}

std::string written_header(const View& view, const Letter& letter) {
    Clock clock(view.scene.start_of_week);
    const estate::Estate& estate = view.scene.estate;
    std::string to;
    for (mail::Address one : letter.recipients) to += (to.empty() ? "" : ",\n\t") + estate.book.text(one);
    std::string from = letter.maker.valid() ? fmt::format("MAILER-DAEMON@{} (Mail Delivery System)",
                                                          view.scene.node(letter.maker).name)
                                            : estate.book.text(letter.message.sender);
    return fmt::format("Message-ID: <{}>\nDate: {}\nFrom: {}\nTo: {}\n",
                       message_id(view.scene, clock, letter), clock.mail_date(letter.message.submitted), from,
                       to);
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
    return head + body_of(*letter, head);
}

}  // namespace mailsim::render
