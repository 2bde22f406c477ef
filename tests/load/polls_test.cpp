#include "load/polls.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::load;
using base::Instant;
using namespace std::chrono_literals;

namespace {
constexpr Instant zero{};
const base::Draws draws(21, 0);
}  // namespace

TEST_CASE("as many accounts are online as the share says") {
    for (const auto& online : {OnlineShare::business(), OnlineShare::home(), OnlineShare::always(0.95)})
        for (Instant t = zero; t < zero + 168h; t += 95min) {
            int count = 0;
            for (std::uint64_t account = 0; account < 2000; ++account)
                count += online.online(draws, account, t) ? 1 : 0;
            CHECK(count / 2000.0 == Approx(online.share(t)).margin(0.05));
        }
}

TEST_CASE("a stretch begins and ends where the account comes and goes") {
    auto online = OnlineShare::business(3h);
    for (std::uint64_t account = 0; account < 300; ++account) {
        Instant t = zero;
        for (int i = 0; i < 12; ++i) {
            auto stretch = online.next(draws, account, t);
            if (!stretch) break;
            REQUIRE(stretch->begin >= t);
            REQUIRE(stretch->end > stretch->begin);
            CHECK(online.online(draws, account, stretch->begin + (stretch->end - stretch->begin) / 2));
            for (Instant gap = t + 5min; gap < stretch->begin - 1s; gap += 20min)
                CHECK_FALSE(online.online(draws, account, gap));
            if (stretch->end < t + 190h) CHECK_FALSE(online.online(draws, account, stretch->end + 1us));
            t = stretch->end + 1s;
        }
    }
}

TEST_CASE("nobody is online when the share is 0, everybody always when it is 1") {
    CHECK_FALSE(OnlineShare::always(0).next(draws, 1, zero));
    CHECK(pop3_polling().next(OnlineShare::always(0), draws, 1, zero) == base::never);
    auto stretch = OnlineShare::always(1).next(draws, 1, zero + 5min);
    REQUIRE(stretch);
    CHECK(stretch->begin == zero + 5min);
    CHECK(stretch->end > zero + 180h);
}

// 6 polls an hour while online. The mean share over a working day is the mean of the 24 hourly values.
TEST_CASE("POP3 clients poll at their interval while they are online") {
    auto online = OnlineShare::business();
    double share = 0;
    for (int minute = 0; minute < 24 * 60; ++minute) share += online.share(zero + minute * 1min) / (24 * 60);
    const int accounts = 1000;
    int polls = 0;
    for (std::uint64_t account = 0; account < accounts; ++account) {
        Instant last = zero;
        for (Instant t = pop3_polling().next(online, draws, account, zero); t < zero + 24h;
             t = pop3_polling().next(online, draws, account, t)) {
            CHECK(online.online(draws, account, t));
            REQUIRE(t > last);
            if (last > zero) CHECK(t - last >= 8min);
            last = t;
            ++polls;
        }
    }
    CHECK(polls / double(accounts) == Approx(144 * share).epsilon(0.05));
}

TEST_CASE("polls of many clients do not come together") {
    auto online = OnlineShare::always();
    const Instant begin = zero + 600min;
    std::vector<int> minute(10);
    for (std::uint64_t account = 0; account < 10000; ++account)
        for (Instant t = pop3_polling().next(online, draws, account, begin); t < begin + 10min;
             t = pop3_polling().next(online, draws, account, t))
            ++minute[static_cast<std::size_t>((t - begin) / 1min)];
    for (int count : minute) CHECK(count == Approx(1000).margin(130));
}

TEST_CASE("asking from any time before a poll gives that poll") {
    auto online = OnlineShare::business();
    for (std::uint64_t account = 0; account < 50; ++account) {
        Instant poll = pop3_polling().next(online, draws, account, zero + 9h);
        for (Instant t = zero + 9h; t < poll; t += 30s)
            CHECK(pop3_polling().next(online, draws, account, t) == poll);
    }
}

TEST_CASE("held sessions lie inside the time online and have the given mean") {
    HeldSessions imap;
    auto always = OnlineShare::always();
    auto office = OnlineShare::business();
    double hours = 0;
    for (std::uint64_t n = 0; n < 20000; ++n) {
        auto session = imap.next(always, draws, 1, zero + 1h, n);
        REQUIRE(session);
        CHECK(session->begin == zero + 1h);
        hours += base::seconds(session->end - session->begin) / 3600 / 20000;
        auto inside = imap.next(office, draws, n, zero, 0);
        REQUIRE(inside);
        CHECK(office.online(draws, n, inside->begin + (inside->end - inside->begin) / 2));
    }
    CHECK(hours == Approx(4).epsilon(0.03));
}

TEST_CASE("webmail sessions have a median and an end") {
    WebmailSessions webmail;
    CHECK(base::seconds(webmail.length(0.5)) == Approx(720).epsilon(1e-6));
    CHECK(webmail.length(0.999999) == 2h);
    CHECK(webmail.per_day(1000) == 3000);
}

TEST_CASE("every row is complete") {
    for (const auto& row : poll_parameters()) {
        INFO(std::string(row.name));
        CHECK((!row.meaning.empty() && !row.source.empty() && !row.bounds.empty() && !row.fallback.empty()));
    }
}
