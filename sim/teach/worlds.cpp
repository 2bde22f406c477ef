#include "teach/worlds.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "base/names.hpp"
#include "teach/commands.hpp"
#include "teach/door.hpp"
#include "teach/talk.hpp"

namespace mailsim::teach {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// A whole conversation: the first line calls, the others are typed.
Shown converse(World& world, const std::vector<std::string>& lines) {
    Words words = words_of(lines[0]);
    Caller caller;
    std::string said = caller_of(world, words, caller);
    if (!said.empty()) return mistake(said);
    auto talk = call(world, words[0], words[1], caller, said);
    for (std::size_t i = 1; i < lines.size() && talk && !talk->over(); ++i) said += talk->line(lines[i]);
    return {said};
}

// Whether this line of a log or of the panel says that the other side took the mail.
bool says_handed_over(const std::string& command, const std::string& line) {
    if (!command.starts_with("log ") && !command.starts_with("track ")) return false;
    for (const char* word : {"status=sent", " => ", "relayed to", "success"})
        if (line.find(word) != std::string::npos) return true;
    return false;
}

bool junked(World& world, const Letter& letter) {
    auto to = world.estate().book.parse(letter.to), from = world.estate().book.parse(letter.from);
    return to && from && decide::client_rule(world.estate(), *to, *from);
}

}  // namespace

std::string comparable(const std::string& line) {
    // Times, queue ids, seconds with a point, process numbers, ports of a client.
    static const std::regex noise(
        R"(\b\d+:\d\d(:\d\d)?(\.\d+)?(:\d+)?\b|\b[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}\b)"
        R"(|\b[0-9A-Fa-f]{8,}\b|\b(?=[A-Za-z]*\d)[0-9A-Za-z]{11,}\b|\[\d+\])"
        R"(|message-id=\S+|(delay|delays|DT|QT|RT)=\S+|[a-z]+/\d+)");
    return std::regex_replace(line, noise, "#");
}

Shown answer(World& world, const std::string& command) {
    std::vector<std::string> lines = lines_of(command);
    if (lines.empty()) return mistake("");
    Words words = words_of(lines[0]);
    std::string name = words.empty() ? "" : base::lower_case(words[0]);
    if (name == "telnet") return converse(world, lines);
    const Look* look = find_look(name);
    if (!look) return mistake("");
    words.erase(words.begin());
    return look->show(world, words);
}

Worlds::Worlds(const Drill& drill, Playbook playbook, estate::Estate healthy)
    : drill_(drill), playbook_(std::move(playbook)), healthy_(std::move(healthy)) {
    bool incoming = playbook_.complaint == Complaint::receive;
    patient_ = patient_of(healthy_, drill_.who, drill_.other, incoming);
}

base::expected<std::unique_ptr<Worlds>, base::Problems> Worlds::make(const Drill& drill, Playbook playbook) {
    auto healthy = config::load_topology(drill.topology);
    if (!healthy) return base::unexpected(healthy.error());
    std::unique_ptr<Worlds> worlds(new Worlds(drill, std::move(playbook), std::move(*healthy)));
    base::Problems problems;
    for (unsigned faults : {worlds->all(), 0u}) {
        auto world = worlds->run(faults, problems);
        if (!problems.empty()) return base::unexpected(problems);
        worlds->worlds_[faults] = std::move(world);
    }
    return worlds;
}

std::unique_ptr<World> Worlds::run(unsigned faults, base::Problems& problems) const {
    std::vector<Fault> all = drill_.herrings;
    for (std::size_t i = 0; i < drill_.faults.size(); ++i)
        if (faults & bit(i)) all.push_back(drill_.faults[i]);
    auto world = World::make(drill_, patient_, all, sent_, healthy_);
    if (world) return std::move(*world);
    problems.add(world.error());
    return nullptr;
}

World& Worlds::with(unsigned faults) {
    auto& world = worlds_[faults];
    base::Problems problems;
    if (!world) world = run(faults, problems);
    if (!world)
        throw std::runtime_error("a variant of the drill cannot be run: " + to_string(*problems.begin()));
    return *world;
}

void Worlds::send(const Sent& one) {
    sent_.push_back(one);
    base::Duration now = sick().now();
    worlds_.clear();
    sick().set_now(now);
}

bool Worlds::symptom(World& world) const {
    auto who = world.mailbox(drill_.who);
    if (!who) return false;
    estate::ClientKind kind = program_of(world.estate(), *who);
    auto fails = [&](Direction direction) { return !knock(world, *who, kind, direction).ok(); };
    const Letter& letter = world.complaint();
    bool arrived = letter.at(world.now()).state == State::delivered &&
                   letter.to == (playbook_.complaint == Complaint::receive ? patient_.who
                                 : patient_.other.empty()                  ? patient_.who
                                                                           : patient_.other);
    switch (playbook_.complaint) {
        case Complaint::send: return !arrived || junked(world, letter);
        case Complaint::receive: return !arrived || junked(world, letter) || fails(Direction::in);
        case Complaint::connect: return fails(Direction::in) && fails(Direction::out);
        case Complaint::program: return fails(Direction::in) || fails(Direction::out);
    }
    return false;
}

unsigned Worlds::tells(const std::string& command, unsigned faults, base::Duration now) {
    unsigned told = 0;
    for (std::size_t i = 0; i < drill_.faults.size(); ++i)
        if ((faults & bit(i)) && !telling_lines(command, faults, i, now).empty()) told |= bit(i);
    return told;
}

std::vector<std::string> Worlds::telling_lines(const std::string& command, unsigned faults, std::size_t fault,
                                               base::Duration now) {
    World &with_it = with(faults), &without_it = with(faults & ~bit(fault));
    base::Duration before = with_it.now();
    with_it.set_now(now), without_it.set_now(now);
    std::vector<std::string> sick_lines = lines_of(answer(with_it, command).text),
                             well_lines = lines_of(answer(without_it, command).text);
    with_it.set_now(before);
    std::multiset<std::string> usual, odd;
    for (const std::string& line : well_lines) usual.insert(comparable(line));
    std::vector<std::string> only;
    for (const std::string& line : sick_lines) {
        auto found = usual.find(comparable(line));
        if (found == usual.end())
            only.push_back(line);
        else
            usual.erase(found);
    }
    if (find_fault_kind(drill_.faults[fault].kind)->after_handing_over)
        for (const std::string& line : sick_lines)
            if (says_handed_over(command, line)) only.push_back(line);
    // What is missing tells as well.
    if (only.empty() && !usual.empty())
        only.push_back("(without the fault there would be: " + *usual.begin() + ")");
    return only;
}

}  // namespace mailsim::teach
