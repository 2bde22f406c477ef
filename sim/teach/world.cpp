#include "teach/world.hpp"

#include <fmt/format.h>

#include <map>

#include "base/names.hpp"
#include "render/assemble.hpp"
#include "run/simulation.hpp"
#include "run/single_message.hpp"

namespace mailsim::teach {
namespace {

std::string time_of(base::Duration d) { return base::exact(d); }

json::Value message_of(const std::string& from, const std::string& to, base::Duration at) {
    return json::Value::object({{"at", time_of(at)}, {"from", from}, {"to", to}});
}

// The mail of the ticket: what the customer tried, or waits for.
json::Value complaint(const Patient& p, const Sickness& sickness) {
    std::string from = p.incoming ? p.other : p.who, to = p.incoming ? p.who : p.other;
    if (from.empty()) from = p.who;
    if (to.empty()) to = p.who;
    if (!sickness.written_to.empty()) to = sickness.written_to;
    json::Value message = message_of(from, to, tried_at);
    if (!sickness.size.empty()) message.set("size", sickness.size);
    if (sickness.looks_like_spam) message.set("spam", true);
    return message;
}

// The mail of other people: one message for each documented flow of the estate, spread over the hour before
// the call, so that logs hold more than the ticket's mail.
void others(const estate::Estate& estate, const Patient& p, json::Value& messages) {
    std::size_t number = 0, count = std::max<std::size_t>(1, estate.flows.size());
    for (const estate::Flow& flow : estate.flows) {
        base::Duration at =
            base::from_seconds(300 + 3000.0 * static_cast<double>(number++) / static_cast<double>(count));
        if (base::lower_case(flow.from) == p.who) continue;
        json::Value message = message_of(flow.from, flow.to, at);
        if (flow.client != estate::ClientKind::peer) message.set("client", estate::name(flow.client));
        messages.push(std::move(message));
    }
}

// Peers refuse by chance, as in life; in a drill that would be a fault nobody planted.
void without_luck(const estate::Estate& estate, Sickness& sickness) {
    for (const estate::Node& node : estate.nodes)
        for (const estate::Setting& rule : node.rules)
            if (rule.rule == "random_refusal")
                for (const char* share : {"permanent", "temporary"})
                    sickness.change("/nodes/" + node.id + "/rules/random_refusal/" + share, "0 %");
}

void own_addresses(const estate::Estate& estate, Sickness& sickness) {
    for (const estate::Domain& domain : estate.domains)
        for (const estate::Account& account : domain.accounts) {
            std::string address = account.local + "@" + domain.name;
            if (!domain.outside && !account.client_address.valid())
                sickness.change(account_pointer(address) + "/client_address",
                                customer_address(estate, address));
        }
}

// How each node stands at this instant, by the scenario's faults.
std::vector<fault::Mode> modes_at(const config::Loaded& loaded, base::Duration now) {
    using Kind = fault::Target::Kind;
    std::vector<fault::Mode> modes(loaded.estate.nodes.size(), fault::Mode::fine);
    base::Draws draws(loaded.scenario.seed, loaded.scenario.replication);
    std::map<fault::Target, fault::Change> latest;
    for (const fault::Change& change :
         fault::timeline(loaded.scenario.faults, draws, base::Instant(now + std::chrono::nanoseconds(1))))
        latest[change.target] = change;
    for (const auto& [target, change] : latest)
        for (std::uint32_t i = 0; i < modes.size(); ++i) {
            bool this_node = (target.kind == Kind::node || target.kind == Kind::peer) && target.id == i;
            bool its_host = target.kind == Kind::host && loaded.estate.nodes[i].host.value == target.id;
            if (this_node || its_host) modes[i] = change.mode;
        }
    return modes;
}

void put_dns_faults(config::Loaded& loaded, base::Duration now) {
    for (const fault::Fault& fault : loaded.scenario.faults) {
        if (fault.target.kind != fault::Target::Kind::dns) continue;
        bool on = fault.from.time_since_epoch() <= now &&
                  (fault.until == base::never || fault.until.time_since_epoch() > now);
        bool silent = fault.mode == fault::Mode::silent || fault.mode == fault::Mode::off;
        if (on)
            loaded.estate.zones.faults().set(fault.target.name,
                                             silent ? dns::FaultKind::silence : dns::FaultKind::servfail);
        else
            loaded.estate.zones.faults().clear(fault.target.name);
    }
}

// Keeps the events that pages for people show.
class Collector : public render::Listener {
  public:
    explicit Collector(std::vector<Happening>& into) : into_(into) {}
    void take(const render::Event& e) override {
        using What = render::Event::What;
        using H = Happening::What;
        switch (e.what) {
            case What::taken: return add(H::taken, e);
            case What::rejected: return add(H::rejected, e);
            case What::dropped: return add(e.held ? H::held : H::dropped, e);
            case What::expired: return add(H::bounced, e);
            case What::tried:
                return add(e.status == render::Status::sent       ? H::sent
                           : e.status == render::Status::deferred ? H::deferred
                                                                  : H::bounced,
                           e);
            default: return;
        }
    }

  private:
    void add(Happening::What what, const render::Event& e) {
        Happening h;
        h.what = what, h.at = e.at, h.node = e.node, h.recipient = e.recipient;
        if (e.letter) h.message = e.letter->message.id;
        h.code = e.code, h.enhanced = e.enhanced, h.text = e.text, h.host = e.host, h.local = e.local;
        into_.push_back(std::move(h));
    }
    std::vector<Happening>& into_;
};

}  // namespace

std::string clock_text(base::Duration since_start) {
    auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since_start).count() + 9 * 60 + 30;
    return fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
}

json::Value scenario_of(const Drill& drill, const Patient& patient, std::span<const Fault> faults,
                        std::span<const Sent> sent, const estate::Estate& healthy) {
    Sickness sickness;
    without_luck(healthy, sickness);
    own_addresses(healthy, sickness);
    for (const Fault& fault : faults)
        if (const FaultKind* kind = find_fault_kind(fault.kind)) kind->inject(patient, fault, sickness);
    json::Value messages = json::Value::array({complaint(patient, sickness)});
    others(healthy, patient, messages);
    if (drill.messages.is_array())
        for (const json::Value& message : drill.messages.items()) messages.push(message);
    for (const Sent& one : sent) {
        json::Value message = message_of(one.from, one.to, one.at);
        if (!one.client.empty()) message.set("client", one.client);
        if (!one.size.empty()) message.set("size", one.size);
        messages.push(std::move(message));
    }
    return json::Value::object(
        {{"title", drill.title},
         {"topology", drill.topology},
         {"start", "Tuesday 09:30"},
         {"duration", time_of(horizon)},
         {"seed", drill.seed},
         {"load", json::Value::object(
                      {{"population", false}, {"fetching", false}, {"messages", std::move(messages)}})},
         {"initial", json::Value::object({{"cached_names", "0 %"}})},
         {"faults", sickness.faults},
         {"changes", sickness.changes},
         {"records", sickness.dns}});
}

World::World(config::Loaded loaded, Patient patient)
    : loaded_(std::move(loaded)),
      patient_(std::move(patient)),
      record_(loaded_.estate),
      policies_(loaded_.estate),
      quotas_(*this) {}

base::expected<std::unique_ptr<World>, base::Problems> World::make(const Drill& drill, const Patient& patient,
                                                                   std::span<const Fault> faults,
                                                                   std::span<const Sent> sent,
                                                                   const estate::Estate& healthy) {
    auto loaded = config::read_scenario(scenario_of(drill, patient, faults, sent, healthy), drill.file);
    if (!loaded) return base::unexpected(loaded.error());
    std::unique_ptr<World> world(new World(std::move(*loaded), patient));
    facts::Stream stream;
    world->record_.subscribe(stream);
    world->recorder_.subscribe(stream);
    run::Options options;
    options.stream = &stream;
    options.introduced = [w = world.get()](const mail::Message& message,
                                           std::span<const mail::Address> recipients) {
        w->record_.introduce(message, recipients);
        w->recorder_.introduce(message, recipients);
    };
    options.redirected = [w = world.get()](const mail::Redirection& what) { w->recorder_.redirect(what); };
    {
        run::Simulation simulation(world->loaded_.estate, world->loaded_.scenario, options);
        simulation.run();
    }
    world->collect();
    world->first_sent_ = world->loaded_.scenario.load.messages.size() - sent.size();
    world->set_now(rings_at);
    return world;
}

void World::collect() {
    Collector collector(happenings_);
    render::Assembler assembler(scene(), told().letters, collector);
    for (const facts::Fact& fact : told().facts) assembler.take(fact);
    assembler.finish();
}

const Letter* World::message(std::size_t number) const {
    for (const Letter& letter : record_.letters())
        if (letter.message.key == run::single_message_key(number)) return &letter;
    throw std::logic_error("a message of the drill was never sent");
}

void World::set_now(base::Duration now) {
    now_ = now;
    modes_ = modes_at(loaded_, now);
    put_dns_faults(loaded_, now);
}

bool World::answers(base::NodeId node) const {
    fault::Mode mode = modes_[node.index()];
    return mode == fault::Mode::fine || mode == fault::Mode::slow || mode == fault::Mode::refusing_mail;
}

bool World::refuses(base::NodeId node) const { return modes_[node.index()] == fault::Mode::refusing_tcp; }

std::optional<mail::Address> World::mailbox(const std::string& address) {
    auto parsed = loaded_.estate.book.parse(base::lower_case(address));
    if (!parsed || !loaded_.estate.has_mailbox(*parsed)) return std::nullopt;
    return *parsed;
}

// What the estate says is used at the start, and what has arrived since.
base::Bytes World::Quotas::used(std::uint32_t mailbox) const {
    mail::Address address = world.loaded_.estate.mailbox_address(mailbox);
    const estate::Domain* domain = world.loaded_.estate.domain(address.domain);
    if (!domain || domain->outside) return {0};
    double quota = static_cast<double>(world.loaded_.estate.quota(address).count);
    base::Bytes used{static_cast<std::int64_t>(quota * world.loaded_.estate.fill(address))};
    std::string text = world.loaded_.estate.book.text(address);
    for (const Letter& letter : world.record_.letters())
        if (letter.to == text && letter.at(world.now_).state == State::delivered) used += letter.message.size;
    return used;
}

}  // namespace mailsim::teach
