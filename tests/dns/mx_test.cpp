#include "dns/mx.hpp"

#include <map>

#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;

namespace {

Zones peers() {
    Zones zones = zones_of({header("test.") + R"(
pref          MX 20 live.pref
pref          MX 10 dead.pref
dead.pref     A  10.77.8.250
live.pref     A  10.77.8.20
nomx          A  10.77.8.40
nullmx        MX 0 .
nodata        TXT "neither MX nor address"
alias         CNAME pref
aliasmx       MX 10 aliashost
aliashost     CNAME live.pref
spelled       MX 10 192.0.2.9.
relative      MX 10 192.0.2.9
nowhere       MX 10 a.nowhere
nowhere       MX 20 b.nowhere
softfirst     MX 10 x.broken
softfirst     MX 20 b.nowhere
softlast      MX 10 b.nowhere
softlast      MX 20 x.quiet
half          MX 10 x.broken
half          MX 20 live.pref
ring          CNAME ring
empty.ent     A 10.0.0.1
three         MX 10 a.three
three         MX 10 b.three
three         MX 10 c.three
three         MX 30 z.three
a.three       A 10.1.0.1
b.three       A 10.1.0.2
c.three       A 10.1.0.3
z.three       A 10.1.0.9
multi         MX 5 many
many          A 10.2.0.1
many          A 10.2.0.2
many          AAAA 2001:db8::2
six           MX 5 only6
only6         AAAA 2001:db8::6
)"});
    zones.faults().set("broken.test", FaultKind::servfail);
    zones.faults().set("quiet.test", FaultKind::silence);
    return zones;
}

// "host[address] host[address]", or "kind enhanced text"; then the questions asked.
struct Outcome {
    std::string result;
    std::string questions;
};

Outcome look_up(const Zones& zones, std::string_view domain, const MxOptions& options, bool host = false) {
    MxQuestion question(zones.names());
    NameId name = zones.names().intern(domain);
    if (host)
        question.ask_host(name, options);
    else
        question.ask(name, options);
    Outcome out;
    answer_all(question, [&](NameId asked, Type type) {
        out.questions += (out.questions.empty() ? "" : ", ") + std::string(zones.names().text(asked)) + " " +
                         to_string(type);
        return zones.resolve(asked, type);
    });
    CHECK(question.done());
    CHECK_FALSE(question.needs());
    for (const MxTarget& t : question.targets())
        out.result += (out.result.empty() ? "" : " ") + std::string(zones.names().text(t.name)) + "[" +
                      base::to_string(t.address) + "]";
    if (const MxFailure* failure = question.failure()) {
        CHECK(question.targets().empty());
        out.result = std::string(to_string(failure->kind)) + " " + std::string(failure->enhanced) + " " +
                     reply_text(*failure, zones.names());
    }
    return out;
}

const std::string no_service = "Host or domain name not found. Name service error for name=";

}  // namespace

TEST_CASE("chooses the hosts of a domain, in the questions and words of Postfix", "[mx]") {
    struct Case {
        const char* domain;
        std::string result;
        const char* questions;
    };
    const Case cases[] = {
        // ground truth 02: the addresses of both MX hosts are asked before the first is tried
        {"pref.test", "dead.pref.test[10.77.8.250] live.pref.test[10.77.8.20]",
         "pref.test MX, dead.pref.test A, live.pref.test A"},
        // ground truth 04: implicit MX
        {"nomx.test", "nomx.test[10.77.8.40]", "nomx.test MX, nomx.test A"},
        // ground truth 05
        {"nullmx.test", "null MX 5.1.0 Domain nullmx.test does not accept mail (nullMX)", "nullmx.test MX"},
        // ground truth 07
        {"broken.test",
         "name service failure 4.4.3 " + no_service + "broken.test type=MX: Host not found, try again",
         "broken.test MX"},
        {"quiet.test", "no answer 4.4.3 " + no_service + "quiet.test type=MX: Host not found, try again",
         "quiet.test MX"},
        // no such domain: Postfix still asks for its address, and names that question
        {"absent.test", "no such domain 5.4.4 " + no_service + "absent.test type=A: Host not found",
         "absent.test MX, absent.test A"},
        {"outside.example", "no such domain 5.4.4 " + no_service + "outside.example type=A: Host not found",
         "outside.example MX, outside.example A"},
        {"nodata.test",
         "no address 5.4.4 " + no_service +
             "nodata.test type=A: Host found but no data record of requested type",
         "nodata.test MX, nodata.test A"},
        {"ent.test",
         "no address 5.4.4 " + no_service +
             "ent.test type=A: Host found but no data record of requested type",
         "ent.test MX, ent.test A"},
        // CNAME for the domain, and for the MX host; a ring of them
        {"alias.test", "dead.pref.test[10.77.8.250] live.pref.test[10.77.8.20]",
         "alias.test MX, dead.pref.test A, live.pref.test A"},
        {"aliasmx.test", "aliashost.test[10.77.8.20]", "aliasmx.test MX, aliashost.test A"},
        {"ring.test",
         "name service failure 4.4.3 " + no_service + "ring.test type=MX: Host not found, try again",
         "ring.test MX"},
        // an MX that spells an address; without the last dot it is a name like any other
        {"spelled.test", "192.0.2.9[192.0.2.9]", "spelled.test MX"},
        {"relative.test", "no address 5.4.4 " + no_service + "192.0.2.9.test type=A: Host not found",
         "relative.test MX, 192.0.2.9.test A"},
        // MX hosts without address; a soft error anywhere makes the failure soft (the text is the last one's)
        {"nowhere.test", "no address 5.4.4 " + no_service + "b.nowhere.test type=A: Host not found",
         "nowhere.test MX, a.nowhere.test A, b.nowhere.test A"},
        {"softfirst.test",
         "name service failure 4.4.4 " + no_service + "b.nowhere.test type=A: Host not found",
         "softfirst.test MX, x.broken.test A, b.nowhere.test A"},
        {"softlast.test", "no answer 4.4.3 " + no_service + "x.quiet.test type=A: Host not found, try again",
         "softlast.test MX, b.nowhere.test A, x.quiet.test A"},
        {"half.test", "live.pref.test[10.77.8.20]", "half.test MX, x.broken.test A, live.pref.test A"},
        {"six.test",
         "no address 5.4.4 " + no_service +
             "only6.test type=A: Host found but no data record of requested type",
         "six.test MX, only6.test A"},
        // address literals (RFC 5321 4.1.3)
        {"[192.0.2.1]", "[192.0.2.1][192.0.2.1]", ""},
        {"[IPv6:2001:db8::1]", "[ipv6:2001:db8::1][2001:db8::1]", ""},
        {"[192.0.2.01]", "no address 5.4.4 " + no_service + "[192.0.2.01] type=A: Host not found", ""},
    };
    Zones zones = peers();
    for (const Case& c : cases) {
        INFO(c.domain);
        Outcome outcome = look_up(zones, c.domain, {});
        CHECK(outcome.result == c.result);
        CHECK(outcome.questions == c.questions);
    }
}

TEST_CASE("a null MX rules even when others stand beside it", "[mx]") {
    Zones zones = peers();
    NameId domain = zones.names().intern("mixed.test");
    Answer mixed{.status = Status::ok, .name = domain, .type = Type::mx};
    mixed.records.push_back(
        {.type = Type::mx, .preference = 10, .target = zones.names().intern("live.pref.test")});
    mixed.records.push_back({.type = Type::mx, .preference = 0, .target = zones.names().intern(".")});
    MxQuestion question(zones.names());
    question.ask(domain, {});
    question.tell(mixed);
    REQUIRE(question.failure());
    CHECK(question.failure()->kind == MxFailureKind::null_mx);
    CHECK(question.asked() == 1);
}

TEST_CASE("asks for IPv6 addresses too when told so", "[mx]") {
    Zones zones = peers();
    CHECK(look_up(zones, "six.test", {.ipv6 = true}).result == "only6.test[2001:db8::6]");
    Outcome multi = look_up(zones, "multi.test", {.shuffle = false, .ipv6 = true});
    CHECK(multi.result == "many.test[10.2.0.1] many.test[10.2.0.2] many.test[2001:db8::2]");
    CHECK(multi.questions == "multi.test MX, many.test A, many.test AAAA");
}

TEST_CASE("a relay given by name or address is asked without MX", "[mx]") {
    Zones zones = peers();
    CHECK(look_up(zones, "live.pref.test", {}, true).questions == "live.pref.test A");
    CHECK(look_up(zones, "live.pref.test", {}, true).result == "live.pref.test[10.77.8.20]");
    CHECK(look_up(zones, "192.0.2.4", {}, true).result == "192.0.2.4[192.0.2.4]");
    CHECK(look_up(zones, "pref.test", {}, true).result ==
          "no address 5.4.4 " + no_service +
              "pref.test type=A: Host found but no data record of requested type");
    CHECK(look_up(zones, "x.quiet.test", {}, true).result ==
          "no answer 4.4.3 " + no_service + "x.quiet.test type=A: Host not found, try again");
}

TEST_CASE("never sends to itself or to a worse MX than itself", "[mx]") {
    Zones zones = peers();
    auto with_own = [&](std::string_view domain, const char* own) {
        base::Ip ip = *base::parse_ip(own);
        return look_up(zones, domain, {.own_addresses = {&ip, 1}}).result;
    };
    CHECK(with_own("pref.test", "10.77.8.20") == "dead.pref.test[10.77.8.250]");  // we are 20
    CHECK(with_own("pref.test", "10.77.8.250") ==
          "loop 5.4.6 mail for pref.test loops back to myself");  // we are 10
    // one of three equals: the other two go as well, and z (30) is worse
    CHECK(with_own("three.test", "10.1.0.2") == "loop 5.4.6 mail for three.test loops back to myself");
    CHECK(with_own("nomx.test", "10.77.8.40") == "loop 5.4.6 mail for nomx.test loops back to myself");
    CHECK(with_own("[192.0.2.1]", "192.0.2.1") == "loop 5.4.6 mail for [192.0.2.1] loops back to myself");
    // we are the second, and the first has no address now: not a loop, but nobody to send to
    CHECK(with_own("half.test", "10.77.8.20") ==
          "no primary MX 4.4.4 unable to find primary relay for half.test");

    NameId name = zones.names().intern("live.pref.test");
    CHECK(look_up(zones, "pref.test", {.own_names = {&name, 1}}).result == "dead.pref.test[10.77.8.250]");
}

TEST_CASE("the draw alone decides the order among equals, and each order is as likely", "[mx]") {
    Zones zones = peers();
    std::map<std::string, int> orders;
    const int draws = 6000;
    for (int i = 0; i < draws; ++i) {
        MxOptions options{.draw = static_cast<std::uint64_t>(i)};
        std::string first = look_up(zones, "three.test", options).result;
        if (i < 50) CHECK(first == look_up(zones, "three.test", options).result);
        CHECK_THAT(first, Catch::EndsWith(" z.three.test[10.1.0.9]"));  // never before a better one
        ++orders[first];
    }
    // 3! = 6 orders, each expected 1000 times; the standard deviation is sqrt(6000 * 1/6 * 5/6) = 29, and 5
    // of them are 144.
    CHECK(orders.size() == 6);
    for (const auto& [order, count] : orders) {
        INFO(order);
        CHECK(std::abs(count - draws / 6) < 144);
    }
    CHECK(look_up(zones, "three.test", {.draw = 1, .shuffle = false}).result ==
          "a.three.test[10.1.0.1] b.three.test[10.1.0.2] c.three.test[10.1.0.3] z.three.test[10.1.0.9]");
}

TEST_CASE("looks up at most a hundred MX hosts", "[mx]") {
    std::string text = header("big.test.");
    for (int i = 0; i < 150; ++i) text += "@ MX " + std::to_string(i) + " h" + std::to_string(i) + "\n";
    Zones zones = zones_of({text});
    MxQuestion question(zones.names());
    question.ask(zones.names().intern("big.test"), {});
    answer_all(question, [&](NameId name, Type type) { return zones.resolve(name, type); });
    CHECK(question.asked() == 101);  // the MX question and 100 addresses
}

TEST_CASE("a question can be asked again and again, and ignores answers when done", "[mx]") {
    Zones zones = peers();
    MxQuestion question(zones.names());
    CHECK(question.done());
    for (const char* domain : {"nullmx.test", "pref.test", "absent.test", "pref.test"}) {
        question.ask(zones.names().intern(domain), {});
        answer_all(question, [&](NameId name, Type type) { return zones.resolve(name, type); });
        int asked = question.asked();
        question.tell(Answer{});
        CHECK(question.asked() == asked);
    }
    CHECK_FALSE(question.failure());
    CHECK(question.targets().size() == 2);
    CHECK_FALSE(question.implicit());
}
