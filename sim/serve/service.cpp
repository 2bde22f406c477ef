#include "serve/service.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cstdlib>
#include <filesystem>

#include "base/ip.hpp"
#include "json/write.hpp"
#include "serve/bundle.hpp"
#include "serve/token.hpp"

namespace mailsim::serve {
namespace {

namespace fs = std::filesystem;
using json::Value;

// For as long as this program lives; children do not hold it.
bool take_lock(const std::string& folder) {
    int file = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0;
}

// Of the settings: a folder that the server can write, made if need be.
base::Problems take_folder(std::string& folder) {
    base::Problems problems;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        problems.add("mailsim", "--data",
                     fmt::format("cannot make the folder '{}': {}", folder, error.message()));
    folder = fs::absolute(folder).lexically_normal().string();
    if (problems.empty() && !take_lock(folder))
        problems.add("mailsim", "--data",
                     fmt::format("another server uses '{}', or it cannot be written", folder));
    if (!problems.empty()) return problems;
    for (const auto& entry : fs::directory_iterator(folder, error))  // papers of a server that was killed
        if (entry.path().filename().string().starts_with("asked-")) fs::remove_all(entry.path(), error);
    return problems;
}

}  // namespace

Response json_answer(const Value& document, int status) {
    Response response;
    response.status = status;
    response.body = json::compact(document);
    return response;
}

Response wrong_request(const base::Problems& problems) {
    Value list = Value::array();
    for (const base::Problem& problem : problems)
        list.push(Value::object(
            {{"file", problem.file}, {"pointer", problem.pointer}, {"message", problem.message}}));
    return json_answer(Value::object({{"problems", std::move(list)}}), 422);
}

Service::Service(Settings settings)
    : settings_(std::move(settings)),
      listener_([this](const Request& request) { return answer(request); },
                [this](const Request& request) { return refuse(request); }) {}

base::Problems Service::open() {
    base::Problems problems = catalog_.add(settings_.topologies, settings_.scenarios);
    problems.add(take_folder(settings_.folder));
    if (!problems.empty()) return problems;
    int port = listener_.open(settings_.address, settings_.port);
    if (!port) {
        problems.add("mailsim", "--port",
                     fmt::format("{} port {} cannot be had; another server may hold it", settings_.address,
                                 settings_.port));
        return problems;
    }
    setenv("MAILSIM_PROGRESS", "lines", 1);  // for the children
    ChildLimits question{settings_.memory, std::chrono::seconds(60)},
        job{settings_.memory, settings_.job_time};
    job.grace = std::chrono::seconds(20);  // a run that is cancelled still writes what it had
    guard_ = std::make_unique<Guard>(settings_.address, port, fresh_token());
    asker_ = std::make_unique<Asker>(own_program(), settings_.folder, question);
    jobs_ = std::make_unique<Jobs>(own_program(), settings_.folder, job, settings_.jobs);
    add_general();
    add_estate();
    add_questions();
    add_drills();
    add_jobs();
    add_results();
    return problems;
}

std::string Service::address() const { return guard_->address(); }
bool Service::has_page() { return !bundle().empty(); }
void Service::run() { listener_.run(); }

void Service::stop() {
    asker_->stop();
    jobs_->stop();
    listener_.stop();
}

namespace {

// Only the page's own files, which tell nothing, need no key.
bool is_open(const Request& request) { return !request.path.starts_with("/api/"); }

Response dress(Response response) {
    add_safety(response);
    bool lasting = false;
    for (const auto& [name, value] : response.headers) lasting = lasting || name == "ETag";
    response.headers.emplace_back("Cache-Control", lasting ? "no-cache" : "no-store");
    return response;
}

}  // namespace

std::optional<Response> Service::refuse(const Request& request) const {
    auto refused = guard_->refuse(request, is_open(request));
    return refused ? std::optional(dress(std::move(*refused))) : std::nullopt;
}

Response Service::answer(const Request& request) {
    try {
        if (auto refused = guard_->refuse(request, is_open(request))) return dress(std::move(*refused));
        if (request.too_large)
            return dress(refusal(413, fmt::format("a body has at most {} bytes", largest_body)));
        if (request.broken) return dress(refusal(400, "the body is not whole"));
        if (auto entered = guard_->enter(request)) return dress(std::move(*entered));
        return dress(is_open(request) ? page(request) : routes_.answer(request));
    } catch (const std::exception& error) {
        return dress(refusal(500, fmt::format("the server failed: {}", error.what())));
    }
}

Response Service::page(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") return refusal(405, "pages are asked with GET");
    if (bundle().empty())
        return refusal(
            503,
            "the console was not built into this program (npm was missing); its API answers under /api/");
    std::string_view path = request.path == "/" ? std::string_view("/index.html") : request.path;
    for (const BundleFile& file : bundle()) {
        if (file.path != path) continue;
        Response response;
        response.type = file.type;
        bool packed = request.header("accept-encoding").find("gzip") != std::string::npos;
        response.fixed = packed ? file.packed : file.plain;
        if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
        response.headers.emplace_back("Vary", "Accept-Encoding");
        std::string tag =
            fmt::format("\"{:x}-{}\"", std::hash<std::string_view>{}(file.plain), packed ? "z" : "p");
        response.headers.emplace_back("ETag", tag);
        if (request.header("if-none-match") == tag) {
            response.status = 304;
            response.fixed = {};
        }
        return response;
    }
    return refusal(404, "there is nothing at this address");
}

}  // namespace mailsim::serve
