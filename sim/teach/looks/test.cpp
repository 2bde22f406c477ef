// The mail program's own test of its settings: it signs in to read mail, and sends a message to itself.
#include <fmt/format.h>

#include "teach/door.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

using Stop = Knock::Stop;

std::string reason(const Knock& k) {
    std::string where = fmt::format("{} port {}", k.server, k.port);
    switch (k.stop) {
        case Stop::none: return "";
        case Stop::no_name: return fmt::format("The server {} cannot be found. Check the name.", k.server);
        case Stop::no_answer: return fmt::format("{} does not answer. The time is over.", where);
        case Stop::refused: return fmt::format("Cannot connect to {}: the connection is refused.", where);
        case Stop::tls:
            return fmt::format(
                "Connected to {}, but the server does not support this kind of encryption "
                "there. Change the encryption, or the port.",
                where);
        case Stop::turned_away: return fmt::format("{} closed the connection and said:", where);
        case Stop::away:
            return fmt::format("{} answers, but cannot reach the mailbox now. Try later.", where);
        case Stop::sign_in:
            return fmt::format("Connected to {}, but it does not accept the user name or the password.",
                               where);
        case Stop::mail: return fmt::format("Signed in to {}, but the message was refused:", where);
    }
    return "";
}

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
