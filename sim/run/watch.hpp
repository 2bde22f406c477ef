// Follows some messages of a run: the run takes place as it would unwatched, and everything that was told of
// them is kept. For replay and for drills. Not here: what it looks like (render).
#pragma once
#include "render/record.hpp"
#include "run/simulation.hpp"

namespace mailsim::run {

struct Watched {
    render::Record record;
    std::vector<std::string> stations;  // names by StationId
    base::Instant ended;                // how far the run was taken
    std::uint64_t recipients = 0;       // that came into being
    bool settled = false;               // every followed recipient came to an end before that
    observe::Summary summary;           // of the run as far as it was taken
};

struct WatchOptions {
    render::Recorder::Follows follows{};  // empty: every message
    bool luck = true;                     // as in Options
    bool to_the_end = false;              // else the run is left when the followed messages are done with
    // How long a delivered message is waited for to be fetched. An assumption: longer than a night.
    base::Duration fetch_patience = std::chrono::hours(16);
    std::function<bool(base::Instant, std::uint64_t)> progress{};  // every simulated minute; false: stop here
};

// The estate's state before is as it was loaded. Throws as Simulation does.
Watched watch(estate::Estate& estate, const scenario::Scenario& scenario, const WatchOptions& options);

// The single messages of a scenario, for WatchOptions::follows.
render::Recorder::Follows single_messages(const scenario::Scenario& scenario);

// A scenario of one message, on Tuesday at 10, with nothing else going on; it runs until the message is done
// with, at most a week.
scenario::Scenario one_message(const std::string& from, const std::string& to);

}  // namespace mailsim::run
