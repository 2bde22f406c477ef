// Servers under pressure: the kernel's listen queue, stress, processors that several nodes share.
#include "../run/staged.hpp"

namespace mailsim::run {
namespace {

using namespace std::chrono_literals;

// The peer offers four messages at once to a server with one receiving process and room for one more in the
// kernel; each session takes 2 s.
std::vector<double> accepted_one_by_one(const char* connect_timeout) {
    Staged run;
    for (const char* name : {"a", "b", "c", "d"})
        run.set("/domains/small.example/accounts/-", fmt::format(R"({{"name": "{}"}})", name));
    run.set("/nodes/server/processes", R"({"smtpd": 1, "listen_backlog": 0})");
    run.set("/nodes/far/connect_timeout", connect_timeout);
    run.rule("server", R"({"rule": "slow_answer", "at": "data", "wait": "2 s"})");
    for (const char* name : {"a", "b", "c", "d"})
        run.send("friend@far.example", fmt::format("{}@small.example", name)).at = 0s;
    run.run();
    std::vector<double> at;
    for (const char* name : {"a", "b", "c", "d"})
        at.push_back(run.accepted_at[fmt::format("{}@small.example", name)]);
    std::sort(at.begin(), at.end());
    return at;
}

}  // namespace

// First packets of the third and fourth are lost at 0 and again after 1 s: at 3 s one finds room in the
// listen queue and is served at 4 s; the other comes again at 7 s, when nobody is there any more. Served
// until 2, 4, 6 and 9 s.
TEST_CASE("a client whose first packet found the listen queue full sends it again after 1, 2 and 4 s") {
    std::vector<double> at = accepted_one_by_one("30 s");
    REQUIRE(at.size() == 4);
    const double expected[] = {2, 4, 6, 9};
    for (std::size_t i = 0; i < 4; ++i) CHECK(at[i] == Approx(expected[i]).margin(0.5));
}

// Patience of 2.5 s: nothing is sent after 1 s any more, and both are deferred.
TEST_CASE("a client gives up connecting when its time is over, and its mail is deferred") {
    std::vector<double> at = accepted_one_by_one("2500 ms");
    CHECK(at[1] < 5);
    CHECK(at[2] > 250);
}

namespace {

// When mail for one mailbox after two unknown ones is accepted by a server with so many receiving processes.
double accepted_after_mistakes(const char* smtpd, const char* stress) {
    Staged run;
    run.set("/nodes/server/processes", fmt::format(R"({{"smtpd": {}}})", smtpd));
    run.set("/nodes/server/server", fmt::format(R"({{"stress": {}}})", stress));
    run.send("friend@far.example", "nobody@small.example, nowhere@small.example, ann@small.example").at = 0s;
    run.run();
    CHECK(run.count("ann@small.example", "delivered server") == 1);
    return run.accepted_at["ann@small.example"];
}

}  // namespace

// One mistake is too many while all processes are busy (smtpd_hard_error_limit = ${stress?1}); 20 else.
TEST_CASE("a server whose receiving processes are all busy cuts off who makes one mistake") {
    CHECK(accepted_after_mistakes("100", "true") < 5);
    CHECK(accepted_after_mistakes("1", "true") > 250);
    CHECK(accepted_after_mistakes("1", "false") < 5);
}

// 10 s of work each on one processor, at the same time. Alone 10 s. Weights 3 to 1: the first has 3/4 of it
// and is through after 13.3 s, the second at 20 s. Equal weights: both at 20 s.
TEST_CASE("nodes get their share of a host's processors while both have work") {
    for (auto [share, first] : {std::pair{"3", 13.33}, {"1", 20.0}}) {
        Staged run;
        run.set("/hosts/server/cores", "1");
        run.set("/nodes/server/demands", R"({"smtp_content": {"cpu": "10 s"}})");
        run.set("/nodes/server/share", share);
        run.set("/nodes/-",
                R"({"id": "second", "role": "mail-server", "host": "server", "name": "mail.second.example",
            "addresses": ["192.0.2.2"], "resolver": "dns", "listeners": [{"protocol": "smtp", "port": 25}],
            "demands": {"smtp_content": {"cpu": "10 s"}}, "rules": [{"rule": "relay"}],
            "transports": [{"match": "local", "next": "mailbox"}, {"match": "*", "next": "mx"}]})");
        run.set("/zones/-", fmt::format("{}/tests/nodes/zones/second.example.zone", MAILSIM_SOURCE_DIR));
        run.set("/domains/-",
                R"({"name": "second.example", "home": "second", "accounts": [{"name": "eve"}]})");
        run.set("/nodes/far/transports", R"([{"match": "local", "next": "mailbox"},
            {"match": ["second.example"], "next": "second"}, {"match": "*", "next": "mx"}])");
        run.send("friend@far.example", "ann@small.example").at = 0s;
        run.send("friend@far.example", "eve@second.example").at = 0s;
        run.run();
        INFO(share);
        CHECK(run.accepted_at["ann@small.example"] == Approx(first).margin(0.5));
        CHECK(run.accepted_at["eve@second.example"] == Approx(20).margin(0.5));
    }
}

// 1.51 of the 2.05 ms that a handshake costs a server: 0.737 of the 10 s that one costs here.
TEST_CASE("a sending server does its part of a TLS handshake") {
    for (auto [tls, seconds] : {std::pair{"starttls", 7.37}, {"none", 0.0}}) {
        Staged run;
        run.set("/nodes/far/demands", R"({"tls_handshake": {"cpu": "10 s"}})");
        run.set("/nodes/far/transports/1/tls", fmt::format("\"{}\"", tls));
        run.send("friend@far.example", "ann@small.example").at = 0s;
        run.run();
        INFO(tls);
        CHECK(run.accepted_at["ann@small.example"] == Approx(seconds).margin(0.5));
    }
}

// A session of 40 s, a quarter of it after the last word (from 30 to 40 s). The node goes off at 35 s, its
// host with the resolver does not: from then on it takes no processor time.
TEST_CASE("what a session still costs ends with its node, though the host goes on") {
    Staged run;
    run.set("/nodes/server/demands", R"({"smtp_session": {"cpu": "40 s"}})");
    fault::Fault off;
    off.target = fault::Target::node({0});
    off.mode = fault::Mode::off;
    off.from = base::Instant{} + 35s;
    off.until = base::Instant{} + 10min;
    run.scenario.faults.push_back(off);
    double last = 0;
    run.on_visit = [&](const facts::Fact& f) {
        if (f.node == base::NodeId{0}) last = std::max(last, base::seconds(f.at.time_since_epoch()));
    };
    run.send("friend@far.example", "ann@small.example").at = 0s;
    run.run();
    CHECK(run.count("ann@small.example", "delivered server") == 1);
    CHECK(last > 30);
    CHECK(last <= 35.001);
}

}  // namespace mailsim::run
