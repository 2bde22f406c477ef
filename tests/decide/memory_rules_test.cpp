// Rules that remember: greylist, rates, failed logins. Time is set by hand.
#include "scene.hpp"

namespace mailsim::decide {
namespace {

constexpr double day = 86400;

// Attempts of one client at rcpt, with the rule's defaults but for `change`.
struct Grey {
    Scene scene;
    estate::Setting rule = setting("greylist");

    int at(double seconds, const char* sender = "friend@gmail.test", const char* ip = "10.77.9.3") {
        scene.wait_until(seconds);
        scene.transaction.sender = scene.given.address(sender);
        scene.client.address = base::parse_ip(ip).value();
        return scene.code("fe", Stage::rcpt, rule);
    }
};

estate::Setting rates(double connections, double messages, double recipients) {
    return setting("rate_limit", [=](auto& v) {
        v[1].number = connections;
        v[2].number = messages;
        v[3].number = recipients;
    });
}

}  // namespace

// Recorded case 15, postgrey with a delay of 30 s: attempts at 0.02, 10.01, 33.02, 36.01 s, then a new
// sender.
TEST_CASE("greylist refuses until the delay has passed since the first attempt") {
    Grey grey;
    grey.rule.values[0].number = 30e9;
    CHECK(grey.at(0.02) == 450);
    CHECK(grey.at(10.01) == 450);
    CHECK(grey.at(33.02) == 250);
    CHECK(grey.at(36.01) == 250);
    CHECK(grey.at(36.02, "other@gmail.test") == 450);
    CHECK(grey.at(36.03, "friend@gmail.test", "10.77.9.200") == 250);  // the same /24
    CHECK(grey.at(36.04, "friend@gmail.test", "10.77.8.3") == 450);
    grey.scene.transaction.recipient = grey.scene.given.address("sana@here.example");
    CHECK(grey.at(36.05) == 450);
}

TEST_CASE("greylist answers in postgrey's words") {
    Scene scene;
    CHECK(scene.words("fe", Stage::rcpt, setting("greylist")) ==
          "450 4.2.0 <ali@here.example>: Recipient address rejected: Greylisted, see "
          "http://postgrey.schweikert.ch/help/here.example.html");
}

// 48 h from the first attempt: a little later the clock starts anew. What has passed is not forgotten so
// soon.
TEST_CASE("greylist starts anew with who comes back too late, and after 35 days without mail") {
    Grey late, kept;
    CHECK(late.at(0) == 450);
    CHECK(late.at(2 * day + 1) == 450);
    CHECK(late.at(2 * day + 300) == 450);
    CHECK(late.at(2 * day + 301) == 250);
    CHECK(kept.at(0) == 450);
    CHECK(kept.at(2 * day) == 250);
    CHECK(kept.at(37 * day) == 250);
    CHECK(kept.at(72 * day + 1) == 450);
}

// One pass an hour counts; after the fifth a new sender of that client need not wait.
TEST_CASE("greylist lets a client through that has come back five times") {
    Grey grey;
    for (int i = 0; i < 5; ++i) {
        std::string sender = "s" + std::to_string(i) + "@gmail.test";
        CHECK(grey.at(i * 3600.0, sender.c_str()) == 450);
        CHECK(grey.at(i * 3600.0 + 300, sender.c_str()) == 250);
    }
    CHECK(grey.at(20000, "new@gmail.test") == 250);
    CHECK(grey.at(20000, "new@gmail.test", "10.77.9.4") == 450);  // the neighbour is not whitelisted
    Grey never;
    never.rule.values[4].number = 0;
    for (int i = 0; i < 6; ++i) {
        never.at(i * 3600.0, "a@gmail.test");
        never.at(i * 3600.0 + 300, "a@gmail.test");
    }
    CHECK(never.at(30000, "new@gmail.test") == 450);
}

TEST_CASE("greylist leaves people and trusted clients alone, and says what a first attempt gets on paper") {
    Grey grey;
    grey.rule.values[5].networks = {network("10.77.0.0/16")};
    CHECK(grey.at(0) == 250);
    Scene scene;
    scene.client.login = scene.given.address("ali@here.example");
    CHECK(scene.code("fe", Stage::rcpt, setting("greylist")) == 250);
    scene.client.login = {};
    scene.given.node("fe").rules = {setting("greylist")};
    Policies policies(scene.given.estate);
    View paper{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}};
    CHECK(judge(paper, scene.given.at("fe"), Stage::rcpt, scene.client, scene.transaction).reply.code == 450);
}

TEST_CASE("rate_limit refuses what is above a limit until the time unit has ended") {
    struct Case {
        Stage stage;
        estate::Setting rule;
        int passes, refuses;
    };
    for (const Case& c :
         {Case{Stage::connect, rates(3, 0, 0), 220, 421}, Case{Stage::mail, rates(0, 3, 0), 250, 450},
          Case{Stage::rcpt, rates(0, 0, 3), 250, 450}}) {
        INFO(name(c.stage));
        Scene scene;
        for (int i = 0; i < 3; ++i) CHECK(scene.code("fe", c.stage, c.rule) == c.passes);
        scene.wait_until(59.9);
        CHECK(scene.code("fe", c.stage, c.rule) == c.refuses);
        scene.client.address = base::Ip::v4(198, 51, 100, 8);
        CHECK(scene.code("fe", c.stage, c.rule) == c.passes);
        scene.client.address = base::Ip::v4(198, 51, 100, 7);
        scene.wait_until(60);
        CHECK(scene.code("fe", c.stage, c.rule) == c.passes);
    }
}

TEST_CASE("rate_limit tells people apart who share the estate's client address") {
    Scene scene;
    scene.client.address = scene.given.estate.client_address;
    scene.client.login = scene.given.address("ali@here.example");
    CHECK(scene.code("fe", Stage::mail, rates(0, 1, 0)) == 250);
    CHECK(scene.code("fe", Stage::mail, rates(0, 1, 0)) == 450);
    scene.client.login = scene.given.address("sana@here.example");
    CHECK(scene.code("fe", Stage::mail, rates(0, 1, 0)) == 250);
}

TEST_CASE("rate_limit does not count trusted clients and asks nothing without a limit") {
    Scene scene;
    auto trusting = rates(1, 1, 1);
    trusting.values[4].networks = {network("198.51.100.0/24")};
    for (int i = 0; i < 3; ++i) {
        CHECK(scene.code("fe", Stage::connect, trusting) == 220);
        CHECK(scene.code("fe", Stage::mail, rates(0, 0, 0)) == 250);
    }
}

TEST_CASE("sender_rate counts the messages of an account by hour and by day") {
    Scene scene;
    scene.client.login = scene.given.address("ali@here.example");
    auto limits = setting("sender_rate", [](auto& v) {
        v[0].number = 2;
        v[1].number = 3;
    });
    auto send = [&](double seconds) {
        scene.wait_until(seconds);
        int code = scene.code("fe", Stage::rcpt, limits);
        if (code == 250) scene.ask("fe", Stage::data, limits);
        return code;
    };
    CHECK(send(0) == 250);
    CHECK(send(1) == 250);
    CHECK(send(2) == 450);     // two an hour
    CHECK(send(3600) == 250);  // the third of the day
    CHECK(send(3601) == 450);
    CHECK(send(8000) == 450);
    CHECK(send(day) == 250);
    scene.client.login = scene.given.address("sana@here.example");
    CHECK(send(day) == 250);
    scene.client.login = {};
    for (int i = 0; i < 5; ++i) CHECK(send(day) == 250);
}

// Recorded case 18: a failure is answered late; the next sign-in from that address waits 4.0 s.
TEST_CASE("a wrong password is answered late, and the next sign-in waits") {
    Scene scene;
    auto sign_in = [&](double seconds, bool wrong) {
        scene.wait_until(seconds);
        scene.client.wrong_password = wrong;
        return base::seconds(scene.ask("fe", Stage::auth, setting("authentication")).cost.wait);
    };
    CHECK(sign_in(0, false) == 0);
    CHECK(sign_in(1, true) == 2);
    CHECK(sign_in(3, false) == 4);
    CHECK(sign_in(8, false) == 0);  // a good one ends it
    CHECK(sign_in(10, true) == 2);
    CHECK(sign_in(12, true) == 4 + 2);
    CHECK(sign_in(18, true) == 8 + 2);
    CHECK(sign_in(28, true) == 15 + 2);
    CHECK(sign_in(45, true) == 2);  // more than 15 s later
    scene.client.address = base::Ip::v4(198, 51, 100, 9);
    CHECK(sign_in(46, false) == 0);
}

TEST_CASE("too_many_failed_logins shuts an address out after the fifth failure within ten minutes") {
    Scene scene;
    auto fail_at = [&](double seconds) {
        scene.wait_until(seconds);
        scene.client.wrong_password = true;
        scene.ask("fe", Stage::auth, setting("authentication"));
    };
    auto connect_at = [&](double seconds) {
        scene.wait_until(seconds);
        return scene.code("fe", Stage::connect, setting("too_many_failed_logins"));
    };
    for (double t : {0.0, 100.0, 200.0, 300.0}) fail_at(t);
    CHECK(connect_at(301) == 220);
    fail_at(601);  // the first of the five is too long ago
    CHECK(connect_at(602) == 220);
    fail_at(650);  // 100 to 650 s: five within 10 min
    CHECK(connect_at(651) == 421);
    CHECK(connect_at(650 + 599) == 421);
    CHECK(connect_at(650 + 600) == 220);
    scene.client.address = base::Ip::v4(198, 51, 100, 9);
    CHECK(connect_at(651) == 220);
}

TEST_CASE("a rate limit may hang up in the words of a large provider") {
    Scene scene;
    auto rule = rates(0, 1, 0);
    rule.values[5].number = 1;
    CHECK(scene.code("fe", Stage::mail, rule) == 250);
    CHECK(scene.words("fe", Stage::mail, rule) ==
          "421 4.7.28 fe.test Unusual rate of mail from 198.51.100.7; try again later");
}

}  // namespace mailsim::decide
