// The three sources of `mailsim replay`: a message given on the command line, the messages of a scenario, a
// message of a run's folder. Each gives the estate, the scenario and which messages to follow.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/inputs.hpp"
#include "cli/sign_in.hpp"
#include "config/load.hpp"
#include "report/kept_row.hpp"
#include "report/recipe_files.hpp"
#include "run/watch.hpp"

namespace mailsim::cli {

// What the command line says.
struct ReplayNames {
    std::string what;     // a scenario or a run's folder; "" for --from and --to
    std::string message;  // id of a row of results.sqlite
    std::string from, to, client, size, seed;
    InputNames inputs;
    SignInNames sign_in{};
};

struct ReplaySource {
    scenario::Scenario scenario;
    estate::Estate estate;
    run::WatchOptions watch;
    std::optional<std::uint32_t> id;      // of the recipient that is replayed from a run
    std::optional<report::KeptRow> kept;  // its row, when the run kept it
    std::unique_ptr<report::UnpackedRecipe> files;
};

// Throws WrongInput with every problem.
ReplaySource read_source(const ReplayNames& names);

}  // namespace mailsim::cli
