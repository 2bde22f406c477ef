// mailsim study: sweeps with replications, and the worker that carries out some of a study's runs.
#include "study/execute.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"

namespace mailsim::cli {
namespace {

class Study : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value("--work", work_, "DIR", "a worker: carries out runs of the study in this folder");
        options.value("--lines", lines_, "LIST", "which lines of its plan, like 0-3,7");
        options.example("mailsim study --work out/growth --lines 0-3");
    }
    int run() override { return work(); }

  private:
    int work() {
        auto folder = study::Folder::of_worker(work_);
        if (!folder) throw WrongInput(folder.error());
        auto lines = study::lines_of(lines_);
        if (!lines) throw WrongInput("--lines", lines.error());
        for (std::size_t line : *lines)
            if (line >= folder->size())
                throw WrongInput("--lines", fmt::format("the plan has no line {}; it has 0 to {}", line,
                                                        static_cast<long>(folder->size()) - 1));
        std::vector<study::Failure> failures = study::work(*folder, *lines);
        for (const study::Failure& failure : failures)
            std::fprintf(stderr, "mailsim: run %zu %s\n", failure.line, failure.why.c_str());
        return failures.empty() ? yes : failed;
    }

    std::string work_, lines_;
};

}  // namespace

std::unique_ptr<Subcommand> make_study() { return std::make_unique<Study>(); }

}  // namespace mailsim::cli
