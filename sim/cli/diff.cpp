// mailsim diff: the kinds of message that two topologies treat differently.
#include "cli/inputs.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "path/difference.hpp"
#include "report/path_json.hpp"
#include "report/path_text.hpp"

namespace mailsim::cli {
namespace {

class Diff : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("T1", first_, "a topology: a file, or the name of a shipped one");
        options.argument("T2", second_, "the other");
        options.flag("--json", json, "one JSON document");
        options.example("mailsim diff nayatel my-nayatel.json");
    }
    int run() override {
        if (first_.empty() || second_.empty())
            throw WrongInput(first_.empty() ? "T1" : "T2", "missing; two topologies are compared");
        base::Problems problems;
        Inputs before = read_one(first_, problems), after = read_one(second_, problems);
        if (!problems.empty()) throw WrongInput(problems);
        path::Differences found = path::differences(before.estate, after.estate);
        if (json)
            print_json(report::differences_json(found));
        else
            print(report::differences_text(found, report::Ink(wants_colour())));
        return found.changed.empty() ? yes : no;
    }

  private:
    // Problems of both files are shown together.
    static Inputs read_one(const std::string& name, base::Problems& problems) {
        try {
            return read_inputs({name, "", {}});
        } catch (const WrongInput& wrong) {
            problems.add(wrong.problems);
            return {};
        }
    }
    std::string first_, second_;
};

}  // namespace

std::unique_ptr<Subcommand> make_diff() { return std::make_unique<Diff>(); }

}  // namespace mailsim::cli
