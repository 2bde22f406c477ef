// mailsim compare: two runs side by side, the first what-if.
#include "report/compare.hpp"

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"

namespace mailsim::cli {
namespace {

class Compare : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("DIR1", first_, "the folder of a run");
        options.argument("DIR2", second_, "the folder of the other");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim run nayatel-busy-hour --out plain\n"
            "  mailsim run nayatel-busy-hour --set /load/multiplier=1.3 --out more\n"
            "  mailsim compare plain more");
    }
    int run() override {
        if (first_.empty() || second_.empty())
            throw WrongInput(first_.empty() ? "DIR1" : "DIR2", "missing; two folders of runs are compared");
        base::Problems problems;
        auto comparison = report::compare(first_, second_, problems);
        if (!comparison) throw WrongInput(problems);
        if (json)
            print_json(report::to_json(*comparison));
        else
            print(report::compare_text(*comparison));
        return yes;
    }

  private:
    std::string first_, second_;
};

}  // namespace

std::unique_ptr<Subcommand> make_compare() { return std::make_unique<Compare>(); }

}  // namespace mailsim::cli
