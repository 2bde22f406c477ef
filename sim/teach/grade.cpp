#include "teach/grade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/names.hpp"
#include "teach/commands.hpp"

namespace mailsim::teach {
namespace {

constexpr int lost_by_wrong_fault = 10, lost_by_wrong_place = 5, lost_by_hint = 5, lost_by_misfiling = 10;
// Assumptions: an expert's looks and so many more are free; half an hour is free, then it is counted down.
constexpr std::size_t free_looks = 4, looks_to_nothing = 12;
constexpr base::Duration good_time = std::chrono::minutes(30), bad_time = std::chrono::minutes(90);

// How many of these are in rising order at most.
std::size_t longest_rise(const std::vector<std::size_t>& numbers) {
    std::vector<std::size_t> ends;
    for (std::size_t n : numbers) {
        auto place = std::lower_bound(ends.begin(), ends.end(), n);
        if (place == ends.end())
            ends.push_back(n);
        else
            *place = n;
    }
    return ends.size();
}

int share(int most, double part) { return static_cast<int>(most * std::clamp(part, 0.0, 1.0) + 0.5); }

class Grader {
  public:
    Grader(Worlds& worlds, const Played& played) : worlds_(worlds), played_(played) {}

    Grade run() {
        answers();
        order();
        looks_and_time();
        Points& p = grade_.points;
        p.lost += played_.hints * lost_by_hint;
        if (played_.hints) note(fmt::format("{} hint{} used.", played_.hints, played_.hints > 1 ? "s" : ""));
        grade_.score = std::clamp(p.fault + p.place + p.desk + p.order + p.looks + p.time - p.lost, 0, 100);
        return std::move(grade_);
    }

  private:
    void note(std::string sentence) { grade_.notes.push_back(std::move(sentence)); }

    void answers() {
        const std::size_t n = worlds_.drill().faults.size();
        std::size_t found = 0, placed = 0, closed = 0, wrong = 0, misplaced = 0;
        for (std::size_t fault = 0; fault < n; ++fault) {
            auto is = [&](auto&& test) {
                return std::any_of(played_.answers.begin(), played_.answers.end(), [&](const Given& g) {
                    return g.fault == static_cast<int>(fault) && test(g);
                });
            };
            found += is([](const Given&) { return true; });
            placed += is([](const Given& g) { return g.place_right; });
            closed += is([](const Given& g) { return g.accepted; });
        }
        for (const Given& g : played_.answers) {
            wrong += g.fault < 0;
            misplaced += g.fault >= 0 && !g.place_right;
        }
        Points& p = grade_.points;
        double all = static_cast<double>(n);
        solved_ = static_cast<double>(found) / all;
        p.fault = share(Points::most_fault, static_cast<double>(found) / all);
        p.place = share(Points::most_place, static_cast<double>(placed) / all);
        p.desk = share(Points::most_desk, static_cast<double>(closed) / all);
        p.lost += static_cast<int>(wrong) * lost_by_wrong_fault +
                  static_cast<int>(misplaced) * lost_by_wrong_place + played_.misfiled * lost_by_misfiling;
        grade_.correct = closed == n && wrong == 0 && misplaced == 0 && played_.misfiled == 0;
        if (found < n)
            note(n == 1 ? "The fault was not found." : fmt::format("{} of {} faults were found.", found, n));
        if (wrong)
            note(fmt::format("{} time{} something was blamed that is not the fault.", wrong,
                             wrong > 1 ? "s" : ""));
        if (misplaced) note("The fault was looked for at the wrong place.");
        if (played_.misfiled) note("A case went to the wrong desk, or without evidence that shows it.");
        if (found == n && closed < n) note("The case was not closed: remedy it or hand it over.");
    }

    void order() {
        for (const Seen& seen : played_.looks)
            if (auto check = check_of(worlds_.playbook(), worlds_.patient(), seen.command))
                if (std::find(grade_.checks.begin(), grade_.checks.end(), *check) == grade_.checks.end())
                    grade_.checks.push_back(*check);
        std::size_t visited = grade_.checks.size();
        if (visited == 0) return note("No check of the playbook was made.");
        std::size_t rising = longest_rise(grade_.checks);
        grade_.points.order =
            share(Points::most_order, static_cast<double>(rising) / static_cast<double>(visited));
        if (rising < visited) note("The checks were not made in the order of the playbook.");
    }

    void looks_and_time() {
        std::size_t free = way_by_playbook(worlds_).looks.size() + free_looks, made = played_.looks.size();
        double over = made > free ? static_cast<double>(made - free) / looks_to_nothing : 0;
        bool any = made > 0;
        grade_.points.looks = any ? share(Points::most_looks, solved_ * (1 - over)) : 0;
        double late = base::seconds(played_.time - good_time) / base::seconds(bad_time - good_time);
        grade_.points.time = any ? share(Points::most_time, solved_ * std::min(1 - late, 1.0)) : 0;
        if (over > 0) note(fmt::format("{} looks were used; {} were free.", made, free));
        if (late > 0) note("It took longer than half an hour.");
    }

    Worlds& worlds_;
    const Played& played_;
    Grade grade_;
    double solved_ = 0;  // being quick counts as far as something was found
};

// Whether this word of a command is about the customer, the other end or a server between them.
bool concerns(const Patient& p, const std::string& word) {
    std::vector<std::string> known{p.who, p.other, p.domain, p.other_domain, p.ip, p.entry, p.server};
    known.insert(known.end(), p.gateways.begin(), p.gateways.end());
    known.insert(known.end(), p.antispam.begin(), p.antispam.end());
    return std::any_of(known.begin(), known.end(), [&](const std::string& one) {
        return !one.empty() && base::lower_case(word).find(base::lower_case(one)) != std::string::npos;
    });
}

}  // namespace

Grade grade(Worlds& worlds, const Played& played) { return Grader(worlds, played).run(); }

std::optional<std::size_t> check_of(const Playbook& playbook, const Patient& patient,
                                    const std::string& command) {
    std::string first = command.substr(0, command.find('\n'));
    Words words = words_of(first);
    std::optional<std::size_t> alike;  // the same command about something else
    for (std::size_t i = 0; i < playbook.checks.size(); ++i)
        for (const std::string& look : looks_for(playbook.checks[i], patient)) {
            Words known = words_of(look);
            if (words.empty() || known.empty() || known[0] != words[0]) continue;
            if (known.size() < 2 || (words.size() > 1 && known[1] == words[1])) return i;
            if (!alike && words.size() > 1 && concerns(patient, words[1])) alike = i;
        }
    return alike;
}

Way way_by_playbook(Worlds& worlds) {
    Way way;
    way.telling.resize(worlds.drill().faults.size());
    unsigned told = 0;
    for (const PlaybookCheck& check : worlds.playbook().checks)
        for (const std::string& look : looks_for(check, worlds.patient())) {
            if (told == worlds.all()) break;
            if (std::find(way.looks.begin(), way.looks.end(), look) != way.looks.end()) continue;
            way.looks.push_back(look);
            unsigned tells = worlds.tells(look, worlds.all(), rings_at);
            for (std::size_t i = 0; i < way.telling.size(); ++i)
                if ((tells & Worlds::bit(i)) && way.telling[i].empty()) way.telling[i] = look;
            told |= tells;
        }
    way.complete = told == worlds.all();
    return way;
}

namespace {

constexpr std::size_t most_lines = 3;  // of a look that are told again

// Lines that say why, where there are more than are told.
std::vector<std::string> reasons_first(std::vector<std::string> lines) {
    static const std::regex why(R"([45]\d\d[ -]\d\.\d+\.\d+|refused|timed out|blocked|Failed|deferred)");
    if (lines.size() <= most_lines) return lines;
    std::vector<std::string> only;
    for (const std::string& line : lines)
        if (std::regex_search(line, why)) only.push_back(line);
    if (only.empty()) only = std::move(lines);
    only.resize(std::min(only.size(), most_lines));
    return only;
}

// A look shows a fault when it says more than that something is missing, or that there is a bounce.
bool shows_it(const std::vector<std::string>& lines) {
    return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        for (const char* weak : {"(without the fault", "(a bounce)", "No line of", "No mail has come"})
            if (line.find(weak) != std::string::npos) return false;
        return true;
    });
}

std::string told_by(const char* how, const std::string& look, const std::vector<std::string>& lines) {
    std::string out = fmt::format("{}: {}\n", how, look);
    for (const std::string& line : reasons_first(lines))
        out += "    " + line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
    return out;
}

// The first look of the playbook that is another one with this fault, and the first that shows what it is.
std::string soonest(Worlds& worlds, std::size_t fault, const std::string& first) {
    auto lines_of = [&](const std::string& look) {
        return worlds.telling_lines(look, worlds.all(), fault, rings_at);
    };
    auto sign = lines_of(first);
    if (shows_it(sign)) return told_by("It shows soonest by", first, sign);
    for (const PlaybookCheck& check : worlds.playbook().checks)
        for (const std::string& look : looks_for(check, worlds.patient()))
            if (auto lines = lines_of(look); look != first && shows_it(lines))
                return told_by("The first sign", first, sign) + told_by("It shows soonest by", look, lines);
    return told_by("It shows soonest by", first, sign);
}

}  // namespace

std::string story(Worlds& worlds) {
    Way way = way_by_playbook(worlds);
    std::string out;
    for (std::size_t i = 0; i < worlds.drill().faults.size(); ++i) {
        const Fault& fault = worlds.drill().faults[i];
        const FaultKind& kind = *find_fault_kind(fault.kind);
        out += fmt::format("What was wrong: {}, at {}.\n", kind.title, fault.place);
        out += fmt::format("{}\n", kind.lesson);
        if (!way.telling[i].empty()) out += soonest(worlds, i, way.telling[i]);
        out += fmt::format("Whose case: {}. {}\n", name(desk_of(worlds.patient(), fault)), kind.remedy);
    }
    for (const Fault& herring : worlds.drill().herrings)
        out +=
            fmt::format("Not the cause: {}, at {}.\n", find_fault_kind(herring.kind)->title, herring.place);
    if (!worlds.drill().story.empty()) out += worlds.drill().story + "\n";
    return out;
}

}  // namespace mailsim::teach
