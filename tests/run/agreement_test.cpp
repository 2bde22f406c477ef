// `path` and `run` ask the same decisions, so for every kind of message they must say the same: outcome,
// route, reply and rule. The number of kinds is printed; leaving a rule out of one driver must be seen.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <iostream>

#include "agreement.hpp"

using mailsim::run::test::Agreement;
using mailsim::run::test::compare;
using mailsim::run::test::Tampered;

namespace {

std::string shipped(const std::string& name) {
    return fmt::format("{}/topologies/{}.json", MAILSIM_SOURCE_DIR, name);
}

void agrees(const std::string& topology) {
    Agreement result = compare(shipped(topology));
    std::cout << topology << ": " << result.kinds << " kinds of message, " << result.differences.size()
              << " differ\n";
    for (std::size_t i = 0; i < result.differences.size() && i < 10; ++i)
        std::cout << "  " << result.differences[i] << "\n";
    CHECK(result.kinds > 20);
    CHECK(result.differences.empty());
}

}  // namespace

TEST_CASE("path and run agree for every kind of message of single-server") { agrees("single-server"); }
TEST_CASE("path and run agree for every kind of message of postfix-lab") { agrees("postfix-lab"); }
TEST_CASE("path and run agree for every kind of message of nayatel") { agrees("nayatel"); }

namespace {

// Aliases, forwarders, a catch-all, an archive and an automatic answer, a tier of the estate each.
std::vector<mailsim::config::Assignment> redirections() {
    auto rule = [](const char* node, const char* json) {
        return mailsim::config::Assignment{fmt::format("/topology/nodes/{}/rules/-", node), json};
    };
    return {
        rule("be2", R"({"rule": "alias", "address": "nobody@acme.example",
                            "to": ["ali@acme.example", "omar@zenith.example", "friend@gmail.com"]})"),
        rule("be5", R"({"rule": "forward", "mailbox": "hina@zenith.example", "to": "friend@yahoo.com"})"),
        rule("helios1", R"({"rule": "forward", "mailbox": "owner@bakery.example", "keep": false, "srs": true,
                                "to": ["omar@zenith.example", "boss@exchange.example"]})"),
        rule("helios3", R"({"rule": "catch_all", "domains": "school.example", "to": "head@school.example"})"),
        rule("web1", R"({"rule": "archive", "to": "art@studio.example"})"),
        rule("web1", R"({"rule": "autoresponder", "mailbox": "info@studio.example"})"),
        rule("gmail", R"({"rule": "forward", "mailbox": "friend@gmail.com", "keep": false,
                              "to": "sana@acme.example"})")};
}

}  // namespace

TEST_CASE("path and run agree where nodes send mail elsewhere") {
    Agreement result = compare(shipped("nayatel"), Tampered::nobody, "", redirections());
    for (std::size_t i = 0; i < result.differences.size() && i < 10; ++i)
        std::cout << "  " << result.differences[i] << "\n";
    CHECK(result.differences.empty());
    for (const char* rule : {"alias", "forward", "catch_all"}) {
        INFO(rule);
        CHECK_FALSE(compare(shipped("nayatel"), Tampered::paper, rule, redirections()).differences.empty());
    }
}

TEST_CASE("path and run agree for people who entered settings of their own") {
    auto entered = [](const char* account, const char* key, const char* value) {
        return mailsim::config::Assignment{fmt::format("/topology/domains/{}/settings/{}", account, key),
                                           value};
    };
    Agreement result = compare(shipped("nayatel"), Tampered::nobody, "",
                               {entered("acme.example/accounts/ali", "submit_port", "26"),
                                entered("zenith.example/accounts/omar", "password", "old"),
                                entered("bakery.example/accounts/owner", "submit_server", "mail.nayatel.com"),
                                entered("bakery.example/accounts/shop", "user", "shop"),
                                entered("school.example/accounts/head", "submit_tls", "none")});
    for (std::size_t i = 0; i < result.differences.size() && i < 10; ++i)
        std::cout << "  " << result.differences[i] << "\n";
    CHECK(result.differences.empty());
}

TEST_CASE("a rule left out of one driver is seen") {
    for (const char* rule : {"recipient_known", "quota", "sender_blocked", "authentication"})
        for (Tampered who : {Tampered::paper, Tampered::run}) {
            INFO(rule << " left out of " << (who == Tampered::paper ? "paper" : "run"));
            CHECK_FALSE(compare(shipped("nayatel"), who, rule).differences.empty());
        }
}
