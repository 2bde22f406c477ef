#include "dns/cache.hpp"

#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;
using namespace std::chrono_literals;

namespace {

base::Instant at(base::Duration d) { return base::Instant(d); }

Zones example() {
    return zones_of(
        {header("example.com.") + "mail 60 A 192.0.2.1\nlong 30d A 192.0.2.2\nzero 0 A 192.0.2.3\n",
         header("patient.test.", "1h") + "w A 192.0.2.1\n"});
}

}  // namespace

TEST_CASE("an answer is kept until its TTL has passed, to the nanosecond", "[cache]") {
    Zones zones = example();
    Cache cache;
    NameId mail = zones.names().intern("mail.example.com");
    CHECK_FALSE(cache.lookup(mail, Type::a, at(0s)));
    CHECK(cache.store(zones.answer(mail, Type::a), at(10s)));
    auto hit = cache.lookup(mail, Type::a, at(10s));
    REQUIRE(hit);
    CHECK(hit.remaining == 60s);
    CHECK(says(*hit.answer) == "NOERROR 192.0.2.1");
    CHECK(cache.lookup(mail, Type::a, at(70s - 1ns)).remaining == 1ns);
    CHECK_FALSE(cache.lookup(mail, Type::a, at(70s)));
    CHECK_FALSE(cache.lookup(mail, Type::mx, at(10s)));
}

TEST_CASE("each kind of answer has its own lifetime", "[cache]") {
    Zones zones = example();
    zones.faults().set("broken.test", FaultKind::servfail);
    zones.faults().set("quiet.test", FaultKind::silence);
    Cache cache;
    struct Case {
        const char* name;
        Type type;
        base::Duration kept;
    };
    const Case cases[] = {
        {"mail.example.com", Type::a, 60s},
        {"long.example.com", Type::a, 24h},   // 30 days, cut to the limit
        {"zero.example.com", Type::a, 0s},    // RFC 1035 3.2.1: for this use only
        {"none.example.com", Type::a, 300s},  // negative: the SOA's minimum
        {"mail.example.com", Type::mx, 300s},
        {"none.patient.test", Type::a, 1h},
        {"broken.test", Type::mx, 5s},
        {"elsewhere.test", Type::mx, 5s},  // refused
        {"quiet.test", Type::mx, 0s},      // silence is never kept
    };
    for (const Case& c : cases) {
        INFO(c.name);
        NameId name = zones.names().intern(c.name);
        Answer answer = zones.answer(name, c.type);
        CHECK(cache.lifetime(answer) == c.kept);
        CHECK(cache.store(answer, at(1h)) == (c.kept > 0s));
        CHECK(static_cast<bool>(cache.lookup(name, c.type, at(1h))) == (c.kept > 0s));
        CHECK_FALSE(cache.lookup(name, c.type, at(1h) + c.kept));
    }
}

TEST_CASE("limits are the cache's own, and a SERVFAIL never outlives five minutes", "[cache]") {
    Zones zones = example();
    Cache cache({.positive = 30s, .negative = 20s, .servfail = 1h});
    CHECK(cache.lifetime(zones.answer("mail.example.com", Type::a)) == 30s);
    CHECK(cache.lifetime(zones.answer("none.example.com", Type::a)) == 20s);
    CHECK(cache.lifetime(Answer{}) == 5min);  // RFC 2308 7.1
}

TEST_CASE("a later answer takes the earlier one's place, and entries can be dropped", "[cache]") {
    Zones zones = example();
    Cache cache;
    NameId mail = zones.names().intern("mail.example.com");
    cache.store(zones.answer(mail, Type::a), at(0s));
    cache.store(zones.answer(mail, Type::mx), at(0s));
    CHECK(cache.size() == 2);
    cache.drop_expired(at(60s));  // the address (60 s) goes, the negative answer (300 s) stays
    CHECK(cache.size() == 1);
    Answer later = zones.answer(mail, Type::mx);
    later.status = Status::servfail;
    cache.store(later, at(60s));
    CHECK(cache.size() == 1);
    CHECK(cache.lookup(mail, Type::mx, at(60s)).answer->status == Status::servfail);
    cache.forget(mail, Type::mx);
    CHECK(cache.size() == 0);
}

TEST_CASE("an answer for a name that was never interned is not kept", "[cache]") {
    Zones zones = example();
    Cache cache;
    CHECK_FALSE(cache.store(zones.answer("stranger.example.com", Type::a), at(0s)));
    CHECK(cache.size() == 0);
}

TEST_CASE("a slow answer is quick when it comes from the cache", "[cache]") {
    Zones zones = example();
    zones.faults().set("example.com", FaultKind::slow, 2s);
    Cache cache;
    NameId mail = zones.names().intern("mail.example.com");
    Answer answer = zones.answer(mail, Type::a);
    CHECK(answer.delay == 2s);
    cache.store(answer, at(0s));
    CHECK(cache.lookup(mail, Type::a, at(0s)).answer->delay == 0s);
}
