// The API's part on what there is: the program, estates, scenarios, words and schemas.
#include <algorithm>

#include "serve/bundle.hpp"
#include "serve/openapi.hpp"
#include "serve/service.hpp"

namespace mailsim::serve {
namespace {

using json::Value;

// A name that cannot be taken for an option: it is a word of the child's command line.
bool plain_word(const std::string& word) {
    auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; };
    return !word.empty() && word.size() <= 100 && word[0] != '-' &&
           std::all_of(word.begin(), word.end(), allowed);
}

Response found(const std::optional<Value>& document, const char* what) {
    return document ? json_answer(*document) : refusal(404, std::string("there is no such ") + what);
}

}  // namespace

Response Service::about() const {
    Value routes = Value::array();
    for (const Routes::Line& line : routes_.lines()) {
        std::string path = line.pattern;
        std::erase(path, '*');  // that a part may hold slashes is no business of its name
        routes.push(Value::object({{"method", line.method}, {"path", path}}));
    }
    return json_answer(Value::object({{"program", "mailsim"},
                                      {"version", settings_.version},
                                      {"page", has_page()},
                                      {"estate", catalog_.first()},
                                      {"jobs_at_one_time", settings_.jobs},
                                      {"memory_limit", settings_.memory.count},
                                      {"largest_body", largest_body},
                                      {"routes", std::move(routes)}}));
}

void Service::add_general() {
    routes_.add("GET", "/api/about", [this](const Asked&) { return about(); });
    routes_.add("GET", "/api/openapi.json", [](const Asked&) {
        Response response;
        response.fixed = openapi();
        return response;
    });
    routes_.add("GET", "/api/explain/{name}", [this](const Asked& asked) {
        if (!plain_word(asked.parts[0])) return refusal(404, "that is no name");
        return asker_->ask({"explain", asked.parts[0]});
    });
    routes_.add("GET", "/api/schema/{kind}", [this](const Asked& asked) {
        if (!plain_word(asked.parts[0])) return refusal(404, "that is no kind");
        return asker_->ask_for({"schema", asked.parts[0]}, "application/json");
    });
}

void Service::add_estate() {
    routes_.add("GET", "/api/topologies",
                [this](const Asked&) { return json_answer(catalog_.topologies()); });
    routes_.add("GET", "/api/topologies/{name*}",
                [this](const Asked& asked) { return found(catalog_.topology(asked.parts[0]), "topology"); });
    routes_.add("GET", "/api/scenarios", [this](const Asked&) { return json_answer(catalog_.scenarios()); });
    routes_.add("GET", "/api/scenarios/{name*}",
                [this](const Asked& asked) { return found(catalog_.scenario(asked.parts[0]), "scenario"); });
}

}  // namespace mailsim::serve
