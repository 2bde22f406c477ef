// What a trainee does about the fault: sends a message to try, names the fault, mends it or hands it over.
#include <fmt/format.h>

#include <algorithm>

#include "base/names.hpp"
#include "base/quantity.hpp"
#include "teach/commands.hpp"
#include "teach/door.hpp"
#include "teach/play.hpp"
#include "teach/views.hpp"
#include "teach/wrap.hpp"

namespace mailsim::teach {
namespace {

constexpr int minutes_of_send = 5;
constexpr std::size_t most_sent = 50;

// What stops a program before any server has seen the message; "" when nothing does.
std::string stopped(World& world, const Letter& letter, const std::string& client) {
    auto sender = world.mailbox(letter.from);
    if (!sender || world.estate().domain(sender->domain)->outside) return "";
    estate::ClientKind kind =
        client == "webmail" ? estate::ClientKind::webmail : program_of(world.estate(), *sender);
    Knock k = knock(world, *sender, kind, Direction::out);
    if (k.ok() || k.stop == Knock::Stop::mail) return "";
    return "It was not sent. " + reason(k) + "\n" + (k.said.empty() ? "" : "    " + k.said + "\n");
}

std::string outcome_text(World& world, const Letter& letter, const std::string& client) {
    if (std::string why = stopped(world, letter, client); !why.empty()) return why;
    Whereabouts w = letter.at(world.now());
    std::string where = w.node.valid() ? world.estate().node(w.node).id : "the sender's program";
    switch (w.state) {
        case State::delivered: return fmt::format("It has arrived at {}.\n", where);
        case State::refused: return fmt::format("{} refused it:\n    {}\n", where, last_words(world, letter));
        case State::bounced:
            return fmt::format("{} sent a bounce back:\n    {}\n", where, last_words(world, letter));
        case State::held: return "The program shows no error. It has not arrived.\n";
        case State::dropped: return "The program shows no error. It has not arrived.\n";
        default: break;
    }
    return "The program shows no error. It has not arrived yet.\n";
}

std::string lower_after(const std::string& line, std::string_view word) {
    std::size_t at = base::lower_case(line).find(word);
    return at == std::string::npos ? "" : line.substr(at + word.size());
}

std::string trimmed(const std::string& text) {
    std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t.");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

// Whether the place that was named is (one of) the fault's.
bool place_is(World& world, const FaultKind& kind, const Fault& fault, const std::string& named) {
    std::vector<std::string> right = places_of(fault), given = places_of({"", named, "", ""});
    if (given.empty()) return false;
    return std::all_of(given.begin(), given.end(), [&](const std::string& one) {
        std::string word = base::lower_case(one);
        if (kind.place == PlaceKind::node) word = node_named(world.estate(), one);
        return std::any_of(right.begin(), right.end(), [&](const std::string& r) {
            return base::lower_case(r) == base::lower_case(word);
        });
    });
}

// A place that is nowhere is a slip of the pen and no answer.
std::string unknown_place(World& world, const std::string& named) {
    for (const std::string& one : places_of({"", named, "", ""})) {
        std::string word = base::lower_case(one);
        const estate::Estate& estate = world.estate();
        bool known = estate.find_node(node_named(estate, one)).valid() || base::parse_ip(one) ||
                     word.find('@') != std::string::npos || word.find('.') != std::string::npos;
        if (!known)
            return fmt::format(
                "There is no server, domain or address '{}'. Say where: diagnose FAULT at PLACE.\n", one);
    }
    return named.empty() ? "Say where: diagnose FAULT at PLACE.\n" : "";
}

std::string desk_title(std::string_view desk) {
    if (desk == "systems") return "The systems team";
    return desk == "other-side" ? "The other side" : "Support";
}

// "systems team" and the like, as people write it.
std::string desk_word(const std::string& text) {
    std::string word = base::lower_case(text);
    if (word.find("system") != std::string::npos) return "systems";
    for (const char* other : {"other", "their", "recipient", "sender", "provider"})
        if (word.find(other) != std::string::npos) return "other-side";
    return word == "support" ? word : "";
}

}  // namespace

std::string Play::send(const Words& words) {
    constexpr const char* form =
        "Write it like this: send FROM TO, or: send FROM TO webmail, or: send FROM TO 30 MB\n";
    if (words.size() < 2 || words.size() > 5) return form;
    if (rings_at + played_.time + std::chrono::hours(1) > horizon)
        return "It is too late today to try that.\n";
    if (worlds_->sent().size() >= most_sent) return "That is enough mail for one drill.\n";
    Sent one{rings_at + played_.time, base::lower_case(words[0]), base::lower_case(words[1]), "", ""};
    std::string size;
    for (std::size_t i = 2; i < words.size(); ++i) {
        if (base::lower_case(words[i]) == "webmail")
            one.client = "webmail";
        else
            size += (size.empty() ? "" : " ") + words[i];
    }
    if (!size.empty()) {
        auto bytes = base::parse_bytes(size);
        if (!bytes) return fmt::format("'{}' is no size: {}.\n", size, bytes.error());
        if (bytes->count < 1 || bytes->count > 1'000'000'000) return "A message has 1 B to 1 GB here.\n";
        one.size = base::exact(*bytes);
    }
    auto from = world().mailbox(one.from);
    if (!from) return fmt::format("There is no mailbox {} to send from.\n", words[0]);
    if (world().estate().domain(from->domain)->outside && !one.client.empty())
        return fmt::format("{} is at another provider. Leave 'webmail' away.\n", words[0]);
    mail::AddressBook scratch;
    auto to = scratch.parse(one.to);
    if (!to || to->null()) return fmt::format("'{}' is no address.\n", words[1]);
    worlds_->send(one);
    base::Duration now = rings_at + played_.time + std::chrono::minutes(minutes_of_send);
    std::size_t number = worlds_->sent().size() - 1;
    auto shown = [&](World& in) {
        in.set_now(now);
        return outcome_text(in, in.sent(number), one.client);
    };
    std::string text = shown(world());
    unsigned tells = 0;
    unsigned hidden = worlds_->hidden();
    for (std::size_t i = 0; i < worlds_->drill().faults.size(); ++i)
        if ((hidden & Worlds::bit(i)) && shown(worlds_->with(hidden & ~Worlds::bit(i))) != text)
            tells |= Worlds::bit(i);
    played_.looks.push_back({"send " + fmt::format("{}", fmt::join(words, " ")), text, now, tells});
    pass(minutes_of_send);
    return text;
}

std::string Play::diagnose(const std::string& line) {
    constexpr const char* form = "Write it like this: diagnose FAULT at PLACE. `faults` lists the faults.\n";
    std::string rest = trimmed(lower_after(line, "diagnose"));
    std::size_t at = base::lower_case(rest).find(" at ");
    if (at == std::string::npos) return form;
    std::string id = base::lower_case(trimmed(rest.substr(0, at))),
                place = unquoted(trimmed(rest.substr(at + 4)));
    const FaultKind* kind = find_fault_kind(id);
    if (!kind) {
        std::vector<std::string_view> names;
        for (const FaultKind* one : fault_kinds()) names.push_back(one->id);
        return sentence(base::unknown_name("fault", id, names)) + " `faults` lists them.\n";
    }
    if (std::string unknown = unknown_place(world(), place); !unknown.empty()) return unknown;
    Given given;
    given.kind = id, given.place = place;
    const auto& faults = worlds_->drill().faults;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        if (faults[i].kind != id) continue;
        bool placed = place_is(world(), *kind, faults[i], place);
        if (given.fault < 0 || placed) given.fault = static_cast<int>(i), given.place_right = placed;
    }
    played_.answers.push_back(given);
    return wrap(fmt::format("You say: {}, at {}.", kind->title, place)) +
           "\nNow mend it (remedy), or give it to who can: hand over systems with LOOK, or\n"
           "hand over other-side with LOOK.\n";
}

// The last step of a right answer. The drill ends when every fault has had one.
std::string Play::close(Given& given) {
    given.accepted = given.case_right = true;
    unsigned mended = 0;
    for (const Given& one : played_.answers)
        if (one.accepted) mended |= Worlds::bit(static_cast<std::size_t>(one.fault));
    if (mended == worlds_->all()) {
        ended_ = solved_ = true;
        return given.done == Given::Done::remedied ? "The customer tries again: it works.\n" : "";
    }
    worlds_->mend(mended);
    world().set_now(rings_at + played_.time);
    return "That was wrong, and it is mended. The customer tries again: it still does not work.\n"
           "There is more to find.\n";
}

std::string Play::remedy() {
    if (played_.answers.empty() || played_.answers.back().accepted)
        return "Say first what is wrong: diagnose FAULT at PLACE.\n";
    Given& given = played_.answers.back();
    const FaultKind& kind = *find_fault_kind(given.kind);
    Fault named{given.kind, given.place, "", ""};
    Desk owner = given.fault >= 0 ? desk_of(worlds_->patient(),
                                            worlds_->drill().faults[static_cast<std::size_t>(given.fault)])
                                  : desk_of(worlds_->patient(), named);
    given.done = Given::Done::remedied;
    pass(5);
    if (owner != Desk::support) {
        ++played_.misfiled;
        return fmt::format("You cannot do that from the support desk. It is a case to hand over.\n");
    }
    if (!given.right())
        return "You look there, and find nothing to mend. The customer tries again: it is as before.\n";
    return wrap(std::string(kind.remedy), 78) + "\n" + close(given);
}

// What of a look is there because of the fault; all of it when what is missing tells.
std::string Play::telling_words(const Seen& seen, int fault) {
    if (seen.command.starts_with("send ")) return seen.text;
    auto lines =
        worlds_->telling_lines(seen.command, worlds_->hidden(), static_cast<std::size_t>(fault), seen.at);
    if (lines.empty() || lines.front().starts_with("(without the fault")) return seen.text;
    return fmt::format("{}", fmt::join(lines, "\n"));
}

// Evidence counts when it points at a look that tells of the fault: its number ("look 2"), its command, or
// words that it showed and would not have shown without the fault.
bool Play::shows(const std::string& evidence, int fault) {
    std::string wanted = squeezed(base::lower_case(evidence));
    for (std::size_t i = 0; i < played_.looks.size(); ++i) {
        const Seen& seen = played_.looks[i];
        if (!(seen.tells & Worlds::bit(static_cast<std::size_t>(fault)))) continue;
        std::string command = base::lower_case(seen.command.substr(0, seen.command.find('\n')));
        std::string number = fmt::format("look {}", i + 1);
        bool by_number =
            wanted == number || wanted.find(number + " ") != std::string::npos || wanted.ends_with(number);
        bool by_words =
            wanted.size() >= 4 &&
            squeezed(base::lower_case(telling_words(seen, fault))).find(wanted) != std::string::npos;
        if (by_number || wanted.find(command) != std::string::npos || by_words) return true;
    }
    return false;
}

std::string Play::hand_over(const std::string& line) {
    constexpr const char* form =
        "Write it like this: hand over systems with LOOK. That is a command which showed it,\n"
        "its number (look 2), or the words that were shown.\n";
    std::string lower = base::lower_case(line);
    std::size_t over = lower.find("over"), with = lower.find(" with ");
    if (over == std::string::npos || with == std::string::npos || with < over) return form;
    std::string to = desk_word(line.substr(over + 4, with - over - 4)), evidence = line.substr(with + 6);
    if (to.empty() || to == "support") return "Hand over to whom? To systems, or to other-side.\n";
    if (played_.answers.empty() || played_.answers.back().accepted)
        return "Say first what is wrong: diagnose FAULT at PLACE.\n";
    Given& given = played_.answers.back();
    given.done = Given::Done::handed;
    given.to = to, given.evidence = trimmed(evidence);
    pass(5);
    if (!given.right())
        return fmt::format("{} looks there and finds nothing wrong. The case comes back to you.\n",
                           desk_title(to));
    Desk owner = desk_of(worlds_->patient(), worlds_->drill().faults[static_cast<std::size_t>(given.fault)]);
    if (to != name(owner)) {
        ++played_.misfiled;
        return fmt::format("{} sends the case back: it is not theirs to mend.\n", desk_title(to));
    }
    given.evidence_right = shows(evidence, given.fault);
    if (!given.evidence_right) {
        ++played_.misfiled;
        return fmt::format(
            "{} asks: what have you seen that shows it? Hand over again, with a look that\n"
            "shows it.\n",
            desk_title(to));
    }
    return fmt::format("{} takes the case.\n", desk_title(to)) + close(given);
}

}  // namespace mailsim::teach
