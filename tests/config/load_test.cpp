// What is read arrives where it belongs; --set and a scenario's changes reach the estate before it is read.
#include "config/load.hpp"

#include <catch2/catch.hpp>

#include "base/quantity.hpp"
#include "config/shipped.hpp"
#include "estate/parameters.hpp"
#include "made_file.hpp"

using namespace mailsim;
using namespace std::chrono_literals;

namespace {

std::string all_of(const base::Problems& problems) {
    std::string all;
    for (const base::Problem& problem : problems) all += to_string(problem) + "\n";
    return all;
}

config::Loaded loaded(const std::string& name, std::vector<config::Assignment> sets = {}) {
    auto result = config::load_scenario(name, sets);
    if (!result) FAIL(all_of(result.error()));
    return std::move(*result);
}

std::string refused(const std::string& name, const config::Assignment& set) {
    auto result = config::load_scenario(name, std::vector{set});
    return result ? "" : all_of(result.error());
}

}  // namespace

TEST_CASE("the Nayatel estate holds what the documents say") {
    auto result = config::load_topology("nayatel");
    REQUIRE(result);
    const estate::Estate& estate = *result;
    const std::pair<const char*, const char*> addresses[] = {
        {"fe", "203.82.48.116"},  {"be2", "203.82.48.139"}, {"be3", "203.82.48.140"},
        {"ecp", "203.82.48.141"}, {"be5", "203.82.48.142"}, {"nayatel", "203.82.48.115"}};
    for (auto& [id, address] : addresses) {
        CAPTURE(id);
        REQUIRE(estate.find_node(id).valid());
        CHECK(to_string(estate.node(estate.find_node(id)).addresses.at(0)) == address);
        CHECK(estate.node_at(*base::parse_ip(address)) == estate.find_node(id));
    }
    const std::pair<const char*, const char*> homes[] = {
        {"noc@nayatel.com", "nayatel"},      {"support@nayatel.com", "nayatel"},
        {"ali@acme.example", "be2"},         {"sana@acme.example", "be2"},
        {"full@acme.example", "be2"},        {"blocked@acme.example", "be2"},
        {"omar@zenith.example", "be5"},      {"hina@zenith.example", "be5"},
        {"dr.khan@shifa.example", "be3"},    {"ward@shifa.example", "be3"},
        {"clerk@ecp.example", "ecp"},        {"office@ecp.example", "ecp"},
        {"owner@bakery.example", "helios1"}, {"shop@bakery.example", "helios1"},
        {"head@school.example", "helios3"},  {"office@school.example", "helios3"},
        {"info@studio.example", "web1"},     {"art@studio.example", "web1"},
        {"friend@gmail.com", "gmail"},       {"friend@yahoo.com", "yahoo"},
        {"friend@outlook.com", "outlook"},   {"boss@exchange.example", "exchange1"},
        {"far@relay.example", "relay-end"},  {"odd@port2525.example", "port2525"}};
    mail::AddressBook& book = result->book;
    for (auto& [text, home] : homes) {
        CAPTURE(text);
        mail::Address address = *book.parse(text);
        CHECK(estate.has_mailbox(address));
        CHECK(estate.account(address));
        CHECK(estate.node(estate.home(address)).id == home);
        CHECK(estate.mailbox_address(estate.mailbox(address)) == address);
        CHECK_FALSE(estate.has_mailbox(
            *book.parse("nobody" + std::string(text).substr(std::string(text).find('@')))));
    }
    CHECK(estate.account(*book.parse("blocked@acme.example"))->sending_blocked);
    mail::Address full = *book.parse("full@acme.example");
    CHECK(estate.fill(full) == 1);
    CHECK(estate.quota(full) == base::Bytes{100'000'000});
    CHECK(estate.client_kind(*book.parse("dr.khan@shifa.example")) == estate::ClientKind::outlook_mapi);
    CHECK(estate.client_kind(*book.parse("friend@gmail.com")) == estate::ClientKind::peer);
    CHECK(estate.inside_mailboxes > 15'000);
    CHECK_FALSE(estate.mailbox(*book.parse("friend@gmail.com")) < estate.inside_mailboxes);
}

TEST_CASE("what the documents leave open stands among the assumptions") {
    auto estate = config::load_topology("nayatel");
    REQUIRE(estate);
    std::string pointers;
    for (const estate::Assumption& assumption : estate->assumptions) {
        pointers += assumption.pointer + "\n";
        CHECK_FALSE(assumption.reason.empty());
    }
    for (const char* pointer : {"/nodes/0/addresses\n", "/nodes/0/rules", "/templates/antispam/transports\n",
                                "/hosts/0/cores\n", "/domains/1/parts/0/count\n", "/client_address\n"}) {
        if (std::string(pointer) == "/nodes/0/rules") continue;
        CHECK_THAT(pointers, Catch::Contains(pointer));
    }
}

TEST_CASE("rules get every parameter, written or by default") {
    auto estate = config::load_topology("single-server");
    REQUIRE(estate);
    const auto& rules = estate->nodes[0].rules;
    REQUIRE(rules.size() == 5);
    CHECK(rules[1].rule == "size");
    CHECK(rules[1].pointer == "/nodes/0/rules/1");
    CHECK(rules[1].values[0].bytes() == base::Bytes{20'000'000});
    CHECK(rules[2].rule == "relay");  // trusted, domains, temporary: none, none, no
    REQUIRE(rules[2].values.size() == 3);
    CHECK(rules[2].values[0].networks.empty());
    CHECK_FALSE(rules[2].values[1].domains.contains(estate->domains[0].id));
    CHECK_FALSE(rules[2].values[2].flag());
    CHECK(rules[3].values[0].domains.contains(estate->domains[0].id));
    CHECK_FALSE(rules[3].values[0].domains.contains(estate->domains[1].id));
    CHECK(rules[3].values[1].text == "local");
}

TEST_CASE("a template's values hold where the node does not say otherwise") {
    auto estate = config::load_topology("nayatel");
    REQUIRE(estate);
    const estate::Node& be2 = estate->node(estate->find_node("be2"));
    CHECK(be2.processes.limit[4] == 20000);
    CHECK(be2.rules[0].pointer == "/templates/backend/rules/0");
    const estate::Node& helios1 = estate->node(estate->find_node("helios1"));
    CHECK(helios1.transports[1].pointer == helios1.pointer + "/transports/1");
    CHECK(helios1.rules[0].pointer == "/templates/hosting/rules/0");
}

TEST_CASE("a scenario is read with its estate") {
    auto day = loaded("be2-outage");
    CHECK(day.scenario.name == "be2-outage");
    CHECK(day.scenario.duration == 24h);
    CHECK(day.scenario.start_of_week == 24h);
    CHECK(day.scenario.drain);
    REQUIRE(day.scenario.faults.size() == 1);
    CHECK(day.scenario.faults[0].target == fault::Target::node(day.estate.find_node("be2")));
    CHECK(day.scenario.faults[0].from == base::Instant{12h});
    CHECK(day.scenario.faults[0].until == base::Instant{14h});
    CHECK(day.scenario.objectives.size() == scenario::specmail2001().size());
}

TEST_CASE("a scenario's changes reach the estate and its names") {
    auto listed = loaded("gateway-blacklisted");
    const estate::Node& gmail = listed.estate.node(listed.estate.find_node("gmail"));
    REQUIRE(gmail.rules[0].rule == "listed_client");
    REQUIRE(gmail.rules[0].values[0].networks.size() == 1);
    CHECK(gmail.rules[0].values[0].networks[0].contains(*base::parse_ip("203.82.48.124")));
    CHECK(listed.scenario.changes[0].value == R"(["smtp1"])");

    auto wrong = loaded("wrong-mx");
    dns::Answer answer = wrong.estate.zones.resolve("bakery.example", dns::Type::mx);
    REQUIRE(answer.records.size() == 1);
    CHECK(wrong.estate.zones.names().text(answer.records[0].target) == "web1.nayatel.com");
}

TEST_CASE("--set reaches the scenario, the estate, templates, and single nodes beside their template") {
    auto set = loaded("nayatel-day", {{"/duration", "2 h"},
                                      {"/load/multiplier", "1.5"},
                                      {"/topology/hosts/be2/cores", "16"},
                                      {"/topology/nodes/be3/processes/imap", "7"},
                                      {"/topology/nodes/be5/rules/size/limit", "\"1 MB\""},
                                      {"/topology/templates/backend/processes/pop3", "9"}});
    CHECK(set.scenario.duration == 2h);
    CHECK(set.scenario.load.multiplier == 1.5);
    CHECK(set.estate.platform.hosts[set.estate.node(set.estate.find_node("be2")).host.index()].cores == 16);
    auto limit = [&](const char* id, estate::Process p) {
        return set.estate.node(set.estate.find_node(id)).processes.limit[static_cast<std::size_t>(p)];
    };
    CHECK(limit("be2", estate::Process::imap) == 20000);
    CHECK(limit("be3", estate::Process::imap) == 7);
    CHECK(limit("be3", estate::Process::pop3) == 9);
    auto size = [&](const char* id) {
        for (const estate::Setting& rule : set.estate.node(set.estate.find_node(id)).rules)
            if (rule.rule == "size") return rule.values[0].bytes();
        return base::Bytes{};
    };
    CHECK(size("be2") == base::Bytes{20'000'000});
    CHECK(size("be5") == base::Bytes{1'000'000});
}

TEST_CASE("a wrong --set is told as such") {
    CHECK_THAT(refused("nayatel-day", {"/topology/hosts/be2/cores", "\"many\""}),
               Catch::Contains("--set: /topology/hosts/be2/cores: found \"many\"; write a whole number"));
    CHECK_THAT(
        refused("nayatel-day", {"/topology/hosts/be22/cores", "4"}),
        Catch::Contains("--set: /topology/hosts/be22/cores: item 'be22' is not known; did you mean 'be2'?"));
    CHECK_THAT(refused("nayatel-day", {"/durations", "2 h"}),
               Catch::Contains("--set: /durations: key 'durations' is not known; did you mean 'duration'?"));
    CHECK_THAT(
        refused("nayatel-day", {"/topology", "nayatell"}),
        Catch::Contains("--set: /topology: topology 'nayatell' is not known; did you mean 'nayatel'?"));
    CHECK_FALSE(config::parse_assignment("duration=2 h"));
    CHECK_FALSE(config::parse_assignment("/duration"));
    CHECK(config::parse_assignment("/a=b=c")->value == "b=c");
}

TEST_CASE("shipped files are found by bare names, with or without their folder") {
    using config::find_shipped;
    using config::Shipped;
    CHECK(find_shipped(Shipped::topology, "nayatel") ==
          std::string(MAILSIM_SOURCE_DIR "/topologies/nayatel.json"));
    CHECK(find_shipped(Shipped::scenario, "out-nmail") ==
          std::string(MAILSIM_SOURCE_DIR "/scenarios/flows/out-nmail.json"));
    CHECK(find_shipped(Shipped::scenario, "flows/out-nmail") == find_shipped(Shipped::scenario, "out-nmail"));
    CHECK(find_shipped(Shipped::scenario, "./x") == std::string("./x"));
    CHECK(find_shipped(Shipped::scenario, "x.json") == std::string("x.json"));
    CHECK(find_shipped(Shipped::scenario, "nayatel-dya").error() ==
          "scenario 'nayatel-dya' is not known; did you mean 'nayatel-day'?");
    CHECK_FALSE(find_shipped(Shipped::topology, ""));
    CHECK_FALSE(find_shipped(Shipped::topology, ".."));
}

TEST_CASE("the rows of a profile's settings show the values that are used") {
    estate::Profile profile;
    auto row = [](const char* name) { return std::string(estate::profile_parameter(name).fallback); };
    CHECK(row("sent_per_day") == "2.5");
    CHECK(profile.sent_per_day == 2.5);
    CHECK(std::stod(row("received_per_day")) == profile.received_per_day);
    CHECK(std::stod(row("webmail_sessions_per_day")) == profile.webmail_sessions_per_day);
    CHECK(*base::parse_share(row("spam_share")) == profile.spam_share);
    CHECK(*base::parse_share(row("internal_share")) == profile.internal_share);
    CHECK(*base::parse_share(row("same_domain_share")) == profile.same_domain_share);
    CHECK(*base::parse_share(row("leave_on_server")) == profile.leave_on_server);
    CHECK(*base::parse_duration(row("poll_interval")) == profile.poll_interval);
    CHECK(*base::parse_duration(row("imap_session")) == profile.imap_session);
    CHECK(*base::parse_duration(row("webmail_session")) == profile.webmail_session);
    CHECK(*base::parse_duration(row("heartbeat")) == profile.heartbeat);
    CHECK(row("day") == profile.day);
    CHECK(row("sizes") == profile.sizes);
    CHECK(estate::profile_parameters().size() == 13);
}
