// The API's part that is answered at once: paths, flows, differences, checks, replays and drills.
#include <fmt/format.h>

#include "json/write.hpp"
#include "serve/service.hpp"
#include "serve/wish.hpp"

namespace mailsim::serve {
namespace {

std::vector<std::string> with_sets(std::vector<std::string> words, const Wish& wish) {
    for (const std::string& set : wish.sets) words.insert(words.end(), {"--set", set});
    return words;
}

// Options as "--name=value": a value that begins with a dash stays a value.
void add_option(std::vector<std::string>& words, const std::string& option, const std::string& value) {
    if (!value.empty()) words.push_back(option + "=" + value);
}

void read_message(Body& body, std::vector<std::string>& words) {
    words.push_back("--from=" + body.text("from"));
    words.push_back("--to=" + body.text("to"));
    add_option(words, "--client", body.text("client"));
    if (auto size = body.number("size")) words.push_back(fmt::format("--size={:.0f}", *size));
}

}  // namespace

Response Service::path(const Request& request) {
    Body body(request.body);
    Wish wish = read_wish(body, catalog_);
    bool all = body.flag("all");
    std::vector<std::string> words{"path"};
    if (all)
        words.push_back("--all");
    else
        read_message(body, words);
    if (body.flag("spam")) words.push_back("--spam");
    add_option(words, "--at", body.text("at"));
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    if (wish.changes_nothing) {
        words.insert(words.end(), {"--topology", wish.topology_argument});
        return asker_->ask(words);
    }
    auto paper = asker_->paper("changes.json", json::pretty(wish.document));
    words.insert(words.end(), {"--scenario", paper.path()});
    return asker_->ask(with_sets(std::move(words), wish));
}

Response Service::diff(const Request& request) {
    Body body(request.body);
    Wish wish = read_wish(body, catalog_);
    std::string at = body.text("at");
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    auto paper = asker_->paper("changes.json", json::pretty(wish.document));
    std::vector<std::string> words{"diff", wish.topology_argument, "--scenario", paper.path()};
    add_option(words, "--at", at);
    return asker_->ask(with_sets(std::move(words), wish));
}

void Service::add_questions() {
    routes_.add("POST", "/api/path", [this](const Asked& asked) { return path(asked.request); });
    routes_.add("POST", "/api/diff", [this](const Asked& asked) { return diff(asked.request); });
}

}  // namespace mailsim::serve
