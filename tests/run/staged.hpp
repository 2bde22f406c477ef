// Small runs of single messages on the smallest estate, and what became of each recipient.
#pragma once
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <functional>
#include <map>

#include "config/load.hpp"
#include "decide/rule.hpp"
#include "run/simulation.hpp"
#include "smtp/command.hpp"

namespace mailsim::run {

// ann, bob at small.example on `server`; friend at far.example on the peer `far`.
struct Staged {
    std::vector<config::Assignment> changes;
    scenario::Scenario scenario;
    std::string topology = fmt::format("{}/topologies/single-server.json", MAILSIM_SOURCE_DIR);
    // What happened, in order: "0s created server" for each recipient, by its address.
    std::map<std::string, std::vector<std::string>> seen;
    std::map<std::string, double> accepted_at, delivered_at;   // the first time, s
    std::function<void(const facts::Fact&)> on_hop, on_visit;  // for who wants to see these facts too
    observe::Summary summary;
    estate::Estate estate;

    Staged() {
        scenario.name = "staged";
        scenario.load.population = false;
        scenario.drain = true;
        scenario.duration = std::chrono::hours(1);
    }
    void set(const std::string& pointer, const std::string& value) {
        changes.push_back({"/topology" + pointer, value});
    }
    void rule(const std::string& node, const std::string& json) { set("/nodes/" + node + "/rules/-", json); }
    scenario::SingleMessage& send(const std::string& from, const std::string& to) {
        scenario::SingleMessage m;
        m.at = std::chrono::seconds(10) * static_cast<int>(scenario.load.messages.size());
        m.from = from;
        m.to = to;
        scenario.load.messages.push_back(m);
        return scenario.load.messages.back();
    }
    void run() {
        auto loaded = config::load_topology(topology, changes);
        if (!loaded)
            for (const base::Problem& p : loaded.error()) FAIL_CHECK(base::to_string(p));
        REQUIRE(loaded);
        estate = std::move(*loaded);
        facts::Stream stream;
        stream.subscribe<&Staged::take>(facts::Level::ledger, *this);
        if (on_hop) stream.subscribe<&Staged::hop>(facts::Level::hop, *this);
        if (on_visit) stream.subscribe<&Staged::visit>(facts::Level::visit, *this);
        Options options;
        options.stream = &stream;
        options.introduced = [this](const mail::Message& message, std::span<const mail::Address> recipients) {
            for (std::uint32_t i = 0; i < recipients.size(); ++i)
                names_[{message.first_recipient.value + i}] =
                    (message.kind == mail::Kind::dsn ? "dsn to " : "") + estate.book.text(recipients[i]);
        };
        Simulation simulation(estate, scenario, std::move(options));
        summary = simulation.run();
        for (const std::string& difference : summary.differences) FAIL_CHECK(difference);
    }
    // "accepted server, handed_on server, ..."
    std::string of(const std::string& name) const {
        auto found = seen.find(name);
        return found == seen.end() ? "" : fmt::format("{}", fmt::join(found->second, ", "));
    }
    std::size_t count(const std::string& name, const std::string& what) const {
        auto found = seen.find(name);
        return found == seen.end()
                   ? 0
                   : static_cast<std::size_t>(std::count(found->second.begin(), found->second.end(), what));
    }

    void hop(const facts::Fact& f) { on_hop(f); }
    void visit(const facts::Fact& f) { on_visit(f); }
    void take(const facts::Fact& f) {
        constexpr const char* kinds[] = {"offered",   "rejected",  "accepted", "created",   "received",
                                         "handed_on", "delivered", "bounced",  "discarded", "quarantined"};
        if (f.kind == facts::Kind::offered || f.kind == facts::Kind::handed_on) return;
        std::string text = fmt::format("{} {}", kinds[static_cast<int>(f.kind)], estate.node(f.node).id);
        if (f.kind == facts::Kind::rejected || f.kind == facts::Kind::bounced)
            text += fmt::format(" {} {}", f.code, f.rule.valid() ? decide::rule(f.rule).name : "");
        seen[names_[f.recipient]].push_back(text);
        if (f.kind == facts::Kind::accepted)
            accepted_at.try_emplace(names_[f.recipient], base::seconds(f.at.time_since_epoch()));
        if (f.kind == facts::Kind::delivered)
            delivered_at.try_emplace(names_[f.recipient], base::seconds(f.at.time_since_epoch()));
    }

  private:
    std::map<base::RecipientId, std::string> names_;
};

}  // namespace mailsim::run
