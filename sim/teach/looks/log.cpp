// A server's log, and what waits in its queue.
#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/looks/all.hpp"
#include "teach/views.hpp"

namespace mailsim::teach::looks {
namespace {

constexpr std::size_t most_lines = 40;

// Logs of Nmail's servers are with the systems team (document 002).
std::string from_whom(const estate::Node& node) {
    bool nmail = node.role == estate::Role::backend || node.role == estate::Role::front_end;
    bool antispam = node.role == estate::Role::antispam;
    if (!nmail && !antispam) return "";
    return fmt::format("(You ask the systems team for the log of {}. They send these lines.)\n", node.id);
}

base::NodeId ours(World& world, const std::string& text, std::string& said) {
    base::NodeId node = find_node(world, text);
    if (!node.valid() || world.estate().node(node).role == estate::Role::dns) {
        said = no_such_node(world, text);
        return {};
    }
    if (world.estate().node(node).role == estate::Role::peer) {
        said = fmt::format("{} belongs to another provider. Its log and queue cannot be seen from here.\n",
                           text);
        return {};
    }
    return node;
}

Shown show_log(World& world, const Words& words) {
    if (words.empty()) return mistake(usage("log"));
    std::string said;
    base::NodeId node = ours(world, words[0], said);
    if (!node.valid()) return mistake(said);
    std::string filter;
    for (std::size_t i = 1; i < words.size(); ++i) filter += (i > 1 ? " " : "") + words[i];
    std::vector<std::string> lines;
    for (std::string& line : log_lines(world, node, filter)) lines.push_back(std::move(line));
    std::string out = from_whom(world.estate().node(node));
    if (lines.empty())
        return {out + (filter.empty() ? "The log is empty today.\n"
                                      : fmt::format("No line of today's log says '{}'.\n", filter))};
    std::size_t first = lines.size() > most_lines ? lines.size() - most_lines : 0;
    if (first)
        out += fmt::format("(The last {} of {} lines. Name an address to see fewer.)\n", most_lines,
                           lines.size());
    for (std::size_t i = first; i < lines.size(); ++i) out += lines[i] + "\n";
    return {out};
}

Shown show_queue(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("queue"));
    std::string said;
    base::NodeId node = ours(world, words[0], said);
    if (!node.valid()) return mistake(said);
    if (!world.answers(node)) return {fmt::format("{} does not answer.\n", world.estate().node(node).id)};
    return {queue_text(world, node)};
}

}  // namespace

const Look log{"log",   "log SERVER [FILTER]", "a server's log of today", 5, Argument::node, Argument::text,
               show_log};
const Look queue{"queue",        "queue SERVER", "the mail that waits at a server", 2, Argument::node,
                 Argument::none, show_queue};

}  // namespace mailsim::teach::looks
