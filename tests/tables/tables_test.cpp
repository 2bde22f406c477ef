// What a node remembers, told the time by hand.
#include <catch2/catch.hpp>

#include "tables/keys.hpp"
#include "tables/node_tables.hpp"

namespace mailsim::tables {
namespace {

base::Instant at(double seconds) { return base::Instant{base::from_seconds(seconds)}; }
constexpr std::uint64_t somebody = 7, other = 8;

}  // namespace

TEST_CASE("a memory keeps every value while it grows, and forgets the stale ones first") {
    Memory<std::uint64_t> memory;
    auto never = [](std::uint64_t) { return false; };
    for (std::uint64_t key = 0; key < 5000; ++key) memory.at(key + 2, never) = key;
    CHECK(memory.size() == 5000);
    for (std::uint64_t key = 0; key < 5000; ++key) {
        REQUIRE(memory.find(key + 2));
        CHECK(*memory.find(key + 2) == key);
    }
    CHECK(memory.find(6000) == nullptr);
    // 5000 values fill 8192 places; at three quarters it would grow, but all below 4900 may go.
    for (std::uint64_t key = 5000; key < 6200; ++key)
        memory.at(key + 2, [](std::uint64_t v) { return v < 4900; }) = key;
    CHECK(memory.size() < 1500);
    CHECK(memory.find(10) == nullptr);
    CHECK(memory.find(5000) != nullptr);
    CHECK(Memory<int>().find(1) == nullptr);
}

TEST_CASE("the key 0 is a key like any other") {
    Memory<int> memory;
    auto never = [](int) { return false; };
    memory.at(0, never) = 5;
    REQUIRE(memory.find(0));
    CHECK(*memory.find(0) == 5);
}

TEST_CASE("a rate's unit begins with the first event after the last unit") {
    Rates rates;
    for (double t : {0.0, 10.0, 59.0}) rates.add(somebody, at(t), std::chrono::seconds(60));
    CHECK(rates.count(somebody, at(59.9)) == 3);
    CHECK(rates.count(somebody, at(60)) == 0);
    CHECK(rates.count(other, at(1)) == 0);
    rates.add(somebody, at(100), std::chrono::seconds(60));
    CHECK(rates.count(somebody, at(159)) == 1);
}

TEST_CASE("a greylist counts one pass of a client an hour") {
    Greylist list;
    auto pass = [&](double t) {
        list.apply({Change::Kind::greylist_seen, 100 + static_cast<std::uint64_t>(t), somebody, at(t), {}},
                   at(t));
        return list.client(somebody, at(t))->count;
    };
    CHECK(list.client(somebody, at(0)) == nullptr);
    CHECK(pass(0) == 1);
    CHECK(pass(3599) == 1);
    CHECK(pass(3600) == 2);
    CHECK(list.triplets() == 3);
}

TEST_CASE("a greylist forgets after 35 days") {
    Greylist list;
    list.apply({Change::Kind::greylist_seen, 1, somebody, at(0), {}}, at(0));
    CHECK(list.triplet(1, at(35 * 86400.0)) != nullptr);
    CHECK(list.triplet(1, at(35 * 86400.0 + 1)) == nullptr);
    CHECK(list.client(somebody, at(35 * 86400.0 + 1)) == nullptr);
}

// Dovecot's penalty: one more for each failure up to 4, gone with a good login or 15 s after the last
// failure.
TEST_CASE("failed logins add to the penalty until a good one or until time has passed") {
    Logins logins;
    for (int i = 0; i < 6; ++i) logins.failed(somebody, at(i));
    CHECK(logins.penalty(somebody, at(6)) == 4);
    CHECK(logins.penalty(somebody, at(19.9)) == 4);
    CHECK(logins.penalty(somebody, at(20)) == 0);
    logins.failed(somebody, at(30));
    CHECK(logins.penalty(somebody, at(30)) == 1);
    logins.succeeded(somebody);
    CHECK(logins.penalty(somebody, at(30)) == 0);
    logins.succeeded(other);
    CHECK(logins.penalty(other, at(30)) == 0);
}

TEST_CASE("the latest ten failures of an address are known, in order") {
    Logins logins;
    CHECK(logins.failure(somebody, 1) == base::never);
    for (int i = 1; i <= 13; ++i) logins.failed(somebody, at(i));
    CHECK(logins.failure(somebody, 1) == at(13));
    CHECK(logins.failure(somebody, 10) == at(4));
    CHECK(logins.failure(somebody, 11) == base::never);
    CHECK(logins.failure(somebody, 0) == base::never);
}

TEST_CASE("addresses and networks have keys of their own") {
    base::Ip a = base::Ip::v4(192, 0, 2, 1), b = base::Ip::v4(192, 0, 2, 2);
    CHECK(key_of(a) != key_of(b));
    CHECK(key_of(base::IpNetwork(a, 24).address()) == key_of(base::IpNetwork(b, 24).address()));
    CHECK(joined(1, 2) != joined(2, 1));
}

}  // namespace mailsim::tables
