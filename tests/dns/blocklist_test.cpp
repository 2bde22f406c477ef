#include "dns/blocklist.hpp"

#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;

TEST_CASE("asks a block list by the address turned round", "[blocklist]") {
    CHECK(blocklist_name(base::Ip::v4(10, 77, 9, 13), "bl.test") == "13.9.77.10.bl.test");
    CHECK(blocklist_name(base::Ip::v4(10, 77, 9, 13), "bl.test.") == "13.9.77.10.bl.test");
    CHECK(
        blocklist_name(*base::parse_ip("2001:db8:1:2:3:4:567:89ab"), "ugly.example.com") ==
        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example.com");  // RFC 5782 2.4
    CHECK(blocklist_name(base::Ip{}, "bl.test").empty());
}

TEST_CASE("a listed address has an A record in 127.0.0.0/8 and a reason", "[blocklist]") {
    Zones zones = zones_of({header("bl.test.") + "13.9.77.10 A 127.0.0.2\n TXT \"listed by\" \" test\"\n"
                                                 "14.9.77.10 A 192.0.2.1\n"});
    auto listed = [&](std::uint8_t last) {
        return is_listed(zones.answer(blocklist_name(base::Ip::v4(10, 77, 9, last), "bl.test"), Type::a));
    };
    CHECK(listed(13));
    CHECK_FALSE(listed(12));
    CHECK_FALSE(listed(14));  // a list whose domain was sold answers everything with its web server
    CHECK(blocklist_reason(zones.answer("13.9.77.10.bl.test", Type::txt)) == "listed by test");
    CHECK(blocklist_reason(zones.answer("14.9.77.10.bl.test", Type::txt)).empty());
    zones.faults().set("bl.test", FaultKind::silence);
    CHECK_FALSE(listed(13));
}
