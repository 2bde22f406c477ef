#include "agreement.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "config/load.hpp"
#include "path/path.hpp"
#include "run/simulation.hpp"
#include "run/single_message.hpp"

namespace mailsim::run::test {
namespace {

using facts::Kind;

constexpr base::Duration window =
    std::chrono::seconds(50);  // one try takes less; no schedule tries again sooner

// What became of one message within its window.
struct Seen {
    std::string outcome = "deferred", rule;
    std::vector<std::string> route;
    int code = 0;
    std::string enhanced;
    std::map<std::string, int> made;  // how the further recipients of aliases and forwarders ended, counted
    std::string text() const {
        std::string also;
        for (const auto& [end, count] : made) also += fmt::format(", {} more {}", count, end);
        return fmt::format("{} {} {} by '{}' over [{}]{}", outcome, code, enhanced, rule,
                           fmt::join(route, " "), also);
    }
};

// Reads the ledger's facts of each message within its own window.
class Watcher {
  public:
    Watcher(const estate::Estate& estate, std::size_t kinds) : estate_(estate), seen_(kinds) {}

    void take(const facts::Fact& fact) {
        auto number = static_cast<std::size_t>(fact.at.time_since_epoch() / window);
        if (number >= seen_.size()) return;
        auto found = owner_.find(fact.message);
        if (found == owner_.end() || found->second != number) return;  // a DSN, or a later try
        Seen& seen = seen_[number];
        if (fact.recipient != first_[number]) return take_made(seen, fact);
        std::string node = fact.node.valid() ? estate_.node(fact.node).id : "";
        if (fact.kind == Kind::accepted || fact.kind == Kind::received) seen.route.push_back(node);
        if (fact.kind == Kind::delivered) end(seen, "delivered", fact);
        if (fact.kind == Kind::rejected) end(seen, "rejected", fact);
        if (fact.kind == Kind::bounced) end(seen, "bounced", fact);
        if (fact.kind == Kind::discarded) end(seen, "discarded", fact);
        if (fact.kind == Kind::quarantined) end(seen, "quarantined", fact);
    }
    void started(const mail::Message& message, std::size_t number) {
        owner_[message.id] = number;
        first_[number] = message.first_recipient;
    }
    const Seen& operator[](std::size_t number) const { return seen_[number]; }

  private:
    static void take_made(Seen& seen, const facts::Fact& fact) {
        if (fact.kind == Kind::delivered) ++seen.made["delivered"];
        if (fact.kind == Kind::bounced) ++seen.made["bounced"];
        if (fact.kind == Kind::rejected) ++seen.made["rejected"];
        if (fact.kind == Kind::discarded) ++seen.made["discarded"];
        if (fact.kind == Kind::quarantined) ++seen.made["quarantined"];
    }
    static void end(Seen& seen, const char* outcome, const facts::Fact& fact) {
        seen.outcome = outcome;
        seen.code = fact.code;
        seen.enhanced = mail::to_string(mail::unpack_enhanced(fact.enhanced));
        seen.rule = fact.rule.valid() ? std::string(decide::rule(fact.rule).name) : "";
    }
    const estate::Estate& estate_;
    std::vector<Seen> seen_;
    std::map<std::size_t, base::RecipientId> first_;
    std::map<base::MessageId, std::size_t> owner_;
};

// Copies for an archive and answers are messages of their own in a run.
void count_made(const path::Walk& walk, std::map<std::string, int>& ends) {
    for (const path::Made& mail : walk.made) {
        bool copy = mail.rule == "alias" || mail.rule == "forward" || mail.rule == "catch_all";
        if (copy && mail.walk.outcome != mail::Outcome::deferred) ++ends[mail::name(mail.walk.outcome)];
        if (copy) count_made(mail.walk, ends);
    }
}

Seen on_paper(const estate::Estate& estate, const path::Walk& walk) {
    Seen seen;
    seen.outcome = mail::name(walk.outcome);
    count_made(walk, seen.made);
    for (base::NodeId node : walk.route) seen.route.push_back(estate.node(node).id);
    if (seen.outcome == "deferred") return seen;
    seen.code = walk.reply.code;
    seen.enhanced = mail::to_string(walk.reply.enhanced);
    seen.rule =
        decide::find_rule(walk.rule) ? walk.rule : "";  // connections, transports and names are no rules
    return seen;
}

bool outside(const estate::Estate& estate, const std::string& address) {
    if (address.empty()) return true;
    const estate::Domain* domain =
        estate.domain(estate.book.find_domain(address.substr(address.find('@') + 1)));
    return !domain || domain->outside;
}

scenario::Scenario one_of_each(const std::vector<path::Kind>& kinds) {
    scenario::Scenario s;
    s.name = "agreement";
    s.load.population = false;
    s.initial.quota_fill = 0.4;
    s.duration = window * static_cast<std::int64_t>(kinds.size() + 1);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        scenario::SingleMessage m;
        m.at = window * static_cast<std::int64_t>(i);
        m.from = kinds[i].from;
        m.to = kinds[i].to;
        m.client = kinds[i].client;
        s.load.messages.push_back(m);
    }
    return s;
}

}  // namespace

Agreement compare(const std::string& topology, Tampered who, const std::string& rule,
                  const std::vector<config::Assignment>& changes) {
    auto loaded = config::load_topology(topology, changes);
    if (!loaded) throw std::runtime_error(base::to_string(*loaded.error().begin()));
    estate::Estate& estate = *loaded;
    std::vector<path::Kind> kinds = path::kinds(estate);
    scenario::Scenario scenario = one_of_each(kinds);
    Watcher watcher(estate, kinds.size());
    facts::Stream stream;
    stream.subscribe<&Watcher::take>(facts::Level::ledger, watcher);
    Options options;
    options.stream = &stream;
    std::map<std::uint64_t, std::size_t> numbers;
    for (std::size_t i = 0; i < kinds.size(); ++i) numbers[single_message_key(i)] = i;
    options.started = [&](const mail::Message& message) {
        if (auto found = numbers.find(message.key); found != numbers.end())
            watcher.started(message, found->second);
    };
    if (who == Tampered::run) options.ignored = decide::rule_id(rule);
    Simulation simulation(estate, scenario, std::move(options));
    observe::Summary summary = simulation.run();
    Agreement result;
    result.kinds = kinds.size();
    for (const std::string& law : summary.differences) result.differences.push_back("law: " + law);
    base::Draws draws(scenario.seed, scenario.replication);
    decide::Policies policies(estate);
    path::MeanQuotaUse quotas(estate, scenario.initial.quota_fill);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        path::Request request;
        request.from = *estate.book.parse(kinds[i].from);
        request.to = *estate.book.parse(kinds[i].to);
        request.client = kinds[i].client;
        request.key = single_message_key(i);
        request.draws = &draws;
        if (who == Tampered::paper) request.ignored = decide::rule_id(rule);
        Seen paper = on_paper(estate, path::walk(estate, policies, quotas, request));
        Seen run = watcher[i];
        if (run.outcome == "deferred" && paper.outcome == "deferred" && run.made == paper.made) continue;
        // Which of its own servers an outsider's mail to outsiders passes first is not this estate's ledger's
        // matter.
        if (outside(estate, kinds[i].from) && outside(estate, kinds[i].to)) {
            auto is_peer = [&](const std::string& id) {
                return estate.node(estate.find_node(id)).role == estate::Role::peer;
            };
            std::size_t kept = paper.outcome == "delivered" ? 1 : 0;
            while (paper.route.size() > kept && is_peer(paper.route.front()))
                paper.route.erase(paper.route.begin());
        }
        if (paper.text() == run.text()) continue;
        result.differences.push_back(fmt::format("{} from {} to {}: paper {}; run {}",
                                                 estate::name(kinds[i].client), kinds[i].from, kinds[i].to,
                                                 paper.text(), run.text()));
    }
    return result;
}

}  // namespace mailsim::run::test
