// Topics for every key of the files: topologies, scenarios, studies. Made from the schemas, which are made
// from the tables that read the files.
#include <set>

#include "cli/topics.hpp"
#include "config/schema.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

// Allowed in every object, and explained once; and the keys that have topics of their own elsewhere: rules
// with their parameters, service demands by operation.
bool is_note(const std::string& key) {
    return key == "description" || key == "source" || key == "assumed" || key == "$schema";
}

class Walk {
  public:
    Walk(Topics& topics, std::string_view kind)
        : topics_(topics), kind_("key of a " + std::string(kind)), root_(kind) {}

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
        if (path.ends_with(".demands"))
            return object(member.value, path);  // each operation has the same keys
        add(member, name);
        if (member.key != "rules") object(member.value, name);
    }

    void add(const json::Member& member, const std::string& name) {
        if (!seen_.insert(name).second) return;
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
    std::string kind_, root_;
    std::set<std::string> seen_;
};

}  // namespace

void add_keys(Topics& topics) {
    for (std::string_view kind : {"topology", "scenario", "study"}) {
        base::Problems problems;
        auto text = config::schema(kind);
        auto tree = text ? json::read(*text, "schema", problems) : std::nullopt;
        if (tree) Walk(topics, kind).object(*tree, "");
    }
}

}  // namespace mailsim::cli
