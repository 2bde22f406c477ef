#include "observe/objectives.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;
using facts::Kind;
using scenario::Objective;

namespace {

facts::Fact phase(facts::Phase which, base::Duration took) {
    facts::Fact f = fact(Kind::phase, 1min, mta, 0, took);
    f.detail = static_cast<std::uint8_t>(which);
    return f;
}

}  // namespace

TEST_CASE("objectives are met, missed or without figures") {
    Delays delays(at(0s));
    Phases phases(at(0s));
    for (int i = 0; i < 19; ++i) phases.take_phase(phase(facts::Phase::smtp_connect, 1s));
    phases.take_phase(phase(facts::Phase::smtp_connect, 6s));
    for (int i = 0; i < 10; ++i) phases.take_phase(phase(facts::Phase::pop_status, i < 9 ? 1s : 6s));
    for (int i = 0; i < 99; ++i) phases.take_session(fact(Kind::session, 1min, mta));
    phases.take_session(fact(Kind::session_refused, 1min, mta));
    for (int i = 0; i < 10; ++i) delays.take(fact(Kind::delivered, 1h, be, 0, i < 8 ? 10s : 2min));
    delays.take_waiting(mail::Kind::incoming, at(0s), at(1h));

    DelaySummary delay = delays.summary();
    LedgerSummary ledger;
    ledger.queued = 1;
    ledger.bounced = 7;
    auto one = [&](const char* metric, double within, Objective::Direction direction, double limit) {
        return judge({{metric, metric, within, direction, limit, "share", ""}},
                     {delays, phases, delay, ledger})[0];
    };
    using enum Objective::Direction;
    CHECK(one("smtp_connect", 5, at_least, 0.95).met == true);
    CHECK(*one("smtp_connect", 5, at_least, 0.95).value == 0.95);
    CHECK(one("pop_status", 5, at_least, 0.95).met == false);
    CHECK(one("error_rate", 0, at_most, 0.01).met == true);
    CHECK(*one("error_rate", 0, at_most, 0.01).value == 0.01);
    CHECK(*one("delivery", 60, at_least, 0.95).value == Approx(8.0 / 11));
    CHECK(one("delivery", 60, at_least, 0.95).met == false);
    CHECK(one("queued", 0, at_most, 0).met == false);
    CHECK(one("bounced", 0, at_most, 7).met == true);
    CHECK(one("delay_p50", 0, at_most, 11).met == true);

    ObjectiveSummary absent = one("pop_delete", 5, at_least, 0.95);
    CHECK_FALSE(absent.value);
    CHECK_FALSE(absent.met);
    CHECK(absent.note == "did not happen in this run");
    CHECK(absent.direction == "at_least");

    // 11 recipients, one of them waits for an hour: the 99th percentile is at least that, and never known to
    // be met.
    ObjectiveSummary open = one("delay_p99", 0, at_most, 7200);
    CHECK(*open.value == Approx(3600).epsilon(0.001));
    CHECK(open.met == false);
    CHECK_FALSE(open.note.empty());
}
