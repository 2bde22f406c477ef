// SPF by the examples of RFC 7208 (appendix A, 7.4) and by its limits and mistakes.
#include "dns/spf.hpp"

#include "dns/spf_macro.hpp"
#include "dns/spf_record.hpp"
#include "given.hpp"

namespace mailsim::dns {
namespace {

// The zone of RFC 7208 appendix A, without its SPF record.
const std::string example_com = header("example.com.") +
                                "@ MX 10 mail-a\n@ MX 20 mail-b\n@ A 192.0.2.10\n@ A 192.0.2.11\n"
                                "amy A 192.0.2.65\nbob A 192.0.2.66\nmail-a A 192.0.2.129\n"
                                "mail-b A 192.0.2.130\nwww CNAME example.com.\n";
const std::string example_org = header("example.org.") + "@ MX 10 mail-c\nmail-c A 192.0.2.140\n";
const std::string reverse = header("2.0.192.in-addr.arpa.") +
                            "10 PTR example.com.\n11 PTR example.com.\n65 PTR amy.example.com.\n"
                            "66 PTR bob.example.com.\n129 PTR mail-a.example.com.\n"
                            "130 PTR mail-b.example.com.\n140 PTR mail-c.example.org.\n";

std::string txt(std::string_view record) { return "@ TXT \"" + std::string(record) + "\"\n"; }

struct Asked {
    std::string ip = "192.0.2.65";
    std::string domain = "example.com", local = "strong-bad", helo = "helo.example.com";
};

SpfOutcome outcome(const Zones& zones, const Asked& asked) {
    SpfIdentity identity{base::parse_ip(asked.ip).value(), asked.domain, asked.local, asked.helo};
    return check_host(identity, [&](std::string_view name, Type type) { return zones.resolve(name, type); });
}

// The result for one client when example.com publishes `record`.
std::string says(std::string_view record, const std::string& ip = "192.0.2.65", std::string_view more = "") {
    Zones zones = zones_of({example_com + txt(record) + std::string(more), example_org, reverse});
    return std::string(to_string(outcome(zones, {.ip = ip}).result));
}

}  // namespace

TEST_CASE("the examples of RFC 7208 appendix A give the results it names") {
    struct Case {
        const char *record, *ip, *result;
    };
    for (const Case& c : {
             Case{"v=spf1 +all", "203.0.113.1", "pass"},
             {"v=spf1 a -all", "192.0.2.10", "pass"},
             {"v=spf1 a -all", "192.0.2.11", "pass"},
             {"v=spf1 a -all", "192.0.2.65", "fail"},
             {"v=spf1 a:example.org -all", "192.0.2.10", "fail"},  // example.org has no A record
             {"v=spf1 mx -all", "192.0.2.129", "pass"},
             {"v=spf1 mx -all", "192.0.2.130", "pass"},
             {"v=spf1 mx -all", "192.0.2.10", "fail"},
             {"v=spf1 mx:example.org -all", "192.0.2.140", "pass"},
             {"v=spf1 mx mx:example.org -all", "192.0.2.140", "pass"},
             {"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", "pass"},  // .128/30
             {"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", "pass"},  // .140/30
             {"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.144", "fail"},
             {"v=spf1 ptr -all", "192.0.2.65", "pass"},
             {"v=spf1 ptr -all", "192.0.2.140", "fail"},  // mail-c.example.org
             {"v=spf1 ptr -all", "10.0.0.4", "fail"},     // no name at all
             {"v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"},
             {"v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", "pass"},
         }) {
        INFO(c.record << " for " << c.ip);
        CHECK(says(c.record, c.ip) == c.result);
    }
}

TEST_CASE("qualifiers, order and the default result") {
    CHECK(says("v=spf1 ?all") == "neutral");
    CHECK(says("v=spf1 ~all") == "softfail");
    CHECK(says("v=spf1") == "neutral");  // RFC 7208 4.7
    CHECK(says("V=SPF1 IP4:192.0.2.65 -ALL") == "pass");
    CHECK(says("v=spf1 -ip4:192.0.2.65 +all") == "fail");
    CHECK(says("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::1") == "pass");
    CHECK(says("v=spf1 ip6:2001:db8::/32 -all") == "fail");
    CHECK(says("v=spf1 ip4:192.0.2.65 -all", "::ffff:192.0.2.65") == "pass");
    CHECK(says("v=spf1 a:v6.example.com//64 -all", "2001:db8::9", "v6 AAAA 2001:db8::1\n") == "pass");
    CHECK(says("v=spf1 a:v6.example.com -all", "2001:db8::9", "v6 AAAA 2001:db8::1\n") == "fail");
}

TEST_CASE("no record, two records, and other TXT records") {
    Zones zones = zones_of({example_com + "@ TXT \"v=spf10 -all\"\n@ TXT \"hello\"\n",
                            header("two.example.") + txt("v=spf1 -all") + txt("v=spf1 +all"),
                            header("split.example.") + "@ TXT \"v=spf1 ip4:192.0\" \".2.65 -all\"\n"});
    CHECK(outcome(zones, {}).result == SpfResult::none);
    CHECK(outcome(zones, {.domain = "two.example"}).result == SpfResult::permerror);
    CHECK(outcome(zones, {.domain = "split.example"}).result == SpfResult::pass);  // RFC 7208 3.3
    CHECK(outcome(zones, {.domain = "absent.example"}).result == SpfResult::none);
    for (const char* malformed : {"", "localhost", "a..example.com", ".example.com"})
        CHECK(outcome(zones, {.domain = malformed}).result == SpfResult::none);
    std::string long_label(64, 'x');
    long_label.append(".com");
    CHECK(outcome(zones, {.domain = long_label}).result == SpfResult::none);
}

TEST_CASE("a mistake anywhere in the record is a permerror, even behind what would match") {
    for (const char* wrong : {"ip4:192.0.2.256",
                              "ip4:192.0.2.0/33",
                              "ip4:192.0.2.0/08",
                              "ip4",
                              "ip6:192.0.2.1",
                              "ip4:",
                              "a:192.0.2.1",
                              "a:",
                              "a:example.com/33",
                              "a//129",
                              "a:host",
                              "include",
                              "include:",
                              "exists",
                              "all:example.com",
                              "unknown",
                              "mx:foo.example.com/",
                              "redirect=",
                              "redirect=a.b redirect=c.d",
                              "exp=a.b exp=c.d",
                              "exists:%{z}.example.com",
                              "exists:%{l0}.example.com",
                              "exists:%{l.example.com",
                              "exists:%x.example.com",
                              "exists:%{t}.example.com",
                              "x-y=%{bad}",
                              "-",
                              "ptr:",
                              "a:example.-com"}) {
        INFO(wrong);
        CHECK(says(std::string("v=spf1 +all ") + wrong) == "permerror");
    }
    for (const char* right :
         {"x-y=ok", "exp=explain.example.com", "redirect=absent.example", "default=deny", "a:example.com.",
          "a:%{o}", "exists:%{ir}.%{v}._spf.%{d2}", "mx/24//64", "a:example.com//64", "ptr:example.com"}) {
        INFO(right);
        CHECK(says(std::string("v=spf1 +all ") + right) == "pass");
    }
}

// RFC 7208 5.2: what an included domain's result does.
TEST_CASE("include passes on a pass and on errors, nothing else") {
    for (auto [theirs, ours] : {std::pair{"v=spf1 +all", "pass"},
                                {"v=spf1 -all", "softfail"},
                                {"v=spf1 ~all", "softfail"},
                                {"v=spf1 ?all", "softfail"},
                                {"v=spf1 bad", "permerror"},
                                {"no record", "permerror"}}) {
        INFO(theirs);
        Zones zones = zones_of(
            {example_com + txt("v=spf1 include:their.example ~all"), header("their.example.") + txt(theirs)});
        CHECK(to_string(outcome(zones, {}).result) == ours);
    }
}

TEST_CASE("redirect gives its target's result, and wants a record there") {
    Zones zones = zones_of({example_com + txt("v=spf1 mx redirect=_spf.example.org"),
                            header("example.org.") + "_spf TXT \"v=spf1 ip4:192.0.2.65 -all\"\n",
                            header("lost.example.") + txt("v=spf1 redirect=absent.example")});
    CHECK(outcome(zones, {}).result == SpfResult::pass);
    CHECK(outcome(zones, {.ip = "192.0.2.66"}).result == SpfResult::fail);
    CHECK(outcome(zones, {.domain = "lost.example"}).result == SpfResult::permerror);
}

TEST_CASE("loops end at the limit of ten look-ups") {
    Zones zones = zones_of({example_com + txt("v=spf1 include:example.com -all"),
                            header("round.example.") + txt("v=spf1 redirect=example.net"),
                            header("example.net.") + txt("v=spf1 redirect=round.example")});
    SpfOutcome loop = outcome(zones, {});
    CHECK(loop.result == SpfResult::permerror);
    CHECK(loop.queries == 11);  // the record itself and ten includes; the eleventh is not asked
    CHECK(outcome(zones, {.domain = "round.example"}).result == SpfResult::permerror);
}

TEST_CASE("ten terms that ask DNS are allowed, eleven are not; all, ip4 and ip6 ask nothing") {
    std::string ten = "v=spf1";
    for (int i = 0; i < 10; ++i) ten += " a";
    CHECK(says(ten + " ip4:10.0.0.0/8 ip6:2001:db8::/32 -all") == "fail");
    CHECK(says(ten + " a -all") == "permerror");
}

TEST_CASE("the third look-up that finds nothing is a permerror") {
    CHECK(says("v=spf1 a:n1.example.com a:n2.example.com -all") == "fail");
    CHECK(says("v=spf1 a:n1.example.com a:n2.example.com mx:n3.example.com -all") == "permerror");
}

TEST_CASE("an eleventh MX host is a permerror, an eleventh name of an address is passed over") {
    std::string mx, names = header("0.0.10.in-addr.arpa.");
    for (int i = 0; i < 11; ++i) {
        std::string host = "h" + std::to_string(i);
        mx += "many MX 10 " + host + "\n" + host + " A 10.0.0." + std::to_string(i == 10 ? 5 : 6) + "\n";
        names += "5 PTR " + host + ".example.com.\n";
    }
    CHECK(says("v=spf1 mx:many.example.com -all", "192.0.2.65", mx) == "permerror");
    Zones zones = zones_of({example_com + mx + txt("v=spf1 ptr -all"), names});
    CHECK(outcome(zones, {.ip = "10.0.0.5"}).result == SpfResult::fail);  // only the eleventh leads back
}

TEST_CASE("a resolver that fails gives a temperror, but ptr passes over it") {
    Zones zones = zones_of({example_com + txt("v=spf1 ptr a:broken.example.com -all"), reverse});
    auto failing = [&](std::string_view broken) {
        return [&zones, broken](std::string_view name, Type type) {
            Answer answer = zones.resolve(name, type);
            if (name.find(broken) != std::string_view::npos) answer.status = Status::servfail;
            return answer;
        };
    };
    SpfIdentity identity{base::Ip::v4(10, 0, 0, 5), "example.com", "x", ""};
    CHECK(check_host(identity, failing("broken")).result == SpfResult::temperror);
    CHECK(check_host(identity, failing("in-addr.arpa")).result == SpfResult::fail);
    CHECK(check_host(identity, failing("example.com")).result == SpfResult::temperror);
}

// RFC 7208 7.4: sender strong-bad@email.example.com, client 192.0.2.3 and 2001:db8::cb01.
TEST_CASE("macros expand as the RFC's examples show") {
    const char* v6 = "2001:db8::cb01";
    struct Case {
        const char *spec, *name, *ip;
    };
    for (const Case& c : {
             Case{"%{s}", "strong-bad@email.example.com", nullptr},
             {"%{o}", "email.example.com", nullptr},
             {"%{d}", "email.example.com", nullptr},
             {"%{d4}", "email.example.com", nullptr},
             {"%{d3}", "email.example.com", nullptr},
             {"%{d2}", "example.com", nullptr},
             {"%{dr}", "com.example.email", nullptr},
             {"%{d2r}", "example.email", nullptr},
             {"%{l}.x.%{d2}", "strong-bad.x.example.com", nullptr},
             {"%{l-}.x.%{d2}", "strong.bad.x.example.com", nullptr},
             {"%{lr}.x.%{d2}", "strong-bad.x.example.com", nullptr},
             {"%{lr-}.x.%{d2}", "bad.strong.x.example.com", nullptr},
             {"%{l1r-}.x.%{d2}", "strong.x.example.com", nullptr},
             {"%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com", nullptr},
             {"%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com", nullptr},
             {"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com", nullptr},
             {"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com", nullptr},
             {"%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net", nullptr},
             {"%{ir}.%{v}._spf.%{d2}",
              "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com", v6},
             {"%{h}", "mail.example.org", nullptr},
             {"%{S}.x.y", "strong-bad%40email.example.com.x.y", nullptr},
             {"a%%b%-c.%{o}", "a%b%20c.email.example.com", nullptr},
             {"%{p}.x.y", "unknown.x.y", nullptr},
         }) {
        INFO(c.spec);
        std::vector<std::string> asked;
        auto resolver = [&](std::string_view name, Type type) {
            Answer answer;
            answer.status = type == Type::txt ? Status::ok : Status::nodata;
            if (type == Type::txt) answer.records.push_back({.text = "v=spf1 exists:" + std::string(c.spec)});
            if (type == Type::a) asked.emplace_back(name);
            return answer;
        };
        SpfIdentity identity{base::parse_ip(c.ip ? c.ip : "192.0.2.3").value(), "email.example.com",
                             "strong-bad", "mail.example.org"};
        check_host(identity, resolver);
        REQUIRE(asked.size() == 1);
        CHECK(asked[0] == c.name);
    }
}

TEST_CASE("an expanded name that is too long loses labels from the left") {
    std::string local;
    for (int i = 0; i < 40; ++i) local += "label" + std::to_string(10 + i) + ".";
    std::string asked;
    auto resolver = [&](std::string_view name, Type type) {
        Answer answer;
        answer.status = type == Type::txt ? Status::ok : Status::nodata;
        if (type == Type::txt) answer.records.push_back({.text = "v=spf1 exists:%{l}x.%{d}"});
        if (type == Type::a) asked = name;
        return answer;
    };
    check_host({base::Ip::v4(1, 2, 3, 4), "example.com", local, ""}, resolver);
    CHECK(asked.size() <= 253);
    CHECK(asked.size() > 240);
    CHECK(asked.substr(asked.size() - 14) == ".x.example.com");
}

}  // namespace mailsim::dns
