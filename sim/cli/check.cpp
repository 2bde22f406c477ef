// mailsim check: validates topologies and scenarios.
#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "config/load.hpp"

namespace mailsim::cli {
namespace {

class Check : public Subcommand {
  public:
    void declare(Options& options) override {
        options.arguments("FILE", files_, "topologies and scenarios: files, or the names of shipped ones");
        options.flag("--json", json, "one JSON document");
        options.example("mailsim check my-nayatel.json scenarios/busy.json");
    }
    int run() override {
        if (files_.empty()) throw WrongInput("FILE", "missing; name at least one topology or scenario");
        base::Problems problems;
        for (const std::string& file : files_) problems.add(config::check_file(file));
        print_problems(problems);
        if (json)
            print_json(
                json::Value::object({{"files", files_.size()}, {"problems", problems_json(problems)}}));
        else if (problems.empty())
            print(files_.size() == 1 ? fmt::format("{} is right\n", files_[0])
                                     : fmt::format("all {} files are right\n", files_.size()));
        return problems.empty() ? yes : wrong_input;
    }

  private:
    std::vector<std::string> files_;
};

}  // namespace

std::unique_ptr<Subcommand> make_check() { return std::make_unique<Check>(); }

}  // namespace mailsim::cli
