// Programs that this one starts: without a shell, so that no name is read as a command. Not for use outside
// this room.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace mailsim::study {

// A program that runs beside this one; told to end (SIGTERM, twice: what GNU parallel needs) when this goes.
class Process {
  public:
    // Its output goes to the file, at its end. Throws std::runtime_error when it cannot be started.
    Process(const std::vector<std::string>& words, const std::string& log);
    Process(const Process&) = delete;
    ~Process();
    std::optional<int> ended();  // its status as wait() gives it; nothing while it runs
    void stop();

  private:
    pid_t pid_ = -1;
};

struct Said {
    int status = 0;      // 0: it went well
    std::string output;  // standard output and error
};
// Runs a program to its end. Throws std::runtime_error when it cannot be started.
Said output_of(const std::vector<std::string>& words);

std::string own_program();  // the path of this binary

}  // namespace mailsim::study
