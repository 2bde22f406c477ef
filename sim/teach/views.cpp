#include "teach/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "estate/manner.hpp"
#include "render/document.hpp"
#include "render/panel.hpp"
#include "render/views.hpp"
#include "teach/wrap.hpp"

namespace mailsim::teach {
namespace {

using What = Happening::What;

// The log that this server's software writes, as far as there is such a dialect.
std::string dialect_of(const estate::Node& node) {
    switch (estate::manner_of(node)) {
        case estate::Manner::axigen: return "axigen";
        case estate::Manner::exim: return "exim";
        default: return "postfix";
    }
}

std::string reply_of(const Happening& h) {
    std::string enhanced = mail::to_string(mail::unpack_enhanced(h.enhanced));
    std::string code = h.code ? fmt::format("{} {}{}", h.code, enhanced, enhanced.empty() ? "" : " ") : "";
    // Some replies carry their codes in their words already.
    return !code.empty() && h.text.starts_with(std::to_string(h.code)) ? h.text : code + h.text;
}

// The queue id or session by which a line belongs to others, in the three forms of our servers' logs.
std::string id_in(const std::string& line) {
    static const std::regex forms(
        R"(SMTP-(IN|OUT):[0-9A-F]{8}|\b[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}\b|\]: [0-9A-F]{8,}:)");
    std::smatch found;
    return std::regex_search(line, found, forms) ? found.str() : "";
}

std::string shown_sender(const std::string& from) { return from.empty() ? "(bounce)" : from; }

std::string at_text(base::Instant at) { return clock_text(at.time_since_epoch()); }

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

// With a filter, the lines that hold it and those of the same message or session.
std::vector<std::string> log_lines(World& world, base::NodeId node, const std::string& filter) {
    base::Instant until{world.now()};
    std::vector<render::LogLine> lines =
        render::log_of(world.scene(), world.told(), dialect_of(world.estate().node(node)), node, until);
    std::set<std::string> wanted;
    for (const render::LogLine& line : lines)
        if (std::string id = id_in(line.text); !id.empty() && line.text.find(filter) != std::string::npos)
            wanted.insert(id);
    std::vector<std::string> out;
    for (render::LogLine& line : lines)
        if (line.text.find(filter) != std::string::npos || wanted.contains(id_in(line.text)))
            out.push_back(std::move(line.text));
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
            if (!w.reason.empty()) out += wrap(render::why_waiting(w), 78, "         ") + "\n";
        }
    }
    if (out.empty()) return "The queue is empty.\n";
    return fmt::format("Waiting: {}\n", number) + out;
}

std::string track_text(World& world, base::NodeId server, const std::string& address) {
    auto parsed = world.estate().book.parse(address);
    if (!parsed) return fmt::format("No rows for {} today.\n", address);
    std::string out;
    for (const render::PanelRow& row :
         render::panel_rows(world.scene(), world.told(), *parsed, server, base::Instant{world.now()})) {
        out += fmt::format("  {}  {:<9} {} to {}\n", at_text(row.at), render::name(row.state),
                           shown_sender(row.sender), row.recipient);
        if (!row.result.empty()) out += wrap(row.result, 79, "         ") + "\n";
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
    if (newest->from.empty()) return bounce_text(world, address);
    render::Record one;
    one.messages = {newest->message.id};
    one.letters = world.told().letters;
    for (const facts::Fact& fact : world.told().facts)
        if (fact.message == newest->message.id) one.facts.push_back(fact);
    render::Scene scene = world.scene();
    return render::headers({scene, one, {}, {}, base::Instant{world.now()}, {}});
}

std::string last_words(World& world, const Letter& letter) {
    const Happening* why = failure_of(world, letter);
    return why ? reply_of(*why) : "";
}

}  // namespace mailsim::teach
