// The shipped playbook and drills, and what is said of wrong files.
#include <set>

#include "given.hpp"
#include "json/read.hpp"
#include "teach/look.hpp"
#include "teach/made.hpp"
#include "teach/progress.hpp"

using namespace mailsim;
using namespace mailsim::test;

namespace {

std::string said_of(const std::string& text) {
    base::Problems problems;
    auto tree = json::read(text, "F", problems);
    REQUIRE(tree);
    auto drill = teach::read_drill(*tree, "F");
    std::string all;
    if (!drill)
        for (const base::Problem& problem : drill.error()) all += to_string(problem) + "\n";
    return all;
}

const std::string good = R"({"title": "T", "symptom": "cannot-send", "who": "ali@acme.example",
 "other": "friend@gmail.com", "ticket": "Help.", "faults": [)";

}  // namespace

TEST_CASE("every kind of fault is in a shipped drill and in the playbook, for each of its symptoms") {
    auto playbooks = teach::read_playbooks();
    REQUIRE(playbooks);
    std::set<std::string> drilled, symptoms;
    std::set<std::int64_t> levels;
    std::size_t drills = 0;
    for (const std::string& name : teach::drill_names()) {
        auto drill = teach::load_drill(name);
        if (!drill) FAIL_CHECK(to_string(*drill.error().begin()));
        if (!drill) continue;
        ++drills;
        levels.insert(drill->level);
        for (const teach::Fault& fault : drill->faults) drilled.insert(fault.kind);
    }
    CHECK(drills >= 24);
    CHECK(levels == std::set<std::int64_t>{1, 2, 3});
    for (const teach::FaultKind* kind : teach::fault_kinds()) {
        INFO(kind->id);
        CHECK(drilled.contains(std::string(kind->id)));
        bool named = false;
        for (const teach::Playbook& playbook : *playbooks)
            for (const teach::PlaybookCheck& check : playbook.checks)
                for (const teach::Outcome& outcome : check.outcomes)
                    named = named || std::count(outcome.faults.begin(), outcome.faults.end(), kind->id);
        CHECK(named);
        CHECK_FALSE(kind->symptoms.empty());
        for (std::string_view symptom : kind->symptoms)
            CHECK(teach::find_playbook(*playbooks, std::string(symptom)));
    }
}

TEST_CASE("every look that the playbook names is a command") {
    auto playbooks = teach::read_playbooks();
    REQUIRE(playbooks);
    CHECK(playbooks->size() == 6);
    for (const teach::Playbook& playbook : *playbooks)
        for (const teach::PlaybookCheck& check : playbook.checks)
            for (const std::string& look : check.looks) {
                INFO(look);
                std::string name = look.substr(0, look.find(' '));
                CHECK((name == "telnet" || teach::find_look(name)));
            }
}

TEST_CASE("mistakes in a drill are told with their place") {
    CHECK(said_of(good + R"({"fault": "quota-full", "place": "ali@acme.example"}]})") == "");
    CHECK(holds(said_of(good + R"({"fault": "quota-ful", "place": "ali@acme.example"}]})"),
                "F: /faults/0/fault: "));
    CHECK(holds(said_of(good + R"({"fault": "quota-full", "place": "nobody@acme.example"}]})"),
                "F: /faults/0/place: 'nobody@acme.example' is no account"));
    CHECK(holds(said_of(good + R"({"fault": "gateway-off", "place": "smpt1"}]})"), "did you mean 'smtp1'"));
    CHECK(holds(said_of(good + R"({"fault": "outgoing-port-wrong", "place": "ali@acme.example"}]})"),
                "F: /faults/0/value: '' is not a port"));
    CHECK(holds(said_of(good + "]}"), "F: /faults: is empty"));
    CHECK(holds(said_of(R"({"symptom": 5})"), "F: /symptom: "));
    CHECK(holds(said_of(R"([])"), "F: "));
}

TEST_CASE("the same seed makes the same drill, another seed another one") {
    auto first = teach::made_drill(7), again = teach::made_drill(7), other = teach::made_drill(8);
    REQUIRE((first && again && other));
    CHECK(first->faults == again->faults);
    CHECK(first->herrings == again->herrings);
    CHECK(first->who == again->who);
    CHECK(first->ticket == again->ticket);
    CHECK_FALSE((first->faults == other->faults && first->who == other->who));
}

TEST_CASE("a level says how much is hidden") {
    auto easy = teach::made_drill(1, 1), middle = teach::made_drill(1, 2), hard = teach::made_drill(1, 3);
    REQUIRE((easy && middle && hard));
    CHECK((easy->faults.size() == 1 && easy->herrings.empty()));
    CHECK((middle->faults.size() == 1 && middle->herrings.size() == 1));
    CHECK(hard->faults.size() + hard->herrings.size() == 3);
}

TEST_CASE("a made drill is a drill file") {
    auto drill = teach::made_drill(3);
    REQUIRE(drill);
    auto again = teach::read_drill(teach::drill_json(*drill), "F");
    REQUIRE(again);
    CHECK(again->faults == drill->faults);
    CHECK(again->ticket == drill->ticket);
}

TEST_CASE("progress becomes CSV that a spreadsheet reads as text") {
    teach::Progress p{"2026-01-05 10:00", "=cmd,\"x\"", 2, 90, "yes", 4, 1, 12, 100};
    CHECK(teach::csv({p}) ==
          "when,drill,level,score,correct,looks,hints,minutes,seconds\r\n"
          "2026-01-05 10:00,\"'=cmd,\"\"x\"\"\",2,90,yes,4,1,12,100\r\n");
}
