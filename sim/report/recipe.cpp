#include "report/recipe.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace mailsim::report {
namespace {

using json::Value;

constexpr std::string_view mark = "mailsim_recipe";
constexpr std::array<std::string_view, 9> keys{mark,   "version",  "seed",     "replication", "keep",
                                               "sets", "scenario", "topology", "zones"};

Value file_json(const RecipeFile& f) { return Value::object({{"name", f.name}, {"text", f.text}}); }

// A recipe is a file from anywhere: what it names stays inside it.
bool stays_inside(const std::string& name) {
    std::filesystem::path path(name);
    bool plain = path.is_relative() && path.has_filename() && name.size() <= 200 &&
                 name.find('\0') == std::string::npos;
    return plain && std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

// Takes what is there and of the right type; everything else is a problem at its place.
class Reader {
  public:
    Reader(const std::string& file, base::Problems& problems) : file_(file), problems_(problems) {}

    const Value* get(const Value& from, const std::string& at, const char* key, bool (Value::*is)() const,
                     const char* wanted) {
        const Value* v = from.find(key);
        if (v && (v->*is)()) return v;
        problems_.add(file_, at + "/" + key,
                      v ? std::string("must be ") + wanted + ", not " + std::string(type_name(*v))
                        : std::string("is missing: ") + wanted);
        return nullptr;
    }
    void text(std::string& to, const Value& from, const std::string& at, const char* key) {
        if (const Value* v = get(from, at, key, &Value::is_text, "a text")) to = v->text();
    }
    void number(std::uint64_t& to, const Value& from, const char* key) {
        const Value* v = get(from, "", key, &Value::is_integer, "a whole number");
        if (v && v->integer() < 0) return problems_.add(file_, std::string("/") + key, "must be at least 0");
        if (v) to = static_cast<std::uint64_t>(v->integer());
    }
    void file(RecipeFile& to, const Value& from, const std::string& at) {
        if (!from.is_object()) return problems_.add(file_, at, "must be an object with name and text");
        text(to.name, from, at, "name");
        if (!stays_inside(to.name))
            problems_.add(file_, at + "/name", "'" + to.name + "' is not a file inside the recipe");
        text(to.text, from, at, "text");
    }
    void member(RecipeFile& to, const Value& from, const char* key) {
        if (const Value* v = get(from, "", key, &Value::is_object, "an object with name and text"))
            file(to, *v, std::string("/") + key);
    }

  private:
    const std::string& file_;
    base::Problems& problems_;
};

}  // namespace

Value to_json(const Recipe& r) {
    Value sets = Value::array(), zones = Value::array();
    for (const std::string& set : r.sets) sets.push(set);
    for (const RecipeFile& zone : r.zones) zones.push(file_json(zone));
    return Value::object({{mark.data(), 1},
                          {"version", r.version},
                          {"seed", r.seed},
                          {"replication", r.replication},
                          {"keep", r.keep},
                          {"sets", sets},
                          {"scenario", file_json(r.scenario)},
                          {"topology", file_json(r.topology)},
                          {"zones", zones}});
}

bool is_recipe(const Value& document) { return document.find(mark) != nullptr; }

std::optional<Recipe> read_recipe(const Value& document, const std::string& file, base::Problems& problems) {
    std::size_t before = problems.size();
    if (!document.is_object() || !is_recipe(document)) {
        problems.add(file, "/", "is no recipe: it has no \"mailsim_recipe\"");
        return std::nullopt;
    }
    const Value& form = *document.find(mark);
    if (!form.is_integer() || form.integer() != 1)
        problems.add(file, "/mailsim_recipe", "must be 1, the only form of recipes that this mailsim knows");
    for (const json::Member& m : document.members())
        if (std::find(keys.begin(), keys.end(), m.key) == keys.end())
            problems.add(file, "/" + m.key, base::unknown_name("the key", m.key, keys));
    Recipe r;
    Reader read(file, problems);
    read.text(r.version, document, "", "version");
    read.number(r.seed, document, "seed");
    read.number(r.replication, document, "replication");
    read.text(r.keep, document, "", "keep");
    read.member(r.scenario, document, "scenario");
    read.member(r.topology, document, "topology");
    if (const Value* sets = read.get(document, "", "sets", &Value::is_array, "an array of texts"))
        for (std::size_t i = 0; i < sets->items().size(); ++i) {
            const Value& set = sets->items()[i];
            if (set.is_text())
                r.sets.push_back(set.text());
            else
                problems.add(file, "/sets/" + std::to_string(i), "must be a text");
        }
    if (const Value* zones = read.get(document, "", "zones", &Value::is_array, "an array of files"))
        for (std::size_t i = 0; i < zones->items().size(); ++i)
            read.file(r.zones.emplace_back(), zones->items()[i], "/zones/" + std::to_string(i));
    if (problems.size() != before) return std::nullopt;
    return r;
}

}  // namespace mailsim::report
