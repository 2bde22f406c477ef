// What a person entered in the mail program decides how far the mail gets.
#include "../decide/given.hpp"
#include "path/path.hpp"

namespace mailsim::path {
namespace {

using decide::Given;
using estate::ClientKind;
using estate::EnteredSettings;

struct Case {
    const char* why;
    EnteredSettings entered;
    const char* outcome;
    const char* rule;
};

Walk go(Given& given, const EnteredSettings& entered, ClientKind kind) {
    estate::Account& ali = given.account("ali@here.example");
    ali.client = ClientKind::outlook;
    ali.client_given = true;
    ali.entered = entered;
    given.estate.index();
    decide::Policies policies(given.estate);
    MeanQuotaUse quotas(given.estate);
    Request request;
    request.from = given.address("ali@here.example");
    request.to = given.address("friend@gmail.test");
    request.client = kind;
    return walk(given.estate, policies, quotas, request);
}

EnteredSettings with(std::function<void(EnteredSettings&)> set) {
    EnteredSettings entered;
    set(entered);
    return entered;
}

}  // namespace

TEST_CASE("a program gets as far as what was entered in it, and webmail all the way") {
    const Case cases[] = {
        {"nothing entered", {}, "delivered", "mailbox"},
        {"a port where nobody listens", with([](auto& s) { s.submit_port = 26; }), "rejected",
         "client_settings"},
        {"no TLS", with([](auto& s) { s.submit_tls = estate::Tls::none; }), "rejected", "client_settings"},
        {"a name that does not exist", with([](auto& s) { s.submit_server = "smtp.here.example"; }),
         "rejected", "client_settings"},
        {"half a user name", with([](auto& s) { s.user = "ali"; }), "rejected", "authentication"},
        {"the whole user name in capitals", with([](auto& s) { s.user = "ALI@here.example"; }), "delivered",
         "mailbox"},
        {"an old password", with([](auto& s) { s.password = "old"; }), "rejected", "authentication"},
        {"the right password", with([](auto& s) { s.password = estate::default_password; }), "delivered",
         "mailbox"},
        {"reading set wrongly does not stop sending", with([](auto& s) { s.fetch_port = 26; }), "delivered",
         "mailbox"},
    };
    for (const Case& c : cases) {
        INFO(c.why);
        Given given;
        Walk result = go(given, c.entered, ClientKind::outlook);
        CHECK(std::string(mail::name(result.outcome)) == c.outcome);
        CHECK(result.rule == c.rule);
        CHECK(go(given, c.entered, ClientKind::webmail).outcome == mail::Outcome::delivered);
    }
}

// Recorded case 18: 530 without TLS, 554 without a sign-in, 535 with a wrong password; case 13: 553 for
// somebody else's address.
TEST_CASE("a program that signs in wrongly is told so as on the wire") {
    using estate::SignIn;
    struct Row {
        SignIn sign_in;
        int code;
        const char* rule;
    };
    Given given;
    mail::Address sana = given.address("sana@here.example");
    const Row rows[] = {{{SignIn::How::right, {}, false}, 530, "listener_tls"},
                        {{SignIn::How::none, {}, true}, 554, "authentication"},
                        {{SignIn::How::wrong_password, {}, true}, 535, "authentication"},
                        {{SignIn::How::right, sana, true}, 553, "sender_login"},
                        {{}, 250, "mailbox"}};
    for (const Row& row : rows) {
        given.node("be2").rules = {decide::setting("authentication"), decide::setting("sender_login")};
        decide::Policies policies(given.estate);
        MeanQuotaUse quotas(given.estate);
        Request request;
        request.from = given.address("ali@here.example");
        request.to = given.address("friend@gmail.test");
        request.client = ClientKind::outlook;
        request.sign_in = row.sign_in;
        Walk result = walk(given.estate, policies, quotas, request);
        INFO(row.rule);
        CHECK(result.reply.code == row.code);
        CHECK(result.rule == row.rule);
    }
}

}  // namespace mailsim::path
