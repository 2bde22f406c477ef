// Rules whose work is time: look-ups at the resolver, wrong passwords, faults and shares on a host that nodes
// share.
#include "staged.hpp"

namespace mailsim::run {
namespace {

// When `server` has accepted mail from the peer, with SPF asked or not and names in the resolver's memory or
// not.
double accepted(const char* rule, double cached) {
    Staged run;
    if (*rule) run.rule("server", rule);
    run.scenario.initial.cached_names = cached;
    run.send("friend@far.example", "ann@small.example");
    run.run();
    CHECK(run.count("ann@small.example", "delivered server") == 1);
    return run.accepted_at["ann@small.example"];
}

}  // namespace

// far.example has no SPF record: one question (TXT). The resolver runs on the server's own host, no round
// trip; from memory it costs its processor less than 1 ms; else two round trips to servers of the Internet
// besides, 20 ms each.
TEST_CASE("SPF and block lists take the resolver's time, and more when a name is not in its memory") {
    for (const char* rule : {R"({"rule": "spf"})", R"({"rule": "dnsbl", "zone": "bl.far.example"})"}) {
        INFO(rule);
        double without = accepted("", 1), known = accepted(rule, 1), unknown = accepted(rule, 0);
        double plain_unknown = accepted("", 0);
        CHECK(known > without);
        CHECK(unknown - plain_unknown > 0.039);
        CHECK(unknown - plain_unknown < 0.1);
    }
}

TEST_CASE("a resolver that is silent holds the answer up, and the mail is taken all the same") {
    Staged run;
    run.rule("server", R"({"rule": "spf"})");
    run.set("/zones/-", fmt::format("{}/tests/run/zones/spf.example.zone", MAILSIM_SOURCE_DIR));
    run.set("/domains/-", R"({"name": "spf.example", "home": "far", "accounts": [{"name": "strict"}]})");
    fault::Fault silence;
    silence.target = fault::Target::dns("spf.example");
    silence.mode = fault::Mode::silent;
    silence.until = base::Instant{} + std::chrono::hours(1);
    run.scenario.faults.push_back(silence);
    run.scenario.initial.cached_names = 0;
    run.send("strict@spf.example", "ann@small.example");
    run.run();
    CHECK(run.count("ann@small.example", "delivered server") == 1);
    CHECK(run.accepted_at["ann@small.example"] > 10);  // two tries of 5 s
}

// bob polls over POP3 every 30 s with an old password. After five failures the server refuses his address,
// which is ann's too: her message waits in her program's outbox.
TEST_CASE("wrong passwords over POP3 shut an address out") {
    for (bool wrong : {true, false}) {
        Staged run;
        run.rule("server", R"({"rule": "too_many_failed_logins", "within": "30 min"})");
        run.set("/profiles/0/poll_interval", "30 s");
        run.set("/profiles/0/sent_per_day", "0");
        run.set("/profiles/0/received_per_day", "0");
        run.set("/domains/small.example/accounts/bob/wrong_password", wrong ? "true" : "false");
        run.set("/domains/small.example/accounts/bob/client_address", "203.0.113.9");
        run.set("/domains/small.example/accounts/ann/client_address", "203.0.113.9");
        run.scenario.load.population = true;
        run.scenario.start_of_week = std::chrono::hours(24 + 10);
        run.send("ann@small.example", "friend@far.example").at = std::chrono::minutes(10);
        run.run();
        INFO(wrong);
        double at = run.accepted_at["friend@far.example"];
        CHECK((at > 601) == wrong);
    }
}

// A message of 2 MB takes about 0.2 s over the line; after 100 ms the peer's host loses one of its two nodes.
TEST_CASE("a fault of one node on a shared host cuts its sessions under way, not its neighbour's") {
    for (bool neighbour : {true, false}) {
        Staged run;
        run.set("/nodes/-", R"({"id": "other", "role": "peer", "host": "far-away", "name": "mx.other.example",
            "addresses": ["198.51.100.2"], "resolver": "dns", "listeners": [{"protocol": "smtp", "port": 25}],
            "rules": [], "transports": [{"match": "local", "next": "mailbox"}, {"match": "*", "next": "mx"}]})");
        run.send("ann@small.example", "friend@far.example").size = {2'000'000};
        fault::Fault off;
        off.target = fault::Target::node({neighbour ? 3u : 1u});
        off.mode = fault::Mode::off;
        off.from = base::Instant{} + std::chrono::milliseconds(300);
        off.until = base::Instant{} + std::chrono::milliseconds(800);
        run.scenario.faults.push_back(off);
        run.run();
        INFO(neighbour);
        CHECK(run.count("friend@far.example", "delivered far") == 1);
        double delay = run.summary.delay.max.value_or(0);
        CHECK((delay > 100) == !neighbour);  // tried again after 300 s
    }
}

}  // namespace mailsim::run
