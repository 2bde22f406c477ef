// Replies with names put in, and answers whose time is part of what they say.
#include "scene.hpp"

namespace mailsim::decide {

// Recorded case 18: c5.client.test[10.77.9.5], a name that leads back to its address.
TEST_CASE("a client without a sign-in is named by its verified name, else as unknown") {
    Scene scene;
    scene.client.protocol = estate::Protocol::submission;
    scene.client.kind = estate::ClientKind::outlook;
    auto says = [&] { return scene.words("fe", Stage::rcpt, setting("authentication")); };
    CHECK(says() == "554 5.7.1 <unknown[198.51.100.7]>: Client host rejected: Access denied");
    scene.given.zone(
        "$ORIGIN 100.51.198.in-addr.arpa.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\n7 PTR c7.client.test.\n");
    CHECK(says() == "554 5.7.1 <unknown[198.51.100.7]>: Client host rejected: Access denied");
    scene.given.zone("$ORIGIN client.test.\n$TTL 1h\n@ SOA ns a 1 2h 30m 2w 300\nc7 A 198.51.100.7\n");
    CHECK(says() == "554 5.7.1 <c7.client.test[198.51.100.7]>: Client host rejected: Access denied");
}

// Dovecot counts whole seconds and looks every half second: a failure at 0.0 or 0.3 s is due when the clock's
// second is 2, seen 2.0 s later; one at 0.6 s is seen at 2.1 s, 1.5 s later.
TEST_CASE("a wrong password is answered after 1.5 or 2 s, as its second goes") {
    struct Row {
        double at, wait;
    };
    for (Row row : {Row{0, 2}, {0.3, 2}, {0.6, 1.5}, {7.9, 1.5}}) {
        Scene scene;
        scene.client.protocol = estate::Protocol::submission;
        scene.client.login = scene.given.address("ali@here.example");
        scene.client.wrong_password = true;
        scene.wait_until(row.at);
        Verdict verdict = scene.ask("fe", Stage::auth, setting("authentication"));
        CHECK(verdict.reply.code == 535);
        CHECK(base::seconds(verdict.cost.wait) == row.wait);
    }
}

TEST_CASE("connection_limit does not count trusted clients") {
    Scene scene;
    scene.client.node = scene.given.at("gmail");
    auto limit = [&](bool trusted) {
        return setting("connection_limit", [&](auto& v) {
            v[0].number = 1;
            if (trusted) v[1].networks = {network("198.51.100.0/24")};
        });
    };
    for (int n = 0; n < 2; ++n) scene.tables.open_session(scene.client.node);
    CHECK(scene.code("mta", Stage::connect, limit(false)) == 421);
    CHECK(scene.code("mta", Stage::connect, limit(true)) == 220);
}

// Recorded case 13: the text is that of the table that lists the account.
TEST_CASE("sender_blocked says what its table says") {
    Scene scene;
    scene.given.account("ali@here.example").sending_blocked = true;
    scene.given.estate.index();
    scene.client.protocol = estate::Protocol::submission;
    scene.client.login = scene.transaction.sender = scene.given.address("ali@here.example");
    auto rule = setting("sender_blocked", [](auto& v) { v[1].text = "outgoing spam detected"; });
    CHECK(scene.words("fe", Stage::rcpt, rule) ==
          "554 5.7.1 <ali@here.example>: Sender address rejected: outgoing spam detected");
}

// Postfix 3.7.11 on loopback: "message size 4265 exceeds size limit 2000 of server m.size.test[127.0.8.3]".
TEST_CASE("a message larger than announced is named with both sizes and the server") {
    Given given;
    given.node("gmail").rules = {setting("size", [](auto& v) { v[0].number = 2000; })};
    Policies policies(given.estate);
    View view{given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}, {}};
    mail::Reply reply = too_large(view, given.at("gmail"), {4265});
    CHECK(reply.code == 0);
    CHECK(reply.enhanced == mail::Enhanced{5, 3, 4});
    CHECK(reply.text == "message size 4265 exceeds size limit 2000 of server {server}");
}

}  // namespace mailsim::decide
