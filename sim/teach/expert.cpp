#include "teach/expert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::teach {
namespace {

std::string first_place(const Fault& fault) {
    std::vector<std::string> places = places_of(fault);
    return places.empty() ? fault.place : places.front();
}

void answer_for(Worlds& worlds, const Fault& fault, const std::string& look,
                std::vector<std::string>& script) {
    script.push_back(fmt::format("diagnose {} at {}", fault.kind, first_place(fault)));
    Desk desk = desk_of(worlds.patient(), fault);
    script.push_back(desk == Desk::support ? "remedy"
                                           : fmt::format("hand over {} with {}", name(desk), look));
}

// Whether the server goes on talking after this call.
bool stays_open(Worlds& worlds, const std::string& telnet) {
    World& world = worlds.sick();
    world.set_now(rings_at);
    std::string said = answer(world, telnet).text;
    return said.find("Connected to") != std::string::npos && said.find("closed") == std::string::npos;
}

// Another kind of fault that could sit here and is not in the drill.
Fault other_fault(const Worlds& worlds) {
    const Drill& drill = worlds.drill();
    for (const FaultKind* kind : fault_kinds()) {
        bool hidden = std::any_of(drill.faults.begin(), drill.faults.end(),
                                  [&](const Fault& fault) { return fault.kind == kind->id; });
        if (hidden || !kind->choices) continue;
        for (const Fault& fault : kind->choices(worlds.patient())) return fault;
    }
    return {"quota-full", drill.who, "", ""};
}

}  // namespace

std::vector<std::string> expert_script(Worlds& worlds) {
    if (!worlds.drill().expert.empty()) return worlds.drill().expert;
    Way way = way_by_playbook(worlds);
    std::vector<std::string> script;
    for (const std::string& look : way.looks) {
        script.push_back(look);
        if (look.starts_with("telnet ") && stays_open(worlds, look)) script.push_back("QUIT");
    }
    for (std::size_t i = 0; i < worlds.drill().faults.size(); ++i)
        answer_for(worlds, worlds.drill().faults[i], way.telling[i], script);
    return script;
}

std::vector<std::string> mistaken_script(Worlds& worlds) {
    if (!worlds.drill().mistaken.empty()) return worlds.drill().mistaken;
    std::vector<std::string> script{fmt::format("account {}", worlds.drill().who)};
    Fault wrong = other_fault(worlds);
    answer_for(worlds, wrong, script.front(), script);
    return script;
}

}  // namespace mailsim::teach
