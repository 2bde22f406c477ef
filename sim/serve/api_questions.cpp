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

// What a view of a replay is, for the browser.
std::string type_of(const std::string& view) {
    if (view == "pcap") return "application/vnd.tcpdump.pcap";
    if (view == "perfetto") return "application/json";
    return view == "eml" || view == "dsn" ? "message/rfc822" : "text/plain; charset=utf-8";
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

// A message of a run, or one of its own; as JSON steps for the view "", else as one of the command's views.
Response Service::replay(const Request& request, const std::string& view) {
    Body body(request.body);
    std::string run = body.text("run");
    auto message = body.number("message"), seed = body.number("seed");
    Wish wish = read_wish(body, catalog_);
    std::vector<std::string> words{"replay"};
    if (!run.empty() && !jobs_->done(run)) body.refuse("run", "there is no such run, or it is not over");
    if (!run.empty())
        words.insert(words.end(),
                     {jobs_->results_of(run), fmt::format("--message={:.0f}", message.value_or(-1))});
    else
        read_message(body, words);
    if (seed) words.push_back(fmt::format("--seed={:.0f}", *seed));
    if (!view.empty()) add_option(words, "--as", view);
    for (const char* option : {"node", "at", "address"})
        add_option(words, fmt::format("--{}", option), body.text(option));
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    auto ask = [&](const std::vector<std::string>& all) {
        return view.empty() ? asker_->ask(all) : asker_->ask_for(all, type_of(view));
    };
    if (!run.empty()) return ask(words);
    if (wish.changes_nothing) {
        words.insert(words.end(), {"--topology", wish.topology_argument});
        return ask(words);
    }
    auto paper = asker_->paper("changes.json", json::pretty(wish.document));
    words.insert(words.end(), {"--scenario", paper.path()});
    return ask(with_sets(std::move(words), wish));
}

void Service::add_questions() {
    routes_.add("POST", "/api/path", [this](const Asked& asked) { return path(asked.request); });
    routes_.add("POST", "/api/diff", [this](const Asked& asked) { return diff(asked.request); });
    routes_.add("POST", "/api/replay", [this](const Asked& asked) { return replay(asked.request, ""); });
    routes_.add("POST", "/api/replay/{view}",
                [this](const Asked& asked) { return replay(asked.request, asked.parts[0]); });
}

}  // namespace mailsim::serve
