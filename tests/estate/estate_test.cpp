#include "estate/estate.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;

namespace {

// Two nodes of ours and a peer; inside.example is spread over both nodes, outside.example is the peer's.
estate::Estate made() {
    estate::Estate e;
    const char* ids[] = {"one", "two", "peer"};
    for (std::uint8_t i = 0; i < 3; ++i) {
        estate::Node& node = e.nodes.emplace_back();
        node.id = ids[i];
        node.role = i == 2 ? estate::Role::peer : estate::Role::backend;
        node.addresses = {base::Ip::v4(192, 0, 2, i)};
    }
    e.profiles.resize(2);
    e.profiles[1].clients = {0, 0, 0, 1, 0};
    auto domain = [&](const char* name, std::uint32_t home, std::uint32_t population) -> estate::Domain& {
        estate::Domain& d = e.domains.emplace_back();
        d.name = name;
        d.home = {home};
        d.id = e.book.domain(name);
        e.book.set_population(d.id, population);
        return d;
    };
    estate::Domain& outside = domain("outside.example", 2, 10);
    outside.parts.push_back({0, 10, {2}, 0, {}, 0, ""});
    estate::Domain& inside = domain("inside.example", 0, 30);
    inside.parts.push_back({0, 20, {0}, 0, base::Bytes{100}, 0.5, ""});
    inside.parts.push_back({0, 10, {1}, 1, base::Bytes{200}, 0.25, ""});
    estate::Account& ann = inside.accounts.emplace_back();
    ann.local = "ann";
    ann.address = e.book.address(inside.id, "ann");
    ann.home = {1};
    ann.quota = base::Bytes{300};
    e.index();
    return e;
}

}  // namespace

TEST_CASE("mailboxes are numbered, those of our own domains first") {
    estate::Estate e = made();
    CHECK(e.mailbox_count == 41);
    CHECK(e.inside_mailboxes == 31);
    for (std::uint32_t i = 0; i < e.mailbox_count; ++i) CHECK(e.mailbox(e.mailbox_address(i)) == i);
    CHECK(e.book.text(e.mailbox_address(0)) == "user1@inside.example");
    CHECK(e.book.text(e.mailbox_address(30)) == "ann@inside.example");
    CHECK(e.book.text(e.mailbox_address(31)) == "user1@outside.example");
}

TEST_CASE("a mailbox has the home, quota and profile of its part or account") {
    estate::Estate e = made();
    struct Case {
        const char* address;
        std::uint32_t home;
        std::int64_t quota;
        estate::ClientKind client;
    };
    const Case cases[] = {{"user1@inside.example", 0, 100, estate::ClientKind::outlook},
                          {"user20@inside.example", 0, 100, estate::ClientKind::outlook},
                          {"user21@inside.example", 1, 200, estate::ClientKind::webmail},
                          {"user30@inside.example", 1, 200, estate::ClientKind::webmail},
                          {"ann@inside.example", 1, 300, estate::ClientKind::outlook},
                          {"user3@outside.example", 2, 0, estate::ClientKind::peer}};
    for (const Case& c : cases) {
        CAPTURE(c.address);
        mail::Address address = *e.book.parse(c.address);
        CHECK(e.has_mailbox(address));
        CHECK(e.home(address).value == c.home);
        CHECK(e.quota(address).count == c.quota);
        CHECK(e.client_kind(address) == c.client);
    }
}

TEST_CASE("unknown users belong to the domain's home, unknown domains to nobody") {
    estate::Estate e = made();
    for (const char* text : {"nobody@inside.example", "user31@inside.example", "user0@inside.example"}) {
        mail::Address nobody = *e.book.parse(text);
        CHECK_FALSE(e.has_mailbox(nobody));
        CHECK_FALSE(e.account(nobody));
        CHECK_FALSE(e.part(nobody));
        CHECK(e.home(nobody).value == 0);
    }
    mail::Address stranger = *e.book.parse("x@nowhere.example");
    CHECK_FALSE(e.home(stranger).valid());
    CHECK_FALSE(e.domain(stranger.domain));
    CHECK(e.client_kind(stranger) == estate::ClientKind::peer);
}

TEST_CASE("nodes are found by id and by address") {
    estate::Estate e = made();
    CHECK(e.find_node("two").value == 1);
    CHECK_FALSE(e.find_node("three").valid());
    CHECK(e.node_at(base::Ip::v4(192, 0, 2, 2)).value == 2);
    CHECK_FALSE(e.node_at(base::Ip::v4(192, 0, 2, 9)).valid());
    estate::Estate moved = std::move(e);
    CHECK(moved.find_node("two").value == 1);
}
