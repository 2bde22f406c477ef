#include "engine/calendar.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

struct Note : Timer {
    Note(std::string& its_log, char its_letter) : Timer(write), log(its_log), letter(its_letter) {}
    static void write(Timer& timer) {
        Note& note = static_cast<Note&>(timer);
        note.log += note.letter;
    }
    std::string& log;
    char letter;
};

Task<> tick(Calendar& calendar, Duration step, std::vector<double>& dates) {
    for (int i = 0; i < 3; ++i) {
        co_await calendar.sleep(step);
        dates.push_back(seconds(calendar.now()));
    }
}

}  // namespace

TEST_CASE("Events run by date, and in the order of setting where dates are equal", "[calendar]") {
    Calendar calendar;
    std::string log;
    Note a(log, 'a'), b(log, 'b'), c(log, 'c'), d(log, 'd');
    calendar.set(a, Instant{2s});
    calendar.set(b, Instant{1s});
    calendar.set(c, Instant{2s});
    calendar.set(d, Instant{2s});
    calendar.set(a, Instant{2s});  // set again: behind c and d
    calendar.run_until(Instant{1s});
    CHECK(log == "b");
    calendar.run_until(Instant{3s});
    CHECK(log == "bcda");
    CHECK(calendar.now() == Instant{3s});
    CHECK(calendar.next() == never);
}

TEST_CASE("A canceled timer does not fire, and the calendar keeps nothing of it", "[calendar]") {
    Calendar calendar;
    std::string log;
    Note a(log, 'a'), b(log, 'b');
    for (int i = 0; i < 1000; ++i) {
        calendar.set(a, Instant{1s});
        calendar.set(b, Instant{1s});
        calendar.cancel(a);
        calendar.cancel(a);
    }
    CHECK(calendar.size() == 1);
    CHECK_FALSE(a.is_set());
    calendar.run_until(Instant{2s});
    CHECK(log == "b");
}

TEST_CASE("A date that has passed means now", "[calendar]") {
    Calendar calendar;
    std::string log;
    Note a(log, 'a');
    calendar.run_until(Instant{5s});
    calendar.set(a, Instant{1s});
    CHECK(calendar.next() == Instant{5s});
    calendar.run_next();
    CHECK(calendar.now() == Instant{5s});
}

TEST_CASE("Coroutines sleep on the calendar", "[calendar]") {
    Calendar calendar;
    std::vector<double> slow, fast;
    spawn(tick(calendar, 2s, slow));
    spawn(tick(calendar, 1s, fast));
    calendar.run_until(Instant{10s});
    CHECK(slow == std::vector<double>{2, 4, 6});
    CHECK(fast == std::vector<double>{1, 2, 3});
}

// The model is a plain list that is searched for its least element.
TEST_CASE("The heap agrees with a sorted list under any mix of setting, moving and canceling", "[calendar]") {
    struct Stamp : Timer {
        explicit Stamp(std::vector<Stamp*>& its_fired) : Timer(fire), fired(its_fired) {}
        static void fire(Timer& timer) {
            Stamp& stamp = static_cast<Stamp&>(timer);
            stamp.fired.push_back(&stamp);
        }
        std::vector<Stamp*>& fired;
        Instant at{};
        int order = 0;
    };
    Calendar calendar;
    const Draws draws(7, 0);
    std::vector<Stamp*> fired;
    std::vector<std::unique_ptr<Stamp>> stamps;
    for (int i = 0; i < 200; ++i) stamps.push_back(std::make_unique<Stamp>(fired));
    int order = 0;
    for (std::uint64_t round = 0; round < 20000; ++round) {
        Stamp& stamp = *stamps[draws.below(200, 1, Purpose::test, round)];
        const auto what = draws.below(10, 2, Purpose::test, round);
        if (what == 0) {
            calendar.cancel(stamp);
        } else if (what < 7) {
            stamp.at = calendar.now() +
                       Duration{static_cast<std::int64_t>(draws.below(50, 3, Purpose::test, round))};
            stamp.order = ++order;
            calendar.set(stamp, stamp.at);
        } else if (calendar.next() != never) {
            Stamp* least = nullptr;
            for (auto& other : stamps) {
                if (!other->is_set()) continue;
                if (!least || std::tie(other->at, other->order) < std::tie(least->at, least->order))
                    least = other.get();
            }
            calendar.run_next();
            REQUIRE(fired.back() == least);
            REQUIRE(calendar.now() == least->at);
        }
    }
    CHECK(fired.size() > 1000);
}
