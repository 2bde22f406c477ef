// mailsim explain: a parameter, rule, reply code, step or role in plain words.
#include <fmt/format.h>

#include <algorithm>

#include "base/names.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/topics.hpp"
#include "cli/wrong_input.hpp"
#include "report/path_ink.hpp"

namespace mailsim::cli {
namespace {

// The topic of this name: as it is written, as a log's field without its "=", whatever the case of its
// letters. A step is a capital letter or "step A". A parameter may go without its rule's name when no other
// has the same.
std::vector<const Topic*> find(const Topics& topics, std::string name) {
    if (name.starts_with("step ")) name.erase(0, 5);
    const std::string asked = base::lower_case(name);
    const Topic *best = nullptr, *field = nullptr, *any_case = nullptr, *any_field = nullptr;
    std::vector<const Topic*> parameters, keys;
    auto first = [](const Topic*& place, const Topic& topic, bool fits) {
        if (fits && !place) place = &topic;  // a rule before a word of the same name
    };
    for (const Topic& topic : topics) {
        std::string own = base::lower_case(topic.name);
        first(best, topic, topic.name == name);
        first(field, topic, topic.name == name + "=");
        first(any_case, topic, own == asked);
        first(any_field, topic, own == asked + "=");
        if (!own.ends_with("." + asked)) continue;
        if (topic.kind.starts_with("parameter")) parameters.push_back(&topic);
        if (topic.kind.starts_with("key")) keys.push_back(&topic);
    }
    for (const Topic* one : {best, field, any_case, any_field})
        if (one) return {one};
    return parameters.empty() ? keys : parameters;
}

// A word as it stands in a log or header, in parts: "postfix/smtpd[3001]:" is smtpd, "status=sent" is
// status=, "Received:" is Received.
std::string without_dress(std::string name) {
    if (auto slash = name.find("postfix/"); slash == 0) name.erase(0, 8);
    while (name.size() > 1 && (name.back() == ':' || name.back() == ',' || name.back() == ';'))
        name.pop_back();
    if (auto open = name.find('['); open != std::string::npos && open > 0 && name.back() == ']')
        name.erase(open);
    if (auto equals = name.find('='); equals != std::string::npos && equals > 0 && equals + 1 < name.size())
        name.erase(equals + 1);
    return name;
}

[[noreturn]] void refuse(const Topics& topics, const std::string& name,
                         const std::vector<const Topic*>& several) {
    if (!several.empty()) {
        std::string names;
        for (const Topic* topic : several) names += (names.empty() ? "" : ", ") + topic->name;
        throw WrongInput(name, "there are several of that name: " + names);
    }
    std::vector<std::string_view> names;
    for (const Topic& topic : topics) names.push_back(topic.name);
    throw WrongInput(name,
                     base::unknown_name("name", name, names) + "; mailsim explain --list shows all names");
}

json::Value topic_json(const Topic& topic) {
    auto or_null = [](const std::string& text) { return text.empty() ? json::Value() : json::Value(text); };
    return json::Value::object({{"name", topic.name},
                                {"kind", topic.kind},
                                {"value", or_null(topic.value)},
                                {"unit", or_null(topic.unit)},
                                {"source", topic.source},
                                {"mark", std::string(1, static_cast<char>(topic.mark))},
                                {"text", topic.text}});
}

std::string topic_text(const Topic& topic, report::Ink ink) {
    std::string out =
        ink.bold(topic.name) + ": " + topic.kind + "\n\n" + report::wrapped(topic.text, 0) + "\n\n";
    if (!topic.value.empty()) {
        bool has_unit = topic.unit.empty() || topic.value.find(' ') != std::string::npos;
        out +=
            "value   " + report::wrapped(has_unit ? topic.value : topic.value + " " + topic.unit, 8) + "\n";
    }
    return out + "source  " + report::wrapped(topic.source, 8) + "\nmark    " +
           fmt::format("{} ({})\n", static_cast<char>(topic.mark), meaning(topic.mark));
}

class Explain : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("NAME", name_,
                         "a parameter, rule, reply code, step, role, client kind, metric or word of a log");
        options.flag("--list", list_, "all names that can be explained, by kind");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim explain quota\n  mailsim explain size.limit\n  mailsim explain 5.7.1\n  mailsim explain "
            "delays=");
    }
    int run() override {
        Topics topics = all_topics();
        if (list_) return show_all(topics);
        name_.erase(0, name_.find_first_not_of(' '));  // what may look like an option has one before it
        if (name_.empty()) throw WrongInput("NAME", "missing; mailsim explain --list shows all names");
        std::vector<const Topic*> found = find(topics, name_);
        if (found.empty()) found = find(topics, without_dress(name_));
        std::optional<Topic> composed = found.empty() ? composed_code(name_) : std::nullopt;
        if (composed) found.push_back(&*composed);
        if (found.size() != 1) refuse(topics, name_, found);
        if (json)
            print_json(topic_json(*found[0]));
        else
            print(topic_text(*found[0], report::Ink(wants_colour())));
        return yes;
    }

  private:
    int show_all(const Topics& topics) {
        json::Value names = json::Value::array();
        std::string text, kind;
        for (const Topic& topic : topics) {
            names.push(topic_json(topic));
            if (topic.kind != kind)
                text += (text.empty() ? "" : "\n") + report::Ink(wants_colour()).bold(topic.kind) + "\n";
            kind = topic.kind;
            text += "  " + topic.name + "\n";
        }
        if (json)
            print_json(json::Value::object({{"names", std::move(names)}}));
        else
            print(text);
        return yes;
    }
    std::string name_;
    bool list_ = false;
};

}  // namespace

std::unique_ptr<Subcommand> make_explain() { return std::make_unique<Explain>(); }

}  // namespace mailsim::cli
