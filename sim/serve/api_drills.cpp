// The API's part on drills: the server keeps nothing of one that is played; each question plays all commands
// so far afresh, and the same lines give the same outputs. The result of one that has ended goes where the
// terminal keeps its own.
#include <fmt/format.h>

#include <algorithm>

#include "json/read.hpp"
#include "serve/service.hpp"
#include "serve/wish.hpp"
#include "teach/progress.hpp"

namespace mailsim::serve {
namespace {

using json::Value;
constexpr std::size_t most_commands = 500, longest_command = 1000;

// Names and symptoms are words of the child's command line.
bool plain(const std::string& word) {
    auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
    return !word.empty() && word.size() <= 100 && word[0] != '-' &&
           std::all_of(word.begin(), word.end(), allowed);
}

// The script's lines, one a command.
std::string script_of(Body& body) {
    const Value* commands = body.list("commands");
    std::string script;
    if (!commands) return script;
    if (commands->items().size() > most_commands)
        body.refuse("commands", fmt::format("at most {}", most_commands));
    for (const Value& command : commands->items()) {
        bool good = command.is_text() && command.text().size() <= longest_command &&
                    command.text().find_first_of("\n\r") == std::string::npos;
        if (!good) {
            body.refuse("commands", fmt::format("each is a line of at most {} characters", longest_command));
            break;
        }
        script += command.text() + "\n";
    }
    return script;
}

int whole_at(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_number() ? static_cast<int>(value->number()) : 0;
}

std::string text_at(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_text() ? value->text() : "";
}

// Of a whole answer: one result more on this machine, as a drill in the terminal leaves it.
void keep_result(const std::string& answer, int seconds) {
    base::Problems problems;
    auto tree = json::read(answer, "drill", problems);
    const Value* ended = tree ? tree->find("ended") : nullptr;
    if (!ended || !ended->is_boolean() || !ended->boolean()) return;
    const Value *grade = tree->find("grade"), *correct = tree->find("correct");
    std::string file = teach::progress_file();
    if (file.empty() || !grade || !correct || whole_at(*tree, "looks") == 0) return;
    (void)teach::keep(
        file, {teach::now(), text_at(*tree, "drill"), whole_at(*tree, "level"), whole_at(*tree, "score"),
               correct->is_boolean() && correct->boolean() ? "yes" : "no", whole_at(*tree, "looks"),
               whole_at(*grade, "hints"), whole_at(*grade, "minutes"), seconds});
}

Response progress() {
    Value list = Value::array();
    for (const teach::Progress& one : teach::read_progress(teach::progress_file()))
        list.push(Value::object({{"when", one.when},
                                 {"drill", one.drill},
                                 {"level", one.level},
                                 {"score", one.score},
                                 {"correct", one.correct == "yes"},
                                 {"looks", one.looks},
                                 {"hints", one.hints},
                                 {"minutes", one.minutes},
                                 {"seconds", one.seconds}}));
    return json_answer(Value::object({{"played", std::move(list)}}));
}

}  // namespace

Response Service::play(const std::string& drill, const Request& request) {
    Body body(request.body);
    auto seed = body.number("seed"), level = body.number("level");
    std::string script = script_of(body);
    bool keeps = body.flag("keep");
    auto seconds = body.number("seconds");
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    auto paper = asker_->paper("commands.txt", script);
    std::vector<std::string> words{"drill"};
    if (drill != "made") words.push_back(drill);
    words.push_back("--script=" + paper.path());
    if (seed) words.push_back(fmt::format("--seed={:.0f}", *seed));
    if (level) words.push_back(fmt::format("--level={:.0f}", *level));
    Response response = asker_->ask(words);
    if (keeps && response.status == 200)
        keep_result(response.body, static_cast<int>(std::clamp(seconds.value_or(0), 0.0, 1e6)));
    return response;
}

void Service::add_drills() {
    routes_.add("GET", "/api/drills", [this](const Asked&) { return asker_->ask({"drill", "--list"}); });
    routes_.add("GET", "/api/progress", [](const Asked&) { return progress(); });
    routes_.add("GET", "/api/playbook/{symptom}", [this](const Asked& asked) {
        if (!plain(asked.parts[0])) return refusal(404, "that is no symptom");
        return asker_->ask({"drill", "--playbook", asked.parts[0]});
    });
    routes_.add("POST", "/api/drills/{name}", [this](const Asked& asked) {
        if (!plain(asked.parts[0])) return refusal(404, "that is no drill");
        return play(asked.parts[0], asked.request);
    });
}

}  // namespace mailsim::serve
