#include "serve/guard.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "serve/token.hpp"

using namespace mailsim::serve;

namespace {

const std::string key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

Request request(const std::string& host, std::map<std::string, std::string> headers = {}) {
    headers["host"] = host;
    return {"GET", "/api/about", "", {}, headers};
}

int status(const Guard& guard, const Request& request, bool open = false) {
    auto refused = guard.refuse(request, open);
    return refused ? refused->status : 200;
}

const std::string bearer = "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

}  // namespace

TEST_CASE("a guard on loopback knows its own names and no others") {
    Guard guard("127.0.0.1", 8025, key);
    for (const char* host : {"127.0.0.1:8025", "localhost:8025", "[::1]:8025"})
        CHECK(status(guard, request(host, {{"authorization", bearer}})) == 200);
    for (const char* host : {"", ":8025", "evil.example:8025", "127.0.0.1", "127.0.0.1:80",
                             "localhost:8025:8025", "10.0.0.1:8025"})
        CHECK(status(guard, request(host, {{"authorization", bearer}})) == 421);
}

TEST_CASE("a guard bound to the network takes literal addresses, but no names") {
    Guard guard("0.0.0.0", 8025, key);
    CHECK(status(guard, request("192.168.1.7:8025", {{"authorization", bearer}})) == 200);
    CHECK(status(guard, request("[fe80::1]:8025", {{"authorization", bearer}})) == 200);
    CHECK(status(guard, request("evil.example:8025", {{"authorization", bearer}})) == 421);
}

TEST_CASE("the key comes as a bearer or in the port's own cookie, and only whole") {
    Guard guard("127.0.0.1", 8025, key);
    const std::string host = "127.0.0.1:8025";
    CHECK(status(guard, request(host)) == 401);
    CHECK(status(guard, request(host), true) == 200);
    CHECK(status(guard, request(host, {{"cookie", fmt::format("x=1; mailsim_8025={}; y=2", key)}})) == 200);
    CHECK(status(guard, request(host, {{"cookie", fmt::format("xmailsim_8025={}", key)}})) == 401);
    CHECK(status(guard, request(host, {{"cookie", fmt::format("mailsim_8026={}", key)}})) == 401);
    CHECK(status(guard, request(host, {{"authorization", fmt::format("{}a", bearer)}})) == 401);
    CHECK(status(guard, request(host, {{"authorization", bearer.substr(0, 20)}})) == 401);
}

TEST_CASE("the printed address takes the key into a cookie once, and no wrong key") {
    Guard guard("127.0.0.1", 8025, key);
    Request right = request("127.0.0.1:8025");
    right.path = "/";
    CHECK_FALSE(guard.enter(right));
    right.query["token"] = key;
    auto entered = guard.enter(right);
    REQUIRE(entered);
    CHECK(entered->status == 303);
    right.query.insert_or_assign("token", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    CHECK(guard.enter(right)->status == 401);
    CHECK(guard.address() == fmt::format("http://127.0.0.1:8025/?token={}", key));
    CHECK(Guard("::1", 80, key).address().starts_with("http://[::1]:80/"));
}

TEST_CASE("tokens have their form and differ") {
    std::string one = fresh_token(), other = fresh_token();
    CHECK(is_token(one));
    CHECK(one != other);
    for (const char* wrong :
         {"", "..", "job.json", "0123456789abcdef0123456789abcdeG", "0123456789abcdef0123456789abcdef0"})
        CHECK_FALSE(is_token(wrong));
    CHECK(same_token(one, one));
    CHECK_FALSE(same_token(one, one.substr(1)));
}
