// Each rule by itself: a table of what it is asked and what it says.
#include "scene.hpp"

namespace mailsim::decide {

TEST_CASE("an accepted stage answers with its own welcome") {
    Scene scene;
    scene.given.node("be2").rules.clear();
    Policies policies(scene.given.estate);
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}};
    for (auto [stage, code] : {std::pair{Stage::connect, 220},
                               {Stage::auth, 235},
                               {Stage::mail, 250},
                               {Stage::rcpt, 250},
                               {Stage::data, 250},
                               {Stage::delivery, 250}}) {
        Verdict verdict = judge(view, scene.given.at("be2"), stage, scene.client, scene.transaction);
        CHECK(verdict.reply.code == code);
        CHECK_FALSE(verdict.rule.valid());
    }
}

TEST_CASE("client_blocked refuses addresses of its blocks only") {
    Scene scene;
    auto blocked = [](const char* block) {
        return setting("client_blocked", [=](auto& v) { v[0].networks = {network(block)}; });
    };
    CHECK(scene.code("fe", Stage::connect, blocked("198.51.100.0/24")) == 554);
    CHECK(scene.code("fe", Stage::connect, blocked("198.51.100.8")) == 220);
    CHECK(scene.code("fe", Stage::mail, blocked("198.51.100.0/24")) == 250);  // decided at the connection
    scene.client.address = {};
    CHECK(scene.code("fe", Stage::connect, blocked("0.0.0.0/0")) == 220);  // no address is in no block
}

TEST_CASE("connection_limit counts the sessions of one client host") {
    Scene scene;
    scene.client.node = scene.given.at("gmail");
    auto limit = setting("connection_limit", [](auto& v) { v[0].number = 2; });
    CHECK(scene.code("fe", Stage::connect, limit) == 220);
    scene.tables.open_session(scene.client.node);
    CHECK(scene.code("fe", Stage::connect, limit) == 220);
    scene.tables.open_session(scene.client.node);
    CHECK(scene.code("fe", Stage::connect, limit) == 220);  // the second one asks for itself
    scene.tables.open_session(scene.client.node);
    CHECK(scene.code("fe", Stage::connect, limit) == 421);
    scene.tables.close_session(scene.client.node);
    CHECK(scene.code("fe", Stage::connect, limit) == 220);
}

TEST_CASE("authentication wants a sign-in on submission ports only") {
    Scene scene;
    CHECK(scene.code("fe", Stage::rcpt, setting("authentication")) == 250);
    scene.client.protocol = estate::Protocol::submission;
    CHECK(scene.code("fe", Stage::rcpt, setting("authentication")) == 554);
    scene.client.login = scene.given.address("ali@here.example");
    CHECK(scene.code("fe", Stage::rcpt, setting("authentication")) == 250);
    CHECK(scene.code("fe", Stage::auth, setting("authentication")) == 235);
    scene.client.wrong_password = true;
    CHECK(scene.code("fe", Stage::auth, setting("authentication")) == 535);
}

TEST_CASE("sender_blocked looks at who signed in, and at the address in MAIL of those who did") {
    Scene scene;
    scene.client.protocol = estate::Protocol::submission;
    scene.client.login = scene.given.address("blocked@here.example");
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked")) == 554);
    scene.client.protocol = estate::Protocol::webmail;
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked")) == 250);
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked", [](auto& v) { v[0].number = 1; })) == 554);
    scene.client.login =
        scene.given.address("user1@here.example");  // of the population: no account of its own
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked")) == 250);
    // Recorded case 13: alice signs in and writes MAIL FROM:<blocked@isp.test>.
    scene.client.protocol = estate::Protocol::submission;
    scene.transaction.sender = scene.given.address("blocked@here.example");
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked")) == 554);
    scene.client.login = {};
    CHECK(scene.code("fe", Stage::rcpt, setting("sender_blocked")) == 250);
}

TEST_CASE("size refuses one byte above the limit, declared or true") {
    Scene scene;
    auto rule = setting("size", [](auto& v) { v[0].number = 1000; });
    for (auto [size, code] : {std::pair{0, 250}, {1000, 250}, {1001, 552}}) {
        scene.transaction.size = {size};
        CHECK(scene.code("fe", Stage::mail, rule) == code);
        CHECK(scene.code("fe", Stage::data, rule) == code);
    }
    CHECK(scene.code("fe", Stage::rcpt, rule) == 250);
}

TEST_CASE("relay does not take a recipient who asks to be sent on, except from those it trusts") {
    Scene scene;
    auto routed = [&](const char* text) {
        scene.transaction.recipient = *scene.given.estate.book.parse(text);
    };
    auto open_to_all = setting("relay", [](auto& v) { v[1].domains.everything = true; });
    for (const char* text : {"user%else.test@zenith.example", "else.test!user@zenith.example",
                             "\"user@else.test\"@zenith.example"}) {
        routed(text);
        CHECK(scene.code("fe", Stage::rcpt, open_to_all) == 554);
    }
    routed("user+tag@zenith.example");
    CHECK(scene.code("fe", Stage::rcpt, open_to_all) == 250);
    scene.client.login = scene.transaction.recipient;
    routed("user%else.test@zenith.example");
    CHECK(scene.code("fe", Stage::rcpt, open_to_all) == 250);
}

TEST_CASE("relay takes mail for its domains, its own mailboxes, and from those it trusts") {
    struct Case {
        const char *node, *to, *trusted;
        bool signed_in;
        int code;
    };
    for (const Case& c :
         {Case{"fe", "ali@here.example", "", false, 250},     // its domain
          Case{"fe", "nobody@here.example", "", false, 250},  // not this rule's question
          Case{"fe", "friend@gmail.test", "", false, 554}, Case{"fe", "x@unknown.test", "", false, 554},
          Case{"fe", "friend@gmail.test", "198.51.100.7", false, 250},
          Case{"fe", "friend@gmail.test", "198.51.100.8", false, 554},
          Case{"fe", "friend@gmail.test", "", true, 250},
          Case{"be2", "ali@here.example", "", false, 250}}) {  // its own mailbox
        Scene scene;
        INFO(c.node << " " << c.to << " " << c.trusted);
        scene.transaction.recipient = scene.given.address(c.to);
        if (c.signed_in) scene.client.login = scene.given.address("sana@here.example");
        auto rule = setting("relay", [&](auto& v) {
            if (*c.trusted) v[0].networks = {network(c.trusted)};
            if (std::string(c.node) == "fe") v[1].domains = scene.given.domains({"here.example"});
        });
        CHECK(scene.code(c.node, Stage::rcpt, rule) == c.code);
    }
}

TEST_CASE("recipient_known knows the estate's users, and other providers' users at their own servers only") {
    struct Case {
        const char *node, *to;
        int code;
    };
    for (const Case& c : {Case{"fe", "ali@here.example", 250}, Case{"fe", "user10@here.example", 250},
                          Case{"fe", "user11@here.example", 550}, Case{"fe", "user0@here.example", 550},
                          Case{"fe", "nobody@here.example", 550}, Case{"fe", "x@unknown.test", 250},
                          Case{"fe", "nobody@gmail.test", 250}, Case{"gmail", "nobody@gmail.test", 550},
                          Case{"yahoo", "nobody@gmail.test", 250}}) {
        Scene scene;
        INFO(c.node << " " << c.to);
        scene.transaction.recipient = scene.given.address(c.to);
        CHECK(scene.code(c.node, Stage::rcpt, setting("recipient_known")) == c.code);
    }
}

TEST_CASE("listed_client refuses at the stage it is told, for good or for now") {
    for (auto [at_stage, stage] : {std::pair{"connect", Stage::connect},
                                   {"mail", Stage::mail},
                                   {"rcpt", Stage::rcpt},
                                   {"data", Stage::data}}) {
        Scene scene;
        auto rule = setting("listed_client", [&](auto& v) {
            v[0].networks = {network("198.51.100.7")};
            v[1].text = at_stage;
        });
        CHECK(scene.code("gmail", stage, rule) == 554);
        rule.values[2].number = 1;
        CHECK(scene.code("gmail", stage, rule) == 450);
        CHECK(scene.code("gmail", stage == Stage::mail ? Stage::rcpt : Stage::mail, rule) == 250);
    }
}

// Postfix counts its own Received line too: 49 + 1 = 50 is the limit.
TEST_CASE("hop_limit refuses at the limit") {
    Scene scene;
    for (auto [hops, code] : {std::pair{0, 250}, {48, 250}, {49, 554}, {50, 554}}) {
        scene.transaction.hops = static_cast<std::uint16_t>(hops);
        CHECK(scene.code("fe", Stage::data, setting("hop_limit")) == code);
    }
}

TEST_CASE("random_refusal accepts on paper and refuses its share when drawn") {
    Scene scene;
    auto rule = setting("random_refusal", [](auto& v) { v[0].number = 0.25; });
    CHECK(scene.code("gmail", Stage::rcpt, rule) == 250);
    scene.given.node("gmail").rules = {rule};
    Policies policies(scene.given.estate);
    base::Draws draws(1, 0);
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, &draws, nullptr, {}};
    // 4000 draws of 25 %: mean 1000, standard deviation 27.4; five of them
    int refused = 0;
    for (scene.transaction.key = 1; scene.transaction.key <= 4000; ++scene.transaction.key)
        refused +=
            judge(view, scene.given.at("gmail"), Stage::rcpt, scene.client, scene.transaction).reply.code ==
            550;
    CHECK(std::abs(refused - 1000) < 137);
}

TEST_CASE("quota counts what is there and what comes, at the mailbox's own server") {
    struct HalfFull : QuotaUse {
        base::Bytes used(std::uint32_t) const override { return {500'000'000}; }
    };
    for (auto [node, size, temporary, code] : {std::tuple{"be2", 500'000'000, false, 250},
                                               {"be2", 500'000'001, false, 552},
                                               {"be2", 500'000'001, true, 452},
                                               {"fe", 500'000'001, false, 250}}) {
        Scene scene;
        scene.transaction.size = {size};
        scene.given.node(node).rules = {setting("quota", [t = temporary](auto& v) { v[0].number = t; })};
        Policies policies(scene.given.estate);
        HalfFull used;
        View view{scene.given.estate, policies, used, nullptr, nullptr, nullptr, {}};
        for (Stage stage : {Stage::data, Stage::delivery})
            CHECK(judge(view, scene.given.at(node), stage, scene.client, scene.transaction).reply.code ==
                  code);
    }
}

TEST_CASE("the first rule that objects decides, a rule that is left out is not asked") {
    Scene scene;
    scene.transaction.size = {20'000'000};
    scene.transaction.hops = 60;
    scene.given.node("fe").rules = {setting("hop_limit"), setting("size")};
    Policies policies(scene.given.estate);
    Trace trace;
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, &trace, {}};
    Verdict verdict = judge(view, scene.given.at("fe"), Stage::data, scene.client, scene.transaction);
    CHECK(rule(verdict.rule).name == "hop_limit");
    CHECK(trace.asked.size() == 1);
    view.ignored = rule_id("hop_limit");
    verdict = judge(view, scene.given.at("fe"), Stage::data, scene.client, scene.transaction);
    CHECK(rule(verdict.rule).name == "size");
    CHECK(verdict.setting->pointer == "/rules/size");
}

TEST_CASE("names stand in a reply's text") {
    Scene scene;
    Policies policies(scene.given.estate);
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}};
    mail::Reply reply{550, {5, 1, 1}, "<{recipient}> from <{sender}> by {client} at {node}"};
    CHECK(reply_text(view, scene.given.at("fe"), reply, scene.client, scene.transaction) ==
          "5.1.1 <ali@here.example> from <friend@gmail.test> by 198.51.100.7 at fe.test");
}

TEST_CASE("every rule is found by its name, and its parameters have a meaning and a source") {
    for (const Rule* r : all_rules()) {
        INFO(r->name);
        CHECK(find_rule(r->name) == r);
        CHECK((r->stages != 0 || r->redirect || r->archives || r->responds));
        CHECK_FALSE(r->meaning.empty());
        for (const base::Parameter& row : r->parameters) {
            CHECK_FALSE(row.meaning.empty());
            CHECK_FALSE(row.source.empty());
        }
    }
    CHECK(find_rule("no_such_rule") == nullptr);
}

}  // namespace mailsim::decide
