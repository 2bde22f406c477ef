#include "teach/views.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/clock.hpp"
#include "render/views.hpp"

namespace mailsim::teach {
namespace {

using What = Happening::What;

// The log that this server's software writes, as far as there is such a dialect.
std::string dialect_of(const estate::Node& node) {
    std::string wanted = "postfix";
    if (node.software.find("Axigen") != std::string::npos) wanted = "axigen";
    if (node.role == estate::Role::standalone) wanted = "exim";
    return render::find_log_dialect(wanted) ? wanted : "postfix";
}

std::string reply_of(const Happening& h) {
    std::string enhanced = mail::to_string(mail::unpack_enhanced(h.enhanced));
    std::string code = h.code ? fmt::format("{} {}{}", h.code, enhanced, enhanced.empty() ? "" : " ") : "";
    // Some replies carry their codes in their words already.
    return !code.empty() && h.text.starts_with(std::to_string(h.code)) ? h.text : code + h.text;
}

// What the panel calls it.
std::string_view status_of(What what) {
    switch (what) {
        case What::taken: return "accepted";
        case What::rejected: return "rejected";
        case What::sent: return "delivered";
        case What::deferred: return "waiting";
        case What::bounced: return "failed";
        case What::dropped: return "discarded";
        case What::held: return "filtered";
    }
    return "";
}

std::string shown_sender(const std::string& from) { return from.empty() ? "(bounce)" : from; }

std::string at_text(base::Instant at) { return clock_text(at.time_since_epoch()); }

const Letter* letter_of(World& world, const Happening& h) {
    for (const Letter& letter : world.record().letters())
        if (letter.message.id == h.message && (!h.recipient.valid() || letter.id == h.recipient))
            return &letter;
    return nullptr;
}

// What refused this letter last, until now.
const Happening* failure_of(World& world, const Letter& letter) {
    const Happening* last = nullptr;
    for (const Happening& h : world.happenings()) {
        if (h.at.time_since_epoch() > world.now()) continue;
        bool failed = h.what == What::rejected || h.what == What::deferred || h.what == What::bounced;
        if (failed && h.message == letter.message.id && (!h.recipient.valid() || h.recipient == letter.id))
            last = &h;
    }
    return last;
}

const Letter* by_message(World& world, base::MessageId id) {
    for (const Letter& letter : world.record().letters())
        if (letter.message.id == id) return &letter;
    return nullptr;
}

std::string bounce_of(World& world, const Letter& failed, const std::string& from_host) {
    const Happening* why = failure_of(world, failed);
    std::string words = why ? reply_of(*why) : "";
    std::string who = why && !why->host.empty() ? "host " + why->host + " said: " : "";
    if (why && why->what == What::rejected && why->node.valid())
        who = fmt::format("host {} said: ", world.estate().node(why->node).name);
    return fmt::format(
        "From: Mail Delivery System <MAILER-DAEMON@{}>\n"
        "Subject: Undelivered Mail Returned to Sender\n\n"
        "Your message could not be delivered to:\n<{}>: {}{}\n",
        from_host, failed.to, who, words);
}

}  // namespace

std::vector<std::string> log_lines(World& world, base::NodeId node, const std::string& filter) {
    std::vector<std::string> out;
    base::Instant until{world.now()};
    for (render::LogLine& line :
         render::log_of(world.scene(), world.told(), dialect_of(world.estate().node(node)), node, until))
        if (line.text.find(filter) != std::string::npos) out.push_back(std::move(line.text));
    return out;
}

std::string queue_text(World& world, base::NodeId node) {
    std::string out;
    std::size_t number = 0;
    for (const render::Care& care :
         render::queue_at(world.scene(), world.told(), node, base::Instant{world.now()})) {
        const Letter* first = by_message(world, care.message);
        if (!first) continue;
        for (const render::Care::Waiting& w : care.waiting) {
            ++number;
            const render::Letter* letter = world.told().letter(care.message);
            std::string to = letter ? world.estate().book.text(letter->recipient(w.recipient)) : "";
            out += fmt::format("  {}  {} to {}\n", at_text(care.arrived), shown_sender(first->from), to);
            out += fmt::format("         tried {} time{}{}\n", w.attempts, w.attempts == 1 ? "" : "s",
                               w.due == base::never ? "" : ", next try at " + at_text(w.due));
            if (!w.reason.empty()) out += fmt::format("         {}\n", w.reason);
        }
    }
    if (out.empty()) return "The queue is empty.\n";
    return fmt::format("Waiting: {}\n", number) + out;
}

std::string track_text(World& world, base::NodeId server, const std::string& address) {
    std::string out;
    for (const Happening& h : world.happenings()) {
        if (h.node != server || h.at.time_since_epoch() > world.now() || h.what == What::taken) continue;
        const Letter* letter = letter_of(world, h);
        if (!letter || (letter->from != address && letter->to != address)) continue;
        out += fmt::format("  {}  {:<9}  {} to {}\n", at_text(h.at), status_of(h.what),
                           shown_sender(letter->from), letter->to);
        std::string words = reply_of(h);
        if (h.what != What::sent && !words.empty()) out += fmt::format("         {}\n", words);
        if (h.what == What::sent && !h.local && !h.host.empty())
            out += fmt::format("         to {}\n", h.host);
    }
    return out.empty() ? fmt::format("No rows for {} today.\n", address) : "Track Delivery:\n" + out;
}

// A notification of ours that has reached the mailbox, or the one that another provider's server wrote to its
// own user when ours refused the mail at the door.
std::string bounce_text(World& world, const std::string& address) {
    std::string newest;
    for (const Letter& letter : world.record().letters()) {
        Whereabouts w = letter.at(world.now());
        if (letter.from.empty() && letter.to == address && w.state == State::delivered) {
            const render::Letter* notice = world.told().letter(letter.message.id);
            const Letter* failed = notice ? by_message(world, notice->about) : nullptr;
            std::string host = notice && notice->maker.valid() ? world.estate().node(notice->maker).name : "";
            if (failed) newest = bounce_of(world, *failed, host);
        }
        auto sender = world.estate().domain(letter.message.sender.domain);
        if (letter.from == address && w.state == State::refused && sender && sender->outside)
            newest = bounce_of(world, letter, world.estate().node(sender->home).name);
    }
    return newest;
}

std::string header_text(World& world, const std::string& address) {
    const Letter* newest = nullptr;
    for (const Letter& letter : world.record().letters())
        if (letter.to == address && letter.at(world.now()).state == State::delivered) newest = &letter;
    if (!newest) return "";
    render::Clock clock(world.scene().start_of_week);
    std::string out, from = "the sender's program";
    for (const Happening& h : world.happenings()) {
        if (h.what != What::taken || h.message != newest->message.id) continue;
        const estate::Node& node = world.estate().node(h.node);
        out = fmt::format("Received: from {}\n    by {}; {}\n", from, node.name, clock.mail_date(h.at)) + out;
        from = node.name;
    }
    return out + fmt::format("Date: {}\nFrom: {}\nTo: {}\n", clock.mail_date(newest->message.submitted),
                             newest->from.empty() ? "Mail Delivery System" : newest->from, newest->to);
}

std::string last_words(World& world, const Letter& letter) {
    const Happening* why = failure_of(world, letter);
    return why ? reply_of(*why) : "";
}

}  // namespace mailsim::teach
