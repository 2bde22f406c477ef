// The mail program's own test of its settings: it signs in to read mail, and sends a message to itself.
#include <fmt/format.h>

#include "teach/door.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::string line(const std::string& task, const Knock& k) {
    std::string out = fmt::format("{:<36} {}\n", task, k.ok() ? "Completed" : "Failed");
    if (!k.ok()) out += "    " + reason(k) + "\n";
    if (!k.ok() && !k.said.empty()) out += "    " + k.said + "\n";
    return out;
}

Shown show(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("test"));
    std::string said;
    auto account = our_mailbox(world, words[0], said);
    if (!account) return mistake(said);
    estate::ClientKind kind = program_of(world.estate(), *account);
    if (kind == estate::ClientKind::webmail)
        return mistake("This customer uses webmail only. There is no program to test.\n");
    return {line("Log on to the incoming server", knock(world, *account, kind, Direction::in)) +
            line("Send a test message", knock(world, *account, kind, Direction::out))};
}

}  // namespace

const Look test{"test", "test ACCOUNT",    "the mail program's test of its settings",
                3,      Argument::account, Argument::none,
                show};

}  // namespace mailsim::teach::looks
