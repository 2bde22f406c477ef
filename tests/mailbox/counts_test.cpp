#include "mailbox/counts.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::mailbox;

namespace {
base::Instant at(int s) { return base::Instant{std::chrono::seconds{s}}; }
}  // namespace

TEST_CASE("a delivery that would exceed the quota is refused and changes nothing") {
    Counts counts;
    MailboxId box = counts.add(base::Bytes{1000});
    CHECK(counts.deliver(box, {600}, at(1)) == Delivery::ok);
    CHECK(counts.fits(box, {400}));
    CHECK_FALSE(counts.fits(box, {401}));
    CHECK(counts.deliver(box, {401}, at(2)) == Delivery::over_quota);
    CHECK(counts.used(box).count == 600);
    CHECK(counts.stored(box) == 1);
    CHECK(counts.deliver(box, {400}, at(3)) == Delivery::ok);
}

TEST_CASE("a mailbox without quota takes everything") {
    Counts counts;
    MailboxId box = counts.add(Counts::no_quota);
    CHECK(counts.fits(box, {1'000'000'000'000}));
}

TEST_CASE("fetching takes the waiting messages once and leaves them stored") {
    Counts counts;
    MailboxId box = counts.add(Counts::no_quota);
    counts.deliver(box, {10}, at(5));
    counts.deliver(box, {20}, at(7));
    CHECK(counts.fetch_new(box) == Batch{2, {30}, at(5)});
    CHECK(counts.fetch_new(box) == Batch{0, {0}, base::never});
    CHECK(counts.stored(box) == 2);
}

TEST_CASE("POP3 deletion removes what was fetched, not what came since") {
    Counts counts;
    MailboxId box = counts.add(base::Bytes{100});
    counts.deliver(box, {60}, at(1));
    counts.fetch_new(box);
    counts.deliver(box, {30}, at(2));
    CHECK(counts.pop_delete(box) == Batch{1, {60}, base::never});
    CHECK(counts.used(box).count == 30);
    CHECK(counts.waiting(box) == Batch{1, {30}, at(2)});
}

TEST_CASE("removing never touches waiting messages") {
    Counts counts;
    MailboxId box = counts.add(Counts::no_quota);
    counts.fill(box, 2, {50});
    counts.deliver(box, {5}, at(1));
    counts.remove(box, 9, {900});
    CHECK(counts.stored(box) == 1);
    CHECK(counts.used(box).count == 5);
}

TEST_CASE("totals are kept apart by node") {
    Counts counts;
    MailboxId first = counts.add(3, base::Bytes{100});
    counts.fill(first, 1, {10});
    counts.deliver(MailboxId{2}, {7}, at(1));
    auto totals = counts.totals_per_node(2, [](MailboxId id) { return id.index() % 2; });
    CHECK(totals[0] == Totals{2, 1, 2, {17}, {200}});
    CHECK(totals[1] == Totals{1, 0, 0, {0}, {100}});
    CHECK(counts.total() == Totals{3, 1, 2, {17}, {300}});
}
