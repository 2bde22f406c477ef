// The API's part on runs and other long work: queueing, progress, cancelling, and what they left.
#include <fmt/format.h>
#include <SQLiteCpp/Exception.h>

#include <charconv>
#include <fstream>

#include "json/read.hpp"
#include "json/write.hpp"
#include "report/folder.hpp"
#include "serve/results.hpp"
#include "serve/service.hpp"
#include "serve/token.hpp"
#include "serve/wish.hpp"

namespace mailsim::serve {
namespace {

using json::Value;
constexpr int most_points = 2000;

// The files of a run that may be fetched, and what they are.
constexpr std::pair<std::string_view, const char*> files[] = {{"summary.json", "application/json"},
                                                              {"timing.json", "application/json"},
                                                              {"recipe.json", "application/json"},
                                                              {"report.html", "text/html; charset=utf-8"},
                                                              {"stress-des.html", "text/html; charset=utf-8"},
                                                              {"points.csv", "text/csv; charset=utf-8"},
                                                              {"runs.csv", "text/csv; charset=utf-8"},
                                                              {"curve.csv", "text/csv; charset=utf-8"},
                                                              {"survive.csv", "text/csv; charset=utf-8"},
                                                              {"capacity.json", "application/json"},
                                                              {"survive.json", "application/json"},
                                                              {"results.sqlite", "application/vnd.sqlite3"}};

std::string title_of(const Value& document, const std::string& given) {
    if (!given.empty()) return given;
    const Value* title = document.find("title");
    return title && title->is_text() ? title->text() : "Untitled";
}

// What each kind of job may be told beside the scenario and its changes.
void read_options(Body& body, Job& job) {
    auto add = [&](const char* option, const std::string& value) {
        if (!value.empty()) job.words.push_back(std::string(option) + "=" + value);
    };
    if (job.kind == "study") return;
    if (auto seed = body.number("seed")) add("--seed", fmt::format("{:.0f}", *seed));
    if (job.kind == "run") add("--keep", body.text("keep"));
    if (job.kind == "capacity") {
        if (auto precision = body.number("precision")) add("--precision", fmt::format("{}", *precision));
        if (body.flag("limit_only")) job.words.push_back("--limit-only");
    }
    if (job.kind == "survive") {
        if (const Value* only = body.list("only"))
            for (const Value& name : only->items())
                name.is_text() ? add("--only", name.text()) : body.refuse("only", "texts are needed");
        add("--for", body.text("for"));
    }
}

// What is varied, and how often each point is repeated; mailsim study itself judges it.
Value study_of(Body& body, const Job& job) {
    Value study = Value::object({{"title", job.title}, {"scenario", "scenario.json"}});
    if (const Value* set = body.object("set")) {
        Value& kept = study.set("set", Value::object());
        for (const json::Member& one : set->members())
            if (one.key != "/topology") kept.set(one.key, one.value);  // that one stands in the scenario
    }
    for (const char* key : {"factors", "metrics"})
        if (const Value* list = body.list(key)) {
            refuse_files(body, key, *list);
            study.set(key, *list);
        }
    for (const char* key : {"replications", "seed"})
        if (body.number(key)) study.set(key, *body.tree().find(key));
    return study;
}

std::int64_t whole(const std::string& text, std::int64_t otherwise) {
    std::int64_t value = otherwise;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

Response found(const std::optional<Value>& document) {
    return document ? json_answer(*document) : refusal(404, "there are no such results");
}

}  // namespace

Response Service::submit(const Request& request) {
    Body body(request.body);
    Wish wish = read_wish(body, catalog_);
    auto job = std::make_shared<Job>();
    job->id = fresh_token();
    job->kind = body.text("kind", "run");
    job->title = title_of(wish.document, body.text("title"));
    job->asked = body.tree();
    std::string folder = jobs_->folder_of(job->id), file = folder + "/scenario.json";
    bool studies = job->kind == "study";
    job->words = {job->kind, studies ? folder + "/study.json" : file};
    if (job->kind != "run" && job->kind != "capacity" && job->kind != "survive" && !studies)
        body.refuse("kind", fmt::format("'{}' is none of run, study, capacity, survive", job->kind));
    read_options(body, *job);
    Value study = studies ? study_of(body, *job) : Value();
    body.refuse_unknown();
    if (!body.problems().empty()) return wrong_request(body.problems());
    std::vector<Jobs::Paper> papers{{"scenario.json", json::pretty(wish.document)}};
    if (studies)
        papers.emplace_back("study.json", json::pretty(study));
    else
        for (const std::string& set : wish.sets) job->words.insert(job->words.end(), {"--set", set});
    if (!jobs_->make_folder(job->id, papers))
        return refusal(507, "the job cannot be written down; the disk may be full");
    if (!jobs_->submit(job)) {
        jobs_->drop_folder(job->id);
        return refusal(503, "too many jobs wait already; cancel one, or ask again later");
    }
    auto queued = jobs_->find(job->id);  // unless somebody took it away at once
    return queued ? json_answer(*queued, 202) : refusal(404, "there is no such job");
}

void Service::add_jobs() {
    routes_.add("GET", "/api/jobs", [this](const Asked&) { return json_answer(jobs_->list()); });
    routes_.add("POST", "/api/jobs", [this](const Asked& asked) { return submit(asked.request); });
    routes_.add("GET", "/api/jobs/{id}",
                [this](const Asked& asked) { return found(jobs_->find(asked.parts[0])); });
    routes_.add("DELETE", "/api/jobs/{id}", [this](const Asked& asked) {
        const std::string& id = asked.parts[0];
        if (jobs_->cancel(id)) return found(jobs_->find(id));
        if (!jobs_->remove(id)) return refusal(404, "there is no such job");
        return json_answer(Value::object({{"id", id}, {"state", "removed"}}));
    });
}

void Service::add_results() {
    // Only folders of jobs that the server knows; their names are its own.
    auto with = [this](auto answer) {
        return [this, answer](const Asked& asked) {
            if (!jobs_->done(asked.parts[0])) return refusal(404, "there are no such results");
            try {
                return answer(Results(jobs_->results_of(asked.parts[0])), asked);
            } catch (const SQLite::Exception& error) {
                return refusal(500, fmt::format("the run's database cannot be read: {}", error.what()));
            }
        };
    };
    routes_.add("GET", "/api/results/{id}", with([](const Results& results, const Asked&) {
                    Response response;
                    auto text = results.summary();
                    if (!text) return refusal(404, "there are no such results");
                    response.body = std::move(*text);
                    return response;
                }));
    routes_.add("GET", "/api/results/{id}/answer", [this](const Asked& asked) {
        if (!jobs_->done(asked.parts[0])) return refusal(404, "there are no such results");
        Response response;
        response.file = jobs_->folder_of(asked.parts[0]) + "/answer.json";
        return response;
    });
    routes_.add("GET", "/api/results/{id}/metrics",
                with([](const Results& results, const Asked&) { return found(results.metrics()); }));
    routes_.add(
        "GET", "/api/results/{id}/series", with([](const Results& results, const Asked& asked) {
            const Request& r = asked.request;
            auto points = std::clamp<std::int64_t>(whole(r.asked("points"), 300), 10, most_points);
            return found(results.series(r.asked("metric"), r.asked("node"), static_cast<int>(points)));
        }));
    routes_.add("GET", "/api/results/{id}/delays",
                with([](const Results& results, const Asked&) { return found(results.delays()); }));
    routes_.add("GET", "/api/results/{id}/events",
                with([](const Results& results, const Asked&) { return found(results.events()); }));
    routes_.add("GET", "/api/results/{id}/messages", with([](const Results& results, const Asked& asked) {
                    const Request& r = asked.request;
                    Results::Wanted wanted{r.asked("kind"), r.asked("outcome"), r.asked("text"),
                                           whole(r.asked("after"), -1),
                                           static_cast<int>(whole(r.asked("limit"), 50))};
                    return found(results.messages(wanted));
                }));
    routes_.add("GET", "/api/results/{id}/messages/{message}",
                with([](const Results& results, const Asked& asked) {
                    return found(results.message(whole(asked.parts[1], -1)));
                }));
    routes_.add("GET", "/api/results/{id}/files/{name}", with([this](const Results&, const Asked& asked) {
                    for (const auto& [name, type] : files) {
                        if (name != asked.parts[1]) continue;
                        Response response;
                        response.type = type;
                        response.file = jobs_->results_of(asked.parts[0]) + "/" + std::string(name);
                        if (!name.ends_with(".html"))
                            response.headers.emplace_back("Content-Disposition",
                                                          fmt::format("attachment; filename=\"{}\"", name));
                        return response;
                    }
                    return refusal(404, "there is no such file");
                }));
    routes_.add("GET", "/api/compare/{first}/{second}", [this](const Asked& asked) {
        if (!jobs_->done(asked.parts[0]) || !jobs_->done(asked.parts[1]))
            return refusal(404, "there are no such results");
        return asker_->ask({"compare", jobs_->results_of(asked.parts[0]), jobs_->results_of(asked.parts[1])});
    });
}

}  // namespace mailsim::serve
