#include "study/growth.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mailsim;
using namespace mailsim::study;

namespace {

config::Loaded load_with(const std::vector<config::Assignment>& sets = {}) {
    return config::load_scenario("nayatel-busy-hour", sets).value();
}

const DiskGrowth& disk_of(const Growth& g, const std::string& host) {
    for (const DiskGrowth& d : g.disks)
        if (d.host == host) return d;
    throw std::runtime_error("no disk of " + host);
}

Growth disks_only(const config::Loaded& loaded, GrowthOptions options) {
    options.simulate = false;
    return grow(loaded, options, {});
}

}  // namespace

TEST_CASE("a mean fill above half of the quota is cut by the quota", "[growth]") {
    // Fills are spread evenly from 0 to twice the mean: with a mean of the whole quota, half of the mailboxes
    // are full and the others half full in the mean: 3/4.
    CHECK(mean_use(0.4) == 0.4);
    CHECK(mean_use(0.5) == 0.5);
    CHECK(mean_use(1) == 0.75);
}

TEST_CASE("a disk is full in the month that a hand calculation says", "[growth]") {
    config::Loaded small = load_with();
    double used = 0;
    for (const Store& s : stores(small.estate, 1, 1))
        if (s.host == "ecp") used = s.used;
    REQUIRE(used > 0);
    // Half as much again as today fits; 10 % more mailboxes a month: 1.1^4 = 1.464, 1.1^5 = 1.611.
    std::string size = "\"" + std::to_string(static_cast<long long>(used * 1.5)) + " B\"";
    config::Loaded loaded = load_with({{"/topology/hosts/ecp/disk/size", size}});
    GrowthOptions options;
    options.mailboxes = 0.1;
    options.storage = 0;
    options.months = 12;
    Growth g = disks_only(loaded, options);
    REQUIRE(disk_of(g, "ecp").full);
    CHECK(*disk_of(g, "ecp").full == 5);
    // The quotas promise 1 / 0.4 = 2.5 times what is used: more than the disk holds from the start.
    CHECK(disk_of(g, "ecp").overcommitted.value() == 0);
}

TEST_CASE("an archive adds what mailboxes send and receive, for as long as it is kept", "[growth]") {
    config::Loaded loaded = load_with();
    GrowthOptions options;
    options.mailboxes = options.mail = options.storage = 0;
    options.months = 10;
    options.archive_host = "mta1";
    double month = archived_bytes(loaded);
    REQUIRE(month > 0);
    CHECK(disk_of(disks_only(loaded, options), "mta1").used.back() == Approx(10 * month));
    options.archive_months = 3;
    CHECK(disk_of(disks_only(loaded, options), "mta1").used.back() == Approx(3 * month));
}

TEST_CASE("an objective fails in the month in which the mailboxes are too many", "[growth]") {
    config::Loaded loaded = load_with();
    GrowthOptions options;
    options.mailboxes = 0.02;
    options.mail = 0;
    options.months = 36;
    std::size_t runs = 0;
    Growth g = grow(loaded, options, [&](const std::vector<Run>& wanted) {
        std::vector<Result> out;
        for (const Run& run : wanted) {
            ++runs;
            double mailboxes = 1;
            for (const config::Assignment& a : run.set)
                if (a.pointer == "/topology/domains/1/parts/0/count") mailboxes = std::stod(a.value) / 1500;
            Result r;
            r.metrics = {{"delay_p95", 1 + 0.1 * static_cast<double>(run.replication)}};
            r.objectives.push_back({"ok", "", "", "", 0, 1, true, ""});
            r.objectives.push_back({"delay", "", "", "", 0, 1, mailboxes <= 1.31, ""});
            out.push_back(r);
        }
        return out;
    });
    REQUIRE(g.objectives.size() == 2);
    CHECK_FALSE(g.objectives[0].fails(36));
    // 1.02^13 = 1.294, 1.02^14 = 1.319.
    CHECK(g.objectives[1].earliest() == 14);
    CHECK(g.objectives[1].latest() == 14);
    CHECK(runs < 40);
    // 1, 1.1, 1.2: mean 1.1, deviation 0.1; Student 4.303 x 0.1 / sqrt(3) = 0.248.
    CHECK(g.months[0].delay_p95.mean.value() == Approx(1.1));
    CHECK(g.months[0].delay_p95.half_width() == Approx(0.248).epsilon(0.01));
    CHECK_FALSE(g.bounces_censored);  // the busy hour drains
}

TEST_CASE("bounces are censored unless the run drains or outlasts the queues", "[growth]") {
    CHECK(bounces_known(load_with()));
    CHECK_FALSE(bounces_known(load_with({{"/drain", "false"}})));
    CHECK(bounces_known(load_with({{"/drain", "false"}, {"/duration", "\"10 d\""}})));
}

TEST_CASE("what a month sets can be set", "[growth]") {
    config::Loaded loaded = load_with();
    GrowthOptions options;
    auto sets = month_sets(loaded, options, 12);
    CHECK_FALSE(sets.empty());
    CHECK(config::load_scenario("nayatel-busy-hour", sets));
    CHECK(month_sets(loaded, options, 0).empty());
}
