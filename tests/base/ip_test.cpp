#include "base/ip.hpp"

#include <catch2/catch.hpp>

using namespace mailsim::base;

TEST_CASE("reads addresses and writes them back in their one form", "[ip]") {
    struct Case {
        const char* text;
        const char* written;
    };
    const Case cases[] = {
        {"0.0.0.0", "0.0.0.0"},
        {"127.0.0.1", "127.0.0.1"},
        {"255.255.255.255", "255.255.255.255"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"fe80::1:2", "fe80::1:2"},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        auto ip = parse_ip(c.text);
        REQUIRE(ip);
        CHECK(to_string(*ip) == c.written);
    }
}

TEST_CASE("refuses what is not exactly an address", "[ip]") {
    const char* cases[] = {"",         "1.2.3",     "1.2.3.4.5",      "1.2.3.",          ".1.2.3",
                           "1..2.3",   "256.1.1.1", "1.1.1.999",      "01.2.3.4",        "1.2.3.04",
                           "00.0.0.0", " 1.2.3.4",  "1.2.3.4 ",       "1.2.3.4\n",       "+1.2.3.4",
                           "-1.2.3.4", "0x1.2.3.4", "1.2.3.a",        "localhost",       "1.2.3.4/24",
                           ":",        ":::",       "2001:db8::1::2", "2001:db8::12345", "fe80::1%lo",
                           "[::1]",    "1.2.3.4:25"};
    for (const char* text : cases) {
        INFO(text);
        CHECK_FALSE(parse_ip(text));
    }
    CHECK_FALSE(parse_ip(std::string_view("::1\0", 4)));
    CHECK_THAT(parse_ip("10.0.0.01").error(),
               Catch::Contains("'10.0.0.01'") && Catch::Contains("leading zeros"));
}

TEST_CASE("an address knows its kind, its number and its loopback", "[ip]") {
    CHECK(Ip::v4(10, 77, 9, 13).v4_number() == 0x0a4d090d);
    CHECK(Ip::v4(0x0a4d090d) == *parse_ip("10.77.9.13"));
    CHECK_FALSE(Ip{}.valid());
    CHECK(to_string(Ip{}).empty());
    CHECK(Ip::v4(127, 9, 8, 7).is_loopback());
    CHECK_FALSE(Ip::v4(128, 0, 0, 1).is_loopback());
    CHECK(parse_ip("::1")->is_loopback());
    CHECK_FALSE(parse_ip("::2")->is_loopback());
    CHECK(Ip::v4(255, 0, 0, 0) < *parse_ip("::"));
    CHECK(Ip::v4(9, 255, 0, 0) < Ip::v4(10, 0, 0, 0));
    CHECK(std::hash<Ip>{}(Ip::v4(0)) != std::hash<Ip>{}(*parse_ip("::")));
}

TEST_CASE("makes the name under which an address is asked back", "[ip]") {
    CHECK(reverse_name(Ip::v4(192, 0, 2, 1)) == "1.2.0.192.in-addr.arpa");
    CHECK(reverse_name(*parse_ip("4321:0:1:2:3:4:567:89ab")) ==
          "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa");  // RFC 3596 2.5
    CHECK(reverse_name(Ip{}).empty());
}

TEST_CASE("a network contains the addresses that share its first bits", "[ip]") {
    struct Case {
        const char* network;
        const char* address;
        bool inside;
    };
    const Case cases[] = {
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"192.0.2.128/25", "192.0.2.128", true},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.7", "192.0.2.7", true},
        {"192.0.2.7/32", "192.0.2.6", false},
        {"0.0.0.0/0", "255.1.2.3", true},
        {"0.0.0.0/0", "::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::/0", "ffff::", true},
        {"::/0", "0.0.0.0", false},
        {"::1", "::1", true},
        {"::1/128", "::", false},
    };
    for (const Case& c : cases) {
        INFO(c.network << " and " << c.address);
        auto network = parse_network(c.network);
        REQUIRE(network);
        CHECK(network->contains(*parse_ip(c.address)) == c.inside);
        CHECK(parse_network(to_string(*network)) == *network);
    }
    CHECK_FALSE(IpNetwork{}.contains(Ip{}));
    CHECK_FALSE(IpNetwork{}.contains(Ip::v4(0)));
}

TEST_CASE("refuses networks with a bad length or with bits after it", "[ip]") {
    for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "/8",
                             "10.0.0/8", "::/129", "10.0.0.0/ 8"}) {
        INFO(text);
        CHECK_FALSE(parse_network(text));
    }
    CHECK_THAT(parse_network("10.0.0.1/8").error(), Catch::Contains("did you mean 10.0.0.0/8?"));
}
