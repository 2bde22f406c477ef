#include "observe/series.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;
using facts::Kind;

namespace {

const Curve* find(const std::vector<Curve>& curves, const std::string& node, const std::string& metric) {
    for (const Curve& c : curves)
        if (c.node == node && c.metric == metric) return &c;
    return nullptr;
}

}  // namespace

// One recipient from 30 s to 150 s, another from 90 s to 120 s. Minute 0: 30/60. Minute 1: 1 + 30/60. Minute
// 2: 30/60.
TEST_CASE("the queue's minutes are time averages") {
    estate::Estate estate;
    fill(estate);
    Series series(4, at(0s), at(1h));
    series.take_ledger(fact(Kind::accepted, 30s, mta));
    series.take_ledger(fact(Kind::received, 90s, mta));
    series.take_ledger(fact(Kind::handed_on, 120s, mta));
    series.take_ledger(fact(Kind::delivered, 150s, mta, 0, 120s));
    series.close(at(4min));
    std::vector<Curve> curves = series.curves(estate);
    const Curve* queue = find(curves, "mta1", "queue");
    REQUIRE(queue);
    CHECK(queue->value == std::vector<double>{0.5, 1.5, 0.5, 0});
    const Curve* delay = find(curves, "mta1", "delay_mean");
    REQUIRE(delay);
    CHECK(std::isnan(delay->value[1]));
    CHECK(delay->value[2] == 120);
    CHECK(find(curves, "mta1", "throughput")->value == std::vector<double>{0, 0, 2 / 60.0, 0});
    CHECK_FALSE(find(curves, "fe", "queue"));  // nothing ever happened there
    CHECK(series.node(0).level_max() == 2);
    CHECK(series.node(0).area() == 150);
}

TEST_CASE("averages leave out warm-up and drain") {
    Series series(4, at(1min), at(2min));
    series.take_ledger(fact(Kind::accepted, 30s, mta));
    series.take_ledger(fact(Kind::handed_on, 150s, mta));
    series.take_ledger(fact(Kind::accepted, 100s, fe));
    series.take_ledger(fact(Kind::handed_on, 110s, fe));
    series.close(at(5min));
    CHECK(series.node(0).area() == 60);
    CHECK(series.node(0).left() == 0);
    CHECK(series.node(1).area() == 10);
    CHECK(series.node(1).left() == 1);
}

TEST_CASE("a last minute that is cut short is averaged over its own length") {
    estate::Estate estate;
    fill(estate);
    Series series(4, at(0s), at(1h));
    series.take_ledger(fact(Kind::accepted, 60s, mta));
    series.close(at(70s));
    std::vector<Curve> curves = series.curves(estate);
    CHECK(find(curves, "mta1", "queue")->value == std::vector<double>{0, 1});
}

TEST_CASE("delay percentiles come in steps of a fiftieth of the run or so") {
    estate::Estate estate;
    fill(estate);
    Series series(4, at(0s), at(24h));
    series.take_ledger(fact(Kind::delivered, 45min, be, 0, 8s));
    series.take_ledger(fact(Kind::delivered, 23h, be, 0, 2s));
    series.close(at(24h));
    std::vector<Curve> curves = series.curves(estate);
    const Curve* p50 = find(curves, "", "delay_p50");
    REQUIRE(p50);
    CHECK(p50->step == 1800);
    REQUIRE(p50->value.size() == 48);
    CHECK(std::isnan(p50->value[0]));
    CHECK(p50->value[1] == 8);
    CHECK(p50->value[46] == 2);
}
