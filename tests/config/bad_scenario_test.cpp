// What is said about wrong scenarios: each case is be2-outage, with one place changed or added.
#include <catch2/catch.hpp>

#include "made_file.hpp"

using namespace mailsim;
using Catch::Contains;

namespace {

struct Case {
    const char *pointer, *value, *said;
};

const Case cases[] = {
    {"/duration", "\"0 s\"", "F: /duration: \"0 s\" is out of bounds; allowed: 1 ms to 400 d"},
    {"/duration", "\"never\"", "F: /duration: \"never\" is out of bounds"},
    {"/duration", "24", "F: /duration: found 24; write a text with a unit"},
    {"/durration", "\"1 h\"", "F: /durration: key 'durration' is not known; did you mean 'duration'?"},
    {"/seed", "-1", "F: /seed: -1 is out of bounds; allowed: at least 0"},
    {"/start", "\"Tusday 08:00\"", "F: /start: 'Tusday 08:00' is not a time of the week"},
    {"/start", "\"Tuesday 25:00\"", "F: /start: 'Tuesday 25:00' is not a time of the week"},
    {"/start", "\"Sunday\"", ""},
    {"/topology", "\"nayatell\"", "F: /topology: topology 'nayatell' is not known; did you mean 'nayatel'?"},
    {"/topology", "\"missing/none.json\"", "missing/none.json: /: cannot be read: No such file or directory"},
    {"/load", R"({"multiplier": -1})", "F: /load/multiplier: -1 is out of bounds; allowed: 0 to 10000"},
    {"/faults/0/target", "\"be22\"",
     "F: /faults/0/target: node, host or link 'be22' is not known; did you mean 'be2'?"},
    {"/faults/0/target", "gone", "F: /faults/0: 'target' is missing"},
    {"/faults/0/kind", "\"link\"", "F: /faults/0/target: link 'be2' is not known"},
    {"/faults/0/kind", "\"host\"", ""},
    {"/faults/0/mode", "\"of\"", "F: /faults/0/mode: \"of\" is not allowed, did you mean 'off'?"},
    {"/faults/0/from", "\"15 h\"", "F: /faults/0/until: is not after 'from'"},
    {"/faults/0/from", "\"-1 h\"", "F: /faults/0/from: '-1 h' is negative"},
    {"/faults/0/factor", "0.5", "F: /faults/0/factor: 0.5 is out of bounds"},
    {"/load", R"({"streams": [{"from": "@acme.exampel", "to": "ali@acme.example"}]})",
     "F: /load/streams/0/from: domain 'acme.exampel' is not known; did you mean 'acme.example'?"},
    {"/load", R"({"streams": [{"from": "@acme.example", "to": "ali@nosuch.example"}]})",
     "F: /load/streams/0/to: domain 'nosuch.example' is not known"},
    {"/load", R"({"streams": [{"from": "@acme.example", "to": "@acme.example", "per_second": -2}]})",
     "F: /load/streams/0/per_second: -2 is out of bounds; allowed: more than 0"},
    {"/load",
     R"({"streams": [{"from": "@acme.example", "to": "@acme.example", "start": "5 s", "stop": "1 s"}]})",
     "F: /load/streams/0/stop: is not after 'start'"},
    {"/load", R"({"messages": [{"from": "ali", "to": "sana@acme.example"}]})",
     "F: /load/messages/0/from: 'ali' is not a mail address: there is no @ in it"},
    {"/load", R"({"messages": [{"from": "ali@acme.example", "to": "sana@acme.example, friend@gmail.com,"}]})",
     "F: /load/messages/0/to: a recipient's address is missing"},
    {"/load", R"({"messages": [{"from": "ali@acme.example", "to": "x@nosuch.example", "client": "outlok"}]})",
     "F: /load/messages/0/client: \"outlok\" is not allowed, did you mean 'outlook'?"},
    {"/objectives", R"([{"metric": "delivry", "limit": "95 %"}])",
     "F: /objectives/0/metric: \"delivry\" is not allowed, did you mean 'delivery'?"},
    {"/objectives", R"([{"metric": "delivery", "limit": "95 %"}])", "F: /objectives/0: 'within' is missing"},
    {"/objectives", R"([{"metric": "delivery", "within": "60 s", "limit": 0.95}])",
     "F: /objectives/0/limit: found 0.95; write a text with a unit, like \"12 %\""},
    {"/objectives", R"([{"metric": "delay_p99", "within": "5 s", "limit": "5 s"}])",
     "F: /objectives/0/within: 'delay_p99' has no time limit"},
    {"/changes", R"([{"target": "/nodes/be22/host", "value": "fe"}])",
     "F: /changes/0/target: item 'be22' is not known; did you mean 'be2'?"},
    {"/changes", R"([{"target": "/nodes/-", "value": {"id": "be9", "template": "backend", "host": "be2",
        "name": "be9.example", "addresses": ["203.82.48.99"]}}])",
     ""},
    {"/changes", R"([{"target": "/nodes/-", "value": {"id": "be9", "template": "backnd"}}])",
     "/template: template 'backnd' is not known; did you mean 'backend'?"},
    {"/changes", R"([{"target": "nodes", "value": 1}])",
     "F: /changes/0/target: 'nodes' is not a JSON pointer"},
    {"/changes", R"([{"target": "/hosts/be2/cores", "value": "many"}])",
     "F: /changes/0/value: found \"many\"; write a whole number"},
    {"/changes", R"([{"target": "/hosts/be2/cors", "value": 4}])",
     "F: /changes/0/value: key 'cors' is not known; did you mean 'cores'?"},
    {"/changes", R"([{"target": "/nodes/be2/rules/-", "value": {"rule": "alias", "address": "a@acme.example",
                      "to": "a@acme.example"}}])",
     "F: /changes/0/value/to: a circle of aliases and forwarders: a@acme.example -> a@acme.example"},
    {"/changes", R"([{"target": "/hosts/be2/site", "value": "nowhere"}])",
     "F: /changes/0/value: site 'nowhere'"},
    {"/load",
     R"({"messages": [{"from": "ali@acme.example", "to": "sana@acme.example", "notify": ["never", "delay"]}]})",
     "F: /load/messages/0/notify: \"never\" stands alone"},
    {"/load",
     R"({"messages": [{"from": "ali@acme.example", "to": "sana@acme.example", "notify": ["sucess"]}]})",
     "F: /load/messages/0/notify/0: \"sucess\" is not allowed, did you mean 'success'?"},
    {"/records", R"([{"name": "acme.example", "type": "MXX", "records": []}])",
     "F: /records/0/type: \"MXX\" is not allowed, did you mean 'MX'?"},
    {"/records", R"([{"name": "acme.example", "type": "MX", "records": ["mail.acme.example."]}])",
     "F: /records/0/records"},
    {"/records", R"([{"name": "nosuch.zone", "type": "A", "records": ["192.0.2.1"]}])",
     "F: /records/0/records"},
    {"/records", R"([{"name": "acme.example", "type": "AAAA", "records": []}])",
     "F: /records/0/name: 'acme.example' has no AAAA records to take away"},
};

}  // namespace

TEST_CASE("says where a scenario is wrong, what is allowed and which name is nearest") {
    for (const Case& c : cases) {
        CAPTURE(c.pointer, c.value);
        json::Value tree = test::scenario_tree("be2-outage");
        test::change(tree, c.pointer, c.value);
        std::string said = test::said_of(tree);
        if (*c.said)
            CHECK_THAT(said, Contains(c.said));
        else
            CHECK(said == "");
    }
}
