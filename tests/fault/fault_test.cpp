#include "fault/fault.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::fault;
using base::Instant;
using namespace std::chrono_literals;

namespace {

constexpr Instant zero{};
const base::Draws draws(1, 0);
const Target n1 = Target::node({1}), n2 = Target::node({2});

Fault fixed(Target target, Mode mode, base::Duration from, base::Duration until, double factor = 1) {
    return {std::move(target), mode, factor, zero + from, zero + until, {}, {}};
}

Fault random_fault(Target target, base::Duration between, base::Duration repair) {
    Fault fault{std::move(target), Mode::off, 1, zero, base::never, between, repair};
    return fault;
}

using Row = std::tuple<Instant, Target, Mode, double>;
std::vector<Row> rows(const std::vector<Fault>& faults, Instant horizon = zero + 100h) {
    std::vector<Row> out;
    for (const Change& c : timeline(faults, draws, horizon))
        out.emplace_back(c.at, c.target, c.mode, c.factor);
    return out;
}

}  // namespace

TEST_CASE("a fault begins and ends at its time") {
    CHECK(rows({fixed(n1, Mode::off, 1h, 2h)}) ==
          std::vector<Row>{{zero + 1h, n1, Mode::off, 1.0}, {zero + 2h, n1, Mode::fine, 1.0}});
    CHECK(rows({fixed(n1, Mode::off, 1h, 2h)}, zero + 90min).size() == 1);
    CHECK(rows({fixed(n1, Mode::off, 1h, 2h)}, zero + 1h).empty());
}

TEST_CASE("overlapping faults of one target last until both are over") {
    CHECK(rows({fixed(n1, Mode::off, 1h, 3h), fixed(n1, Mode::off, 2h, 4h)}) ==
          std::vector<Row>{{zero + 1h, n1, Mode::off, 1.0}, {zero + 4h, n1, Mode::fine, 1.0}});
    CHECK(rows({fixed(n1, Mode::off, 1h, 2h), fixed(n1, Mode::off, 2h, 3h)}) ==
          std::vector<Row>{{zero + 1h, n1, Mode::off, 1.0}, {zero + 3h, n1, Mode::fine, 1.0}});
    CHECK(rows({fixed(n1, Mode::off, 1h, 4h), fixed(n1, Mode::off, 2h, 3h)}).size() == 2);
}

TEST_CASE("of different faults at a time the worst shows") {
    CHECK(rows({fixed(n1, Mode::slow, 1h, 5h, 3), fixed(n1, Mode::silent, 2h, 4h),
                fixed(n1, Mode::slow, 3h, 6h, 2)}) == std::vector<Row>{{zero + 1h, n1, Mode::slow, 3.0},
                                                                       {zero + 2h, n1, Mode::silent, 1.0},
                                                                       {zero + 4h, n1, Mode::slow, 6.0},
                                                                       {zero + 5h, n1, Mode::slow, 2.0},
                                                                       {zero + 6h, n1, Mode::fine, 1.0}});
}

TEST_CASE("targets do not mix") {
    CHECK(rows({fixed(n1, Mode::off, 1h, 2h), fixed(n2, Mode::off, 1h, 2h),
                fixed(Target::host({1}), Mode::off, 1h, 2h),
                fixed(Target::dns("a.example"), Mode::silent, 1h, 2h),
                fixed(Target::dns(""), Mode::silent, 1h, 2h)})
              .size() == 10);
}

// 2000 h with a failure every 10 h on average and 1 h to repair: off for 1/11 of the time, about 182 failures
// (standard deviation about 13).
TEST_CASE("random faults have the right number and share of time") {
    const std::vector<Fault> faults{random_fault(n1, 10h, 1h)};
    base::Duration off{0};
    int failures = 0;
    Instant since = zero;
    for (const Change& c : timeline(faults, draws, zero + 2000h)) {
        failures += c.begins ? 1 : 0;
        if (c.begins)
            since = c.at;
        else
            off += c.at - since;
    }
    CHECK(failures == Approx(182).margin(40));
    CHECK(base::seconds(off) / 3600 == Approx(182).margin(45));
}

TEST_CASE("random faults stay inside from and until") {
    Fault fault = random_fault(n1, 1h, 10h);
    fault.from = zero + 100h;
    fault.until = zero + 105h;
    const std::vector<Fault> faults{fault};
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        auto changes = timeline(faults, base::Draws(seed, 0), zero + 1000h);
        for (const Change& c : changes) CHECK((c.at > fault.from && c.at <= fault.until));
        if (!changes.empty()) CHECK(changes.back().mode == Mode::fine);
    }
}

TEST_CASE("one more fault moves no other") {
    std::vector<Fault> faults{random_fault(n1, 10h, 1h)};
    auto alone = rows(faults);
    faults.push_back(random_fault(n2, 5h, 1h));
    auto both = rows(faults);
    both.erase(std::remove_if(both.begin(), both.end(), [](const Row& r) { return std::get<1>(r) == n2; }),
               both.end());
    CHECK(both == alone);
    CHECK(rows(faults) == rows(faults));
}

TEST_CASE("faults that make no sense are refused") {
    CHECK(mistake(fixed(n1, Mode::off, 1h, 2h)) == "");
    CHECK(mistake(fixed(n1, Mode::fine, 1h, 2h)) != "");
    CHECK(mistake(fixed(n1, Mode::off, 2h, 2h)) != "");
    CHECK(mistake(fixed(n1, Mode::slow, 1h, 2h, 0.5)) != "");
    CHECK(mistake(fixed(n1, Mode::off, 1h, 2h, 2)) != "");
    CHECK(mistake(fixed(Target::link({1}), Mode::refusing_mail, 1h, 2h)) != "");
    CHECK(mistake(random_fault(n1, 1h, 0h)) != "");
    CHECK(mistake(random_fault(n1, 1h, 1h)) == "");
    CHECK(mistake(random_fault(n1, 10s, 1s)) == "");
    CHECK(mistake(random_fault(n1, 1ns, 1ns)) != "");  // millions of faults a second
}
