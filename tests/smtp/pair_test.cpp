// The client's and the server's machine against each other, with verdicts drawn at random: both must agree
// who was accepted, typed and as text, and the text must say what the typed session said.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "text_client.hpp"
#include "text_server.hpp"
#include "typed_session.hpp"

using namespace smtp_tests;
using smtp::Fate;
using smtp::Stage;

namespace {

constexpr std::uint32_t domain_name = 3;

// A plan of one session: everything is a function of its number.
struct Plan {
    base::Draws draws{7, 0};
    std::uint64_t number;
    bool flip(double chance, std::uint64_t n) const {
        return draws.uniform(number, base::Purpose::test, n) < chance;
    }
    std::uint32_t count() const {
        return 1 + static_cast<std::uint32_t>(
                       draws.below(flip(0.02, 900) ? 300 : 7, number, base::Purpose::test, 901));
    }
    mail::Reply verdict(Stage stage, std::uint32_t recipient) const {
        auto at = static_cast<std::uint64_t>(stage) * 1000 + recipient;
        constexpr double refused[] = {0.03, 0.03, 0.05, 0.05, 0.3, 0.05, 0.2};
        if (!flip(refused[static_cast<int>(stage)], at)) return {250, {}, {}};
        if (flip(0.1, at + 100'000)) return {421, {4, 3, 2}, "going down"};
        if (flip(0.5, at + 200'000)) return {450, {4, 2, 0}, "later"};
        return {550, {5, 1, 1}, "never"};
    }
    smtp::ServerPolicy port() const {
        smtp::ServerPolicy policy = flip(0.3, 910) ? smtp::dovecot_lmtp : smtp::ServerPolicy{};
        if (flip(0.5, 911)) policy.offers.drop(smtp::Extension::pipelining);
        if (flip(0.3, 912)) policy.offers.add(smtp::Extension::starttls);
        if (flip(0.3, 913)) policy.offers.add(smtp::Extension::auth_plain);
        if (flip(0.5, 914)) policy.offers.add(smtp::Extension::auth_login);
        policy.recipient_limit = flip(0.3, 915) ? 3 : 1000;
        if (flip(0.1, 916)) policy.offers.size = 500;
        return policy;
    }
    smtp::ClientPolicy client() const {
        smtp::ClientPolicy policy;
        policy.lmtp = port().lmtp;
        policy.tls = flip(0.5, 920) ? smtp::TlsUse::opportunistic : smtp::TlsUse::none;
        policy.authenticate = flip(0.5, 921);
        policy.wait_for_quit = flip(0.5, 922);
        return policy;
    }
};

struct Seen {
    std::vector<Fate> fates;
    std::vector<std::uint32_t> accepted;  // by the server
    bool operator==(const Seen&) const = default;
};

Seen typed(const Plan& plan) {
    std::vector<mail::Address> to(plan.count());
    for (std::uint32_t i = 0; i < to.size(); ++i) to[i] = {mail::DomainId{domain_name}, i};
    smtp::Envelope envelope;
    envelope.recipients = to.data();
    envelope.count = plan.count();
    envelope.size = 1000;
    smtp::ClientPolicy policy = plan.client();
    smtp::ServerPolicy port = plan.port();
    smtp::Client client;
    smtp::Server server;
    Seen seen;
    std::vector<std::uint32_t> open;
    client.start(policy, envelope);
    run_typed(client, server, port, [&](const smtp::Action& asked, const smtp::Command& command) {
        std::uint32_t about = asked.stage == Stage::rcpt ? command.address.local : 0;
        if (asked.stage == Stage::content && port.lmtp) about = open[asked.recipient];
        mail::Reply verdict = plan.verdict(asked.stage, about);
        if (asked.stage == Stage::rcpt && verdict.positive()) open.push_back(about);
        if (asked.stage == Stage::content && verdict.positive() && port.lmtp) seen.accepted.push_back(about);
        if (asked.stage == Stage::content && verdict.positive() && !port.lmtp) seen.accepted = open;
        return verdict;
    });
    for (std::uint32_t i = 0; i < to.size(); ++i) seen.fates.push_back(client.results()[i].fate);
    return seen;
}

Seen as_text(const Plan& plan) {
    std::vector<std::string> names(plan.count());
    std::vector<smtp::Path> paths;
    for (std::uint32_t i = 0; i < names.size(); ++i) names[i] = std::to_string(i);
    for (auto& name : names) paths.push_back({name, "x.test"});
    smtp::EnvelopeText words;
    words.recipients = paths.data();
    TextClient client;
    client.policy = plan.client();
    client.policy.user = "anna";
    client.policy.password = "secret";
    client.envelope.text = &words;
    client.envelope.count = plan.count();
    client.envelope.size = 1000;
    client.content = std::string(998, '.') + "\r\n";
    TextServer server([&](Stage stage, const std::string& key) {
        bool known = stage == Stage::rcpt || (stage == Stage::content && plan.port().lmtp);
        return plan.verdict(stage, known ? static_cast<std::uint32_t>(std::stoul(key)) : 0);
    });
    server.policy = plan.port();
    client.start();
    client.receive(server.connect());
    while (true) {
        std::string sent = client.send();
        client.receive(server.receive(sent));
        if (client.closed) break;
        if (client.handshake) {
            server.tls_started();
            client.machine.tls_started();
        } else if (server.closed) {
            client.machine.lost(smtp::Loss::connection);
        }
    }
    Seen seen;
    for (auto& address : server.accepted)
        seen.accepted.push_back(static_cast<std::uint32_t>(std::stoul(address)));
    for (std::uint32_t i = 0; i < plan.count(); ++i) seen.fates.push_back(client.machine.results()[i].fate);
    return seen;
}

// What the client believes, in the server's form.
std::vector<std::uint32_t> believed(const Seen& seen) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < seen.fates.size(); ++i)
        if (seen.fates[i] == Fate::accepted) out.push_back(i);
    return out;
}

}  // namespace

TEST_CASE("client and server agree who was accepted, typed and as text") {
    int some = 0, none = 0, differ = 0;
    for (std::uint64_t number = 0; number < 20'000; ++number) {
        Plan plan{{7, 0}, number};
        Seen by_type = typed(plan), by_text = as_text(plan);
        INFO("session " << number);
        bool agree = believed(by_type) == by_type.accepted && believed(by_text) == by_text.accepted;
        if (!agree || !(by_type == by_text)) {
            ++differ;
            CHECK(believed(by_type) == by_type.accepted);
            CHECK(believed(by_text) == by_text.accepted);
            CHECK(by_type.accepted == by_text.accepted);
            CHECK(by_type.fates == by_text.fates);
            if (differ > 3) break;
        }
        for (Fate fate : by_type.fates)
            if (fate == Fate::pending) ++differ;
        by_type.accepted.empty() ? ++none : ++some;
    }
    CHECK(differ == 0);
    CHECK(some > 5000);
    CHECK(none > 2000);
}
