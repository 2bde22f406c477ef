// mailsim check: validates topologies, scenarios, studies and drills.
#include <fmt/format.h>

#include <filesystem>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "config/load.hpp"
#include "config/shipped.hpp"
#include "config/study.hpp"
#include "json/read.hpp"
#include "study/conduct.hpp"
#include "teach/drill_file.hpp"

namespace mailsim::cli {
namespace {

class Check : public Subcommand {
  public:
    void declare(Options& options) override {
        options.arguments("FILE", files_,
                          "topologies, scenarios, studies and drills: files, or the names of shipped ones");
        options.flag("--json", json, "one JSON document");
        options.example("mailsim check my-nayatel.json scenarios/busy.json");
    }
    int run() override {
        if (files_.empty())
            throw WrongInput("FILE", "missing; name at least one topology, scenario or study");
        base::Problems problems;
        for (const std::string& file : files_) problems.add(problems_of(file));
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
    // A study's points are checked too, each as its runs will be.
    static base::Problems problems_of(const std::string& file) {
        if (teach::is_drill_file(file)) {
            auto drill = teach::load_drill(file);
            return drill ? base::Problems{} : drill.error();
        }
        if (teach::is_playbook_file(file)) {
            auto playbook = teach::read_playbook(file);
            return playbook ? base::Problems{} : playbook.error();
        }
        auto path = config::find_shipped(config::Shipped::study, file);
        base::Problems problems;
        std::error_code error;
        if (!path || !std::filesystem::is_regular_file(*path, error)) return config::check_file(file);
        auto tree = json::read_file(*path, problems);
        if (!tree || !problems.empty() || !config::is_study(*tree)) return config::check_file(file);
        auto study = config::read_study(*tree, *path);
        return study ? study::check_study(*study) : study.error();
    }

    std::vector<std::string> files_;
};

}  // namespace

std::unique_ptr<Subcommand> make_check() { return std::make_unique<Check>(); }

}  // namespace mailsim::cli
