#include "queue/feedback.hpp"

#include <catch2/catch.hpp>

#include "queue/destinations.hpp"
#include "queue/presets.hpp"
#include "queue/queue.hpp"

using namespace mailsim;
using namespace mailsim::queue;
using namespace std::chrono_literals;

TEST_CASE("feedback is read as SCHEDULER_README writes it") {
    struct {
        const char* text;
        double at_four;
    } const good[] = {{"1", 1},         {"0.5", 0.5},
                      {"1/N", 0.25},    {"1 / sqrt(N)", 0.5},
                      {"0.5/N", 0.125}, {"1/concurrency", 0.25},
                      {"0", 0}};
    for (const auto& row : good) {
        INFO(row.text);
        auto feedback = parse_feedback(row.text);
        REQUIRE(feedback);
        CHECK(feedback->at(4) == Approx(row.at_four));
    }
    for (const char* text : {"", "2", "-1", "1/M", "N", "1/N/N", "1/", "one"}) {
        INFO(text);
        CHECK_FALSE(parse_feedback(text));
    }
}

// Five deliveries at once are a burst that the initial concurrency takes: the first ones keep nothing. Those
// that follow within a second do; 3 s after the last one, alone, a delivery still looks but keeps no more.
TEST_CASE("connections are kept once deliveries follow each other") {
    constexpr DestinationId to{0};
    const base::Instant zero{};
    Destinations destinations{ConcurrencyLimits{}};
    for (std::uint32_t i = 0; i < 7; ++i) REQUIRE(destinations.add(to, i, zero));
    for (int i = 0; i < 5; ++i) CHECK_FALSE(destinations.select(zero)->keeps);
    destinations.finished(to, Result::reached, zero + 1s);
    auto sixth = destinations.select(zero + 1s);
    REQUIRE(sixth);
    CHECK(sixth->keeps);
    CHECK(sixth->looks);
    for (int i = 0; i < 5; ++i) destinations.finished(to, Result::reached, zero + 2s);
    auto last = destinations.select(zero + 5s);
    REQUIRE(last);
    CHECK(last->looks);
    CHECK_FALSE(last->keeps);
}

TEST_CASE("a destination with nothing left to deliver forgets that it kept connections") {
    constexpr DestinationId to{0};
    const base::Instant zero{};
    Destinations destinations{ConcurrencyLimits{}};
    REQUIRE(destinations.add(to, 1, zero));
    REQUIRE(destinations.select(zero));
    destinations.finished(to, Result::reached, zero + 1s);
    REQUIRE(destinations.add(to, 2, zero + 1s));
    CHECK_FALSE(destinations.select(zero + 1s)->looks);
}

// Limit of 100 recipients: two of four parts are read, the others wait on disk, and the next message is taken
// all the same. With the first part gone there are 51 in memory: the third part is read.
TEST_CASE(
    "with as many recipients in memory as there may be, the rest of a message waits and others do not") {
    const Schedule schedule = find_preset("postfix")->make();
    QueueLimits limits;
    limits.recipients = 100;
    Queue queue(schedule, limits);
    const base::Instant zero{};
    TicketId first = queue.arrive(0, zero, false, 50);
    for (std::uint32_t part = 1; part < 4; ++part) queue.arrive(part, zero, false, 50, first);
    queue.arrive(9, zero, false, 1);
    auto takes = [&](std::uint32_t message, std::uint32_t unread) {
        CHECK(queue.next_due() <= zero);
        auto taken = queue.take_due(zero);
        REQUIRE(taken);
        CHECK(taken->message == message);
        CHECK(taken->unread == unread);
    };
    takes(0, 3);
    takes(1, 2);
    takes(9, 0);
    CHECK_FALSE(queue.take_due(zero));
    CHECK(queue.next_due() == base::never);
    CHECK(queue.count(State::incoming) == 0);
    queue.remove(first);
    takes(2, 1);
    CHECK_FALSE(queue.take_due(zero));
    CHECK(queue.size() == 4);
}

// The active queue is counted in messages: the parts of one are one.
TEST_CASE("the limit of active messages counts a message once, however many its parts") {
    const Schedule schedule = find_preset("postfix")->make();
    Queue queue(schedule, {2, 20000, 10});
    const base::Instant zero{};
    TicketId first = queue.arrive(0, zero);
    std::vector<TicketId> parts{first};
    for (std::uint32_t part = 1; part < 5; ++part) parts.push_back(queue.arrive(part, zero, false, 1, first));
    queue.arrive(10, zero);
    queue.arrive(20, zero);
    for (int i = 0; i < 6; ++i) REQUIRE(queue.take_due(zero));
    CHECK_FALSE(queue.take_due(zero));
    for (TicketId part : parts) queue.remove(part);
    CHECK(queue.take_due(zero)->message == 20);
}

// Parts that are deferred come back one by one and wait on disk in the same way.
TEST_CASE("deferred parts of a large message are read as there is room") {
    const Schedule schedule = find_preset("rfc5321")->make();
    QueueLimits limits;
    limits.recipients = 100;
    Queue queue(schedule, limits);
    const base::Instant zero{};
    TicketId first = queue.arrive(0, zero, false, 50);
    for (std::uint32_t part = 1; part < 6; ++part) queue.arrive(part, zero, false, 50, first);
    for (int i = 0; i < 6; ++i) queue.defer(queue.take_due(zero)->ticket, zero);
    CHECK(queue.count(State::deferred) == 6);
    const base::Instant later = zero + std::chrono::minutes(30);
    std::vector<TicketId> taken;
    while (auto part = queue.take_due(later)) taken.push_back(part->ticket);
    CHECK(taken.size() == 2);
    while (!taken.empty()) {
        queue.remove(taken.back());
        taken.pop_back();
        while (auto part = queue.take_due(later)) taken.push_back(part->ticket);
    }
    CHECK(queue.size() == 0);
}
