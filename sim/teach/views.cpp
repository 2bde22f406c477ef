#include "teach/views.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::teach {
namespace {

std::string stamp(base::Instant at) {
    return clock_text(at.time_since_epoch()) +
           fmt::format(":{:02}",
                       std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count() % 60);
}

std::string what(World& world, const facts::Fact& fact) {
    auto id = [&](base::NodeId node) {
        return node.valid() ? world.estate().node(node).name : std::string("?");
    };
    std::string code =
        fact.code ? fmt::format(" ({} {})", fact.code, mail::to_string(mail::unpack_enhanced(fact.enhanced)))
                  : "";
    switch (fact.kind) {
        case facts::Kind::accepted: return "taken";
        case facts::Kind::rejected: return "refused" + code;
        case facts::Kind::received: return "taken from " + id(fact.other);
        case facts::Kind::handed_on: return "handed on to " + id(fact.other);
        case facts::Kind::attempt: return "tried" + code;
        case facts::Kind::deferred: return "waits" + code;
        case facts::Kind::delivered: return "delivered";
        case facts::Kind::bounced: return "bounced" + code;
        case facts::Kind::discarded: return "discarded";
        case facts::Kind::quarantined: return "held";
        default: return "";
    }
}

}  // namespace

std::vector<std::string> log_lines(World& world, base::NodeId node, const std::string& filter) {
    std::vector<std::pair<base::Instant, std::string>> lines;
    for (const Letter& letter : world.record().letters())
        for (const facts::Fact& fact : letter.events) {
            if (fact.node != node || fact.at.time_since_epoch() > world.now()) continue;
            std::string text = what(world, fact);
            if (!text.empty())
                lines.emplace_back(fact.at, fmt::format("{} from=<{}> to=<{}> {}", stamp(fact.at),
                                                        letter.from, letter.to, text));
        }
    std::stable_sort(lines.begin(), lines.end(), [](auto& a, auto& b) { return a.first < b.first; });
    std::vector<std::string> out;
    for (auto& [at, line] : lines)
        if (line.find(filter) != std::string::npos) out.push_back(std::move(line));
    return out;
}

std::string queue_text(World& world, base::NodeId node) {
    std::string out;
    for (const Letter& letter : world.record().letters()) {
        Whereabouts w = letter.at(world.now());
        if (w.state == State::waiting && w.node == node)
            out += fmt::format("  {}  from {} to {}, tried {} times\n", clock_text(w.when), letter.from,
                               letter.to, w.attempts);
    }
    return out.empty() ? "The queue is empty.\n" : out;
}

std::string track_text(World& world, base::NodeId server, const std::string& address) {
    std::string out;
    for (const Letter& letter : world.record().letters()) {
        if (letter.from != address && letter.to != address) continue;
        for (const facts::Fact& fact : letter.events)
            if (fact.node == server && fact.at.time_since_epoch() <= world.now() &&
                !what(world, fact).empty())
                out += fmt::format("  {}  {} -> {}  {}\n", stamp(fact.at), letter.from, letter.to,
                                   what(world, fact));
    }
    return out.empty() ? "No rows.\n" : out;
}

std::string bounce_text(World& world, const std::string& address) {
    for (auto letter = world.record().letters().rbegin(); letter != world.record().letters().rend(); ++letter)
        if (letter->from.empty() && letter->to == address &&
            letter->at(world.now()).state == State::delivered)
            return "bounce\n";
    return "";
}

std::string header_text(World& world, const std::string& address) {
    for (auto letter = world.record().letters().rbegin(); letter != world.record().letters().rend(); ++letter)
        if (letter->to == address && letter->at(world.now()).state == State::delivered)
            return fmt::format("From: {}\nTo: {}\n", letter->from, letter->to);
    return "";
}

std::string last_words(World& world, const Letter& letter) {
    for (auto fact = letter.events.rbegin(); fact != letter.events.rend(); ++fact)
        if (fact->code >= 400 && fact->at.time_since_epoch() <= world.now())
            return fmt::format("{} {}", fact->code, mail::to_string(mail::unpack_enhanced(fact->enhanced)));
    return "";
}

}  // namespace mailsim::teach
