// The schema and the reader know the same keys.
#include "config/schema.hpp"

#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "json/pointer.hpp"
#include "json/read.hpp"
#include "made_file.hpp"

using namespace mailsim;
using json::Value;

namespace {

Value schema_tree(std::string_view kind) {
    auto text = config::schema(kind);
    REQUIRE(text);
    base::Problems problems;
    auto tree = json::read(*text, "schema", problems);
    REQUIRE(problems.empty());
    return *tree;
}

// Validates as far as these schemas go (type, properties, required, items, enum, const, oneOf, anyOf, $ref to
// a note).
bool valid(const Value& schema, const Value& root, const Value& value) {
    if (const Value* reference = schema.find("$ref"))
        return valid(*json::find(root, *json::Pointer::parse(reference->text().substr(1))), root, value);
    if (const Value* fixed = schema.find("const")) return *fixed == value;
    if (const Value* words = schema.find("enum")) {
        bool any = false;
        for (const Value& word : words->items()) any = any || word == value;
        if (!any) return false;
    }
    if (const Value* choices = schema.find("oneOf")) {
        int fitting = 0;
        for (const Value& choice : choices->items()) fitting += valid(choice, root, value);
        if (fitting != 1) return false;
    }
    if (const Value* choices = schema.find("anyOf")) {
        bool any = false;
        for (const Value& choice : choices->items()) any = any || valid(choice, root, value);
        if (!any) return false;
    }
    if (const Value* type = schema.find("type"); type && type->is_text()) {
        const std::string& name = type->text();
        if (name == "object"    ? !value.is_object()
            : name == "array"   ? !value.is_array()
            : name == "string"  ? !value.is_text()
            : name == "integer" ? !value.is_integer()
            : name == "number"  ? !value.is_number()
                                : !value.is_boolean())
            return false;
    }
    if (const Value* items = schema.find("items"); items && value.is_array())
        for (const Value& item : value.items())
            if (!valid(*items, root, item)) return false;
    if (!value.is_object()) return true;
    const Value* properties = schema.find("properties");
    for (const json::Member& member : value.members()) {
        const Value* below = properties ? properties->find(member.key) : nullptr;
        const Value* others = schema.find("additionalProperties");
        if (!below && others && others->is_object()) below = others;
        if (!below && others) return false;
        if (below && !valid(*below, root, member.value)) return false;
    }
    if (const Value* required = schema.find("required"))
        for (const Value& key : required->items())
            if (!value.find(key.text())) return false;
    return true;
}

// Every "properties" object of a schema with the pointer in a file that leads to it.
void each_object(const Value& schema, const std::string& at,
                 std::vector<std::pair<std::string, const Value*>>& all) {
    if (const Value* items = schema.find("items")) each_object(*items, at + "/0", all);
    const Value* properties = schema.find("properties");
    if (!properties) return;
    all.emplace_back(at, properties);
    for (const json::Member& member : properties->members())
        each_object(member.value, at + "/" + member.key, all);
}

bool says(const base::Problems& problems, const std::string& start) {
    for (const base::Problem& problem : problems)
        if (problem.message.starts_with(start)) return true;
    return false;
}

}  // namespace

TEST_CASE("every key of the schema is known to the reader, and no other is") {
    std::vector<std::pair<std::string, const Value*>> objects;
    Value schema = schema_tree("topology");
    each_object(schema, "", objects);
    CHECK(objects.size() > 30);
    for (auto& [at, properties] : objects) {
        CAPTURE(at);
        if (at.starts_with("/templates")) continue;  // read as part of the nodes that use them
        auto problems_with = [&, where = at](const std::string& key) {
            // Only the object in question: its keys are looked at whatever is missing around it.
            Value tree = Value::object();
            std::string pointer;
            auto place = *json::Pointer::parse(where + "/" + key);
            Value* value = &tree;
            for (const std::string& token : place.tokens()) {
                if (token == "0") {
                    *value = Value::array({Value::object()});
                    value = &value->items()[0];
                } else {
                    if (!value->is_object()) *value = Value::object();
                    value = &value->set(token, Value::object());
                }
            }
            return config::read_topology(tree, "F").error();
        };
        for (const json::Member& member : properties->members()) {
            CAPTURE(member.key);
            CHECK_FALSE(says(problems_with(member.key), "key '" + member.key + "' is not known"));
        }
        CHECK((says(problems_with("qqqqqq"), "key 'qqqqqq'") ||
               says(problems_with("qqqqqq"), "kind of client 'qqqqqq'")));
    }
}

TEST_CASE("every key has a description") {
    for (const char* kind : {"topology", "scenario"}) {
        std::vector<std::pair<std::string, const Value*>> objects;
        Value schema = schema_tree(kind);
        each_object(schema, "", objects);
        for (auto& [at, properties] : objects)
            for (const json::Member& member : properties->members()) {
                CAPTURE(at, member.key);
                CHECK((member.value.find("description") || member.value.find("$ref")));
            }
    }
}

TEST_CASE("the shipped files fit the schemas") {
    Value topology = schema_tree("topology"), scenario = schema_tree("scenario");
    for (const char* name : {"nayatel", "single-server", "postfix-lab"}) {
        CAPTURE(name);
        Value tree = test::topology_tree(name);
        CHECK(valid(topology, topology, tree));
        tree.set("qqqqqq", 1);
        CHECK_FALSE(valid(topology, topology, tree));
    }
    for (const char* name : {"nayatel-day", "be2-outage", "gateway-blacklisted", "spam-flood",
                             "flows/out-nmail", "faults/wrong-mx"}) {
        CAPTURE(name);
        CHECK(valid(scenario, scenario, test::scenario_tree(name)));
    }
}

TEST_CASE("there is no schema of other kinds") { CHECK_FALSE(config::schema("estate")); }
