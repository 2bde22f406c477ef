// How well a drill was played: which fault, which place, whose case, in the order of the playbook, with how
// many looks, in what time. Not here: playing it (play.hpp), how it is shown.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "teach/worlds.hpp"

namespace mailsim::teach {

// One look that the trainee made.
struct Seen {
    std::string command, text;  // telnet: all lines that were typed
    base::Duration at{0};
    unsigned tells = 0;  // of which faults, by bit
};

// One answer: a diagnosis, and what was done about it.
struct Given {
    std::string kind, place;
    int fault = -1;  // of the drill, when the kind is right
    bool place_right = false;
    enum class Done { nothing, remedied, handed } done = Done::nothing;
    std::string to, evidence;
    bool case_right = false;      // it went to the right desk
    bool evidence_right = false;  // handed over: with a look that tells of the fault
    bool accepted = false;        // done, and right in everything
    bool right() const { return fault >= 0 && place_right; }
};

struct Played {
    std::vector<Seen> looks;
    std::vector<Given> answers;
    int hints = 0;
    int misfiled =
        0;  // remedies that are not support's, cases that are not the other's, evidence that shows nothing
    base::Duration time{0};  // on the drill's clock, since the customer rang
};

struct Points {
    int fault = 0, place = 0, desk = 0, order = 0, looks = 0, time = 0, lost = 0;
    static constexpr int most_fault = 40, most_place = 20, most_desk = 20, most_order = 10, most_looks = 5,
                         most_time = 5;
};

struct Grade {
    int score = 0;  // 0 to 100
    bool correct = false;
    Points points;
    std::vector<std::size_t> checks;  // of the playbook, in the order in which the trainee came to them
    std::vector<std::string> notes;   // why points were lost, a sentence each
};

Grade grade(Worlds& worlds, const Played& played);

// The check of the playbook that this command belongs to; none: it is in none.
std::optional<std::size_t> check_of(const Playbook& playbook, const Patient& patient,
                                    const std::string& command);

// The looks by the playbook, in order, up to the one by which every fault has shown itself; the telling ones
// say of which.
struct Way {
    std::vector<std::string> looks;
    std::vector<std::string> telling;  // by fault: the first look that tells of it; "" when none does
    bool complete = false;
};
Way way_by_playbook(Worlds& worlds);

// What is told at the end: what was wrong, where it showed, how it works.
std::string story(Worlds& worlds);

}  // namespace mailsim::teach
