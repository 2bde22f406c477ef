#include "run/watch.hpp"

#include <algorithm>
#include <unordered_set>

#include "run/single_message.hpp"

namespace mailsim::run {
namespace {

// Nothing but single messages: what people fetch then disturbs nobody.
bool quiet(const scenario::Scenario& s) { return !s.load.population && s.load.streams.empty(); }

}  // namespace

render::Recorder::Follows single_messages(const scenario::Scenario& scenario) {
    auto keys = std::make_shared<std::unordered_set<std::uint64_t>>();
    for (std::uint64_t n = 0; n < scenario.load.messages.size(); ++n) keys->insert(single_message_key(n));
    return [keys](const mail::Message& message) {
        return message.kind != mail::Kind::dsn && keys->contains(message.key);
    };
}

scenario::Scenario one_message(const std::string& from, const std::string& to) {
    scenario::Scenario s;
    s.name = "one message";
    s.start_of_week = std::chrono::hours(24 + 10);
    s.duration = std::chrono::hours(24 * 7);
    s.load.population = s.load.fetching = false;
    scenario::SingleMessage& message = s.load.messages.emplace_back();
    message.from = from;
    message.to = to;
    return s;
}

Watched watch(estate::Estate& estate, const scenario::Scenario& scenario, const WatchOptions& options) {
    render::Recorder recorder(options.follows);
    facts::Stream stream;
    recorder.subscribe(stream);
    Options run;
    run.stream = &stream;
    run.observe.laws = false;
    run.luck = options.luck;
    std::unordered_set<std::uint64_t> owners;
    bool appeared = false;
    run.introduced = [&](const mail::Message& message, std::span<const mail::Address> recipients) {
        recorder.introduce(message, recipients);
        appeared = appeared || !recorder.record().messages.empty();
    };
    run.redirected = [&](const mail::Redirection& what) { recorder.redirect(what); };
    if (quiet(scenario))
        for (const scenario::SingleMessage& one : scenario.load.messages)
            for (const std::string& text : {one.from, one.to})
                if (auto address = estate.book.parse(text)) owners.insert(address->key());
    if (!owners.empty()) run.fetches = [&](mail::Address address) { return owners.contains(address.key()); };
    base::Instant done = base::never;
    Watched watched;
    bool last_sent = false;
    run.progress = [&](base::Instant now, std::uint64_t messages) {
        if (options.progress && !options.progress(now, messages)) return false;
        last_sent =
            std::all_of(scenario.load.messages.begin(), scenario.load.messages.end(),
                        [&](const scenario::SingleMessage& m) { return base::Instant{} + m.at < now; });
        if (options.to_the_end || !appeared || !last_sent || recorder.open() > 0)
            return done = base::never, true;
        if (done == base::never) done = now;
        return recorder.unfetched() > 0 && now - done < options.fetch_patience;
    };
    Simulation simulation(estate, scenario, std::move(run));
    watched.stations = simulation.station_names();
    watched.summary = simulation.run();
    watched.ended = base::Instant{base::from_seconds(watched.summary.simulated_seconds)};
    watched.settled = recorder.open() == 0;
    watched.recipients = simulation.effort().recipients;
    watched.record = std::move(recorder.record());
    watched.record.end = watched.ended;
    return watched;
}

}  // namespace mailsim::run
