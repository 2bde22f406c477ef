// mailsim diff: the kinds of message that two topologies treat differently, or one before and after changes.
#include "cli/inputs.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
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
        options.argument("T2", second_, "the other; left out, T1 as --scenario and --set change it");
        options.value("--scenario", scenario_, "S",
                      "T2 as this scenario changes it: its changes, records and faults");
        options.value("--at", at_, "TIME", "the instant of the scenario, like \"12 h\" (default: its start)");
        options.values("--set", sets_, "POINTER=VALUE",
                       "changes one value of T2: /topology/..., or of the scenario");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim diff nayatel my-nayatel.json\n"
            "  mailsim diff nayatel --scenario wrong-mx");
    }
    int run() override {
        if (first_.empty()) throw WrongInput("T1", "missing; two topologies are compared");
        bool changed = !scenario_.empty() || !sets_.empty();
        if (second_.empty() && !changed)
            throw WrongInput("T2", "missing; or --scenario or --set for what changes in T1");
        base::Problems problems;
        Inputs before = read_one({first_, "", {}}, problems);
        Inputs after = read_one({second_.empty() ? first_ : second_, scenario_, sets_}, problems);
        if (!problems.empty()) throw WrongInput(problems);
        std::vector<base::NodeId> off = nodes_off(after, read_instant("--at", at_));
        path::Differences found = path::differences(before.estate, after.estate, off);
        if (json)
            print_json(report::differences_json(found));
        else
            print(report::differences_text(found, report::Ink(wants_colour())));
        return found.changed.empty() ? yes : no;
    }

  private:
    // Problems of both files are shown together.
    static Inputs read_one(const InputNames& names, base::Problems& problems) {
        try {
            return read_inputs(names);
        } catch (const WrongInput& wrong) {
            problems.add(wrong.problems);
            return {};
        }
    }
    std::string first_, second_, scenario_, at_ = "0 s";
    std::vector<std::string> sets_;
};

}  // namespace

std::unique_ptr<Subcommand> make_diff() { return std::make_unique<Diff>(); }

}  // namespace mailsim::cli
