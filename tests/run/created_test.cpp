// What nodes create in a run: copies for aliases, forwarders and archives, automatic answers, notifications.
// The books balance in each (Staged::run checks every law).
#include "staged.hpp"

namespace mailsim::run {
namespace {

std::string zone(const char* name) {
    return fmt::format("{}/tests/run/zones/{}.zone", MAILSIM_SOURCE_DIR, name);
}

}  // namespace

TEST_CASE("an alias to two addresses creates one recipient") {
    Staged run;
    run.rule("server", R"({"rule": "alias", "address": "sales@small.example",
                           "to": ["ann@small.example", "bob@small.example"]})");
    run.send("friend@far.example", "sales@small.example");
    run.run();
    CHECK(run.of("sales@small.example") == "accepted server, delivered server");
    CHECK(run.of("bob@small.example") == "created server, delivered server");
    CHECK(run.summary.ledger.created == 1);
}

TEST_CASE("a forwarder that keeps the mail creates a copy, one that does not only sends it elsewhere") {
    Staged run;
    run.rule("server", R"({"rule": "forward", "mailbox": "ann@small.example", "to": "friend@far.example"})");
    run.rule("server", R"({"rule": "forward", "mailbox": "bob@small.example", "to": "friend@far.example",
                           "keep": false})");
    run.send("ann@small.example", "ann@small.example");
    run.send("ann@small.example", "bob@small.example");
    run.run();
    CHECK(run.of("ann@small.example") == "accepted server, delivered server");
    CHECK(run.of("friend@far.example") == "created server, received far, delivered far");
    CHECK(run.of("bob@small.example") == "accepted server, received far, delivered far");
}

// The forwarder keeps the envelope sender: at the next server the sender's domain comes from a foreign
// address.
TEST_CASE("a forwarder breaks SPF, and SRS mends it") {
    for (bool srs : {false, true}) {
        Staged run;
        run.rule("far", R"({"rule": "spf"})");
        run.rule("server", fmt::format(R"({{"rule": "forward", "mailbox": "ann@small.example", "keep": false,
                                            "to": "friend@far.example", "srs": {}}})",
                                       srs));
        run.set("/zones/-", zone("spf.example"));
        run.set("/domains/-", R"({"name": "spf.example", "home": "far", "accounts": [{"name": "strict"}]})");
        run.send("strict@spf.example", "ann@small.example");
        run.run();
        INFO(srs);
        CHECK(run.of("ann@small.example") == (srs ? "accepted server, received far, delivered far"
                                                  : "accepted server, bounced server 550 spf"));
        CHECK(run.count("dsn to strict@spf.example", "delivered far") == (srs ? 0 : 1));
    }
}

TEST_CASE("an archive gets a copy of every accepted message, and fills its mailbox") {
    Staged run;
    run.rule("server", R"({"rule": "archive", "to": "bob@small.example"})");
    run.send("friend@far.example", "ann@small.example");
    run.send("ann@small.example", "friend@far.example");
    run.send("friend@far.example", "nobody@small.example");
    run.run();
    CHECK(run.count("bob@small.example", "created server") == 2);
    CHECK(run.count("bob@small.example", "delivered server") == 2);
}

TEST_CASE("a mailbox answers a sender once, and never a notification") {
    Staged run;
    run.rule("server", R"({"rule": "autoresponder", "mailbox": "ann@small.example"})");
    run.send("friend@far.example", "ann@small.example");
    run.send("friend@far.example", "ann@small.example");
    run.send("ann@small.example", "nobody@far.example");
    run.run();
    CHECK(run.of("dsn to friend@far.example") == "created server, received far, delivered far");
    CHECK(run.of("dsn to ann@small.example") == "created server, delivered server");
}

TEST_CASE("recipients that fail in one attempt share one notification, whatever their destinations") {
    Staged run;
    run.send("ann@small.example", "nobody@far.example, x@nowhere.example, y@nowhere.example");
    run.run();
    CHECK(run.of("nobody@far.example") == "accepted server, bounced server 550 recipient_known");
    CHECK(run.count("dsn to ann@small.example", "created server") == 1);
}

TEST_CASE("a recipient that is refused at once does not wait for one that is tried again") {
    Staged run;
    run.rule("far", R"({"rule": "greylist"})");
    run.send("ann@small.example", "friend@far.example, x@nowhere.example");
    run.run();
    CHECK(run.count("friend@far.example", "delivered far") == 1);
    CHECK(run.count("dsn to ann@small.example", "created server") == 1);
}

TEST_CASE("NOTIFY=NEVER gives no notification, NOTIFY=SUCCESS one from who delivers or passes on") {
    Staged run;
    run.send("ann@small.example", "nobody@far.example").notify = smtp::notify_never;
    run.run();
    CHECK(run.of("nobody@far.example") == "accepted server, discarded server");
    CHECK(run.summary.ledger.created == 0);
    for (bool offers : {true, false}) {
        Staged good;
        good.set("/nodes/far/dsn", offers ? "true" : "false");
        good.send("ann@small.example", "friend@far.example, bob@small.example").notify = smtp::notify_success;
        good.run();
        INFO(offers);
        CHECK(good.count("dsn to ann@small.example", "created server") == (offers ? 1 : 1));
        CHECK(good.count("dsn to ann@small.example", "created far") == (offers ? 1 : 0));
    }
}

// Off by default, as in Postfix; the warning comes with the first try after its time: ages 0, 300, 600 s.
TEST_CASE("a delayed message is told of once") {
    for (const char* after : {"0 s", "400 s"}) {
        Staged run;
        run.set("/nodes/server/queue/delay_warning", after);
        run.rule("far", R"({"rule": "greylist", "delay": "30 min"})");
        run.send("ann@small.example", "friend@far.example");
        run.run();
        CHECK(run.count("friend@far.example", "delivered far") == 1);
        CHECK(run.count("dsn to ann@small.example", "delivered server") == (after[0] == '4' ? 1 : 0));
    }
}

// loop.example's MX is the peer, which knows no such domain and finds itself as its MX.
TEST_CASE("mail that DNS sends round in a circle comes back") {
    Staged run;
    run.set("/zones/-", zone("loop.example"));
    run.rule("server", R"({"rule": "forward", "mailbox": "ann@small.example", "to": "x@loop.example",
                           "keep": false})");
    run.send("bob@small.example", "ann@small.example");
    run.run();
    CHECK(run.of("ann@small.example") == "accepted server, received far, bounced far 0 ");
    CHECK(run.count("dsn to bob@small.example", "delivered server") == 1);
}

}  // namespace mailsim::run
