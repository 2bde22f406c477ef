#include "teach/play.hpp"

#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/commands.hpp"
#include "teach/drill_file.hpp"
#include "teach/wrap.hpp"

namespace mailsim::teach {
namespace {

constexpr std::size_t longest_line = 2000;

std::string trimmed(std::string text) {
    std::size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

}  // namespace

base::expected<std::unique_ptr<Play>, base::Problems> Play::make(const Drill& drill) {
    auto playbooks = read_playbooks();
    if (!playbooks) return base::unexpected(playbooks.error());
    const Playbook* playbook = find_playbook(*playbooks, drill.symptom);
    if (!playbook) {
        base::Problems problems;
        problems.add(drill.file, "/symptom", "is in no playbook");
        return base::unexpected(problems);
    }
    auto worlds = Worlds::make(drill, *playbook);
    if (!worlds) return base::unexpected(worlds.error());
    return std::make_unique<Play>(std::move(*worlds));
}

std::string Play::opening() const {
    const Drill& d = worlds_->drill();
    std::string out = fmt::format("{} (level {})\n\n", d.title, d.level);
    out += fmt::format("{}  Ticket from {}\n", clock_text(rings_at), d.who);
    out += wrap(d.ticket, 76, "  ") + "\n";
    return out + "\nLook around, then say what is wrong. `help` shows how.\n";
}

std::string Play::prompt() const {
    if (talk_) return "";
    return clock_text(rings_at + played_.time) + " drill> ";
}

std::string Play::command(const std::string& typed) {
    if (ended_) return "The drill is over.\n";
    if (typed.size() > longest_line) return "This line is too long.\n";
    if (talk_) return talk(typed);
    std::string line = trimmed(typed);
    if (line.empty() || line[0] == '#') return "";
    Words words = words_of(line);
    std::string name = base::lower_case(words[0]);
    words.erase(words.begin());
    return run(name, words, line);
}

std::string Play::run(const std::string& name, const Words& words, const std::string& line) {
    std::string tidy = fmt::format("{} {}", name, fmt::join(words, " "));
    if (words.empty()) tidy.pop_back();
    if (const Look* found = find_look(name)) return look(*found, words, tidy);
    if (name == "telnet") return telnet(words, tidy);
    if (name == "send") return send(words);
    if (name == "diagnose") return diagnose(line);
    if (name == "remedy") return remedy();
    if (name == "hand") return hand_over(line);
    if (name == "hint") return hint();
    if (name == "help" || name == "?") return help(words);
    if (name == "faults") return fault_list();
    if (name == "playbook") return playbook_text();
    if (name == "ticket") return opening();
    if (name == "quit" || name == "exit") return leave(), "You leave the drill.\n";
    std::vector<std::string_view> known{"telnet", "send",   "diagnose", "remedy", "hand", "hint",
                                        "help",   "faults", "playbook", "ticket", "quit"};
    for (const Look* one : all_looks()) known.push_back(one->name);
    return sentence(base::unknown_name("command", name, known)) + " `help` shows all commands.\n";
}

void Play::pass(int minutes) {
    played_.time += std::chrono::minutes(minutes);
    world().set_now(rings_at + played_.time);
}

void Play::note(const std::string& command, const std::string& text, int minutes) {
    base::Duration now = rings_at + played_.time;
    played_.looks.push_back({command, text, now, worlds_->tells(command, worlds_->hidden(), now)});
    pass(minutes);
}

std::string Play::look(const Look& look, const Words& words, const std::string& line) {
    Shown shown = look.show(world(), words);
    if (shown.looked) note(line, shown.text, look.minutes);
    return shown.text;
}

std::string Play::telnet(Words words, const std::string& line) {
    Caller caller;
    std::string said = caller_of(world(), words, caller);
    if (!said.empty()) return said;
    talk_ = call(world(), words[0], words[1], caller, said);
    said_to_talk_ = line, talk_text_ = said;
    if (!talk_)
        end_talk();
    else
        said += "(Type what the server is to hear. QUIT ends it; a line with only ^] hangs up.)\n";
    return said;
}

std::string Play::talk(const std::string& line) {
    if (line == "^]" || line == "\x1d") return hang_up();
    said_to_talk_ += "\n" + line;
    std::string said = talk_->line(line);
    talk_text_ += said;
    if (!talk_->over()) return said;
    end_talk();
    return said + "Connection closed by foreign host.\n";
}

std::string Play::hang_up() {
    if (!talk_) return "";
    end_talk();
    return "Connection closed.\n";
}

void Play::end_talk() {
    talk_.reset();
    note(said_to_talk_, talk_text_, 3);
}

void Play::leave() {
    if (talk_) end_talk();
    ended_ = true;
}

Grade Play::result() { return grade(*worlds_, played_); }

std::string Play::ending() {
    Grade g = result();
    const Points& p = g.points;
    std::string out = fmt::format("\nScore: {} of 100, {}.\n", g.score,
                                  g.correct ? "all correct"
                                  : solved_ ? "solved, with mistakes"
                                            : "not solved");
    out += fmt::format("  fault {}/{}, place {}/{}, whose case {}/{}, order {}/{}, looks {}/{}, time {}/{}",
                       p.fault, Points::most_fault, p.place, Points::most_place, p.desk, Points::most_desk,
                       p.order, Points::most_order, p.looks, Points::most_looks, p.time, Points::most_time);
    out += p.lost ? fmt::format("\n  lost by mistakes and hints: {}\n", p.lost) : "\n";
    for (const std::string& sentence : g.notes) out += "  " + sentence + "\n";
    std::string told = story(*worlds_), wrapped;
    for (std::size_t start = 0; start < told.size();) {
        std::size_t end = std::min(told.find('\n', start), told.size());
        std::string line = told.substr(start, end - start);
        wrapped += line.starts_with("    ") ? line + "\n" : wrap(line, 78) + "\n";
        start = end + 1;
    }
    return out + "\n" + wrapped;
}

}  // namespace mailsim::teach
