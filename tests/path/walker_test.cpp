// The walk on paper over the small estate of given.hpp.
#include "../decide/given.hpp"
#include "path/path.hpp"

namespace mailsim::path {
namespace {

using decide::Given;

std::string route(const estate::Estate& estate, const Walk& walk) {
    std::string out;
    for (base::NodeId node : walk.route) out += (out.empty() ? "" : " ") + estate.node(node).id;
    return out;
}

struct Case {
    const char *why, *from, *to, *outcome, *route, *decided_at, *rule;
};

Walk go(Given& given, const Request& request) {
    decide::Policies policies(given.estate);
    MeanQuotaUse quotas(given.estate);
    return walk(given.estate, policies, quotas, request);
}

Request message(Given& given, const char* from, const char* to) {
    Request request;
    request.from = given.address(from);
    request.to = given.address(to);
    return request;
}

std::string id_of(const estate::Estate& estate, base::NodeId node) {
    return node.valid() ? estate.node(node).id : "";
}

void check(Given& given, const Case& c, const Request& request) {
    INFO(c.why << ": " << c.from << " to " << c.to);
    Walk result = go(given, request);
    CHECK(std::string(mail::name(result.outcome)) == c.outcome);
    CHECK(route(given.estate, result) == c.route);
    CHECK(id_of(given.estate, result.decided_at) == c.decided_at);
    CHECK(result.rule == c.rule);
    CHECK(result.mailbox.valid() == (result.outcome == mail::Outcome::delivered));
}

const Case cases[] = {
    {"same server", "ali@here.example", "sana@here.example", "delivered", "be2", "be2", "mailbox"},
    {"to oneself", "ali@here.example", "ali@here.example", "delivered", "be2", "be2", "mailbox"},
    {"upper case", "ALI@HERE.EXAMPLE", "Sana@Here.Example", "delivered", "be2", "be2", "mailbox"},
    {"a member of the population", "user3@here.example", "user10@here.example", "delivered", "be2", "be2",
     "mailbox"},
    {"Nmail to Nmail turns round at the front-end", "ali@here.example", "omar@safe.example", "delivered",
     "be2 fe be5", "be5", "mailbox"},
    {"out by a gateway", "ali@here.example", "friend@gmail.test", "delivered", "be2 fe smtp1 gmail", "gmail",
     "mailbox"},
    {"from a hosting server to Nmail by MX", "owner@alone.example", "ali@here.example", "delivered",
     "solo smtp1 fe be2", "be2", "mailbox"},
    {"in by MX", "friend@gmail.test", "ali@here.example", "delivered", "fe be2", "be2", "mailbox"},
    {"in by antispam", "friend@gmail.test", "omar@safe.example", "delivered", "mta fe be5", "be5", "mailbox"},
    {"in to the standalone", "friend@gmail.test", "owner@alone.example", "delivered", "solo", "solo",
     "mailbox"},
    {"peer to peer, past a dead first MX", "friend@gmail.test", "friend@yahoo.test", "delivered", "yahoo",
     "yahoo", "mailbox"},
    {"within one peer", "friend@gmail.test", "user1@gmail.test", "delivered", "gmail", "gmail", "mailbox"},
    {"an outsider of no named provider", "x@unknown.test", "ali@here.example", "delivered", "fe be2", "be2",
     "mailbox"},
    {"the null sender", "", "ali@here.example", "delivered", "fe be2", "be2", "mailbox"},
    {"the null sender to a full mailbox", "", "full@here.example", "discarded", "fe", "be2", "quota"},
    {"quota refused behind the edge", "friend@gmail.test", "full@here.example", "bounced", "fe", "be2",
     "quota"},
    {"quota refused at once", "ali@here.example", "full@here.example", "rejected", "", "be2", "quota"},
    {"unknown user at the edge", "friend@gmail.test", "nobody@here.example", "rejected", "", "fe",
     "recipient_known"},
    {"what a peer takes is delivered", "ali@here.example", "nobody@gmail.test", "delivered",
     "be2 fe smtp1 gmail", "gmail", "mailbox"},
    {"the sender does not exist", "nobody@here.example", "sana@here.example", "rejected", "", "be2",
     "authentication"},
    {"sending is blocked", "blocked@here.example", "sana@here.example", "rejected", "", "be2",
     "sender_blocked"},
    {"no such domain", "ali@here.example", "a@nowhere.test", "bounced", "be2 fe smtp1", "smtp1", "mx"},
    {"null MX", "ali@here.example", "a@nomail.test", "bounced", "be2 fe smtp1", "smtp1", "mx"},
    {"unknown domains on both sides", "x@unknown.test", "y@nowhere.test", "rejected", "", "world", "mx"},
    {"null sender to nowhere", "", "y@nowhere.test", "rejected", "", "world", "mx"},
};

}  // namespace

TEST_CASE("a message takes the way that MX, transports and rules give it") {
    for (const Case& c : cases) {
        Given given;
        check(given, c, message(given, c.from, c.to));
    }
}

TEST_CASE("a peer sends for an inside sender as any stranger would") {
    Given given;
    Request request = message(given, "ali@here.example", "friend@gmail.test");
    request.client = estate::ClientKind::peer;
    Walk result = go(given, request);
    CHECK(id_of(given.estate, result.hops.front().node) == "world");
    CHECK(route(given.estate, result) == "gmail");
}

TEST_CASE("an inside sender's mail from outside may not be relayed through the front-end") {
    Given given;
    given.node("world").transports.front().next = estate::Transport::Next::nodes;
    given.node("world").transports.front().nodes = {given.at("fe")};
    Request request = message(given, "ali@here.example", "friend@gmail.test");
    request.client = estate::ClientKind::peer;
    Walk result = go(given, request);
    CHECK(result.rule == "relay");
    CHECK(result.reply.code == 554);
    CHECK(std::string(mail::name(result.outcome)) == "rejected");
}

TEST_CASE("without a peer for strangers nobody sends, and no node is named") {
    Given given;
    given.estate.outsiders = {};
    Walk result = go(given, message(given, "x@unknown.test", "ali@here.example"));
    CHECK(std::string(mail::name(result.outcome)) == "rejected");
    CHECK_FALSE(result.decided_at.valid());
}

TEST_CASE("webmail may send for an account whose SMTP sending is blocked") {
    Given given;
    Request request = message(given, "blocked@here.example", "sana@here.example");
    request.client = estate::ClientKind::webmail;
    CHECK(std::string(mail::name(go(given, request).outcome)) == "delivered");
}

TEST_CASE("a client whose port nobody serves is rejected with the reason") {
    Given given;
    for (auto& settings : given.estate.clients) settings.submit_port = 588;
    Walk result = go(given, message(given, "ali@here.example", "sana@here.example"));
    CHECK(std::string(mail::name(result.outcome)) == "rejected");
    CHECK(result.rule == "client_settings");
    CHECK(result.reply_text == "fe does not serve submission on port 588");
}

TEST_CASE("nodes that are off defer, or the next of a pool takes the message") {
    struct Off {
        const char *off, *from, *to, *outcome, *route;
    };
    const Off table[] = {
        {"smtp1", "ali@here.example", "friend@gmail.test", "delivered", "be2 fe smtp2 gmail"},
        {"fe", "ali@here.example", "friend@gmail.test", "rejected",
         ""},  // the client's server does not answer
        {"be2", "ali@here.example", "sana@here.example", "rejected", ""},  // nor the server behind it
        {"be5", "ali@here.example", "omar@safe.example", "deferred", "be2 fe"},
        {"fe", "friend@gmail.test", "ali@here.example", "deferred", ""},  // stays with gmail
        {"gmail", "ali@here.example", "friend@gmail.test", "deferred", "be2 fe smtp1"},
        {"mta", "friend@gmail.test", "omar@safe.example", "deferred", ""},
    };
    for (const Off& c : table) {
        Given given;
        INFO(c.off << " off, " << c.from << " to " << c.to);
        Request request = message(given, c.from, c.to);
        request.off = {given.at(c.off)};
        Walk result = go(given, request);
        CHECK(std::string(mail::name(result.outcome)) == c.outcome);
        CHECK(route(given.estate, result) == c.route);
    }
}

TEST_CASE("both gateways off: the front-end keeps the message") {
    Given given;
    Request request = message(given, "ali@here.example", "friend@gmail.test");
    request.off = {given.at("smtp1"), given.at("smtp2")};
    Walk result = go(given, request);
    CHECK(std::string(mail::name(result.outcome)) == "deferred");
    CHECK(id_of(given.estate, result.decided_at) == "fe");
    CHECK(mail::to_string(result.reply.enhanced) == "4.4.1");
}

TEST_CASE("a temporary refusal of the last host defers, a permanent one of the first ends the way") {
    for (auto [temporary, outcome, route_taken] :
         {std::tuple{true, "delivered", "be2 fe smtp2 gmail"}, {false, "bounced", "be2 fe"}}) {
        Given given;
        given.node("smtp1").rules.insert(
            given.node("smtp1").rules.begin(), decide::setting("listed_client", [&](auto& v) {
                v[0].networks = {base::IpNetwork(base::Ip::v4(192, 0, 2, 11), 32)};
                v[2].number = temporary;
            }));
        Walk result = go(given, message(given, "ali@here.example", "friend@gmail.test"));
        INFO("temporary: " << temporary);
        CHECK(std::string(mail::name(result.outcome)) == outcome);
        CHECK(route(given.estate, result) == route_taken);
    }
}

TEST_CASE("a loop without a hop limit ends all the same, with one it ends there") {
    for (bool limited : {true, false}) {
        Given given;
        estate::Transport to_fe = given.node("be2").transports.back();
        given.node("be2").transports = {to_fe};  // be2 sends its own domain's mail back to the front-end
        if (!limited)
            for (const char* id : {"fe", "be2"})
                std::erase_if(given.node(id).rules,
                              [](const estate::Setting& s) { return s.rule == "hop_limit"; });
        Walk result = go(given, message(given, "friend@gmail.test", "ali@here.example"));
        CHECK(std::string(mail::name(result.outcome)) == "bounced");
        CHECK(result.rule == (limited ? "hop_limit" : "loop"));
        CHECK(result.reply.enhanced.class_ == 5);
    }
}

TEST_CASE("sizes at the limit pass, one byte more is refused at MAIL") {
    for (auto [size, outcome] :
         {std::pair{0, "delivered"}, {10'240'000, "delivered"}, {10'240'001, "rejected"}}) {
        Given given;
        Request request = message(given, "ali@here.example", "sana@here.example");
        request.size = {size};
        INFO(size);
        CHECK(std::string(mail::name(go(given, request).outcome)) == outcome);
    }
}

TEST_CASE("the mailbox takes what fills it to the last byte") {
    // quota 1 GB, 40 % in use: room for 600,000,000 bytes
    for (auto [size, outcome] : {std::pair{600'000'000, "delivered"}, {600'000'001, "rejected"}}) {
        Given given;
        for (const char* id : {"be2"})
            std::erase_if(given.node(id).rules, [](const auto& s) { return s.rule == "size"; });
        Request request = message(given, "ali@here.example", "sana@here.example");
        request.size = {size};
        INFO(size);
        CHECK(std::string(mail::name(go(given, request).outcome)) == outcome);
    }
}

TEST_CASE("a blocked address can neither submit nor use webmail") {
    Given given;
    given.rule_of("fe", "client_blocked").values[0].networks = {
        base::IpNetwork(base::Ip::v4(10, 0, 0, 9), 32)};
    for (estate::ClientKind kind : {estate::ClientKind::outlook, estate::ClientKind::webmail}) {
        Request request = message(given, "ali@here.example", "sana@here.example");
        request.client = kind;
        Walk result = go(given, request);
        CHECK(result.rule == "client_blocked");
        CHECK(id_of(given.estate, result.decided_at) == "fe");
    }
}

TEST_CASE("both ends must agree about TLS") {
    using estate::Tls;
    struct Ends {
        Tls wanted, offered;
        const char *outcome, *used;
    };
    for (const Ends& c : {Ends{Tls::none, Tls::starttls, "delivered", "none"},
                          Ends{Tls::starttls, Tls::none, "delivered", "none"},
                          Ends{Tls::starttls, Tls::starttls, "delivered", "starttls"},
                          Ends{Tls::implicit, Tls::implicit, "delivered", "implicit"},
                          Ends{Tls::implicit, Tls::starttls, "deferred", "implicit"},
                          Ends{Tls::none, Tls::implicit, "deferred", "none"}}) {
        Given given;
        given.node("fe").transports.front().tls = c.wanted;
        given.node("be2").listeners.front().tls = c.offered;
        Walk result = go(given, message(given, "friend@gmail.test", "ali@here.example"));
        INFO(estate::name(c.wanted) << " to " << estate::name(c.offered));
        CHECK(std::string(mail::name(result.outcome)) == c.outcome);
        for (const decide::Asked& asked : result.hops)
            if (asked.question == "send to be2 on port 25?") CHECK(estate::name(asked.tls) == c.used);
    }
}

TEST_CASE("mail is not handed to a port that serves something else") {
    Given given;
    given.node("smtp1").transports.front().port = 443;
    given.node("gmail").listeners.push_back(
        {estate::Protocol::webmail, 443, estate::Tls::starttls, false, ""});
    Walk result = go(given, message(given, "owner@alone.example", "friend@gmail.test"));
    CHECK(std::string(mail::name(result.outcome)) == "deferred");
}

TEST_CASE("the recipient's own rules move a message, whatever the case in which they are written") {
    Given given;
    given.account("sana@here.example").client_rules = {
        {estate::ClientRule::Action::junk, "Ali@Here.Example", "", "/rule"},
        {estate::ClientRule::Action::move, "@GMAIL.test", "Friends", "/rule2"}};
    CHECK(go(given, message(given, "ali@here.example", "sana@here.example")).folder == "Junk");
    CHECK(go(given, message(given, "friend@gmail.test", "sana@here.example")).folder == "Friends");
    CHECK(go(given, message(given, "omar@safe.example", "sana@here.example")).folder.empty());
}

TEST_CASE("mail that a person submits is asked whether it is internal, whatever the way out") {
    for (const char* to : {"owner@alone.example", "friend@gmail.test"}) {
        Given given;
        given.node("solo").transports.back().next = estate::Transport::Next::mx;
        std::string answers;
        for (const decide::Asked& asked : go(given, message(given, "owner@alone.example", to)).hops)
            if (asked.step == facts::Step::internal && asked.rule == "transport") answers += asked.answer;
        bool inside = std::string(to) == "owner@alone.example";
        CHECK(answers == (inside ? "yes, the mailbox is here" : "no: by the MX records of its domain"));
    }
}

TEST_CASE("spam is found by the scanner of the antispam tier") {
    for (auto [action, outcome] :
         {std::pair{"reject", "rejected"}, {"quarantine", "quarantined"}, {"discard", "discarded"}}) {
        Given given;
        given.rule_of("mta", "content_scan").values[2].text = action;
        Request request = message(given, "friend@gmail.test", "omar@safe.example");
        request.spam = true;
        Walk result = go(given, request);
        CHECK(std::string(mail::name(result.outcome)) == outcome);
        CHECK(result.rule == "content_scan");
    }
}

TEST_CASE("every question of a session says over which port and TLS it was asked") {
    Given given;
    for (const decide::Asked& asked :
         go(given, message(given, "ali@here.example", "friend@gmail.test")).hops) {
        bool in_session = asked.rule == "size" || asked.rule == "relay" || asked.rule == "spf" ||
                          asked.rule == "client_settings";
        if (in_session && asked.step != facts::Step::fetch) CHECK(asked.port != 0);
    }
}

TEST_CASE("only questions that have a point are shown, each once a visit") {
    Given given;
    std::vector<decide::Asked> hops = go(given, message(given, "friend@gmail.test", "ali@here.example")).hops;
    auto count = [&](const char* node, const char* rule) {
        return std::count_if(hops.begin(), hops.end(), [&](const auto& asked) {
            return asked.node == given.at(node) && asked.rule == rule;
        });
    };
    CHECK(count("be2", "size") == 1);
    CHECK(count("be2", "quota") == 1);
    CHECK(count("be2", "authentication") == 0);  // nobody signs in on port 25
    CHECK(count("be2", "sender_blocked") == 0);
    CHECK(count("fe", "quota") == 0);  // the mailbox is not there
    hops = go(given, message(given, "ali@here.example", "friend@gmail.test")).hops;
    CHECK(count("be2", "authentication") == 1);
    CHECK(count("be2", "recipient_known") == 0);  // gmail's users are gmail's to know
}

}  // namespace mailsim::path
