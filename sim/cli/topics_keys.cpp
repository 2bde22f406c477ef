// Topics for every key of the files, and for the words that such a key may take: topologies, scenarios,
// studies, drills. Made from the schemas, which are made from the tables that read the files.
#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/topics.hpp"
#include "config/schema.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "teach/drill_file.hpp"

namespace mailsim::cli {
namespace {

// Allowed in every object, and explained once; and the keys that have topics of their own elsewhere: rules
// with their parameters, service demands by operation.
bool is_note(const std::string& key) {
    return key == "description" || key == "source" || key == "assumed" || key == "$schema";
}

class Walk {
  public:
    using Values = std::map<std::string, std::map<std::string, std::string>>;  // word: key, meaning
    Walk(Topics& topics, Values& its_values, std::string_view kind)
        : topics_(topics), values_(its_values), kind_("key of a " + std::string(kind)), root_(kind) {}

    void object(const json::Value& schema, const std::string& path) {
        if (const json::Value* keys = schema.find("properties"); keys && keys->is_object())
            for (const json::Member& member : keys->members()) key(member, path);
        for (const char* inner : {"items", "additionalProperties"})
            if (const json::Value* value = schema.find(inner); value && value->is_object())
                object(*value, path);
        for (const char* several : {"oneOf", "anyOf", "allOf"})
            if (const json::Value* list = schema.find(several); list && list->is_array())
                for (const json::Value& one : list->items()) object(one, path);
    }

  private:
    void key(const json::Member& member, const std::string& path) {
        if (is_note(member.key) && !path.empty()) return;
        if (path.empty() && member.key == "templates")
            return add(member, member.key);  // its keys are those of nodes
        std::string name = path.empty() ? member.key : path + "." + member.key;
        if (path.ends_with(".demands")) {  // each operation has the same keys
            if (const json::Value* keys = member.value.find("properties"); keys && keys->is_object())
                for (const json::Member& inner : keys->members())
                    if (!is_note(inner.key)) add(inner, path + "." + inner.key);
            return;
        }
        add(member, name);
        if (member.key != "rules") return object(member.value, name);
        topics_.push_back({root_ + "." + name + ".rule", "", "", "mailsim schema " + root_,
                           base::Mark::verified, kind_,
                           "Which rule is asked: mailsim explain --list names all rules."});
        if (const json::Value* items = member.value.find("items")) values_inside(*items);
    }

    // A rule's parameters have topics of their own; the words that they may take are told like all others.
    void values_inside(const json::Value& schema) {
        for (const char* several : {"oneOf", "anyOf", "allOf"})
            if (const json::Value* list = schema.find(several); list && list->is_array())
                for (const json::Value& one : list->items()) values_inside(one);
        const json::Value* keys = schema.find("properties");
        if (!keys || !keys->is_object()) return;
        const json::Value* rule = keys->find("rule");
        const json::Value* which = rule ? rule->find("const") : nullptr;
        for (const json::Member& member : keys->members())
            if (member.key != "rule") values(member, (which ? which->text() : "rules") + "." + member.key);
    }

    // The words that a key may take.
    void values(const json::Member& member, const std::string& name) {
        const json::Value* words = member.value.find("enum");
        const json::Value* meaning = member.value.find("description");
        if (!words || !words->is_array() || !meaning) return;
        for (const json::Value& word : words->items())
            if (word.is_text()) values_[word.text()].emplace(name, meaning->text());
    }

    void add(const json::Member& member, const std::string& name) {
        if (!seen_.insert(name).second) return;
        values(member, root_ + "." + name);
        auto text = [&](const char* what) {
            const json::Value* value = member.value.find(what);
            return value && value->is_text() ? value->text() : std::string();
        };
        const json::Value* fallback = member.value.find("default");
        std::string source = text("x-source"), meaning = text("description");
        bool said = !source.empty() || !fallback;
        std::string value = !fallback             ? ""
                            : fallback->is_text() ? fallback->text()
                                                  : json::compact(*fallback);
        topics_.push_back({root_ + "." + name, value, "", source.empty() ? "mailsim schema " + root_ : source,
                           said ? base::Mark::verified : base::Mark::proposal, kind_,
                           meaning.empty() ? "A part of the file." : meaning});
    }

    Topics& topics_;
    Values& values_;
    std::string kind_, root_;
    std::set<std::string> seen_;
};

}  // namespace

void add_keys(Topics& topics) {
    Walk::Values values;
    for (std::string_view kind : {"topology", "scenario", "study", "drill"}) {
        base::Problems problems;
        auto text = kind == "drill" ? std::optional(teach::drill_schema()) : config::schema(kind);
        auto tree = text ? json::read(*text, "schema", problems) : std::nullopt;
        if (tree) Walk(topics, values, kind).object(*tree, "");
    }
    for (const auto& [word, keys] : values) {
        std::string text;
        for (const auto& [key, meaning] : keys)
            text += fmt::format("{}A value of {}. {}", text.empty() ? "" : " ", key, meaning);
        topics.push_back({word, "", "", "mailsim schema", base::Mark::verified, "value of a key", text});
    }
}

}  // namespace mailsim::cli
