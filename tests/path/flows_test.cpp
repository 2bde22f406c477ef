// Flows, kinds and differences over the small estate.
#include "path/flows.hpp"
#include "../decide/given.hpp"
#include "path/difference.hpp"

namespace mailsim::path {
namespace {

using decide::Given;

estate::Flow flow(const char* from, const char* to, const char* expected, std::vector<std::string> nodes,
                  estate::ClientKind client = estate::ClientKind::outlook) {
    estate::Flow f;
    f.id = f.flow = "out-nmail";
    f.from = from;
    f.to = to;
    f.expected = expected;
    f.nodes = std::move(nodes);
    f.client = client;
    return f;
}

std::string problem(Given& given, estate::Flow f) {
    given.estate.flows = {std::move(f)};
    return walk_flows(given.estate, MeanQuotaUse(given.estate)).front().problem;
}

}  // namespace

TEST_CASE("wanted nodes are visited in their order, others may stand between") {
    using List = std::vector<std::string>;
    CHECK(first_missing({}, {"a"}).empty());
    CHECK(first_missing({"a", "c"}, List{"a", "b", "c"}).empty());
    CHECK(first_missing({"b|x", "c"}, List{"a", "b", "c"}).empty());
    CHECK(first_missing({"x|b"}, List{"a", "b"}).empty());
    CHECK(first_missing({"c", "a"}, List{"a", "b", "c"}) == "a");
    CHECK(first_missing({"a", "a"}, List{"a", "b"}) == "a");
    CHECK(first_missing({"a"}, List{}) == "a");
    CHECK(first_missing({"ab"}, List{"a", "b"}) == "ab");
}

TEST_CASE("a flow is as expected by its outcome and its nodes") {
    Given given;
    CHECK(problem(given, flow("ali@here.example", "friend@gmail.test", "delivered",
                              {"be2", "fe", "smtp1|smtp2", "gmail"}))
              .empty());
    CHECK(problem(given, flow("ali@here.example", "friend@gmail.test", "delivered", {"fe", "be2"})) ==
          "it does not come to be2 in the order given");
    CHECK(problem(given, flow("ali@here.example", "nobody@here.example", "delivered", {}))
              .find("rejected, not delivered") == 0);
    CHECK(problem(given, flow("ali@here.example", "nobody@here.example", "rejected", {})).empty());
    CHECK(
        problem(given, flow("no address", "friend@gmail.test", "delivered", {})).find("not a mail address") !=
        std::string::npos);
}

TEST_CASE("kinds hold every account, one of each part, nobody, and the null sender") {
    Given given;
    // recipients: here 4 named + 1 part + nobody, safe and alone 1 + nobody each, gmail and yahoo 1 + 1 part
    // + nobody
    std::size_t inside = 6 + 2 + 2, outside = 3 + 3, recipients = inside + outside;
    CHECK(representatives(given.estate).size() == recipients);
    // people by 5 kinds of client, peers and the null sender as peer
    CHECK(kinds(given.estate).size() == (inside * 5 + outside + 1) * recipients);
}

TEST_CASE("an estate does not differ from itself") {
    Given a, b;
    CHECK(differences(a.estate, b.estate).changed.empty());
}

TEST_CASE("a difference names the rule that made it") {
    Given before, after;
    SECTION("a rule that refuses now") {
        after.rule_of("fe", "relay").values[0].networks.clear();
        Differences found = differences(before.estate, after.estate);
        REQUIRE_FALSE(found.changed.empty());
        for (const Difference& one : found.changed) CHECK(one.rule == "relay");
    }
    SECTION("a rule that refused before") {
        before.account("ali@here.example").sending_blocked = true;
        Differences found = differences(before.estate, after.estate);
        REQUIRE_FALSE(found.changed.empty());
        for (const Difference& one : found.changed) CHECK(one.rule == "sender_blocked");
    }
    SECTION("another way") {
        std::swap(after.node("fe").transports.back().nodes[0], after.node("fe").transports.back().nodes[1]);
        Differences found = differences(before.estate, after.estate);
        REQUIRE_FALSE(found.changed.empty());
        for (const Difference& one : found.changed) CHECK(one.rule == "transport");
    }
    SECTION("a mailbox that has moved: rules that only its new server asks are not the reason") {
        after.account("ali@here.example").home = after.at("be5");
        Differences found = differences(before.estate, after.estate);
        REQUIRE_FALSE(found.changed.empty());
        for (const Difference& one : found.changed) {
            INFO(one.kind.from << " to " << one.kind.to << ": " << one.rule << ", "
                               << estate::name(one.kind.client));
            if (one.before->outcome == one.after->outcome)
                CHECK((one.rule == "transport" || one.rule == "to_home"));
        }
    }
}

TEST_CASE("kinds that only one estate has are differences without a rule") {
    Given before, after;
    std::erase_if(after.estate.domains, [](const estate::Domain& d) { return d.name == "alone.example"; });
    after.estate.index();
    bool seen = false;
    for (const Difference& one : differences(before.estate, after.estate).changed)
        if (one.kind.from == "owner@alone.example") {
            CHECK_FALSE((one.before.has_value() && one.after.has_value()));
            CHECK(one.rule.empty());
            seen = true;
        }
    CHECK(seen);
}

TEST_CASE(
    "a fill given for all fills the populations, not the named accounts, and no other provider's mailboxes") {
    Given given;
    auto used = [&](const char* address, std::optional<double> fill) {
        return MeanQuotaUse(given.estate, fill).used(given.estate.mailbox(given.address(address))).count;
    };
    CHECK(used("user1@here.example", std::nullopt) == 400'000'000);  // 40 % of 1 GB
    CHECK(used("user1@here.example", 0.9) == 900'000'000);
    CHECK(used("full@here.example", 0.1) == 1'000'000'000);
    CHECK(used("user1@gmail.test", 0.9) == 0);
}

}  // namespace mailsim::path
