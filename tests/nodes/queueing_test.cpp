// A node's queue at work in small runs: who goes first, limits of a transport, dead destinations, what a
// sender remembers of hosts.
#include "../run/staged.hpp"

namespace mailsim::run {
namespace {

using namespace std::chrono_literals;

// friend@far.example answers nothing, or only so long after the start.
void unreachable(Staged& run, base::Duration until, fault::Mode mode = fault::Mode::refusing_tcp) {
    fault::Fault fault;
    fault.target = fault::Target::node({1});
    fault.mode = mode;
    fault.until = base::Instant{} + until;
    run.scenario.faults.push_back(fault);
}

struct Tried {
    double at;
    std::string text;
    int hosts;
};

// Every attempt of the node `server` to hand mail on.
std::vector<Tried>& watch_attempts(Staged& run, std::vector<Tried>& tried) {
    run.on_hop = [&](const facts::Fact& f) {
        if (f.kind == facts::Kind::attempt && f.node == base::NodeId{0})
            tried.push_back({base::seconds(f.at.time_since_epoch()), f.text ? f.text : "", f.detail});
    };
    return tried;
}

// When the single message is delivered that is sent right after one for 120 recipients, each a delivery of
// its own that takes 1 s; two at a time.
double after_newsletter(const char* slot_cost) {
    Staged run;
    run.set("/nodes/server/processes", R"({"smtp": 2})");
    run.set("/nodes/server/queue",
            fmt::format(R"({{"recipients_per_delivery": 1, "delivery_slot_cost": {}}})", slot_cost));
    run.set("/nodes/far/rules", R"([{"rule": "slow_answer", "at": "data", "wait": "1 s"}])");
    std::string all;
    for (int i = 0; i < 120; ++i) all += fmt::format("{}reader{}@far.example", i ? ", " : "", i);
    run.send("ann@small.example", all).at = 0s;
    run.send("bob@small.example", "friend@far.example").at = 3s;
    run.run();
    return run.delivered_at["friend@far.example"];
}

}  // namespace

TEST_CASE("a single message overtakes a newsletter by delivery slots, and waits without them") {
    CHECK(after_newsletter("5") < 7);   // the delivery under way, and its own
    CHECK(after_newsletter("0") > 55);  // 120 deliveries of 1 s, two at a time
}

// 300 recipients of a limit of 100: most of the newsletter stays on disk. The next message has its minimum.
TEST_CASE("a newsletter with more recipients than fit in memory does not keep the next message out") {
    Staged run;
    run.set("/nodes/server/processes", R"({"smtp": 2})");
    run.set("/nodes/server/queue", R"({"recipients_per_delivery": 1, "active_recipient_limit": 100})");
    run.set("/nodes/far/rules", R"([{"rule": "slow_answer", "at": "data", "wait": "1 s"}])");
    std::string all;
    for (int i = 0; i < 300; ++i) all += fmt::format("{}reader{}@far.example", i ? ", " : "", i);
    run.send("ann@small.example", all).at = 0s;
    run.send("bob@small.example", "friend@far.example").at = 3s;
    run.run();
    CHECK(run.delivered_at["friend@far.example"] < 7);
    CHECK(run.summary.ledger.queued == 0);
}

// Six messages at a server that refuses: five are tried, the sixth waits in the queue behind them. After the
// fourth failure in a row (1/5 + 1/3 + 1 >= 1: the third, with half a feedback early) the destination is
// dead.
TEST_CASE("what waits for a dead destination is deferred with the reason and nobody is asked") {
    Staged run;
    std::vector<Tried> tried;
    watch_attempts(run, tried);
    unreachable(run, 4min, fault::Mode::silent);
    for (int i = 0; i < 8; ++i) run.send("ann@small.example", "friend@far.example").at = 0s;
    run.run();
    int asked = 0, suspended = 0;
    for (const Tried& t : tried) {
        if (t.at > 200) continue;
        bool says_so = t.text.starts_with("delivery temporarily suspended: connect to");
        CHECK((t.hosts == 0) == says_so);
        ++(says_so ? suspended : asked);
        CHECK(t.at > 30);  // the time-out
    }
    CHECK(asked == 5);
    CHECK(suspended == 3);
    CHECK(run.count("friend@far.example", "delivered far") == 8);
}

// Deliveries of 10 s to three domains of one peer. Two at a time to a: the last of 4 after 20 s. One process
// for b: after 40 s. c goes with the node's own limits, all at once.
TEST_CASE("a transport's own limits hold for its destinations only") {
    Staged run;
    run.set("/nodes/far/rules", R"([{"rule": "slow_answer", "at": "data", "wait": "10 s"}])");
    for (const char* name : {"a", "b", "c"}) {
        std::string accounts;
        for (int i = 0; i < 4; ++i) accounts += fmt::format(R"({}{{"name": "u{}"}})", i ? "," : "", i);
        run.set("/domains/-",
                fmt::format(R"({{"name": "{}.example", "home": "far", "accounts": [{}]}})", name, accounts));
    }
    run.set("/nodes/server/transports", R"([{"match": "local", "next": "mailbox"},
        {"match": ["a.example"], "next": "far", "concurrency_limit": 2, "initial_concurrency": 2},
        {"match": ["b.example"], "next": "far", "process_limit": 1},
        {"match": "*", "next": "far"}])");
    for (int i = 0; i < 4; ++i)
        for (const char* name : {"a", "b", "c"})
            run.send("ann@small.example", fmt::format("u{}@{}.example", i, name)).at = 0s;
    run.run();
    auto last = [&](const char* name) {
        double latest = 0;
        for (int i = 0; i < 4; ++i)
            latest = std::max(latest, run.delivered_at[fmt::format("u{}@{}.example", i, name)]);
        return latest;
    };
    CHECK(last("a") == Approx(20).margin(2));
    CHECK(last("b") == Approx(40).margin(3));
    CHECK(last("c") == Approx(10).margin(1));
}

// F,2h,15m for the host: the first message fails at 0. The second, 5 min later, is not offered; both go with
// the try at 15 min that fails too (the second finds the host just failed) or at 30 min, which succeeds.
TEST_CASE("Exim offers nothing to a host that failed until its retry time") {
    Staged run;
    std::vector<Tried> tried;
    watch_attempts(run, tried);
    run.set("/nodes/server/queue/schedule", "exim");
    unreachable(run, 20min);
    for (base::Duration at : {0s, 300s, 600s}) run.send("ann@small.example", "friend@far.example").at = at;
    run.run();
    CHECK(run.count("friend@far.example", "delivered far") == 3);
    for (const Tried& t : tried) {
        bool asked = t.hosts > 0;
        INFO(t.at << " " << t.text);
        if (t.at > 1 && t.at < 899) {
            CHECK_FALSE(asked);
            CHECK(t.text == std::string("retry time not reached for any host"));
        }
        if (asked) CHECK(std::fmod(t.at + 2, 900) < 4);
    }
    CHECK(run.delivered_at["friend@far.example"] == Approx(1800).margin(2));
    CHECK(run.summary.delay.max.value_or(0) == Approx(1800).margin(2));
}

// The host is away for good: after 4 days mail is returned, and what comes later is returned at once.
TEST_CASE("Exim returns mail for a host that has failed for its whole schedule") {
    Staged run;
    run.scenario.duration = std::chrono::hours(24 * 6);
    run.scenario.drain = false;
    run.set("/nodes/server/queue/schedule", "exim");
    unreachable(run, 24h * 30);
    run.send("ann@small.example", "friend@far.example").at = 0s;
    run.send("bob@small.example", "friend@far.example").at = 24h * 5;
    run.run();
    CHECK(run.count("friend@far.example", "bounced server 0 ") == 2);
    CHECK(run.count("dsn to bob@small.example", "delivered server") == 1);
    CHECK(run.delivered_at["dsn to bob@small.example"] < 24 * 3600 * 5 + 60);
}

// Tries of the first message at 0, 5, 15, 35 and 75 min, of the second at 30, 35 and 45. The peer is back at
// 36 min: the second finds it at 45 min, and the first goes with it.
TEST_CASE("Axigen frees all mail for a domain with the first success") {
    for (const char* schedule : {"axigen", "rfc5321"}) {
        Staged run;
        run.scenario.duration = 3h;
        run.set("/domains/far.example/accounts/-", R"({"name": "pal"})");
        run.set("/nodes/server/queue/schedule", schedule);
        unreachable(run, 36min);
        run.send("ann@small.example", "friend@far.example").at = 0s;
        run.send("ann@small.example", "pal@far.example").at = 30min;
        run.run();
        bool axigen = std::string(schedule) == "axigen";
        INFO(schedule);
        // rfc5321: at 60 min both, each by itself.
        CHECK(run.delivered_at["pal@far.example"] == Approx(axigen ? 2700 : 3600).margin(3));
        CHECK(run.delivered_at["friend@far.example"] == Approx(axigen ? 2700 : 3600).margin(3));
    }
}

// Exim's tries are at 0, 15, 30, 45 min, ... up to 4 days; the first at an age of 40 min or more is the last.
TEST_CASE("a lifetime that is changed holds beside another server's schedule") {
    for (const char* lifetime : {"5 d", "40 min"}) {
        Staged run;
        run.scenario.duration = 3h;
        run.set("/nodes/server/queue", fmt::format(R"({{"schedule": "exim", "lifetime": "{}"}})", lifetime));
        unreachable(run, 24h);
        run.send("ann@small.example", "friend@far.example").at = 0s;
        run.run();
        INFO(lifetime);
        bool changed = std::string(lifetime) == "40 min";
        CHECK(run.count("friend@far.example", "bounced server 0 ") == (changed ? 1 : 0));
        CHECK(run.count("dsn to ann@small.example", "delivered server") == (changed ? 1 : 0));
        if (changed) CHECK(run.delivered_at["dsn to ann@small.example"] == Approx(2700).margin(5));
    }
    // Postfix's own, stretched: tries within the first hours, the last at 40 min or more.
    Staged run;
    run.scenario.duration = 3h;
    run.set("/nodes/server/queue", R"({"schedule": "postfix x 0.5", "lifetime": "40 min"})");
    unreachable(run, 24h);
    run.send("ann@small.example", "friend@far.example").at = 0s;
    run.run();
    CHECK(run.count("friend@far.example", "bounced server 0 ") == 1);
}

}  // namespace mailsim::run
