// The inside of a Lab, for the sources of this room.
#pragma once
#include "lab/lab.hpp"
#include "lab/site.hpp"
#include "lab/state.hpp"

namespace mailsim::lab {

struct Lab::Parts {
    Parts(estate::Estate& estate, const scenario::Scenario& scenario, Options its_options)
        : options(std::move(its_options)),
          keeper(keeper_of(options.state)),
          site(estate, scenario, options, log, *keeper) {}
    static std::unique_ptr<Keeper> keeper_of(const std::string& folder) try {
        return folder.empty() ? std::make_unique<Keeper>() : keep_in(folder);
    } catch (const std::runtime_error& error) {
        throw WrongOption("--state", error.what());
    }
    ~Parts() { site.loop.abandon(); }
    Options options;
    Log log;
    std::unique_ptr<Keeper> keeper;
    Site site;
};

}  // namespace mailsim::lab
