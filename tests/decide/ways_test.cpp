// Next hops, listeners, and a client's way to its server.
#include "given.hpp"

namespace mailsim::decide {
namespace {

struct Ways {
    Given given;
    Policies policies{given.estate};
    View view{given.estate, policies, no_use, nullptr, nullptr, nullptr, {}};
    NextHop from(const char* node, const char* to) {
        return next_hop(view, given.at(node), given.address(to), 7);
    }
    static inline NoQuotaUse no_use;
};

std::string failure(Given& given, estate::Protocol protocol, std::uint16_t port, estate::Tls tls) {
    return access(given.estate, given.address("ali@here.example"), protocol, port, tls).failure;
}

}  // namespace

TEST_CASE("the first transport that matches decides") {
    using Kind = NextHop::Kind;
    Ways ways;
    CHECK(ways.from("be2", "ali@here.example").kind == Kind::mailbox);
    CHECK(ways.from("be2", "nobody@here.example").kind ==
          Kind::mailbox);  // the domain's own server knows best
    CHECK(ways.from("be5", "ali@here.example").kind == Kind::nodes);
    CHECK(ways.from("fe", "ali@here.example").nodes[0] == ways.given.at("be2"));
    CHECK(ways.from("fe", "friend@gmail.test").node_count == 2);
    CHECK(ways.from("smtp1", "friend@gmail.test").kind == Kind::mx);
    CHECK(ways.from("mta", "friend@gmail.test").kind == Kind::unroutable);
}

TEST_CASE("a transport for users goes before its domain's only when it stands before it") {
    Ways ways;
    estate::Transport odd;
    odd.match = estate::Transport::Match::users;
    odd.users = {ways.given.address("sana@here.example")};
    odd.next = estate::Transport::Next::nodes;
    odd.nodes = {ways.given.at("be5")};
    auto& transports = ways.given.node("fe").transports;
    transports.insert(transports.begin(), odd);
    CHECK(ways.from("fe", "sana@here.example").nodes[0] == ways.given.at("be5"));
    CHECK(ways.from("fe", "ali@here.example").nodes[0] == ways.given.at("be2"));
    std::swap(transports[0], transports[1]);
    CHECK(ways.from("fe", "sana@here.example").nodes[0] == ways.given.at("be2"));
}

TEST_CASE("a transport without a node leads nowhere") {
    Ways ways;
    ways.given.node("fe").transports.back().nodes.clear();
    CHECK(ways.from("fe", "friend@gmail.test").kind == NextHop::Kind::unroutable);
}

TEST_CASE("a pool is drawn by message, and every node of it is tried in turn") {
    Ways ways;
    base::Draws draws(1, 0);
    ways.view.draws = &draws;
    int first = 0;
    for (std::uint64_t key = 1; key <= 1000; ++key) {
        NextHop hop = next_hop(ways.view, ways.given.at("fe"), ways.given.address("friend@gmail.test"), key);
        first += hop.nodes[0] == ways.given.at("smtp1");
        CHECK(hop.nodes[0] != hop.nodes[1]);
    }
    CHECK(std::abs(first - 500) < 80);  // standard deviation 15.8; five of them
}

TEST_CASE("mail is taken by mail listeners only, and both ends agree on TLS from the first byte") {
    using estate::Protocol, estate::Tls;
    estate::Node node;
    node.listeners = {{Protocol::webmail, 443, Tls::implicit, false, ""},
                      {Protocol::smtp, 25, Tls::starttls, false, ""},
                      {Protocol::submission, 465, Tls::implicit, false, ""},
                      {Protocol::lmtp, 24, Tls::none, false, ""}};
    CHECK(mail_listener(node, 25, Tls::none) == &node.listeners[1]);
    CHECK(mail_listener(node, 25, Tls::starttls) == &node.listeners[1]);
    CHECK(mail_listener(node, 25, Tls::implicit) == nullptr);
    CHECK(mail_listener(node, 443, Tls::implicit) == nullptr);
    CHECK(mail_listener(node, 465, Tls::implicit) == &node.listeners[2]);
    CHECK(mail_listener(node, 465, Tls::starttls) == nullptr);
    CHECK(mail_listener(node, 24, Tls::starttls) == &node.listeners[3]);
    CHECK(mail_listener(node, 26, Tls::none) == nullptr);
    CHECK(agreed_tls(Tls::starttls, Tls::none) == Tls::none);
    CHECK(agreed_tls(Tls::starttls, Tls::starttls) == Tls::starttls);
}

TEST_CASE("a client comes by its server's name to the mailbox's server") {
    Given given;
    Access way = access(given.estate, given.address("ali@here.example"), estate::Protocol::submission, 587,
                        estate::Tls::starttls);
    CHECK(way.ok());
    CHECK(way.entry == given.at("fe"));
    CHECK(way.server == given.at("be2"));
    way = access(given.estate, given.address("owner@alone.example"), estate::Protocol::submission, 587,
                 estate::Tls::starttls);
    CHECK(way.entry == given.at("solo"));
    CHECK(way.server == given.at("solo"));
}

TEST_CASE("a client that cannot get there is told why") {
    using estate::Protocol, estate::Tls;
    Given given;
    CHECK(failure(given, Protocol::submission, 588, Tls::starttls) ==
          "fe does not serve submission on port 588");
    CHECK(failure(given, Protocol::imap, 587, Tls::starttls) == "fe does not serve imap on port 587");
    CHECK(failure(given, Protocol::submission, 587, Tls::implicit) ==
          "fe does not speak TLS from the start on port 587");
    CHECK(failure(given, Protocol::webmail, 443, Tls::none) ==
          "fe speaks TLS from the start on port 443, the client does not");
    CHECK(failure(given, Protocol::submission, 587, Tls::none) ==
          "fe takes no password without TLS on port 587");
    given.node("fe").listeners.push_back({Protocol::imap, 143, Tls::starttls, true, ""});
    CHECK(failure(given, Protocol::imap, 143, Tls::none).empty());  // STARTTLS is offered, not required
    given.node("fe").listeners[1].tls = Tls::none;
    CHECK(failure(given, Protocol::submission, 587, Tls::starttls) ==
          "fe does not offer STARTTLS on port 587");
    given.estate.domains[0].client_server = "no.such.name";
    CHECK(failure(given, Protocol::submission, 587, Tls::starttls).find("has no address (NXDOMAIN)") !=
          std::string::npos);
    given.estate.domains[0].client_server = "gone.yahoo.test";
    CHECK(failure(given, Protocol::submission, 587, Tls::starttls).find("nobody answers at 192.0.2.200") ==
          0);
    CHECK_FALSE(
        access(given.estate, given.address("friend@gmail.test"), Protocol::imap, 993, Tls::implicit).ok());
    CHECK_FALSE(
        access(given.estate, given.address("x@unknown.test"), Protocol::imap, 993, Tls::implicit).ok());
}

TEST_CASE("a person is known by login and address, and one without a mailbox by a wrong password") {
    Given given;
    const estate::Listener& at = given.node("fe").listeners[1];
    Client ali = person(given.estate, given.address("ali@here.example"), estate::ClientKind::outlook, at);
    CHECK(ali.authenticated());
    CHECK(ali.address == given.estate.client_address);
    CHECK_FALSE(ali.wrong_password);
    given.account("sana@here.example").client_address = base::Ip::v4(10, 0, 0, 1);
    CHECK(person(given.estate, given.address("sana@here.example"), estate::ClientKind::phone, at).address ==
          base::Ip::v4(10, 0, 0, 1));
    CHECK(person(given.estate, given.address("nobody@here.example"), estate::ClientKind::phone, at)
              .wrong_password);
}

}  // namespace mailsim::decide
