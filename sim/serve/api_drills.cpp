// The API's part on drills: the server keeps nothing of one; each question plays all commands so far afresh,
// and the same lines give the same outputs.
#include <fmt/format.h>

#include <algorithm>

#include "serve/service.hpp"
#include "serve/wish.hpp"

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

}  // namespace

Response Service::play(const std::string& drill, const Request& request) {
    Body body(request.body);
    auto seed = body.number("seed"), level = body.number("level");
    std::string script = script_of(body);
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    auto paper = asker_->paper("commands.txt", script);
    std::vector<std::string> words{"drill"};
    if (drill != "made") words.push_back(drill);
    words.push_back("--script=" + paper.path());
    if (seed) words.push_back(fmt::format("--seed={:.0f}", *seed));
    if (level) words.push_back(fmt::format("--level={:.0f}", *level));
    return asker_->ask(words);
}

void Service::add_drills() {
    routes_.add("GET", "/api/drills", [this](const Asked&) { return asker_->ask({"drill", "--list"}); });
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
