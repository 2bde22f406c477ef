#include "queue/queue.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "allocations.hpp"
#include "base/random.hpp"
#include "queue/presets.hpp"

using namespace mailsim;
using namespace mailsim::queue;
using namespace std::chrono_literals;

namespace {
constexpr base::Instant zero{};
const Schedule& postfix() {
    static const Schedule schedule = find_preset("postfix")->make();
    return schedule;
}
}  // namespace

TEST_CASE("a message lives through incoming, active, deferred and gone") {
    Queue queue(postfix(), {});
    CHECK(queue.next_due() == base::never);
    auto ticket = queue.arrive(42, zero + 1s);
    CHECK(queue.state(ticket) == State::incoming);
    CHECK(queue.next_due() == zero + 1s);
    auto taken = queue.take_due(zero + 1s);
    REQUIRE(taken);
    CHECK(taken->message == 42);
    CHECK(taken->attempt == 1);
    CHECK(queue.count(State::active) == 1);
    CHECK_FALSE(queue.take_due(zero + 1s));

    auto retry = queue.defer(ticket, zero + 2s);
    CHECK_FALSE(retry.give_up);
    CHECK(retry.at == zero + 600s);  // due at 302 s: the scan at 300 s comes too early
    CHECK(queue.next_due() == zero + 600s);
    CHECK_FALSE(queue.take_due(zero + 599s));
    taken = queue.take_due(zero + 600s);
    REQUIRE(taken);
    CHECK(taken->attempt == 2);

    queue.remove(ticket);
    CHECK(queue.size() == 0);
    CHECK(queue.next_due() == base::never);
}

TEST_CASE("an expired message stays active until it is removed") {
    Queue queue(postfix(), {});
    auto ticket = queue.arrive(1, zero);
    queue.take_due(zero);
    CHECK(queue.defer(ticket, zero + 5 * 24h).give_up);
    CHECK(queue.state(ticket) == State::active);
}

TEST_CASE("a full active queue takes nothing until a message leaves it") {
    Queue queue(postfix(), {2});
    for (std::uint32_t i = 0; i < 3; ++i) queue.arrive(i, zero);
    auto first = queue.take_due(zero);
    queue.take_due(zero);
    CHECK_FALSE(queue.take_due(zero));
    CHECK(queue.next_due() == base::never);
    queue.remove(first->ticket);
    CHECK(queue.next_due() == zero);
    CHECK(queue.take_due(zero)->message == 2);
}

TEST_CASE("new and deferred messages take turns") {
    Queue queue(postfix(), {});
    for (std::uint32_t i = 0; i < 3; ++i) queue.arrive(i, zero);
    for (int i = 0; i < 3; ++i) queue.defer(queue.take_due(zero)->ticket, zero);
    for (std::uint32_t i = 10; i < 13; ++i) queue.arrive(i, zero + 300s);
    std::vector<std::uint32_t> order;
    while (auto taken = queue.take_due(zero + 300s)) order.push_back(taken->message);
    CHECK(order == std::vector<std::uint32_t>{10, 0, 11, 1, 12, 2});
}

TEST_CASE("flush makes every deferred message due") {
    Queue queue(postfix(), {});
    for (std::uint32_t i = 0; i < 5; ++i) queue.arrive(i, zero + i * 100s);
    for (std::uint32_t i = 0; i < 5; ++i)
        queue.defer(queue.take_due(zero + 500s)->ticket, zero + 500s + i * 300s);
    queue.flush(zero + 600s);
    int count = 0;
    while (queue.take_due(zero + 600s)) ++count;
    CHECK(count == 5);
}

TEST_CASE("ages are counted in qshape's classes") {
    Queue queue(postfix(), {});
    queue.arrive(1, zero);
    queue.arrive(2, zero + 96min);
    queue.arrive(3, zero + 100min);
    auto ages = queue.ages(State::incoming, zero + 101min);  // 101, 5 and 1 min old
    CHECK(ages == std::array<std::size_t, 10>{1, 1, 0, 0, 0, 1, 0, 0, 0, 0});
}

// Random life against a plain map: states are counted right, nothing comes before it is due, memory stays.
TEST_CASE("a long random life keeps its counts and needs no memory once warm") {
    Queue queue(postfix(), {300});
    base::Draws draws(3, 0);
    base::Instant now = zero;
    std::vector<TicketId> active;
    active.reserve(300);
    std::size_t removed = 0, arrived = 0, early = 0;
    auto work = [&](std::uint64_t from, std::uint64_t to) {
        for (std::uint64_t step = from; step < to; ++step) {
            auto r = draws.bits(step, base::Purpose::test);
            now += 200ms;
            if (r % 3 == 0 && queue.size() < 2000) {
                queue.arrive(static_cast<std::uint32_t>(step), now);
                ++arrived;
            }
            auto due = queue.next_due();
            auto taken = queue.take_due(now);
            if (taken.has_value() != (due <= now)) ++early;
            if (taken) active.push_back(taken->ticket);
            if (active.empty() || r % 2 == 0) continue;
            std::swap(active[(r >> 8) % active.size()], active.back());
            auto ticket = active.back();
            active.pop_back();
            if ((r >> 20) % 4 == 0 || queue.defer(ticket, now).give_up) {
                queue.remove(ticket);
                ++removed;
            }
        }
    };
    work(0, 300000);
    auto before = allocations();
    work(300000, 600000);
    CHECK(allocations() == before);
    CHECK(early == 0);
    CHECK(queue.count(State::active) == active.size());
    CHECK(queue.size() == arrived - removed);
    CHECK(removed > 10000);
}

// Whoever waits until next_due() and finds nothing would ask again at once, for ever.
TEST_CASE("when nothing more may be taken, the next is due later") {
    std::mt19937 random(7);
    auto below = [&random](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    Queue queue(postfix(), {2, 3, 1});
    std::vector<TicketId> active;
    base::Instant now = zero;
    std::uint32_t messages = 0;
    std::size_t blocked = 0;
    for (int step = 0; step < 20'000; ++step) {
        if (queue.size() < 12) {
            TicketId first = queue.arrive(messages++, now);
            for (std::uint32_t more = below(3); more > 0; --more)
                queue.arrive(messages++, now, false, 1, first);
        }
        while (auto taken = queue.take_due(now)) active.push_back(taken->ticket);
        REQUIRE(queue.next_due() > now);
        if (queue.count(State::incoming) > 0) ++blocked;
        for (std::uint32_t n = below(3); n > 0 && !active.empty(); --n) {
            std::size_t which = below(static_cast<std::uint32_t>(active.size()));
            TicketId one = active[which];
            active.erase(active.begin() + static_cast<std::ptrdiff_t>(which));
            if (below(2) == 0 || queue.defer(one, now).give_up) queue.remove(one);
        }
        now += std::chrono::seconds(below(400));
    }
    CHECK(blocked > 1000);
}

// Room for two recipients: the third part of the message has to wait on disk until one of the first two has
// been tried, although the message as a whole is still being tried.
TEST_CASE("a part that was tried leaves memory before its message is put off") {
    Queue queue(postfix(), {1, 2, 1});
    TicketId first = queue.arrive(0, zero), second = queue.arrive(1, zero, false, 1, first);
    queue.arrive(2, zero, false, 1, first);
    CHECK(queue.take_due(zero)->message == 0);
    CHECK(queue.take_due(zero)->message == 1);
    CHECK(!queue.take_due(zero));
    queue.set_aside(first);
    CHECK(queue.state(first) == State::active);
    auto third = queue.take_due(zero);
    REQUIRE(third);
    CHECK(third->message == 2);
    queue.arrive(3, zero);  // one message may be active, and the first still is
    CHECK(!queue.take_due(zero));
    queue.remove(second);
    queue.remove(third->ticket);
    CHECK(!queue.defer(first, zero).give_up);
    CHECK(queue.take_due(zero)->message == 3);
}
