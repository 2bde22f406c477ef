#include "teach/proof.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "teach/expert.hpp"

namespace mailsim::teach {
namespace {

// Plays a script on worlds of its own.
base::expected<std::unique_ptr<Play>, base::Problems> played(const Drill& drill,
                                                             const std::vector<std::string>& script) {
    auto play = Play::make(drill);
    if (!play) return play;
    for (const std::string& line : script) (*play)->command(line);
    (*play)->leave();
    return play;
}

void about_symptom(Worlds& worlds, Proof& proof) {
    auto holds = [&](unsigned faults) {
        World& world = worlds.with(faults);
        world.set_now(rings_at);
        return worlds.symptom(world);
    };
    proof.steps.push_back({"the symptom is there", holds(worlds.all()),
                           "with all its faults, what the customer complains of does not happen"});
    proof.steps.push_back({"without the faults the symptom is gone", !holds(0),
                           "the customer's trouble is there even without the faults"});
    const auto& faults = worlds.drill().faults;
    for (std::size_t i = 0; faults.size() > 1 && i < faults.size(); ++i)
        proof.steps.push_back({fmt::format("{} alone makes the symptom", faults[i].kind),
                               holds(Worlds::bit(i)),
                               "mending the others is enough, so nobody would look for it"});
}

void about_looks(Worlds& worlds, Proof& proof) {
    Way way = way_by_playbook(worlds);
    for (std::size_t i = 0; i < way.telling.size(); ++i)
        proof.steps.push_back(
            {fmt::format("a look of the playbook tells of {}", worlds.drill().faults[i].kind),
             !way.telling[i].empty() || !worlds.drill().expert.empty(),
             "no look that the playbook names shows anything of it"});
}

}  // namespace

bool Proof::holds() const {
    return std::all_of(steps.begin(), steps.end(), [](const Step& step) { return step.holds; });
}

base::expected<Proof, base::Problems> prove(const Drill& drill) {
    auto play = Play::make(drill);
    if (!play) return base::unexpected(play.error());
    Proof proof;
    Worlds& worlds = (*play)->worlds();
    about_symptom(worlds, proof);
    about_looks(worlds, proof);
    proof.expert = expert_script(worlds), proof.mistaken = mistaken_script(worlds);
    auto expert = played(drill, proof.expert), mistaken = played(drill, proof.mistaken);
    if (!expert) return base::unexpected(expert.error());
    if (!mistaken) return base::unexpected(mistaken.error());
    Grade best = (*expert)->result(), worst = (*mistaken)->result();
    proof.expert_score = best.score, proof.mistaken_score = worst.score;
    proof.steps.push_back({"an expert solves it", best.correct && best.score >= least_expert,
                           fmt::format("the expert's commands give {} points, {}", best.score,
                                       best.correct ? "too few" : "and are not all correct")});
    proof.steps.push_back({"a wrong answer fails", !worst.correct && worst.score <= most_mistaken,
                           fmt::format("the wrong answer gets {} points", worst.score)});
    return proof;
}

}  // namespace mailsim::teach
