// Which message goes first, by delivery slots (Postfix SCHEDULER_README).
#include "queue/jobs.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "allocations.hpp"
#include "base/random.hpp"
#include "queue/destinations.hpp"

using namespace mailsim;
using namespace mailsim::queue;
using namespace std::chrono_literals;

namespace {

constexpr base::Instant zero{};
constexpr DestinationId a{0}, b{1};

// Messages with so many deliveries to one destination whose window never fills; who starts, in order. The
// number of a delivery is 1000 times its message's, and its own.
class Line {
  public:
    explicit Line(const SlotRules& rules = {}, std::uint32_t window = 1'000'000) {
        ConcurrencyLimits limits;
        limits.initial = limits.limit = window;
        limits.process_limit = 1'000'000;
        limits.slots = rules;
        destinations_.emplace(limits);
    }
    void message(std::uint32_t number, std::uint32_t deliveries, base::Instant at = zero,
                 DestinationId to = a, std::uint32_t unread = 0) {
        for (std::uint32_t i = 0; i < deliveries; ++i)
            destinations_->add(to, number * 1000 + i, at, &jobs_[number], unread);
    }
    // The messages that start next.
    std::vector<std::uint32_t> starts(std::uint32_t count, base::Instant now = zero) {
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < count; ++i)
            if (auto start = destinations_->select(now)) order.push_back(start->delivery / 1000);
        return order;
    }
    // How many deliveries start before the first of message `number`.
    std::uint32_t before(std::uint32_t number, base::Instant now = zero) {
        for (std::uint32_t n = 0; n < 100000; ++n)
            if (destinations_->select(now)->delivery / 1000 == number) return n;
        return 100000;
    }
    void close(std::uint32_t number) { destinations_->close(jobs_[number]); }
    Destinations& destinations() { return *destinations_; }

  private:
    std::optional<Destinations> destinations_;
    std::map<std::uint32_t, JobId> jobs_;
};

using Order = std::vector<std::uint32_t>;

}  // namespace

// As soon as the first of the large message has started, a loan of 3 slots covers half of the one slot that
// the small one needs.
TEST_CASE("a message with one delivery overtakes one with many at once") {
    Line line;
    line.message(1, 100);
    line.message(2, 1);
    CHECK(line.starts(4) == Order{1, 2, 1, 1});
}

// 0 loan, 0 discount: each slot has to be earned by 5 deliveries. Three small messages go after 5, 10, 15.
TEST_CASE("without loan and discount a slot is earned by slot_cost deliveries") {
    Line line({5, 0, 0, 3});
    line.message(1, 100);
    for (std::uint32_t n : {2, 3, 4}) line.message(n, 1);
    CHECK(line.starts(20) == Order{1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 4, 1, 1});
}

// Full price is paid later: after the loan the account is at 1 - 5 = -4 and comes above 0 with 5 more.
TEST_CASE("what was lent is earned before the next message overtakes") {
    Line line;
    line.message(1, 100);
    line.message(2, 1);
    line.message(3, 1);
    CHECK(line.starts(9) == Order{1, 2, 1, 1, 1, 1, 1, 3, 1});
}

// Needs 10 slots. loan 3 and discount 50 %: floor(started / 5) + 3 >= 5, after 10; without discount 7 more
// slots, after 35; without both after 50.
TEST_CASE("loan and discount decide how soon a message of ten deliveries overtakes") {
    CHECK([] {
        Line l;
        l.message(1, 900);
        l.message(2, 10);
        return l.before(2);
    }() == 10);
    CHECK([] {
        Line l({5, 3, 0, 3});
        l.message(1, 900);
        l.message(2, 10);
        return l.before(2);
    }() == 35);
    CHECK([] {
        Line l({5, 0, 0, 3});
        l.message(1, 900);
        l.message(2, 10);
        return l.before(2);
    }() == 50);
}

// 3 slots of 5: a message of 14 deliveries is let alone, one of 15 is not. A cost below 2 switches it off.
TEST_CASE("messages below the minimum, and all of them at a cost of one, are not overtaken") {
    for (auto [deliveries, cost, overtaken] :
         {std::tuple{14u, 5u, false}, {15u, 5u, true}, {900u, 1u, false}, {900u, 0u, false}}) {
        Line line({cost, 3, 50, 3});
        line.message(1, deliveries);
        line.message(2, 1);
        CHECK((line.before(2) < deliveries) == overtaken);
    }
}

// The last 9 deliveries of the large one can earn one slot at most: 15 of 100 needs 3, which it cannot have.
TEST_CASE("a message overtakes only one that can still earn what it costs") {
    Line line({5, 3, 50, 3});
    line.message(1, 30);
    CHECK(line.starts(21).back() == 1);
    line.message(2, 8);  // 8 slots: (30 - 21 + 21) / 5 = 6
    CHECK(line.before(2) == 9);
}

// Score: seconds of waiting for each delivery. Both behind the large one: 11 s / 2 beats 6 s / 1 ... 5.5 < 6.
TEST_CASE("of several small messages the one with most waiting for each delivery goes first") {
    Line line;
    line.message(1, 500);
    line.message(2, 2, zero);
    line.message(3, 1, zero + 5s);
    CHECK(line.starts(2, zero + 10s) == Order{1, 3});  // 11/2 < 6/1
    Line other;
    other.message(1, 500);
    other.message(2, 2, zero);
    other.message(3, 1, zero + 6s);
    CHECK(other.starts(2, zero + 10s) == Order{1, 2});  // 11/2 > 5/1
}

TEST_CASE("a large message of which little is in memory overtakes nobody") {
    Line line;
    line.message(1, 100);
    line.message(2, 1, zero, a, 500);
    CHECK(line.before(2) == 100);
}

// Two destinations with a window of 1: message 1 holds a. Message 3 is for a too and cannot go, message 2
// goes to b.
TEST_CASE("a message whose destination has no room is no candidate") {
    Line line({}, 1);
    line.message(1, 50, zero, a);
    line.message(4, 50, zero, b);
    CHECK(line.starts(5) == Order{1, 4});
    line.message(3, 1, zero, a);
    line.message(2, 1, zero, b);
    line.destinations().finished(b, Result::reached, zero);
    CHECK(line.starts(5) == Order{2});
}

// A small message overtakes a middle one that has overtaken a large one.
TEST_CASE("who has overtaken can be overtaken") {
    Line line;
    line.message(1, 1000);
    CHECK(line.starts(100).size() == 100);
    line.message(2, 20);
    line.message(3, 1, zero);
    // 3 goes first (score 1 to 1/20), then 2: 100/5 - 1 = 19 + 3 slots cover 10.
    CHECK(line.starts(2) == Order{3, 2});
    line.message(4, 1, zero);
    CHECK(line.starts(20) == Order{4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
    CHECK(line.starts(1) == Order{1});
}

// 50,000 recipients in 1,000 deliveries, and one message a step behind it: nobody waits for more than a few
// deliveries, and the newsletter gets at least 5 of 6 starts.
TEST_CASE("a newsletter does not hold up single messages, nor they it") {
    Line line;
    line.message(1, 1000);
    std::map<std::uint32_t, int> came;
    int most = 0, newsletter = 0;
    for (int step = 0; step < 600; ++step) {
        if (step % 7 == 3) {
            std::uint32_t number = 2 + static_cast<std::uint32_t>(step);
            line.message(number, 1);
            came[number] = step;
        }
        std::uint32_t who = line.starts(1)[0];
        if (who == 1)
            ++newsletter;
        else
            most = std::max(most, step - came[who]);
    }
    CHECK(most <= 2);
    CHECK(newsletter >= 500);
}

TEST_CASE("many overtake one message, and labels last") {
    Line line({2, 3, 50, 3});
    line.message(1, 90'000);
    for (std::uint32_t n = 2; n < 40'002; ++n) {
        line.destinations().add(a, n * 1000, zero);
        std::uint32_t started = 0;
        while (line.starts(1) == Order{1}) ++started;
        REQUIRE(started <= 2);
    }
}

// Against the same rules written without links, labels and heap: whatever comes, the same order.
TEST_CASE("a random life loses nothing and needs no memory once warm") {
    ConcurrencyLimits limits;
    limits.initial = limits.limit = 4;
    Destinations destinations(limits);
    base::Draws draws(11, 0);
    std::vector<JobId> jobs(64);
    std::vector<std::uint32_t> left(64);  // not yet started, by message
    std::vector<DestinationId> running;
    running.reserve(1000);
    std::uint64_t added = 0, begun = 0;
    auto work = [&](std::uint64_t from, std::uint64_t to) {
        for (std::uint64_t step = from; step < to; ++step) {
            auto r = draws.bits(step, base::Purpose::test);
            base::Instant now = zero + step * 50ms;
            std::uint32_t m = (r >> 8) % 64;
            if (r % 8 == 0 && left[m] == 0) {
                if (jobs[m].valid()) destinations.close(std::exchange(jobs[m], {}));
                std::uint32_t count = (r >> 16) % 4 == 0 ? 40 : 1 + (r >> 20) % 3;
                for (std::uint32_t i = 0; i < count; ++i) {
                    destinations.add(DestinationId{static_cast<std::uint32_t>(
                                         draws.below(5, step * 64 + i, base::Purpose::test))},
                                     m, now, &jobs[m], count - 1 - i);
                    ++added;
                }
                left[m] = count;
            } else if (r % 8 < 4 && !running.empty()) {
                std::swap(running[(r >> 8) % running.size()], running.back());
                destinations.finished(running.back(), Result::reached, now);
                running.pop_back();
            } else if (auto start = destinations.select(now)) {
                REQUIRE(left[start->delivery] > 0);
                --left[start->delivery];
                running.push_back(start->destination);
                ++begun;
            }
        }
    };
    work(0, 400'000);
    auto before = allocations();
    work(400'000, 500'000);
    CHECK(allocations() == before);
    CHECK(added - begun == destinations.waiting());
    CHECK(begun > 100'000);
}
