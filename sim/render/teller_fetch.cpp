// Steps K and L: the recipient's program fetches the message, and puts it where its own rules say. Facts tell
// that it fetched, and how much; the lines are those of one such session, with the password left out.
#include <fmt/format.h>

#include <algorithm>

#include "decide/access.hpp"
#include "render/teller.hpp"

namespace mailsim::render {

using facts::Fact;

namespace {

// Who says what, in order; all at the instant at which the session ended.
std::vector<Said> pop3_lines(const Fact& f, const std::string& user, std::int64_t octets) {
    std::vector<Said> out;
    auto say = [&](char who, std::string text) { out.push_back({f.at, who, std::move(text)}); };
    unsigned stored = f.code + (f.enhanced ? static_cast<unsigned>(f.value) : 0);
    say('S', "+OK POP3 server ready");
    say('C', "USER " + user);
    say('S', "+OK");
    say('C', "PASS ********");
    say('S', "+OK Logged in.");
    say('C', "STAT");
    say('S', fmt::format("+OK {} messages, {} of them new", stored, f.value));
    say('C', fmt::format("RETR {}", stored));
    say('S', fmt::format("+OK {} octets", octets));
    say('S', "(the message)");
    if (f.enhanced) say('C', fmt::format("DELE {}", stored)), say('S', "+OK Marked to be deleted.");
    say('C', "QUIT");
    say('S', f.enhanced ? "+OK Logging out, messages deleted." : "+OK Logging out.");
    return out;
}

std::vector<Said> imap_lines(const Fact& f, std::int64_t octets) {
    std::vector<Said> out;
    auto say = [&](char who, std::string text) { out.push_back({f.at, who, std::move(text)}); };
    say('S', fmt::format("* {} EXISTS", f.code));
    say('C', "DONE");
    say('S', "a OK Idle completed.");
    say('C', fmt::format("b FETCH {} (UID FLAGS BODY.PEEK[])", f.code));
    say('S', fmt::format("* {} FETCH (UID {} FLAGS () BODY[] {{{}}}", f.code, f.code, octets));
    say('S', "(the message)");
    say('S', "b OK Fetch completed.");
    say('C', "c IDLE");
    say('S', "+ idling");
    return out;
}

std::string folder_of(const estate::ClientRule* rule) {
    constexpr const char* folders[] = {"Junk", "", "Deleted"};
    if (!rule) return "the inbox";
    return rule->folder.empty() ? folders[static_cast<int>(rule->action)] : rule->folder;
}

}  // namespace

void Teller::fetched(const Fact& fact) {
    mail::Address owner{{static_cast<std::uint32_t>(fact.amount >> 32)},
                        static_cast<std::uint32_t>(fact.amount)};
    auto protocol = static_cast<estate::Protocol>(fact.detail);
    for (base::MessageId id : record_.messages) {
        const Letter& l = *record_.letter(id);
        if (!delivered_to(l, owner, fact.at)) continue;
        Fact own = fact;
        own.message = id;
        std::string with = fact.value == 1 ? "it" : fmt::format("it with {} others", fact.value - 1);
        Step& step = add(own, fact.node, facts::Step::fetch,
                         fmt::format("the program of {} has fetched {} over {}", address(owner), with,
                                     estate::name(protocol)));
        step.protocol = std::string(estate::name(protocol));
        if (protocol == estate::Protocol::pop3)
            step.lines = pop3_lines(fact, address(owner), l.message.size.count);
        if (protocol == estate::Protocol::imap) step.lines = imap_lines(fact, l.message.size.count);
        const estate::ClientRule* rule = decide::client_rule(scene_.estate, owner, l.message.sender);
        Step& rules =
            add(own, {}, facts::Step::client_rules,
                fmt::format("the program's own rules: {}", rule ? "one moves it to " + folder_of(rule)
                                                                : "none applies, it is in the inbox"));
        if (!rule) continue;
        rules.rule = "client_rules";
        rules.pointer = rule->pointer;
    }
}

// Whether a copy of this letter reached the owner's mailbox by then, and was not told as fetched before.
bool Teller::delivered_to(const Letter& letter, mail::Address owner, base::Instant by) {
    for (const Fact& f : record_.facts) {
        if (f.kind != facts::Kind::delivered || f.message != letter.message.id || f.at > by) continue;
        if (letter.recipient(f.recipient, f.node, f.at) == owner)
            return fetched_.insert(f.recipient.value).second;
    }
    return false;
}

}  // namespace mailsim::render
