// Webmail: signs in as the customer and lists what is in the mailbox. Another way in than the mail program,
// with nothing to be set wrongly.
#include <fmt/format.h>

#include "base/quantity.hpp"
#include "teach/door.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::string folder(World& world, const Letter& letter) {
    auto to = world.mailbox(letter.to);
    auto from = world.estate().book.parse(letter.from);
    if (!to || !from) return "Inbox";
    const estate::ClientRule* rule = decide::client_rule(world.estate(), *to, *from);
    if (!rule) return "Inbox";
    if (!rule->folder.empty()) return rule->folder;
    return rule->action == estate::ClientRule::Action::block ? "Deleted" : "Junk";
}

std::string refusal(const Knock& k) {
    switch (k.stop) {
        case Knock::Stop::turned_away:
            return "The page does not open. The server says:\n    " + k.said + "\n";
        case Knock::Stop::away: return "The page opens, but the mailbox cannot be reached now.\n";
        case Knock::Stop::sign_in: return "The page opens, but the sign-in is refused.\n";
        case Knock::Stop::no_name:
            return fmt::format("The page does not open: {} cannot be found.\n", k.server);
        default: return fmt::format("The page does not open: {} does not answer.\n", k.server);
    }
}

std::string listed(World& world, const std::string& address) {
    std::string out;
    for (const Letter& letter : world.record().letters()) {
        Whereabouts w = letter.at(world.now());
        if (letter.to != address || w.state != State::delivered) continue;
        out += fmt::format("  {}  {:<8}  {:<32} {}\n", clock_text(w.when), folder(world, letter),
                           letter.from.empty() ? "Mail Delivery System (a bounce)" : letter.from,
                           base::to_string(letter.message.size));
    }
    return out.empty() ? "No mail has come today.\n" : "Mail of today:\n" + out;
}

Shown show(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("webmail"));
    std::string said;
    auto account = our_mailbox(world, words[0], said);
    if (!account) return mistake(said);
    Knock in = knock(world, *account, estate::ClientKind::webmail, Direction::in);
    if (!in.ok()) return {refusal(in)};
    std::string address = world.estate().book.text(*account);
    return {fmt::format("Signed in to webmail as {}.\n{}", address, listed(world, address))};
}

}  // namespace

const Look webmail{"webmail", "webmail ACCOUNT", "signs in to webmail as the customer, and lists the mail",
                   2,         Argument::account, Argument::none,
                   show};

}  // namespace mailsim::teach::looks
