#include "run/simulation.hpp"

#include <algorithm>
#include <stdexcept>

#include "nodes/fetch.hpp"
#include "nodes/silent.hpp"
#include "run/faults.hpp"
#include "run/initial_state.hpp"
#include "run/load.hpp"
#include "run/platform.hpp"
#include "run/stations.hpp"

namespace mailsim::run {
namespace {

constexpr base::Duration minute = std::chrono::minutes(1);

}  // namespace

struct Simulation::Parts {
    Parts(estate::Estate& its_estate, const scenario::Scenario& its_scenario, Options its_options)
        : estate(its_estate),
          scenario(its_scenario),
          options(std::move(its_options)),
          built(build_platform(its_estate)),
          engine(built.platform),
          world(engine, built.clients, built.internet),
          c(world, its_estate, base::Draws(its_scenario.seed, its_scenario.replication), stream),
          stations(c),
          load(c, its_scenario),
          fetching(c, {its_scenario.start_of_week, base::Instant{} + its_scenario.duration,
                       its_scenario.load.multiplier}),
          faults(c, its_scenario) {
        c.ignored = options.ignored;
        c.luck = options.luck;
        world.open_gates(estate);
        fill_mailboxes(c, scenario);
        fill_caches(c, scenario);
        options.observe.stations = stations.rows();
        options.observe.rule_name = [](base::RuleId id) { return decide::rule(id).name; };
        observer = std::make_unique<observe::Observer>(estate, scenario, options.observe);
        observer->subscribe(stream);
        c.introduce = introduce;
        c.introduce_to = this;
        if (options.redirected) c.redirected = redirected;
    }

    static void redirected(void* parts, const mail::Redirection& what) {
        static_cast<Parts*>(parts)->options.redirected(what);
    }

    static void introduce(void* parts, const mail::Message& message,
                          std::span<const mail::Address> recipients) {
        auto& to = *static_cast<Parts*>(parts);
        if (to.observer->keeps(message)) to.observer->introduce(message, recipients);
        if (to.options.started) to.options.started(message);
        if (to.options.introduced) to.options.introduced(message, recipients);
    }

    // Everything that still waits refers to the nodes and the mail: it goes first.
    ~Parts() {
        fetching.finish();
        engine.abandon();
    }

    void start() {
        for (auto& node : c.nodes) world.spawn(nodes::run_queue(c, *node));
        faults.on_change = [this](base::NodeId node) { fetching.node_changed(node); };
        faults.on_event = [this](const char* kind, base::NodeId node, const std::string& detail) {
            observer->event(c.now(), kind, node, detail);
        };
        faults.start();
        load.start();
        if (scenario.load.fetching && scenario.load.population)
            fetching.start();
        else if (options.fetches)
            fetching.start(options.fetches);
        else if (!scenario.load.fetches.empty())
            fetching.start([](mail::Address) { return false; });
        for (const scenario::SilentClients& one : scenario.load.silent) world.spawn(stay_silent(one));
        for (const scenario::SingleFetch& one : scenario.load.fetches) world.spawn(fetch(one));
    }

    base::Task<void> stay_silent(const scenario::SilentClients& one) {
        co_await world.calendar().sleep_until(base::Instant{} + one.at);
        base::NodeId node = estate.find_node(one.node), from = estate.find_node(one.from);
        for (std::uint64_t n = 0; n < one.count; ++n) {
            world.spawn(nodes::stay_silent(c, node, one.port, from, one.patience));
            if (one.apart.count() > 0 && n + 1 < one.count) co_await world.calendar().sleep(one.apart);
        }
    }

    base::Task<void> fetch(const scenario::SingleFetch& one) {
        co_await world.calendar().sleep_until(base::Instant{} + one.at);
        mail::Address address = estate.book.parse(one.account).value_or(mail::Address{});
        if (!estate.has_mailbox(address)) co_return;  // the configuration has refused it
        co_await fetching.once(address, one.client.value_or(c.client_of(address)), one.wrong_password,
                               one.stay);
    }

    // Runs to `end` by the minute, so that samples are taken and an interrupt is heard. False: stopped early.
    bool pass(base::Instant end, bool until_empty) {
        while (c.now() < end) {
            if (until_empty && c.mails.live() == 0) return true;
            base::Instant next =
                std::min(end, base::Instant{} + (c.now().time_since_epoch() / minute + 1) * minute);
            if (scenario.warm_up.count() > 0 && base::Instant{} + scenario.warm_up > c.now())
                next = std::min(next, base::Instant{} + scenario.warm_up);
            engine.run(next);
            observer->sample(c.now(), stations.states());
            most = std::max<std::uint64_t>(most, c.mails.live());
            if (options.progress && !options.progress(c.now(), c.next_message)) return false;
        }
        return true;
    }

    observe::Summary run() {
        start();
        bool complete = pass(base::Instant{} + scenario.duration, false);
        fetching.finish();
        if (complete && scenario.drain)
            complete = pass(base::Instant{} + scenario.duration + scenario.drain_limit, true);
        observe::EndState end = end_state();
        end.complete = complete;
        return observer->finish(end);
    }

    observe::EndState end_state() {
        observe::EndState end;
        end.at = c.now();
        end.stations = stations.states();
        for (auto& node : c.nodes) end.queued.push_back(count_queued(*node));
        for (std::uint32_t place = 0; place < c.entries.places(); ++place) add_waiting(end, place);
        for (std::uint32_t place = 0; place < c.files.places(); ++place) add_untold(end, c.files[place]);
        end.outside_waiting = c.outside_waiting;
        end.dns_queries = c.dns_queries;
        end.dns_hits = c.dns_hits;
        for (const auto& memory : c.memories)
            end.memory.push_back(static_cast<double>(memory.most) / static_cast<double>(memory.capacity));
        return end;
    }

    // Recipients in the node's queue; what a peer still holds for senders of its own is not the estate's.
    std::uint64_t count_queued(const nodes::Node<SimWorld>& node) const {
        return node.queued - node.queued_outside;
    }

    void add_waiting(observe::EndState& end, std::uint32_t place) {
        const nodes::Entry& entry = c.entries[place];
        if (!entry.in_use || entry.outside || !entry.node.valid()) return;
        const nodes::Mail& mail = c.mails[entry.mail];
        auto wait = [&](std::uint32_t copy) {
            end.waiting.push_back(
                {mail.recipient_id(copy), c.kind_of(mail, copy), mail.message.submitted, entry.node});
        };
        for (std::uint32_t copy : entry.copies) wait(copy);
        for (const nodes::Failure& failure : entry.failed) wait(failure.copy);
    }

    // Refused for good, but the sender is not told yet: other recipients of the message are still being
    // tried.
    void add_untold(observe::EndState& end, const nodes::QueueFile& file) {
        if (file.outside) return;
        const nodes::Mail& mail = c.mails[file.mail];
        for (const nodes::Failure& failure : file.failed)
            end.waiting.push_back({mail.recipient_id(failure.copy), c.kind_of(mail, failure.copy),
                                   mail.message.submitted, file.node});
    }

    estate::Estate& estate;
    const scenario::Scenario& scenario;
    Options options;
    facts::Stream stream;
    BuiltPlatform built;
    engine::Engine engine;
    SimWorld world;
    Context c;
    Stations stations;
    LoadGenerator load;
    nodes::Fetching<SimWorld> fetching;
    Faults faults;
    std::unique_ptr<observe::Observer> observer;
    Effort effort;
    std::uint64_t most = 0;
};

Simulation::Simulation(estate::Estate& estate, const scenario::Scenario& scenario, Options options) {
    facts::Stream* more = options.stream;
    parts_ = std::make_unique<Parts>(estate, scenario, std::move(options));
    if (more) parts_->stream.forward_to(*more);
}

Simulation::~Simulation() = default;

observe::Summary Simulation::run() {
    observe::Summary summary = parts_->run();
    Effort& e = parts_->effort;
    e.events = parts_->engine.calendar().events_run();
    e.messages = parts_->c.next_message;
    e.recipients = parts_->c.next_recipient;
    e.fetches = parts_->fetching.counts().exchanges;
    e.most_in_flight = parts_->most;
    e.wires = parts_->c.wires.size();
    e.frames_from_malloc = base::frame_pool.counts().from_malloc;
    return summary;
}

const Effort& Simulation::effort() const { return parts_->effort; }

std::vector<std::string> Simulation::station_names() const {
    std::vector<std::string> names;
    for (const observe::StationRow& row : parts_->stations.rows()) names.push_back(row.name);
    return names;
}

}  // namespace mailsim::run
