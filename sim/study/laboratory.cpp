#include "study/laboratory.hpp"

namespace mailsim::study {

Laboratory::Laboratory(Folder folder, Launcher launcher)
    : folder_(std::move(folder)), launcher_(std::move(launcher)) {}

std::size_t Laboratory::line(const Run& run) { return folder_.add({"", run.set}, run.replication, run); }

const Result* Laboratory::known(const Run& run) { return folder_.result(line(run)); }

std::vector<Result> Laboratory::run(const std::vector<Run>& wanted) {
    std::vector<std::size_t> lines;
    for (const Run& run : wanted) lines.push_back(line(run));
    Executed executed = execute(
        folder_, launcher_, [&](const Progress& progress) { return !watch || watch(made_ + progress.done); });
    if (executed.stopped) throw Interrupted();
    if (!executed.failures.empty())
        throw std::runtime_error("a run failed: " + executed.failures.front().why);
    made_ = folder_.size();
    std::vector<Result> results;
    for (std::size_t line : lines) {
        const Result* result = folder_.result(line);
        if (!result) throw std::runtime_error("a run has left no result");
        if (!result->differences.empty())
            throw std::runtime_error("a self-check of a run failed: " + result->differences.front());
        results.push_back(*result);
    }
    return results;
}

}  // namespace mailsim::study
