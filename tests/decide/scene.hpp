// A session at one node that asks one rule, as far as a rule can see it.
#pragma once
#include "given.hpp"

namespace mailsim::decide {

struct Scene {
    Given given;
    Client client;
    Transaction transaction;
    tables::NodeTables tables;
    base::Instant now{};

    Scene() {
        client.address = base::Ip::v4(198, 51, 100, 7);
        transaction.sender = given.address("friend@gmail.test");
        transaction.recipient = given.address("ali@here.example");
        transaction.size = {15'000};
    }
    // The only rule that `node` asks; its changes are applied, as a driver does.
    Verdict ask(const char* node, Stage stage, const estate::Setting& rule) {
        given.node(node).rules = {rule};
        Policies policies(given.estate);
        View view{given.estate, policies, NoQuotaUse(), &tables, nullptr, nullptr, {}, now};
        Verdict verdict = judge(view, given.at(node), stage, client, transaction);
        tables.apply(verdict.changes.all(), now);
        return verdict;
    }
    int code(const char* node, Stage stage, const estate::Setting& rule) {
        return ask(node, stage, rule).reply.code;
    }
    // The whole reply, as the client reads it.
    std::string words(const char* node, Stage stage, const estate::Setting& rule) {
        Verdict verdict = ask(node, stage, rule);
        Policies policies(given.estate);
        View view{given.estate, policies, NoQuotaUse(), &tables, nullptr, nullptr, {}, now};
        return std::to_string(verdict.reply.code) + " " +
               reply_text(view, given.at(node), verdict.reply, client, transaction);
    }
    void wait_until(double seconds) { now = base::Instant{base::from_seconds(seconds)}; }
};

inline base::IpNetwork network(const char* text) { return base::parse_network(text).value(); }

}  // namespace mailsim::decide
