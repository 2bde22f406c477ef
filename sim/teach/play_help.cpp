// What a trainee can ask for: the commands, the kinds of fault, the playbook, a hint, completion.
#include <fmt/format.h>

#include <algorithm>

#include "base/names.hpp"
#include "teach/commands.hpp"
#include "teach/play.hpp"

namespace mailsim::teach {
namespace {

std::string row(std::string_view usage, std::string_view meaning) {
    constexpr std::size_t column = 27;
    std::string text = wrap(std::string(meaning), 79, std::string(column, ' '));
    return fmt::format("  {:<24} {}\n", usage, text.substr(column));
}

std::string place_words(PlaceKind place) {
    switch (place) {
        case PlaceKind::account: return "the customer's address";
        case PlaceKind::address: return "the mail address";
        case PlaceKind::domain: return "the domain";
        case PlaceKind::node: return "the server";
    }
    return "";
}

// One item of a check: lines after the first stand under its words.
std::string item(const std::string& mark, const std::string& text) {
    std::string under(3 + mark.size(), ' ');
    return "   " + mark + wrap(text, 78, under).substr(under.size()) + "\n";
}

}  // namespace

std::string playbook_page(const Playbook& playbook, const Patient* patient) {
    std::string out = fmt::format("{} ({})\n", playbook.title, playbook.name);
    if (!playbook.customer_says.empty()) out += wrap("\"" + playbook.customer_says + "\"", 78, "  ") + "\n";
    out += wrap(fmt::format("From {}.", playbook.source), 78, "  ") + "\n";
    int number = 0;
    for (const PlaybookCheck& check : playbook.checks) {
        out += fmt::format("\n{}. {}\n", ++number, check.question);
        if (!check.why.empty()) out += wrap(check.why, 78, "   ") + "\n";
        std::vector<std::string> looks = patient ? looks_for(check, *patient) : check.looks;
        if (!looks.empty()) out += item("Look: ", fmt::format("{}", fmt::join(looks, "; ")));
        for (const Outcome& outcome : check.outcomes) {
            out += item("- ", outcome.seen + ".");
            out += wrap(outcome.means + (outcome.desk.empty() ? "" : " Case of: " + outcome.desk + "."), 78,
                        "     ") +
                   "\n";
        }
    }
    if (!patient)
        out +=
            "\nIn braces: {who} the customer's address, {other} the address at the other end, {ip} the\n"
            "customer's IP address; {domain}, {other_domain} the two domains; {entry} the server in the\n"
            "program's settings, {server} the mailbox's, {antispam}, {gateway} those on the way.\n";
    return out;
}

std::string Play::help(const Words& words) const {
    if (!words.empty()) {
        if (const Look* look = find_look(base::lower_case(words[0])))
            return row(look->usage, look->meaning) +
                   fmt::format("  It takes {} min on the drill's clock.\n", look->minutes);
    }
    std::string out = "Look around:\n";
    for (const Look* look : all_looks()) out += row(look->usage, look->meaning);
    out += row("telnet SERVER PORT", "talk to a server; `as ACCOUNT` behind it: from the customer's side");
    out += row("send FROM TO", "send a message to try; `webmail` or a size behind it");
    out += "Say what is wrong:\n";
    out += row("faults", "the kinds of fault that there are");
    out += row("diagnose FAULT at PLACE", "what is wrong, and where");
    out += row("remedy", "mend it yourself");
    out += row("hand over TO with LOOK", "give it to systems or other-side, with a look that shows it");
    out += "Else:\n";
    out += row("ticket, playbook", "read the ticket or the playbook again");
    out += row("hint", "what to look at next (costs points)");
    out += row("quit", "give up");
    return out + fmt::format("The customer of this ticket: {}\n", worlds_->drill().who);
}

std::string Play::fault_list() const {
    std::string out;
    for (const FaultKind* kind : fault_kinds()) {
        out += row(kind->id, fmt::format("{} (at: {})", kind->title, place_words(kind->place)));
    }
    return out;
}

std::string Play::playbook_text() const { return playbook_page(worlds_->playbook(), &worlds_->patient()); }

// The next check of the playbook that was not made yet; when all that tells was seen, which look told.
std::string Play::hint() {
    ++played_.hints;
    Way way = way_by_playbook(*worlds_);
    for (const std::string& look : way.looks) {
        bool made = std::any_of(played_.looks.begin(), played_.looks.end(), [&](const Seen& seen) {
            return seen.command.substr(0, seen.command.find('\n')) == look;
        });
        if (made) continue;
        std::size_t number = check_of(worlds_->playbook(), worlds_->patient(), look).value_or(0);
        return wrap("The playbook asks: " + worlds_->playbook().checks[number].question) +
               fmt::format("\nTry: {}\n", look);
    }
    for (std::size_t i = 0; i < way.telling.size(); ++i)
        if (!way.telling[i].empty()) return fmt::format("Read again what this showed: {}\n", way.telling[i]);
    return "Look at the servers on the way of the mail, one after the other.\n";
}

std::vector<std::string> Play::completions(const std::string& line) {
    std::vector<std::string> all;
    Words words = words_of(line);
    bool fresh = line.empty() || line.back() == ' ';
    if (words.size() + fresh <= 1) {
        for (const Look* look : all_looks()) all.emplace_back(look->name);
        for (const char* name : {"telnet", "send", "diagnose", "remedy", "hand over", "hint", "help",
                                 "faults", "playbook", "ticket", "quit"})
            all.emplace_back(name);
        return all;
    }
    std::string name = base::lower_case(words[0]);
    if (name == "diagnose")
        for (const FaultKind* kind : fault_kinds()) all.emplace_back(kind->id);
    if (name == "hand") all = {"over", "systems", "other-side", "with"};
    const Patient& p = worlds_->patient();
    for (const std::string& text : {p.who, p.other, p.domain, p.other_domain, p.ip})
        if (!text.empty()) all.push_back(text);
    for (const estate::Node& node : world().estate().nodes)
        if (node.role != estate::Role::peer) all.push_back(node.id);
    if (name == "dig") all.insert(all.end(), {"MX", "A", "TXT"});
    return all;
}

}  // namespace mailsim::teach
