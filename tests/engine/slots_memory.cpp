// Places of several kinds that share one host's memory: what does not fit is refused.
#include <catch2/catch.hpp>

#include "base/task.hpp"
#include "engine/session.hpp"
#include "engine/slots.hpp"

using namespace mailsim;
using engine::Slots;

namespace {

base::Task<void> take(Slots& slots, engine::Session& session, base::Outcome& outcome) {
    outcome = co_await slots.take(session);
}

base::Outcome taken(engine::Calendar& calendar, Slots& slots) {
    engine::Session session(calendar);
    base::Outcome outcome = base::Outcome::failed;
    base::spawn(take(slots, session, outcome));
    return outcome;
}

}  // namespace

TEST_CASE("a place that does not fit into the host's memory is refused") {
    engine::Calendar calendar;
    Slots::Memory memory{100};
    Slots small(calendar, 50, Slots::no_limit, &memory, 10),
        large(calendar, 50, Slots::no_limit, &memory, 60);
    CHECK(taken(calendar, large) == base::Outcome::done);                              // 60
    CHECK(taken(calendar, large) == base::Outcome::refused);                           // 120 > 100
    for (int i = 0; i < 4; ++i) CHECK(taken(calendar, small) == base::Outcome::done);  // 100
    CHECK(taken(calendar, small) == base::Outcome::refused);
    CHECK_FALSE(small.try_take());
    CHECK(memory.used == 100);
    large.give();
    CHECK(memory.used == 40);
    CHECK(small.try_take());
    CHECK(memory.most == 100);
    CHECK(small.refusals() == 1);
}
