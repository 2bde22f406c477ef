#include "observe/delays.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace mailsim;
using namespace mailsim::observe::test;
using facts::Kind;
using observe::Delays;

TEST_CASE("delays are kept apart by kind and together") {
    Delays delays(at(0s));
    for (int i = 1; i <= 100; ++i)
        delays.take(fact(Kind::delivered, 1h, be, 0, std::chrono::seconds(i),
                         i % 2 ? mail::Kind::internal : mail::Kind::spam));
    observe::DelaySummary all = delays.summary(), internal = delays.summary(mail::Kind::internal);
    CHECK(all.n == 100);
    CHECK(*all.mean == Approx(50.5));
    CHECK(*all.p50 == Approx(50).epsilon(0.001));
    CHECK(*all.p95 == Approx(95).epsilon(0.001));
    CHECK(*all.max == 100);
    CHECK(internal.n == 50);
    CHECK(*internal.mean == Approx(50));
    CHECK_FALSE(delays.summary(mail::Kind::dsn).mean);
    CHECK(all.at_least.empty());
}

TEST_CASE("what was submitted during warm-up is left out") {
    Delays delays(at(10min));
    CHECK_FALSE(delays.take(fact(Kind::delivered, 11min, be, 0, 2min)));
    CHECK(delays.take(fact(Kind::delivered, 11min, be, 0, 30s)));
    delays.take_waiting(mail::Kind::incoming, at(9min), at(20min));
    CHECK(delays.summary().n == 1);
    CHECK(delays.summary().censored == 0);
}

// Kaplan-Meier by hand. Delivered after 1, 2, 4 s; still waiting at age 3 s. At 1: 1 of 4 arrive, 3/4 are
// later. At 2: 1 of 3, so 3/4 * 2/3 = 1/2. At 3 one leaves the count. At 4: 1 of 1, so 0 are later.
TEST_CASE("what still waits counts as later than its age") {
    Delays delays(at(0s));
    for (auto d : {1s, 2s, 4s}) delays.take(fact(Kind::delivered, 10s, be, 0, d));
    delays.take_waiting(mail::Kind::incoming, at(7s), at(10s));
    observe::DelaySummary s = delays.summary(mail::Kind::incoming);
    CHECK(s.n == 3);
    CHECK(s.censored == 1);
    CHECK(*s.p50 == Approx(2).epsilon(0.001));
    CHECK(*s.p95 == Approx(4).epsilon(0.001));
    CHECK(*delays.delivery_within(3s) == Approx(0.5));
    CHECK(*delays.delivery_within(5s) == Approx(1.0));
}

// Four outgoing: 1 and 2 s, 2 min, one that waits since 1 min; incoming mail has no part in it.
TEST_CASE("outgoing mail in time is counted apart from what comes in") {
    Delays delays(at(0s));
    CHECK_FALSE(delays.outgoing_within(60s));
    delays.take(fact(Kind::delivered, 1h, be, 0, 1s));
    for (auto d : {1s, 2s, 120s}) delays.take(fact(Kind::delivered, 1h, be, 0, d, mail::Kind::outgoing));
    delays.take_waiting(mail::Kind::outgoing, at(1h - 1min), at(1h));
    CHECK(*delays.outgoing_within(60s) == Approx(0.5));
    CHECK(*delays.delivery_within(60s) == Approx(1.0));
}

TEST_CASE("a percentile that was never reached is known from below and says so") {
    Delays delays(at(0s));
    delays.take(fact(Kind::delivered, 1h, be, 0, 1s));
    delays.take_waiting(mail::Kind::incoming, at(0s), at(1h));
    observe::DelaySummary s = delays.summary();
    CHECK(*s.p50 == Approx(1).epsilon(0.001));
    CHECK(*s.p99 == Approx(3600).epsilon(0.001));
    CHECK(s.at_least == std::vector<std::string>{"p95", "p99"});
    CHECK(*delays.delivery_within(2h) == Approx(0.5));
}

TEST_CASE("the delivery share is of incoming and internal mail") {
    Delays delays(at(0s));
    CHECK_FALSE(delays.delivery_within(60s));
    delays.take(fact(Kind::delivered, 1h, peer, 0, 10min, mail::Kind::outgoing));
    CHECK_FALSE(delays.delivery_within(60s));
    delays.take(fact(Kind::delivered, 1h, be, 0, 2s, mail::Kind::internal));
    delays.take(fact(Kind::delivered, 1h, be, 0, 2min, mail::Kind::incoming));
    CHECK(*delays.delivery_within(60s) == Approx(0.5));
}
