// What is said about wrong topologies: each case is single-server with one place changed.
#include <catch2/catch.hpp>

#include "made_file.hpp"

using namespace mailsim;
using Catch::Contains;

namespace {

struct Case {
    const char *pointer, *value, *said;
};

constexpr const char* second_server =
    R"({"id": "two", "role": "relay", "host": "server", "name": "two.small.example", "addresses": ["192.0.2.2"],
        "resolver": "dns", "listeners": [{"protocol": "smtp", "port": 25}], "transports": [{"match": "*", "next": "server"}]})";

const Case cases[] = {
    // keys
    {"/nodes/0/hots", "\"x\"", "F: /nodes/0/hots: key 'hots' is not known; did you mean 'host'?"},
    {"/profils", "[]", "F: /profils: key 'profils' is not known; did you mean 'profiles'?"},
    {"/nodes/0/rules/1/limmit", "\"1 MB\"",
     "F: /nodes/0/rules/1/limmit: key 'limmit' is not known; did you mean 'limit'?"},
    {"/hosts/0/disk", R"({"rat": "1 MB/s"})",
     "F: /hosts/0/disk/rat: key 'rat' is not known; did you mean 'rate'?"},
    {"/nodes", "gone", "F: /: 'nodes' is missing"},
    {"/nodes/0/host", "gone", "F: /nodes/0: 'host' is missing"},
    // types and units
    {"/hosts/0/cores", "\"two\"", "F: /hosts/0/cores: found \"two\"; write a whole number without quotes"},
    {"/hosts/0/cores", "1.5", "F: /hosts/0/cores: found 1.5; write a whole number without quotes"},
    {"/links/0/latency", "5", "F: /links/0/latency: found 5; write a text with a unit, like \"5 ms\""},
    {"/links/0/latency", "\"5 miles\"",
     "F: /links/0/latency: '5 miles' has an unknown unit; write a number and a unit (ns,"},
    {"/links/0/latency", "\"5\"", "F: /links/0/latency: '5' has no unit"},
    {"/links/0/bandwidth", "\"1 GB\"", "F: /links/0/bandwidth: '1 GB' has an unknown unit"},
    {"/links/0/bandwidth", "\"-1 Gbit/s\"", "F: /links/0/bandwidth: '-1 Gbit/s' is negative"},
    {"/links/0/bandwidth", "\"0 bit/s\"",
     "F: /links/0/bandwidth: \"0 bit/s\" is out of bounds; allowed: more than 0"},
    {"/links/1/shared", "\"yes\"", "F: /links/1/shared: found \"yes\"; write true or false"},
    {"/nodes/0/rules/1/limit", "20",
     "F: /nodes/0/rules/1/limit: found 20; write a text with a unit, like \"10 MB\""},
    {"/nodes", "{}", "F: /nodes: found an object; write an array of objects"},
    {"/nodes/0", "7", "F: /nodes/0: found 7; write an object"},
    {"/client_address", "\"192.0.2.300\"", "F: /client_address: "},
    // what contradicts itself
    {"/nodes/0/rules/-", R"({"rule": "greylist", "delay": "2 h", "retry_window": "1 h"})",
     "/retry_window: 1 h is less than the delay, 2 h: who has waited would be new again"},
    {"/nodes/0/rules/-", R"({"rule": "fixed_reply", "enhanced": "later"})",
     "/enhanced: 'later' is no enhanced status code; write one like \"4.2.0\""},
    {"/nodes/0/rules/-", R"({"rule": "fixed_reply", "enhanced": ""})", ""},
    {"/nodes/0/transports/1/fallback", "\"server\"",
     "F: /nodes/0/transports/1/fallback: 'server' would send to itself"},
    {"/nodes/0/transports/1/fallback", "[]", "F: /nodes/0/transports/1/fallback: found an array"},
    {"/nodes/0/transports/0/fallback", "\"far\"",
     "F: /nodes/0/transports/0/fallback: mail for a mailbox here goes nowhere else"},
    {"/nodes/0/queue", R"({"rate_delay": "-1 s"})", "F: /nodes/0/queue/rate_delay: '-1 s' is negative"},
    {"/nodes/0/queue", R"({"lifetime": "0 s"})", ""},
    {"/nodes/0/mx_session_limit", "-1", "F: /nodes/0/mx_session_limit: -1 is out of bounds"},
    // bounds
    {"/hosts/0/cores", "0", "F: /hosts/0/cores: 0 is out of bounds; allowed: 1 to 1024"},
    {"/hosts/0/speed", "0", "F: /hosts/0/speed: 0 is out of bounds; allowed: more than 0"},
    {"/nodes/0/processes", R"({"smtpd": 0})",
     "F: /nodes/0/processes/smtpd: 0 is out of bounds; allowed: 1 to 1000000"},
    {"/nodes/0/listeners/0/port", "65536",
     "F: /nodes/0/listeners/0/port: 65536 is out of bounds; allowed: 1 to 65535"},
    {"/profiles/0/sent_per_day", "-1",
     "F: /profiles/0/sent_per_day: -1 is out of bounds; allowed: 0 to 1000000"},
    {"/domains/0/accounts/0/quota", "\"0 B\"",
     "F: /domains/0/accounts/0/quota: \"0 B\" is out of bounds; allowed: more than 0 B"},
    {"/domains/0/accounts/0/fill", "\"101 %\"", "F: /domains/0/accounts/0/fill: '101 %' is more than 100 %"},
    {"/domains/0/parts", R"([{"count": 10000001}])",
     "F: /domains/0/parts/0/count: 10000001 is out of bounds"},
    {"/domains/0/parts", R"([{"count": 6000000}, {"count": 6000000}])",
     "F: /domains: the populations sum to 12000000; at most 10,000,000"},
    {"/nodes/0/queue", R"({"lifetime": "never"})", "F: /nodes/0/queue/lifetime: \"never\" is out of bounds"},
    {"/nodes/0/queue", R"({"scan": "0 s"})", "F: /nodes/0/queue/scan: \"0 s\" is out of bounds"},
    {"/nodes/0/queue", R"({"concurrency_limit": 0})",
     "F: /nodes/0/queue/concurrency_limit: 0 is out of bounds"},
    {"/nodes/0/queue", R"({"delay_warning": "-1 s"})", "F: /nodes/0/queue/delay_warning: "},
    {"/nodes/0/share", "0", "F: /nodes/0/share: 0 is out of bounds; allowed: 0.001 to 1000"},
    // aliases and forwarders
    {"/nodes/0/rules/-", R"({"rule": "alias", "address": "sales@small.example"})",
     "F: /nodes/0/rules/5: 'to' is missing"},
    {"/nodes/0/rules/-", R"({"rule": "alias", "address": "sales", "to": "ann@small.example"})",
     "F: /nodes/0/rules/5/address: 'sales' is not a mail address"},
    {"/nodes/0/rules/-", R"({"rule": "alias", "address": "sales@small.example", "to": []})",
     "F: /nodes/0/rules/5/to: is empty; at least one address is needed"},
    {"/nodes/0/rules/-",
     R"({"rule": "alias", "address": "sales@small.example", "to": "sales@small.example"})",
     "F: /nodes/0/rules/5/to: a circle of aliases and forwarders: sales@small.example -> "
     "sales@small.example"},
    {"/nodes/0/rules/-",
     R"({"rule": "forward", "mailbox": "ann@small.example", "to": "nobody@small.example"})",
     "F: /nodes/0/rules/5/to: leads to nobody: 'nobody@small.example' has no mailbox, alias or catch-all"},
    {"/nodes/0/rules/-", R"({"rule": "forward", "mailbox": "ann@small.example", "to": "x@nowhere.invalid"})",
     "F: /nodes/0/rules/5/to: leads to nobody: neither the estate nor its zones know 'nowhere.invalid'"},
    {"/nodes/0/rules/-",
     R"({"rule": "forward", "mailbox": "nobody@small.example", "to": "ann@small.example"})",
     "F: /nodes/0/rules/5/mailbox: 'nobody@small.example' is no mailbox of the estate"},
    {"/nodes/0/rules/-", R"({"rule": "catch_all", "domains": "small.example", "to": "nobody@small.example"})",
     "F: /nodes/0/rules/5/to: a circle of aliases and forwarders"},
    {"/nodes/0/rules/-", R"({"rule": "archive", "to": ["ann@small.example", "bob@small.example"]})",
     "F: /nodes/0/rules/5/to: an archive is one address; write one rule for each"},
    {"/nodes/0/queue", R"({"minimal_backoff": "2 h"})",
     "F: /nodes/0/queue/minimal_backoff: 2 h is more than maximal_backoff, 1.11 h"},
    {"/nodes/0/queue", R"({"schedule": "exim", "scan": "1 min"})",
     "F: /nodes/0/queue/scan: changes nothing: the schedule 'exim' has its own; leave it out, or choose the "
     "schedule"},
    {"/nodes/0/queue", R"({"schedule": "gmail", "maximal_backoff": "2 h"})",
     "F: /nodes/0/queue/maximal_backoff: changes nothing: the schedule 'gmail' has its own"},
    {"/profiles/0/clients", R"({"outlook": "50 %", "webmail": "40 %"})",
     "F: /profiles/0/clients: the shares sum to 90 %, they must sum to 100 %"},
    // words
    {"/nodes/0/role", "\"gatway\"",
     "F: /nodes/0/role: \"gatway\" is not allowed, did you mean 'gateway'?; allowed: antispam, front-end,"},
    {"/nodes/0/listeners/0/tls", "\"startls\"",
     "F: /nodes/0/listeners/0/tls: \"startls\" is not allowed, did you mean 'starttls'?"},
    {"/nodes/0/rules/1/rule", "\"siz\"",
     "F: /nodes/0/rules/1/rule: \"siz\" is not allowed, did you mean 'size'?"},
    {"/nodes/0/rules/3/table", "\"locl\"",
     "F: /nodes/0/rules/3/table: \"locl\" is not allowed, did you mean 'local'?; allowed: relay, virtual, "
     "local"},
    {"/nodes/0/queue", R"({"schedule": "posfix"})",
     "F: /nodes/0/queue/schedule: \"posfix\" is not allowed, did you mean 'postfix'?"},
    {"/clients", R"({"outlok": {}})",
     "F: /clients/outlok: kind of client 'outlok' is not known; did you mean 'outlook'?"},
    {"/flows/0/expected", "\"deliverd\"",
     "F: /flows/0/expected: \"deliverd\" is not allowed, did you mean 'delivered'?"},
    // names of other parts
    {"/nodes/0/host", "\"serve\"", "F: /nodes/0/host: host 'serve' is not known; did you mean 'server'?"},
    {"/nodes/0/resolver", "\"dsn\"", "F: /nodes/0/resolver: node 'dsn' is not known; did you mean 'dns'?"},
    {"/nodes/0/resolver", "\"far\"", "F: /nodes/0/resolver: 'far' is no dns node"},
    {"/hosts/0/site", "\"offise\"", "F: /hosts/0/site: site 'offise' is not known; did you mean 'office'?"},
    {"/routes/0/links/0", "\"lines\"",
     "F: /routes/0/links/0: link 'lines' is not known; did you mean 'line'?"},
    {"/nodes/0/transports/1/next", "\"fra\"",
     "F: /nodes/0/transports/1/next: next hop 'fra' is not known; did you mean 'far'?"},
    {"/nodes/0/rules/3/domains/0", "\"smal.example\"",
     "F: /nodes/0/rules/3/domains/0: domain 'smal.example' is not known; did you mean 'small.example'?"},
    {"/nodes/0/rules/3/domains/0", "\"@nmail\"",
     "F: /nodes/0/rules/3/domains/0: group of domains 'nmail' is not known"},
    {"/nodes/0/rules/2/trusted", "[\"serverr\"]",
     "F: /nodes/0/rules/2/trusted/0: node or address 'serverr' is not known; did you mean 'server'?"},
    {"/nodes/0/rules/2/trusted", "[\"192.0.2.1/33\"]", "F: /nodes/0/rules/2/trusted/0: "},
    {"/domains/0/accounts/0/profile", "\"ofice\"",
     "F: /domains/0/accounts/0/profile: profile 'ofice' is not known; did you mean 'office'?"},
    {"/flows/0/nodes/0", "\"sever\"", "F: /flows/0/nodes: node 'sever' is not known; did you mean 'server'?"},
    {"/flows/0/to", "\"friend@fare.example\"",
     "F: /flows/0/to: domain 'fare.example' is not known; did you mean 'far.example'?"},
    {"/nodes/0/template", "\"x\"", "F: /nodes/0/template: template 'x' is not known"},
    {"/zones/0", "\"no.zone\"", "F: /zones/0: there is no zone file"},
    {"/assumed", R"({"hosst": "why"})",
     "F: /assumed/hosst: key beside 'assumed' 'hosst' is not known; did you mean 'hosts'?"},
    {"/assumed", R"({"hosts": 3})", "F: /assumed/hosts: found 3; write the reason as a text in quotes"},
    // twice
    {"/nodes/-", second_server, ""},
    {"/nodes/1/addresses/0", "\"192.0.2.1\"",
     "F: /nodes/1/addresses: the address 192.0.2.1 is also that of /nodes/0"},
    {"/nodes/1/id", "\"server\"", "F: /nodes/1/id: the id 'server' is also that of /nodes/0"},
    {"/nodes/1/name", "\"MAIL.small.example\"",
     "F: /nodes/1/name: the name 'MAIL.small.example' is also that of /nodes/0"},
    {"/nodes/0/listeners/1/port", "25",
     "F: /nodes/0/listeners/1/port: port 25 is also that of /nodes/0/listeners/0"},
    {"/domains/1/name", "\"small.example\"",
     "F: /domains/1/name: the domain 'small.example' stands also at /domains/0"},
    {"/domains/0/accounts/1/name", "\"Ann\"",
     "F: /domains/0/accounts/1/name: the account 'Ann@small.example' stands also at /domains/0/accounts/0"},
    {"/domains/0/parts", R"([{"count": 5}])", ""},
    {"/hosts/1/name", "\"server\"", "F: /hosts/1/name: the name 'server' stands twice"},
    // the whole
    {"/domains/0/home", "gone", "F: /domains/0: 'home' is missing"},
    {"/domains/0/home", "\"dns\"", "F: /domains/0/home: 'dns' holds no mailboxes"},
    {"/routes", "[]",
     "F: /routes: no route joins the sites 'office' and 'internet' (nodes 'server' and 'far')"},
    {"/client_site", "\"internet\"", ""},
    {"/nodes/0/addresses/0", "\"192.0.2.9\"",
     "/zones/single-server/small.example.zone: line 5: the MX 'mail.small.example' has the address "
     "192.0.2.1, which is no node of the estate"},
    {"/nodes/0/listeners/0/port", "26",
     "line 5: the MX 'mail.small.example' is node 'server', which does not listen on port 25"},
    {"/nodes/0/transports/1/match", R"(["far.example"])",
     "F: /nodes/0/transports: no transport takes mail for a domain of the Internet"},
    {"/domains/0/client_server", "\"imap.small.example\"",
     "F: /domains/0/client_server: 'imap.small.example', the server in the clients' settings, has no address "
     "in the zones"},
    {"/nodes/0/listeners/3/port", "996",
     "F: /domains/0/client_server: 'server' serves no pop3 on port 995, which the domain's outlook-pop3 "
     "clients use"},
};

}  // namespace

TEST_CASE("says where a topology is wrong, what is allowed and which name is nearest") {
    for (const Case& c : cases) {
        CAPTURE(c.pointer, c.value);
        json::Value tree = test::topology_tree("single-server");
        test::change(tree, c.pointer, c.value);
        std::string said = test::said_of(tree);
        if (*c.said)
            CHECK_THAT(said, Contains(c.said));
        else
            CHECK(said == "");
    }
}

TEST_CASE("says all mistakes of a file at once") {
    json::Value tree = test::topology_tree("single-server");
    test::change(tree, "/hosts/0/cores", "0");
    test::change(tree, "/links/0/latency", "5");
    test::change(tree, "/nodes/0/hots", "1");
    test::change(tree, "/nodes/1/addresses/0", "\"192.0.2.1\"");
    std::string said = test::said_of(tree);
    for (const char* pointer :
         {"/hosts/0/cores: ", "/links/0/latency: ", "/nodes/0/hots: ", "/nodes/1/addresses: "})
        CHECK_THAT(said, Contains(pointer));
}

TEST_CASE("finds loops of relays, whoever closes them") {
    // server -> two -> server, for every domain that is not its own.
    json::Value tree = test::topology_tree("single-server");
    test::change(tree, "/nodes/-", second_server);
    test::change(tree, "/nodes/0/transports/1/next", "\"two\"");
    CHECK_THAT(
        test::said_of(tree),
        Contains("F: /nodes/0/transports/1: a loop of relays for far.example: server -> two -> server"));

    // two is the MX of small.example and sends by MX: to itself.
    tree = test::topology_tree("single-server");
    test::change(tree, "/nodes/-", second_server);
    test::change(tree, "/nodes/3/transports/0/next", "\"mx\"");
    test::change(tree, "/nodes/3/addresses/0", "\"192.0.2.1\"");
    test::change(tree, "/nodes/0/addresses/0", "\"192.0.2.2\"");
    CHECK_THAT(test::said_of(tree),
               Contains("F: /nodes/3/transports/0/next: a loop of relays: 'two' is itself the best MX"));

    // A node that names itself.
    tree = test::topology_tree("single-server");
    test::change(tree, "/nodes/0/transports/1/next", "\"server\"");
    CHECK_THAT(test::said_of(tree), Contains("F: /nodes/0/transports/1/next: 'server' would send to itself"));
}

TEST_CASE("finds an MX to nowhere in the zone file") {
    CHECK_THAT(test::said_of_zone_line("@ IN MX 20 nosuch"),
               Contains("Z: line 8: the MX 'nosuch.small.example' has no address (NXDOMAIN)"));
    CHECK_THAT(test::said_of_zone_line("@ IN MX 20 mail.elsewhere.example."),
               Contains("Z: line 8: the MX 'mail.elsewhere.example' has no address"));
    CHECK(test::said_of_zone_line("shop IN MX 0 .") == "");  // RFC 7505: takes no mail, and says so
}

TEST_CASE("a domain without MX and address is found where its mail would go by MX") {
    json::Value tree = test::topology_tree("single-server");
    test::change(tree, "/domains/1/name", "\"gone.example\"");
    test::change(tree, "/flows", "[]");
    test::change(tree, "/nodes/1/rules", "[]");
    CHECK_THAT(test::said_of(tree),
               Contains("F: /domains/1/name: 'gone.example' has neither an MX nor an address in the zones"));
}

TEST_CASE("mistakes of the text itself say line and column") {
    CHECK_THAT(test::said_of_text(""), Contains("F: /: the file is empty"));
    CHECK_THAT(test::said_of_text("{\"nodes\": [\n{\"id\": "),
               Contains("F: /nodes/0/id: line 2, column 8: "));
    CHECK_THAT(test::said_of_text(R"({"nodes": [], "nodes": []})"),
               Contains("F: /nodes: this key stands twice in its object"));
    CHECK_THAT(test::said_of_text("[]"), Contains("F: /: found an array; write an object"));
}

TEST_CASE("a mistake in a template is told once, at the template") {
    json::Value tree = test::topology_tree("nayatel");
    test::change(tree, "/templates/backend/processes/imap", "0");
    CHECK(test::said_of(tree) ==
          "F: /templates/backend/processes/imap: 0 is out of bounds; allowed: 1 to 1000000\n");
}
