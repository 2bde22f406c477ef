#include "study/remote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "study/local.hpp"
#include "study/process.hpp"
#include "study/whole_file.hpp"

namespace mailsim::study {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::size_t>;

constexpr int most_rounds = 3;           // a job that was lost is given out again
constexpr std::size_t most_tasks = 900;  // of one array job: Slurm's default limit is 1001

// Several runs a job, so that starting one costs little; one list of lines each.
std::vector<std::string> jobs_of(const Lines& lines, std::size_t slots) {
    std::size_t each = std::clamp<std::size_t>(lines.size() / (slots * 10), 1, 20);
    each = std::max(each, (lines.size() + most_tasks - 1) / most_tasks);
    std::vector<std::string> jobs;
    for (std::size_t i = 0; i < lines.size(); i += each) {
        auto from = lines.begin() + static_cast<std::ptrdiff_t>(i);
        jobs.push_back(
            lines_text(Lines(from, from + static_cast<std::ptrdiff_t>(std::min(each, lines.size() - i)))));
    }
    return jobs;
}

// For a shell, whatever the path holds.
std::string shell_word(const std::string& word) {
    std::string out = "'";
    for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string worker(const Launcher& launcher, const std::string& folder, const std::string& lines) {
    std::string program = launcher.program.empty() ? own_program() : launcher.program;
    return fmt::format("{} study --work {} --lines {}", shell_word(program), shell_word(folder), lines);
}

// One way to carry jobs out: submitted, then asked whether it goes on.
class Carrier {
  public:
    virtual ~Carrier() = default;
    virtual bool goes_on() = 0;
    virtual void stop() = 0;
};

class Parallel : public Carrier {
  public:
    Parallel(Folder& folder, const Launcher& launcher, const Lines& lines)
        : process_(words(folder, launcher, lines), folder.path() + "/parallel/log") {}
    bool goes_on() override { return !process_.ended(); }
    void stop() override { process_.stop(); }

  private:
    static std::vector<std::string> words(Folder& folder, const Launcher& launcher, const Lines& lines) {
        std::size_t slots = launcher.jobs ? launcher.jobs : cores();
        std::string list = folder.path() + "/parallel/jobs", text;
        for (const std::string& job :
             jobs_of(lines, slots * std::max<std::size_t>(launcher.sshlogins.size(), 1)))
            text += job + "\n";
        write_whole(list, text);
        // Without --plain a user's own settings would change what is run.
        std::vector<std::string> all{"parallel",
                                     "--plain",
                                     "--will-cite",
                                     "--arg-file",
                                     list,
                                     "--joblog",
                                     folder.path() + "/parallel/joblog"};
        if (launcher.jobs) all.insert(all.end(), {"--jobs", std::to_string(launcher.jobs)});
        for (const std::string& login : launcher.sshlogins) all.insert(all.end(), {"--sshlogin", login});
        all.push_back(worker(launcher, fs::absolute(folder.path()).lexically_normal().string(), "{}"));
        return all;
    }
    Process process_;
};

class Slurm : public Carrier {
  public:
    Slurm(Folder& folder, const Launcher& launcher, const Lines& lines)
        : note_((fs::absolute(folder.path()) / "slurm" / "job").lexically_normal().string()) {
        if (left_behind()) return;
        submit(launcher, lines);
    }
    bool goes_on() override {
        Said said = output_of({"squeue", "--noheader", "--jobs", job_, "--format", "%T"});
        bool waits = said.status == 0 && !said.output.empty();
        if (!waits && said.status != 0 && said.output.find("Invalid job id") == std::string::npos)
            return ++unreachable_ < 60;  // the controller may be busy, or come back
        if (!waits) fs::remove(note_);
        return waits;
    }
    void stop() override { output_of({"scancel", job_}); }

  private:
    // A job of a coordinator that was killed is waited for, not submitted a second time.
    bool left_behind() {
        std::ifstream in(note_);
        return in >> job_ && goes_on();
    }
    void submit(const Launcher& launcher, const Lines& lines) {
        std::vector<std::string> jobs = jobs_of(lines, launcher.jobs ? launcher.jobs : 16);
        fs::path place = fs::path(note_).parent_path();
        std::string list;
        for (const std::string& job : jobs) list += job + "\n";
        write_whole((place / "jobs").string(), list);
        write_whole((place / "job.sh").string(),
                    fmt::format("#!/bin/sh\nlines=$(sed -n \"${{SLURM_ARRAY_TASK_ID}}p\" {})\nexec {}\n",
                                shell_word((place / "jobs").string()),
                                worker(launcher, place.parent_path().string(), "\"$lines\"")));
        std::string limit = launcher.jobs ? fmt::format("%{}", launcher.jobs) : "";
        std::vector<std::string> words{"sbatch",
                                       "--parsable",
                                       "--requeue",
                                       "--job-name",
                                       "mailsim-study",
                                       fmt::format("--array=1-{}{}", jobs.size(), limit),
                                       "--output=" + (place / "log-%a").string(),
                                       "--open-mode=append"};
        words.insert(words.end(), launcher.options.begin(), launcher.options.end());
        words.push_back((place / "job.sh").string());
        Said said = output_of(words);
        job_ = said.output.substr(0, said.output.find_first_of(";\n"));
        if (said.status != 0 || job_.empty())
            throw std::runtime_error(fmt::format("sbatch did not take the job: {}", said.output));
        write_whole(note_, job_ + "\n");
    }
    std::string note_, job_;
    int unreachable_ = 0;
};

std::unique_ptr<Carrier> carrier(Folder& folder, const Launcher& launcher, const Lines& lines) {
    if (launcher.kind == Launcher::Kind::slurm) return std::make_unique<Slurm>(folder, launcher, lines);
    return std::make_unique<Parallel>(folder, launcher, lines);
}

}  // namespace

std::vector<Failure> run_elsewhere(Folder& folder, const Lines& lines, const Launcher& launcher,
                                   const std::function<bool(std::size_t)>& go_on) {
    Lines missing = lines;
    auto look = [&] {
        std::erase_if(missing, [&](std::size_t line) { return folder.result(line) != nullptr; });
    };
    for (int round = 0; round < most_rounds && !missing.empty(); ++round) {
        std::unique_ptr<Carrier> jobs = carrier(folder, launcher, missing);
        for (bool going = true; going;) {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            going = jobs->goes_on();
            look();
            if (!go_on(lines.size() - missing.size())) {
                jobs->stop();
                return {};
            }
        }
    }
    std::string log =
        folder.path() + (launcher.kind == Launcher::Kind::slurm ? "/slurm/log-*" : "/parallel/log");
    std::vector<Failure> failures;
    for (std::size_t line : missing) failures.push_back({line, "left no result; " + log + " may say why"});
    return failures;
}

}  // namespace mailsim::study
