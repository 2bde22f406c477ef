// Runs, studies and searches that take their time: a queue of child processes, each with a folder of its own,
// its progress, and a way to cancel it. What they leave stays in their folders, over the server's end. Not
// here: reading results (results.hpp).
#pragma once
#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "json/value.hpp"
#include "serve/child.hpp"

namespace mailsim::serve {

// The life of a job:
//   queued -> running -> done | failed | cancelled
//   queued -> cancelled
enum class JobState { queued, running, done, failed, cancelled };
const char* name(JobState state);

struct Job {
    std::string id, kind, title;  // kind: the subcommand
    JobState state = JobState::queued;
    json::Value asked;                           // the request, for a permanent link
    std::vector<std::string> words;              // of the command line, without the program and --out
    double created = 0, started = 0, ended = 0;  // seconds since 1970
    double share = 0;                            // how far it is, 0 to 1
    std::string detail, error;                   // of its progress; of its failure
    std::optional<bool> met;                     // done: whether the answer is yes
    std::stop_source stop;
};

class Jobs {
  public:
    // Folders of earlier servers are taken over; what ran then counts as failed.
    Jobs(std::string program, std::string folder, ChildLimits limits, int workers);
    ~Jobs();

    // A job's folder with its papers (name, text), made before it is queued. False, and nothing is left of
    // it, when they cannot be written.
    using Paper = std::pair<std::string, std::string>;
    bool make_folder(const std::string& id, const std::vector<Paper>& papers) const;
    void drop_folder(const std::string& id) const;  // of a job that was not queued
    std::string folder_of(const std::string& id) const { return folder_ + "/" + id; }
    std::string results_of(const std::string& id) const;  // the folder that the job writes
    // False when too many wait.
    bool submit(std::shared_ptr<Job> job);
    json::Value list() const;
    std::optional<json::Value> find(const std::string& id) const;
    bool done(const std::string& id) const;
    bool cancel(const std::string& id);  // false: no such job, or over already
    bool remove(const std::string& id);  // its folder too; false: no such job, or not over yet
    void stop();

  private:
    void work();
    void carry_out(Job& job);
    void end(Job& job, const Ending& ending);
    void keep(const Job& job) const;
    void take_over(const std::string& id);
    Job* at(const std::string& id) const;

    std::string program_, folder_;
    ChildLimits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::list<std::shared_ptr<Job>> jobs_;  // newest first
    std::deque<std::shared_ptr<Job>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

}  // namespace mailsim::serve
