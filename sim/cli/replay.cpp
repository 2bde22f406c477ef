// mailsim replay: one message step by step, in simulated time.
#include <fmt/format.h>

#include "cli/inputs.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "report/replay_json.hpp"
#include "run/watch.hpp"

namespace mailsim::cli {
namespace {

class Replay : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value("--from", from_, "ADDRESS", "who sends");
        options.value("--to", to_, "ADDRESS", "the recipient");
        options.value("--client", client_, "KIND",
                      "outlook, outlook-pop3, outlook-mapi, webmail, phone or peer; by default as the "
                      "sender's domain says");
        options.value("--size", size_, "BYTES",
                      "size of the message, like 15000 or \"10 MB\" (default: 15 KB)");
        declare_inputs(options, names_);
        options.flag("--json", json, "one JSON document");
        options.example("mailsim replay --from ali@acme.example --to friend@gmail.com");
    }

    int run() override {
        if (from_.empty()) throw WrongInput("--from", "missing");
        if (to_.empty()) throw WrongInput("--to", "missing");
        Inputs inputs = read_inputs(names_);
        read_address(inputs.estate.book, "--from", from_, false);
        read_address(inputs.estate.book, "--to", to_, false);
        scenario::Scenario scenario = run::one_message(from_, to_);
        scenario.faults = inputs.scenario.faults;
        scenario.load.messages[0].size = read_size("--size", size_);
        if (!client_.empty()) scenario.load.messages[0].client = read_client("--client", client_);
        run::Watched watched = run::watch(inputs.estate, scenario, {run::single_messages(scenario), false});
        render::Scene scene{inputs.estate, scenario.start_of_week};
        std::vector<render::Step> steps = render::steps_of(scene, watched.record, watched.stations);
        if (json)
            print_json(report::replay_json(scene, watched.record, steps));
        else
            for (const render::Step& step : steps)
                print(fmt::format("{:.3f} {} {}\n", base::seconds(step.at), static_cast<char>(step.letter),
                                  step.what));
        return yes;
    }

  private:
    std::string from_, to_, client_, size_ = "15000";
    InputNames names_;
};

}  // namespace

std::unique_ptr<Subcommand> make_replay() { return std::make_unique<Replay>(); }

}  // namespace mailsim::cli
