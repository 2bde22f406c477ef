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

// Limit of 100 recipients: 60 and 50 fit (the second is taken while only 60 are active), the third waits
// until the first is gone.
TEST_CASE("no message is taken up while the active queue has as many recipients as it may") {
    const Schedule schedule = find_preset("postfix")->make();
    QueueLimits limits;
    limits.recipients = 100;
    Queue queue(schedule, limits);
    const base::Instant zero{};
    for (std::uint32_t recipients : {60u, 50u, 1u}) queue.arrive(recipients, zero, false, recipients);
    auto first = queue.take_due(zero);
    REQUIRE(first);
    REQUIRE(queue.take_due(zero));
    CHECK_FALSE(queue.take_due(zero));
    CHECK(queue.next_due() == base::never);
    queue.remove(first->ticket);
    CHECK(queue.take_due(zero));
}
