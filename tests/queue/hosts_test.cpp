// Exim's memory of hosts, and what presets say of themselves.
#include "queue/hosts.hpp"

#include <catch2/catch.hpp>

#include "queue/presets.hpp"

using namespace mailsim;
using namespace mailsim::queue;
using namespace std::chrono_literals;

namespace {
constexpr base::Instant zero{};
}

// F,2h,15m: 15, 30, ... min after the first failure, whichever message fails.
TEST_CASE("a host that failed is left alone for Exim's waits, counted from its first failure") {
    const Schedule exim = find_preset("exim")->make();
    REQUIRE(exim.remembers_hosts);
    FailedHosts hosts;
    CHECK(hosts.find(7) == nullptr);
    hosts.failed(7, exim, zero + 1min);
    CHECK(hosts.find(7)->next == zero + 16min);
    hosts.failed(7, exim, zero + 2min);  // under way since before: nothing new
    CHECK(hosts.find(7)->next == zero + 16min);
    hosts.failed(7, exim, zero + 16min);
    CHECK(hosts.find(7)->next == zero + 31min);
    CHECK(hosts.find(8) == nullptr);
    hosts.reached(7);
    CHECK(hosts.find(7) == nullptr);
}

// 4 days of failures: expired. It may be tried again after the last wait (6 h), and mail is returned
// meanwhile.
TEST_CASE("a host that fails for longer than the schedule lasts is expired until it is reached") {
    const Schedule exim = find_preset("exim")->make();
    FailedHosts hosts;
    base::Instant now = zero;
    int tries = 0;
    for (hosts.failed(1, exim, now); !hosts.find(1)->expired; hosts.failed(1, exim, now), ++tries)
        now = hosts.find(1)->next;
    CHECK(now - zero >= 96h);
    CHECK(now - zero < 103h);
    CHECK(tries > 25);
    CHECK(hosts.find(1)->next - now == 6h);
    hosts.failed(1, exim, now + 6h);
    CHECK(hosts.find(1)->expired);
    hosts.reached(1);
    CHECK(hosts.find(1) == nullptr);
}

// The table of senders in the collected facts.
TEST_CASE("presets remember hosts and release recovered mail where their programs do") {
    for (const Preset& preset : presets()) {
        INFO(preset.name);
        Schedule schedule = preset.make();
        CHECK(schedule.remembers_hosts == (preset.name == "exim"));
        CHECK(schedule.releases_recovered == (preset.name == "axigen"));
    }
}

// 5, 15, 35, 75, 155, 315, 635, 1115 min (waits of 5 min doubled, 8 h at most), 20 retries: 4.77 days.
TEST_CASE("Axigen tries twenty times in 4.77 days and warns after the fourth") {
    const Schedule axigen = find_preset("axigen")->make();
    base::Instant now = zero;
    std::vector<int> ages;
    for (std::uint32_t number = 1;; ++number) {
        Retry retry = axigen.after({zero, now, number, false});
        if (retry.give_up) break;
        now = retry.at;
        ages.push_back(static_cast<int>((now - zero) / 1min));
    }
    REQUIRE(ages.size() == 20);
    CHECK(std::vector<int>(ages.begin(), ages.begin() + 8) ==
          std::vector<int>{5, 15, 35, 75, 155, 315, 635, 1115});
    CHECK((now - zero) / 1s / 86400.0 == Approx(4.77).margin(0.01));
    CHECK(axigen.delay_warning == 75min);
}
