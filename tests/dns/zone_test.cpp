#include "dns/zone.hpp"

#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;

namespace {

Zones example() {
    return zones_of({header("example.com.") + R"(
@        NS    ns
         MX    20 backup
         MX    10 Mail.Example.COM.
         TXT   "v=spf1 mx" " -all"
ns       A     192.0.2.53
mail 60  A     192.0.2.25
         AAAA  2001:db8::25
backup   A     192.0.2.26
a.b.deep A     192.0.2.1
www      CNAME mail
far      CNAME host.other.test.
gone     CNAME nothing
away     CNAME host.elsewhere.test.
one      CNAME two
two      CNAME one
*.wild   MX    5 mail
*.wild   TXT   "any"
real.wild A    192.0.2.2
x.ent.wild A   192.0.2.3
svc      SRV   1 2 5060 mail
)",
                     header("other.test.") + "host A 198.51.100.1\n",
                     header("sub.example.com.", "60") + "only A 192.0.2.99\n"});
}

}  // namespace

TEST_CASE("answers by name and type, and tells absent names from absent types", "[zone]") {
    struct Case {
        const char* name;
        Type type;
        const char* says;
    };
    const Case cases[] = {
        {"example.com", Type::mx, "NOERROR 20 backup.example.com.; 10 Mail.Example.COM."},
        {"EXAMPLE.com.", Type::ns, "NOERROR ns.example.com."},
        {"mail.example.com", Type::a, "NOERROR 192.0.2.25"},
        {"mail.example.com", Type::aaaa, "NOERROR 2001:db8::25"},
        {"mail.example.com", Type::mx, "NODATA"},
        {"nothing.example.com", Type::a, "NXDOMAIN"},
        {"nothing.example.com", Type::mx, "NXDOMAIN"},
        // a name that exists only because names stand below it has no data, but exists (RFC 4592 2.2.2)
        {"deep.example.com", Type::a, "NODATA"},
        {"b.deep.example.com", Type::a, "NODATA"},
        {"c.deep.example.com", Type::a, "NXDOMAIN"},
        // CNAMEs: followed, within and between zones; to nowhere; out of our zones; in a ring
        {"www.example.com", Type::a, "NOERROR -> mail.example.com. 192.0.2.25"},
        {"www.example.com", Type::cname, "NOERROR mail.example.com."},
        {"www.example.com", Type::txt, "NODATA -> mail.example.com."},
        {"far.example.com", Type::a, "NOERROR -> host.other.test. 198.51.100.1"},
        {"gone.example.com", Type::a, "NXDOMAIN -> nothing.example.com."},
        {"away.example.com", Type::a, "REFUSED -> host.elsewhere.test."},
        // wildcards (RFC 4592): for names that do not exist, at any depth, and only for those
        {"u.wild.example.com", Type::mx, "NOERROR 5 mail.example.com."},
        {"u.v.wild.example.com", Type::mx, "NOERROR 5 mail.example.com."},
        {"u.wild.example.com", Type::a, "NODATA"},
        {"wild.example.com", Type::mx, "NODATA"},
        {"real.wild.example.com", Type::mx, "NODATA"},
        {"below.real.wild.example.com", Type::mx, "NXDOMAIN"},
        {"ent.wild.example.com", Type::mx, "NODATA"},
        {"*.wild.example.com", Type::mx, "NOERROR 5 mail.example.com."},
        // other types are kept as written
        {"svc.example.com", static_cast<Type>(33), "NOERROR 1 2 5060 mail.example.com."},
        // the longest origin answers: the parent does not see into its child
        {"only.sub.example.com", Type::a, "NOERROR 192.0.2.99"},
        {"u.sub.example.com", Type::a, "NXDOMAIN"},
        {"elsewhere.test", Type::a, "REFUSED"},
        {"", Type::ns, "REFUSED"},
    };
    Zones zones = example();
    for (const Case& c : cases) {
        INFO(c.name << " " << to_string(c.type));
        CHECK(says(zones.answer(c.name, c.type)) == c.says);
        CHECK(says(zones.answer(zones.names().intern(c.name), c.type)) == c.says);
    }
}

TEST_CASE("a ring of CNAMEs is a server failure, and a long chain too", "[zone]") {
    Zones zones = example();
    CHECK(zones.answer("one.example.com", Type::a).status == Status::servfail);
    std::string chain = header("chain.test.");
    for (int i = 0; i < 9; ++i) chain += "c" + std::to_string(i) + " CNAME c" + std::to_string(i + 1) + "\n";
    zones = zones_of({chain + "c9 A 192.0.2.1\n"});
    CHECK(zones.answer("c0.chain.test", Type::a).status == Status::servfail);  // 9 aliases
    CHECK(zones.answer("c1.chain.test", Type::a).status == Status::ok);        // 8
}

TEST_CASE("the TTL is the least of all records in the answer, or the negative one", "[zone]") {
    Zones zones = example();
    CHECK(zones.answer("example.com", Type::mx).ttl == 3600);
    CHECK(zones.answer("mail.example.com", Type::a).ttl == 60);
    CHECK(zones.answer("www.example.com", Type::a).ttl == 60);          // alias 3600, address 60
    CHECK(zones.answer("nothing.example.com", Type::a).ttl == 300);     // SOA TTL 3600, minimum 300
    CHECK(zones.answer("nothing.sub.example.com", Type::a).ttl == 60);  // minimum 60
    CHECK(zones.answer("deep.example.com", Type::mx).ttl == 300);
    CHECK(zones.answer("elsewhere.test", Type::a).ttl == 0);
    Zones short_soa = zones_of({"$ORIGIN s.test.\n@ 10 SOA ns admin 1 2h 30m 2w 1d\n"});
    CHECK(short_soa.answer("x.s.test", Type::a).ttl == 10);  // SOA TTL 10, minimum 86400
}

TEST_CASE("for a resolver whose world these zones are, other names do not exist", "[zone]") {
    Zones zones = example();
    CHECK(says(zones.resolve("elsewhere.test", Type::mx)) == "NXDOMAIN");
    CHECK(zones.resolve("elsewhere.test", Type::mx).ttl == 3600);
    CHECK(says(zones.resolve("away.example.com", Type::a)) == "NXDOMAIN -> host.elsewhere.test.");
    CHECK(says(zones.resolve("mail.example.com", Type::a)) == "NOERROR 192.0.2.25");
}

TEST_CASE("joins the strings of a TXT record", "[zone]") {
    Zones zones = example();
    CHECK(zones.answer("example.com", Type::txt).records.at(0).text == "v=spf1 mx -all");
}

TEST_CASE("asking for unknown names does not grow the table of names", "[zone]") {
    Zones zones = example();
    std::size_t before = zones.names().size();
    for (int i = 0; i < 100; ++i) zones.answer("r" + std::to_string(i) + ".wild.example.com", Type::mx);
    CHECK(zones.names().size() == before);
}

TEST_CASE("shows all zones and records to checks, with their lines", "[zone]") {
    Zones zones = zones_of({header("example.com.") + "@ MX 10 mail\n\nmail A 192.0.2.1\n"});
    REQUIRE(zones.zones().size() == 1);
    const Zone& zone = zones.zones()[0];
    CHECK(zones.names().text(zone.origin) == "example.com");
    CHECK(zone.file == "zone1");
    auto records = zones.records(zone);
    REQUIRE(records.size() == 3);
    CHECK(records[0]->line == 3);
    CHECK(records[1]->line == 4);
    CHECK(records[2]->line == 6);
    CHECK(zones.names().text(records[1]->target) == "mail.example.com");
    CHECK(zones.find(records[1]->target, Type::a).size() == 1);
    CHECK(zones.zone_of("x.example.com") == &zone);
    CHECK(zones.zone_of("xexample.com") == nullptr);
}

TEST_CASE("records change at run time, all or nothing", "[zone]") {
    Zones zones = example();
    base::Problems problems;
    auto replace = [&](std::string_view owner, Type type, std::vector<std::string> texts) {
        return zones.replace(owner, type, texts, 0, problems, "outage.json", "/changes/0");
    };
    CHECK(replace("example.com", Type::mx, {"5 new.example.com."}));
    CHECK(says(zones.answer("example.com", Type::mx)) == "NOERROR 5 new.example.com.");
    CHECK(replace("new.example.com.", Type::a, {"192.0.2.77"}));
    CHECK(says(zones.answer("NEW.example.com", Type::a)) == "NOERROR 192.0.2.77");
    CHECK(zones.answer("new.example.com", Type::a).ttl == 3600);
    CHECK(replace("mail.example.com", Type::a, {"192.0.2.78", "192.0.2.79"}));
    CHECK(zones.answer("mail.example.com", Type::a).ttl == 60);  // the TTL that was there
    CHECK(problems.empty());

    CHECK_FALSE(replace("example.com", Type::mx, {"10 a.example.com.", "ten b"}));
    CHECK_FALSE(replace("example.com", Type::mx, {"0 .", "10 mail"}));
    CHECK_FALSE(replace("www.example.com", Type::a, {"192.0.2.1"}));
    CHECK_FALSE(replace("example.com", Type::soa, {}));
    CHECK_FALSE(replace("nowhere.test", Type::a, {"192.0.2.1"}));
    CHECK(says(zones.answer("example.com", Type::mx)) == "NOERROR 5 new.example.com.");
    REQUIRE(problems.size() == 5);
    CHECK_THAT(to_string(*problems.begin()),
               Catch::StartsWith("outage.json: /changes/0: cannot read 'ten b' as data of type MX"));

    CHECK(zones.remove("new.example.com", Type::a));
    CHECK_FALSE(zones.remove("new.example.com", Type::a));
    CHECK(says(zones.answer("new.example.com", Type::a)) ==
          "NXDOMAIN");  // the name is gone with its last record
    CHECK(zones.remove("a.b.deep.example.com", Type::a));
    CHECK(says(zones.answer("deep.example.com", Type::a)) == "NXDOMAIN");
    CHECK(replace("example.com", Type::soa, {"ns admin 2 2h 30m 2w 7"}));
    CHECK(zones.answer("deep.example.com", Type::a).ttl == 7);
}

TEST_CASE("faults cover a name and all below it, the longest suffix first", "[fault]") {
    Zones zones = example();
    zones.faults().set("example.com", FaultKind::servfail);
    zones.faults().set("Mail.Example.com.", FaultKind::silence);
    zones.faults().set("", FaultKind::slow, std::chrono::milliseconds(250));
    CHECK(says(zones.answer("example.com", Type::mx)) == "SERVFAIL");
    CHECK(zones.answer("example.com", Type::mx).delay == base::Duration::zero());
    CHECK(says(zones.answer("mail.example.com", Type::a)) == "no answer");
    CHECK(says(zones.answer("nothing.example.com", Type::a)) == "SERVFAIL");
    CHECK(says(zones.answer("host.other.test", Type::a)) == "NOERROR 198.51.100.1");
    CHECK(zones.answer("host.other.test", Type::a).delay == std::chrono::milliseconds(250));
    CHECK(zones.faults().find("xexample.com")->suffix.empty());
    CHECK(zones.faults().clear("example.com"));
    CHECK_FALSE(zones.faults().clear("example.com"));
    CHECK(says(zones.answer("nothing.example.com", Type::a)) == "NXDOMAIN");
    CHECK(says(zones.answer("www.example.com", Type::a)) ==
          "no answer -> mail.example.com.");  // its target is silent
}
