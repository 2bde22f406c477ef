// Carries out what a plan has no results of yet: by processes of this machine, by GNU parallel (on several
// machines), or as an array job of Slurm. Each run is a process of its own. What is killed meanwhile, here or
// elsewhere, costs the runs that were under way and nothing else: the next call makes what is missing.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "study/folder.hpp"

namespace mailsim::study {

struct Launcher {
    enum class Kind { local, parallel, slurm };
    Kind kind = Kind::local;
    unsigned jobs = 0;                   // at once; 0: one a core of this machine
    std::vector<std::string> sshlogins;  // parallel: as its --sshlogin; the folder must be seen there
    std::vector<std::string> options;    // slurm: further options of sbatch
    std::string program;                 // mailsim on those machines; "": this binary's path
};

struct Progress {
    std::size_t done = 0, wanted = 0;  // runs of this call
    double seconds = 0;                // since it began
    double rate() const { return seconds > 0 ? static_cast<double>(done) / seconds : 0; }
    double left() const {
        return done ? seconds / static_cast<double>(done) * static_cast<double>(wanted - done) : 0;
    }
};
// Asked after each run and now and then; false: stop here.
using Watch = std::function<bool(const Progress&)>;

struct Failure {
    std::size_t line;
    std::string why;
};
struct Executed {
    bool complete = false;  // every run of the plan has its result
    bool stopped = false;   // because the watch said so
    std::vector<Failure> failures;
};

// Saves the plan first. Throws std::runtime_error when the launcher itself cannot be started.
Executed execute(Folder& folder, const Launcher& launcher, const Watch& watch = {});

// A worker: these runs of the folder, one after the other, each in a child process; those with a result are
// left alone. The lines that failed.
std::vector<Failure> work(Folder& folder, const std::vector<std::size_t>& lines);
// "0-3,7": lines as a worker's command names them; and back. On failure: why.
std::string lines_text(const std::vector<std::size_t>& lines);
base::expected<std::vector<std::size_t>, std::string> lines_of(std::string_view text);

}  // namespace mailsim::study
