// What every subcommand that makes many runs has in common: the options of its launcher, the line
// that tells how far it is. Not here: Ctrl-C (study_inputs.hpp).
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "study/conduct.hpp"
#include "study/execute.hpp"

namespace mailsim::cli {

class Options;

// As the command line has them.
struct Launching {
    std::string launcher, jobs, program;
    std::vector<std::string> sshlogins, sbatch;
    bool resume = false;
};
// --jobs, --launcher, --sshlogin, --sbatch, --program, --resume.
void declare_launching(Options& options, Launching& launching);
study::Launcher read_launching(const Launching& launching);  // throws WrongInput

// On standard error, when that is a terminal: runs done, rate, time left, the first figure's interval.
class StudyProgress {
  public:
    StudyProgress();
    void show(const study::Standing& standing);  // at most a few times a second, and when all are done
    void show(const study::Progress& progress, const std::string& what, const std::string& figure = "");
    void done();  // takes the line away

  private:
    bool terminal_, lines_, shown_ = false;
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace mailsim::cli
