// Questions that are answered at once: a subcommand of this same program with --json, as a child process. Few
// run at one time, some wait, and more are told to come later. Not here: runs and studies (jobs.hpp).
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "serve/child.hpp"
#include "serve/http.hpp"

namespace mailsim::serve {

class Asker {
  public:
    Asker(std::string program, std::string folder, ChildLimits limits)
        : program_(std::move(program)), folder_(std::move(folder)), limits_(limits) {}

    // `words` follow the program's name. 200 with what it printed when it ended with 0 or 1; 422 with its
    // problems for 2; 500 when it failed or crashed, 503 when too many ask, 504 when it took too long.
    Response ask(const std::vector<std::string>& words);
    // The same, its output as it is, of this type.
    Response ask_for(const std::vector<std::string>& words, const std::string& type);
    void stop() { stopping_.request_stop(); }

    // A file for the program to read, gone with this object. Its place is not told to those who ask.
    class Paper {
      public:
        Paper(const std::string& folder, const std::string& name, const std::string& text);
        ~Paper();
        Paper(const Paper&) = delete;
        Paper& operator=(const Paper&) = delete;
        const std::string& path() const { return path_; }

      private:
        std::string folder_, path_;
    };
    Paper paper(const std::string& name, const std::string& text) const { return Paper(folder_, name, text); }

  private:
    bool enter();  // false: too many wait
    void leave();
    Response answer(const Ending& ending, const std::string& word, const std::string& type) const;
    std::string without_places(std::string text) const;

    std::string program_, folder_;
    ChildLimits limits_;
    std::stop_source stopping_;
    std::mutex mutex_;
    std::condition_variable freed_;
    int running_ = 0, waiting_ = 0;
};

// What was wrong with a child, in plain words, or "" when it ended well (0 or 1).
std::string failure_of(const Ending& ending);

}  // namespace mailsim::serve
