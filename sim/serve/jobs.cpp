#include "serve/jobs.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "json/read.hpp"
#include "json/write.hpp"
#include "serve/ask.hpp"
#include "serve/token.hpp"

namespace mailsim::serve {
namespace {

namespace fs = std::filesystem;
using json::Value;
constexpr std::size_t most_queued = 50;

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Whether it stands there whole: a disk may be full.
bool write_file(const std::string& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    return out.good();
}

bool over(JobState state) { return state != JobState::queued && state != JobState::running; }

// "progress SHARE WORDS", as MAILSIM_PROGRESS=lines makes the program say.
bool read_progress(std::string_view line, double& share, std::string& detail) {
    constexpr std::string_view begin = "progress ";
    if (!line.starts_with(begin)) return false;
    line.remove_prefix(begin.size());
    auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), share);
    if (error != std::errc{}) return false;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    detail = line.starts_with(" ") ? line.substr(1) : line;
    return true;
}

Value job_json(const Job& job) {
    Value out =
        Value::object({{"id", job.id}, {"kind", job.kind}, {"title", job.title}, {"state", name(job.state)}});
    out.set("asked", job.asked);
    out.set("share", job.share);
    out.set("detail", job.detail);
    out.set("error", job.error.empty() ? Value() : Value(job.error));
    out.set("met", job.met ? Value(*job.met) : Value());
    out.set("created", job.created);
    out.set("started", job.started > 0 ? Value(job.started) : Value());
    out.set("ended", job.ended > 0 ? Value(job.ended) : Value());
    return out;
}

std::string text_at(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_text() ? value->text() : "";
}

double number_at(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_number() ? value->number() : 0;
}

}  // namespace

const char* name(JobState state) {
    constexpr const char* names[] = {"queued", "running", "done", "failed", "cancelled"};
    return names[static_cast<int>(state)];
}

Jobs::Jobs(std::string program, std::string folder, ChildLimits limits, int workers)
    : program_(std::move(program)), folder_(std::move(folder)), limits_(limits) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error))
        if (is_token(entry.path().filename().string())) take_over(entry.path().filename().string());
    jobs_.sort([](const auto& a, const auto& b) { return a->created > b->created; });
    for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
}

Jobs::~Jobs() {
    stop();
    for (std::thread& worker : workers_) worker.join();
}

void Jobs::stop() {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& job : jobs_)
        if (job->state == JobState::running) job->stop.request_stop();
    changed_.notify_all();
}

void Jobs::take_over(const std::string& id) {
    base::Problems problems;
    auto tree = json::read_file(folder_ + "/" + id + "/job.json", problems);
    if (!tree || !tree->is_object()) return;
    auto job = std::make_shared<Job>();
    job->id = id;
    job->kind = text_at(*tree, "kind");
    job->title = text_at(*tree, "title");
    job->error = text_at(*tree, "error");
    if (const Value* asked = tree->find("asked")) job->asked = *asked;
    if (const Value* met = tree->find("met"); met && met->is_boolean()) job->met = met->boolean();
    job->created = number_at(*tree, "created");
    job->started = number_at(*tree, "started");
    job->ended = number_at(*tree, "ended");
    job->share = number_at(*tree, "share");
    std::string state = text_at(*tree, "state");
    for (JobState known : {JobState::done, JobState::failed, JobState::cancelled})
        if (state == name(known)) job->state = known;
    if (!over(job->state)) {
        job->state = JobState::failed;
        job->error = "the server ended before it did";
    }
    jobs_.push_back(job);
}

bool Jobs::make_folder(const std::string& id, const std::vector<Paper>& papers) const {
    std::error_code error;
    bool good = fs::create_directories(folder_of(id), error) && !error;
    for (const auto& [name, text] : papers) good = good && write_file(folder_of(id) + "/" + name, text);
    if (!good) drop_folder(id);
    return good;
}

void Jobs::drop_folder(const std::string& id) const {
    std::error_code error;
    fs::remove_all(folder_of(id), error);
}

std::string Jobs::results_of(const std::string& id) const { return folder_ + "/" + id + "/results"; }

bool Jobs::submit(std::shared_ptr<Job> job) {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= most_queued) return false;
    job->created = now();
    keep(*job);
    jobs_.push_front(job);
    queue_.push_back(job);
    changed_.notify_one();
    return true;
}

void Jobs::work() {
    for (;;) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            job = queue_.front();
            queue_.pop_front();
            job->state = JobState::running;
            job->started = now();
            keep(*job);
        }
        carry_out(*job);
    }
}

void Jobs::carry_out(Job& job) {
    std::vector<std::string> all{program_};
    all.insert(all.end(), job.words.begin(), job.words.end());
    all.insert(all.end(), {"--out", results_of(job.id), "--json"});
    Ending ending;
    try {
        ending = run_child(all, limits_, job.stop.get_token(), [&](std::string_view line) {
            std::lock_guard lock(mutex_);
            read_progress(line, job.share, job.detail);
        });
    } catch (const std::exception& error) {
        ending.status = 3;
        ending.errors = error.what();
    }
    end(job, ending);
}

void Jobs::end(Job& job, const Ending& ending) {
    bool through = ending.status == 0 || ending.status == 1;  // with its work, when it was told to stop
    std::string wrong = ending.stopped && through ? "" : failure_of(ending);
    std::string answer = folder_of(job.id) + "/answer.json";
    bool has_answer = (wrong.empty() || ending.stopped) && ending.output.starts_with("{");
    if (has_answer && !write_file(answer, ending.output)) {
        std::error_code error;
        fs::remove(answer, error);
        if (wrong.empty()) wrong = "its answer cannot be kept; the disk may be full";
    }
    std::lock_guard lock(mutex_);
    job.ended = now();
    job.detail.clear();
    if (ending.stopped && !through) {
        job.state = JobState::cancelled;
    } else if (wrong.empty()) {
        job.state = JobState::done;
        job.met = ending.status == 0;
        job.share = 1;
    } else {
        job.state = JobState::failed;
        job.error = wrong;
        for (std::string place = folder_ + "/" + job.id + "/"; job.error.find(place) != std::string::npos;)
            job.error.erase(job.error.find(place), place.size());
    }
    keep(job);
}

void Jobs::keep(const Job& job) const {
    std::string file = folder_ + "/" + job.id + "/job.json";
    std::error_code error;
    if (write_file(file + ".new", json::pretty(job_json(job))))
        fs::rename(file + ".new", file, error);
    else
        fs::remove(file + ".new", error);  // what stands there is older, but whole
}

Job* Jobs::at(const std::string& id) const {
    for (const auto& job : jobs_)
        if (job->id == id) return job.get();
    return nullptr;
}

Value Jobs::list() const {
    std::lock_guard lock(mutex_);
    Value list = Value::array();
    for (const auto& job : jobs_) list.push(job_json(*job));
    return Value::object({{"jobs", std::move(list)}});
}

std::optional<Value> Jobs::find(const std::string& id) const {
    std::lock_guard lock(mutex_);
    const Job* job = at(id);
    return job ? std::optional(job_json(*job)) : std::nullopt;
}

bool Jobs::done(const std::string& id) const {
    std::lock_guard lock(mutex_);
    const Job* job = at(id);
    return job && (job->state == JobState::done || job->state == JobState::cancelled);
}

bool Jobs::cancel(const std::string& id) {
    std::lock_guard lock(mutex_);
    Job* job = at(id);
    if (!job || over(job->state)) return false;
    job->stop.request_stop();
    if (job->state == JobState::queued) {
        std::erase_if(queue_, [&](const auto& waiting) { return waiting.get() == job; });
        job->state = JobState::cancelled;
        job->ended = now();
        keep(*job);
    }
    return true;
}

bool Jobs::remove(const std::string& id) {
    std::lock_guard lock(mutex_);
    Job* job = at(id);
    if (!job || !over(job->state)) return false;
    drop_folder(job->id);
    std::erase_if(jobs_, [&](const auto& one) { return one.get() == job; });
    return true;
}

}  // namespace mailsim::serve
