// Rules that ask DNS: SPF and block lists.
#include "scene.hpp"

namespace mailsim::decide {
namespace {

enum { spf_at, spf_trusted, spf_fail, spf_softfail, spf_temperror, spf_permerror };

// friend@gmail.test sends from 198.51.100.7; what gmail.test publishes is the case's.
Verdict with_record(const char* record, const char* parameter = "", const char* value = "") {
    Scene scene;
    if (*record)
        scene.given.zone(std::string("$ORIGIN spf.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n@ TXT \"") +
                         record + "\"\n");
    scene.transaction.sender = scene.given.address("friend@spf.test");
    auto rule = setting("spf", [&](auto& v) {
        std::string_view names[] = {"at", "trusted", "fail", "softfail", "temperror", "permerror"};
        for (std::size_t i = 0; i < std::size(names); ++i)
            if (names[i] == parameter) v[i].text = value;
    });
    return scene.ask("fe", Stage::rcpt, rule);
}

}  // namespace

TEST_CASE("spf refuses a fail with 550 5.7.23 and takes everything else by default") {
    struct Case {
        const char *record, *parameter, *value;
        int code;
        mail::Enhanced enhanced;
    };
    for (const Case& c : {
             Case{"v=spf1 ip4:198.51.100.7 -all", "", "", 250, {2, 1, 5}},
             {"v=spf1 -all", "", "", 550, {5, 7, 23}},
             {"v=spf1 -all", "fail", "mark", 250, {2, 1, 5}},
             {"v=spf1 ~all", "", "", 250, {2, 1, 5}},
             {"v=spf1 ~all", "softfail", "refuse", 550, {5, 7, 23}},
             {"v=spf1 wrong", "", "", 250, {2, 1, 5}},
             {"v=spf1 wrong", "permerror", "refuse", 550, {5, 7, 24}},
             {"v=spf1 include:spf.test -all", "permerror", "refuse", 550, {5, 7, 24}},
             {"", "fail", "refuse", 250, {2, 1, 5}},
         }) {
        INFO(c.record << " " << c.parameter << " " << c.value);
        Verdict verdict = with_record(c.record, c.parameter, c.value);
        CHECK(verdict.reply.code == c.code);
        CHECK(verdict.reply.enhanced == c.enhanced);
    }
}

TEST_CASE("spf answers 450 4.7.24 when DNS fails and the node wants to wait for it") {
    Scene scene;
    scene.given.zone("$ORIGIN spf.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n@ TXT \"v=spf1 -all\"\n");
    scene.given.estate.zones.faults().set("spf.test", dns::FaultKind::servfail);
    scene.transaction.sender = scene.given.address("friend@spf.test");
    CHECK(scene.code("fe", Stage::rcpt, setting("spf")) == 250);
    Verdict verdict =
        scene.ask("fe", Stage::rcpt, setting("spf", [](auto& v) { v[spf_temperror].text = "refuse"; }));
    CHECK(verdict.reply.code == 450);
    CHECK(verdict.reply.enhanced == mail::Enhanced{4, 7, 24});
}

TEST_CASE(
    "spf asks about the client's name when the sender is null, and not about people or trusted clients") {
    Scene scene;
    scene.given.zone("$ORIGIN spf.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n@ TXT \"v=spf1 -all\"\n");
    scene.given.node("yahoo").name = "spf.test";
    scene.transaction.sender = {};
    CHECK(scene.code("fe", Stage::rcpt, setting("spf")) == 250);  // no name, so none
    scene.client.node = scene.given.at("yahoo");
    CHECK(scene.code("fe", Stage::rcpt, setting("spf")) == 550);
    CHECK(scene.code("fe", Stage::mail, setting("spf")) == 250);
    CHECK(scene.code("fe", Stage::mail, setting("spf", [](auto& v) { v[spf_at].text = "mail"; })) == 550);
    auto trusting = setting("spf", [](auto& v) { v[spf_trusted].networks = {network("198.51.100.0/24")}; });
    CHECK(scene.code("fe", Stage::rcpt, trusting) == 250);
    scene.client.login = scene.given.address("ali@here.example");
    CHECK(scene.code("fe", Stage::rcpt, setting("spf")) == 250);
}

TEST_CASE("spf notes its questions once a message, for who spends their time") {
    Scene scene;
    scene.given.zone(
        "$ORIGIN spf.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n@ TXT \"v=spf1 a mx ?all\"\n@ A "
        "192.0.2.1\n");
    scene.transaction.sender = scene.given.address("friend@spf.test");
    scene.given.node("fe").rules = {setting("spf")};
    Policies policies(scene.given.estate);
    std::vector<dns::Question> questions;
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}, {}, &questions};
    judge(view, scene.given.at("fe"), Stage::rcpt, scene.client, scene.transaction);
    std::string asked;
    for (const dns::Question& q : questions)
        asked +=
            std::string(scene.given.estate.zones.names().text(q.name)) + " " + dns::to_string(q.type) + "; ";
    CHECK(asked == "spf.test TXT; spf.test A; spf.test MX; ");
    scene.transaction.accepted_recipients = 1;
    judge(view, scene.given.at("fe"), Stage::rcpt, scene.client, scene.transaction);
    CHECK(questions.size() == 3);
}

TEST_CASE("spf shows its result and the mechanism that gave it") {
    Scene scene;
    scene.given.zone("$ORIGIN spf.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n@ TXT \"v=spf1 ~all\"\n");
    scene.transaction.sender = scene.given.address("friend@spf.test");
    scene.given.node("fe").rules = {setting("spf")};
    Policies policies(scene.given.estate);
    Trace trace;
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, &trace, {}};
    judge(view, scene.given.at("fe"), Stage::rcpt, scene.client, scene.transaction);
    REQUIRE(trace.asked.size() == 1);
    CHECK(trace.asked[0].step == facts::Step::spf);
    CHECK(trace.asked[0].answer == "softfail (~all)");
}

// Recorded case 11: 10.77.9.13 is listed in bl.test, 10.77.9.14 is not.
TEST_CASE("dnsbl refuses a listed client in Postfix's words and with the list's reason") {
    Scene scene;
    scene.given.zone(
        "$ORIGIN bl.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n13.9.77.10 A 127.0.0.2\n"
        "13.9.77.10 TXT \"Listed by bl.test, see http://bl.test/?10.77.9.13\"\n15.9.77.10 A 127.0.0.2\n"
        "16.9.77.10 A 192.0.2.1\n");
    auto rule = setting("dnsbl", [](auto& v) { v[0].text = "bl.test"; });
    auto says = [&](const char* ip) {
        scene.client.address = base::parse_ip(ip).value();
        return scene.words("fe", Stage::rcpt, rule);
    };
    CHECK(says("10.77.9.13") ==
          "554 5.7.1 Service unavailable; Client host [10.77.9.13] blocked using bl.test; Listed by bl.test, "
          "see http://bl.test/?10.77.9.13");
    CHECK(says("10.77.9.14") == "250 2.1.5 Ok");
    CHECK(says("10.77.9.15") ==
          "554 5.7.1 Service unavailable; Client host [10.77.9.15] blocked using bl.test");
    CHECK(says("10.77.9.16") == "250 2.1.5 Ok");  // not a 127/8 answer
    scene.client.address = base::parse_ip("10.77.9.13").value();
    CHECK(scene.code("fe", Stage::connect, rule) == 220);
    auto early = setting("dnsbl", [](auto& v) {
        v[0].text = "bl.test";
        v[1].text = "connect";
    });
    CHECK(scene.code("fe", Stage::connect, early) == 554);
    auto trusting = setting("dnsbl", [](auto& v) {
        v[0].text = "bl.test";
        v[2].networks = {network("10.77.0.0/16")};
    });
    CHECK(scene.code("fe", Stage::rcpt, trusting) == 250);
    scene.client.login = scene.given.address("ali@here.example");
    CHECK(scene.code("fe", Stage::rcpt, rule) == 250);
}

}  // namespace mailsim::decide
