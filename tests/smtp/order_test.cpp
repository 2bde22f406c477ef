#include <catch2/catch.hpp>

#include "smtp/order.hpp"
#include "smtp/server.hpp"

using namespace mailsim;
using smtp::Action;
using smtp::Error;
using smtp::Phase;
using smtp::Verb;

namespace {

constexpr mail::Reply yes{250, {}, {}};

smtp::Command command(Verb verb, std::int64_t size = -1, bool last = false) {
    smtp::Command out;
    out.verb = verb;
    out.size = size;
    out.last = last;
    return out;
}

// A server brought to a phase.
smtp::Server server_at(Phase phase, const smtp::ServerPolicy& policy) {
    smtp::Server server;
    server.connect(policy);
    server.answer(yes);
    auto accept = [&](Verb verb) {
        server.on(command(verb));
        server.answer(yes);
    };
    accept(policy.lmtp ? Verb::lhlo : Verb::ehlo);
    if (phase != Phase::none && phase != Phase::skipping) accept(Verb::mail);
    if (phase == Phase::rcpt || phase == Phase::chunks) accept(Verb::rcpt);
    if (phase == Phase::chunks) {
        server.on(command(Verb::bdat, 10));
        server.answer(yes);
        server.chunk_end();
    }
    if (phase == Phase::skipping || phase == Phase::spoiled) {
        server.on(command(Verb::bdat, 10));
        server.chunk_end();
    }
    REQUIRE(server.phase() == phase);
    return server;
}

}  // namespace

TEST_CASE("the machine says what the table of orders says, in every phase and for every command") {
    int refused = 0;
    for (bool lmtp : {false, true}) {
        smtp::ServerPolicy policy = lmtp ? smtp::dovecot_lmtp : smtp::ServerPolicy{};
        policy.offers.add(smtp::Extension::starttls).add(smtp::Extension::auth_plain);
        for (int v = 0; v < smtp::verb_count; ++v)
            for (int p = 0; p < smtp::phase_count; ++p) {
                auto verb = static_cast<Verb>(v);
                Error wrong = smtp::order(verb, lmtp).at[p];
                smtp::Server server = server_at(static_cast<Phase>(p), policy);
                Action action = server.on(command(verb, 5));
                if (action.what == Action::Do::read) action = server.chunk_end();
                INFO(smtp::name(verb) << " in phase " << p << " of " << (lmtp ? "LMTP" : "SMTP"));
                if (wrong == Error::none) {
                    CHECK((action.what == Action::Do::ask || action.reply.code < 400 || verb == Verb::etrn));
                } else {
                    ++refused;
                    CHECK(action.reply == smtp::reply_to(wrong, lmtp));
                }
            }
    }
    CHECK(refused > 40);
}

TEST_CASE("slows a client down from its tenth error on") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::none, policy);
    for (int i = 0; i < 10; ++i) CHECK_FALSE(server.on(command(Verb::unknown)).tarpit);
    CHECK(server.on(command(Verb::unknown)).tarpit);
    CHECK(server.on(command(Verb::noop)).tarpit);
}

TEST_CASE("a message accepted makes up for earlier errors") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::none, policy);
    for (int i = 0; i < 19; ++i) server.on(command(Verb::unknown));
    for (Verb verb : {Verb::mail, Verb::rcpt, Verb::data}) {
        server.on(command(verb));
        server.answer(yes);
    }
    CHECK(server.errors() == 19);
    server.content_end(10);
    server.answer(yes);
    CHECK(server.errors() == 0);
}

TEST_CASE("the twentieth error is followed by 421 at once") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::none, policy);
    Action action;
    for (int i = 0; i < 20; ++i) action = server.on(command(Verb::unknown));
    CHECK(action.reply.code == 500);
    REQUIRE(action.then == Action::Then::more);
    action = server.more();
    CHECK(action.reply.code == 421);
    CHECK(action.then == Action::Then::close);
    CHECK(server.closed());
}

TEST_CASE("commands that do nothing count as errors when there are too many of them") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::none, policy);  // its EHLO is the first of them
    for (int i = 0; i < 100; ++i) server.on(command(Verb::noop));
    CHECK(server.errors() == 0);
    server.on(command(Verb::noop));
    CHECK(server.errors() == 1);
}

TEST_CASE("takes a thousand recipients and refuses the next with 452") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::mail, policy);
    for (int i = 0; i < 1000; ++i) {
        CHECK(server.on(command(Verb::rcpt)).what == Action::Do::ask);
        server.answer(yes);
    }
    CHECK(server.accepted() == 1000);
    Action action = server.on(command(Verb::rcpt));
    CHECK(action.reply.code == 452);
    CHECK(server.errors() == 0);
}

TEST_CASE("a verdict's own words are kept, and an empty one gets the standing words") {
    smtp::ServerPolicy policy;
    smtp::Server server = server_at(Phase::mail, policy);
    server.on(command(Verb::rcpt));
    CHECK(server.answer({250, {2, 1, 5}, "gladly"}).reply.text == "gladly");
    server.on(command(Verb::rcpt));
    CHECK(server.answer(yes).reply == mail::Reply{250, {2, 1, 5}, "Ok"});
}

TEST_CASE("a handshake offers no STARTTLS and brings AUTH") {
    smtp::ServerPolicy policy;
    policy.offers.add(smtp::Extension::starttls).add(smtp::Extension::auth_plain);
    policy.auth_needs_tls = true;
    smtp::Server server = server_at(Phase::rcpt, policy);
    CHECK(server.offered().has(smtp::Extension::starttls));
    CHECK_FALSE(server.offered().auth());
    Action action = server.on(command(Verb::starttls));
    CHECK(action.then == Action::Then::tls);
    server.tls_started();
    CHECK(server.phase() == Phase::none);
    CHECK_FALSE(server.offered().has(smtp::Extension::starttls));
    CHECK(server.offered().auth());
}

TEST_CASE("a password is forgotten once it was judged") {
    smtp::ServerPolicy policy;
    policy.offers.add(smtp::Extension::auth_plain);
    smtp::Server server = server_at(Phase::none, policy);
    smtp::CommandText words;
    words.argument = "PLAIN";
    words.response = "AGFubmEAc2VjcmV0";  // NUL anna NUL secret
    smtp::Command auth = command(Verb::auth);
    auth.text = &words;
    CHECK(server.on(auth).what == Action::Do::ask);
    CHECK(server.credentials().user == "anna");
    CHECK(server.credentials().password == "secret");
    server.answer({535, {5, 7, 8}, "no"});
    CHECK(server.credentials().password.empty());
    CHECK_FALSE(server.authenticated());
}

TEST_CASE("a typed AUTH asks at once: the driver knows who it is") {
    smtp::ServerPolicy policy;
    policy.offers.add(smtp::Extension::auth_plain);
    smtp::Server server = server_at(Phase::none, policy);
    CHECK(server.on(command(Verb::auth)).stage == smtp::Stage::auth);
    CHECK(server.answer(yes).reply.code == 235);
    CHECK(server.authenticated());
}
