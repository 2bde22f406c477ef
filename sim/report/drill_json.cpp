#include "report/drill_json.hpp"

#include "base/units.hpp"

namespace mailsim::report {
namespace {

using json::Value;

Value texts(const std::vector<std::string>& all) {
    Value out = Value::array();
    for (const std::string& one : all) out.push(one);
    return out;
}

Value looks_json(const teach::Played& played) {
    Value out = Value::array();
    for (const teach::Seen& seen : played.looks)
        out.push(Value::object(
            {{"command", seen.command}, {"at", teach::clock_text(seen.at)}, {"tells", seen.tells != 0}}));
    return out;
}

Value answers_json(const teach::Played& played) {
    constexpr const char* done[] = {"nothing", "remedied", "handed over"};
    Value out = Value::array();
    for (const teach::Given& given : played.answers)
        out.push(Value::object({{"fault", given.kind},
                                {"place", given.place},
                                {"fault_right", given.fault >= 0},
                                {"place_right", given.place_right},
                                {"done", done[static_cast<int>(given.done)]},
                                {"to", given.to},
                                {"evidence", given.evidence},
                                {"case_right", given.case_right}}));
    return out;
}

Value points_json(const teach::Points& p) {
    return Value::object({{"fault", p.fault},
                          {"place", p.place},
                          {"case", p.desk},
                          {"order", p.order},
                          {"looks", p.looks},
                          {"time", p.time},
                          {"lost", p.lost}});
}

// What is told only when the drill is over: it would give the fault away.
Value solution_json(teach::Worlds& worlds) {
    teach::Way way = teach::way_by_playbook(worlds);
    Value faults = Value::array();
    for (std::size_t i = 0; i < worlds.drill().faults.size(); ++i) {
        const teach::Fault& fault = worlds.drill().faults[i];
        faults.push(Value::object({{"fault", fault.kind},
                                   {"place", fault.place},
                                   {"value", fault.value},
                                   {"case", teach::name(teach::desk_of(worlds.patient(), fault))},
                                   {"soonest", way.telling[i]}}));
    }
    return Value::object(
        {{"faults", std::move(faults)}, {"looks", texts(way.looks)}, {"story", teach::story(worlds)}});
}

}  // namespace

Value drills_json(const std::vector<teach::Drill>& drills) {
    Value out = Value::array();
    for (const teach::Drill& drill : drills)
        out.push(Value::object({{"name", drill.name},
                                {"level", drill.level},
                                {"title", drill.title},
                                {"symptom", drill.symptom}}));
    return Value::object({{"drills", std::move(out)}});
}

Value play_json(teach::Play& play, const std::vector<Typed>& commands) {
    const teach::Drill& drill = play.worlds().drill();
    Value typed = Value::array();
    for (const Typed& one : commands)
        typed.push(Value::object({{"command", one.command}, {"output", one.output}}));
    teach::Grade grade = play.result();
    const teach::Played& played = play.played();
    Value out = Value::object({{"drill", drill.name},
                               {"level", drill.level},
                               {"title", drill.title},
                               {"symptom", drill.symptom},
                               {"who", drill.who},
                               {"opening", play.opening()},
                               {"prompt", play.prompt()},
                               {"commands", std::move(typed)},
                               {"ended", play.ended()},
                               {"solved", play.solved()},
                               {"score", grade.score},
                               {"looks", played.looks.size()},
                               {"correct", grade.correct}});
    out.set("grade", Value::object({{"score", grade.score},
                                    {"correct", grade.correct},
                                    {"points", points_json(grade.points)},
                                    {"hints", played.hints},
                                    {"minutes", base::seconds(played.time) / 60},
                                    {"looks", looks_json(played)},
                                    {"answers", answers_json(played)},
                                    {"notes", texts(grade.notes)}}));
    if (play.ended()) out.set("solution", solution_json(play.worlds()));
    return out;
}

Value proof_json(const teach::Drill& drill, const teach::Proof& proof) {
    Value steps = Value::array();
    for (const teach::Proof::Step& step : proof.steps)
        steps.push(Value::object(
            {{"what", step.what}, {"holds", step.holds}, {"detail", step.holds ? "" : step.detail}}));
    return Value::object({{"drill", drill.name},
                          {"holds", proof.holds()},
                          {"steps", std::move(steps)},
                          {"expert", texts(proof.expert)},
                          {"expert_score", proof.expert_score},
                          {"mistaken", texts(proof.mistaken)},
                          {"mistaken_score", proof.mistaken_score}});
}

Value playbook_json(const teach::Playbook& playbook) {
    Value checks = Value::array();
    for (const teach::PlaybookCheck& check : playbook.checks) {
        Value outcomes = Value::array();
        for (const teach::Outcome& outcome : check.outcomes)
            outcomes.push(Value::object({{"seen", outcome.seen},
                                         {"means", outcome.means},
                                         {"faults", texts(outcome.faults)},
                                         {"case", outcome.desk}}));
        checks.push(Value::object({{"question", check.question},
                                   {"why", check.why},
                                   {"looks", texts(check.looks)},
                                   {"outcomes", std::move(outcomes)}}));
    }
    return Value::object({{"symptom", playbook.name},
                          {"title", playbook.title},
                          {"source", playbook.source},
                          {"checks", std::move(checks)}});
}

}  // namespace mailsim::report
