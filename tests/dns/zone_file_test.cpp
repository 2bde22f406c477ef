#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "dns/zone_lines.hpp"
#include "dns/zone_reader.hpp"
#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;

TEST_CASE("every mistake of a zone file is told with its line", "[zonefile]") {
    struct Case {
        std::string line;     // stands at line 4, after a good header
        const char* message;  // what the problem contains
    };
    const std::string long_label(64, 'a');
    const Case cases[] = {
        {"www A 1.2.3", "cannot read '1.2.3' as data of type A"},
        {"www A 192.0.2.01", "write it like '192.0.2.1'"},
        {"www A 192.0.2.256", "type A"},
        {"www AAAA 192.0.2.1", "write it like '2001:db8::1'"},
        {"www A", "cannot read '' as data of type A"},
        {"www", "the record has no type"},
        {"www IN", "the record has no type"},
        {"www MX mail", "a number is missing or too large"},
        {"www MX 65536 mail", "a number is missing or too large"},
        {"www MX 10", "write it like '10 mail.example.com.'"},
        {"www MX 10 mail extra", "type MX"},
        {"www mxx 10 mail", "record type 'MXX' is not known; did you mean 'MX'?"},
        {"www ANY x", "record type 'ANY' is not known"},
        {"www CH A 192.0.2.1", "class CH is not served"},
        {"www 99999999999 A 192.0.2.1", "'99999999999' is not a TTL"},
        {"www 1x A 192.0.2.1", "'1x' is not a TTL"},
        {"www TXT \"open", "the quote is never closed"},
        {"www A ) 192.0.2.1", "')' without '('"},
        {"www A ( 192.0.2.1", "'(' is never closed"},
        {"www A 192.0.2.1 \x01", "the byte 0x01 is not text"},
        {long_label + " A 192.0.2.1", "cannot read"},
        {"a..b A 192.0.2.1", "cannot read"},
        {"www TXT " + std::string(9000, 'a'), "longer than 8000 characters"},
        {"www TXT " + std::string(256, 'a'), "cannot read"},
        {"other.test. A 192.0.2.1", "other.test does not belong to the zone example.com"},
        {"@ SOA ns admin 1 2 3 4 5", "a second SOA record"},
        {"$INCLUDE more.zone", "$INCLUDE is not followed"},
        {"$TTL", "$TTL takes one word, and 0 stand here"},
        {"$TTL soon", "'soon' is not a TTL"},
        {"$ORIGN x.", "directive '$ORIGN' is not known; did you mean '$ORIGIN'?"},
        {"$ORIGIN a..b.", "'a..b.' is not a name"},
    };
    for (const Case& c : cases) {
        INFO(c.line.substr(0, 60));
        Zones zones;
        base::Problems problems;
        CHECK_FALSE(zones.read_text(header("example.com.") + c.line + "\n", "x.zone", problems));
        REQUIRE(problems.size() == 1);
        CHECK(problems.begin()->file == "x.zone");
        CHECK(problems.begin()->pointer == "line 4");
        CHECK_THAT(problems.begin()->message, Catch::Contains(c.message));
    }
}

TEST_CASE("mistakes between records are told at the later one", "[zonefile]") {
    struct Case {
        const char* lines;
        const char* pointer;
        const char* message;
    };
    const Case cases[] = {
        {"w CNAME a\nw A 192.0.2.1\n", "line 5", "w.example.com is a CNAME"},
        {"w A 192.0.2.1\nw CNAME a\n", "line 5", "cannot be a CNAME"},
        {"w CNAME a\nw CNAME b\n", "line 5", "cannot be a CNAME"},
        {"w A 192.0.2.1\n\n w A 192.0.2.1\n", "line 6", "record type 'W' is not known"},
        {"w A 192.0.2.1\n\n  A 192.0.2.1\n", "line 6", "stands here twice (first in line 4)"},
        {"@ MX 0 .\n@ MX 10 mail\n", "line 5", "the null MX '0 .', which must stand alone (RFC 7505 3)"},
        {"@ MX 10 mail\n@ MX 0 .\n", "line 5", "must stand alone"},
        {"w TXT (\n \"a\"\n \"b\" )\nw A 1.2\n", "line 7", "cannot read '1.2'"},
        {"w MX (\n x\n y )\n", "line 4", "cannot read 'x y'"},
    };
    for (const Case& c : cases) {
        INFO(c.lines);
        Zones zones;
        base::Problems problems;
        CHECK_FALSE(zones.read_text(header("example.com.") + c.lines, "x.zone", problems));
        REQUIRE(problems.size() == 1);
        CHECK(problems.begin()->pointer == c.pointer);
        CHECK_THAT(problems.begin()->message, Catch::Contains(c.message));
    }
}

TEST_CASE("collects all mistakes and keeps what is right", "[zonefile]") {
    Zones zones;
    base::Problems problems;
    zones.read_text(header("example.com.") + "a A 1\nb A 192.0.2.1\nc A 2\nd MX x\n", "x.zone", problems);
    CHECK(problems.size() == 3);
    CHECK(zones.answer("b.example.com", Type::a).status == Status::ok);
    CHECK(zones.answer("a.example.com", Type::a).status == Status::nxdomain);
}

TEST_CASE("a file without origin, TTL or SOA says what to write", "[zonefile]") {
    struct Case {
        const char* text;
        const char* pointer;
        const char* message;
    };
    const Case cases[] = {
        {"", "line 1", "no records; a zone file begins with"},
        {"\n\n; only a comment\n   \n", "line 1", "no records"},
        {"$ORIGIN example.com.\n$TTL 1h\n", "line 1", "no records"},
        {"\n@ 1h SOA ns admin 1 2 3 4 5\n", "line 2", "'@' is relative, but there is no $ORIGIN yet"},
        {"$ORIGIN example.com\n", "line 1", "needs a dot at its end"},
        {"$ORIGIN e.\n@ SOA ns admin 1 2 3 4 5\n", "line 2", "no TTL; write '$TTL 1h'"},
        {"$ORIGIN e.\n$TTL 1\nw A 192.0.2.1\n", "line 3", "the first record must be the zone's SOA"},
        {" A 192.0.2.1\n", "line 1", "begins with white space, but no record stands before it"},
        {"$ORIGIN e.\n$TTL 1\n@ SOA ns admin 1 2 3 4", "line 3", "write it like 'ns.example.com."},
        {"$ORIGIN e.\n$TTL 1\n@ SOA ns admin 1 2 3 4 99999999999\n", "line 3", "too large"},
        {"$ORIGIN e.\n$TTL 1\n@ SOA ns admin ( 1 2 3", "line 3", "is the file cut?"},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        Zones zones;
        base::Problems problems;
        CHECK_FALSE(zones.read_text(c.text, "x.zone", problems));
        REQUIRE(problems.size() == 1);
        CHECK(problems.begin()->pointer == c.pointer);
        CHECK_THAT(problems.begin()->message, Catch::Contains(c.message));
    }
}

TEST_CASE("follows $ORIGIN, $TTL, blank owners, classes and parentheses", "[zonefile]") {
    Zones zones =
        zones_of({"; a comment with ( and \"\n"
                  "$TTL 2h ; two hours\n"
                  "$origin example.com.\n"
                  "@ IN SOA ns admin.example.com. (\n"
                  "   2024010101 ; serial (\n"
                  "   2h 30m 2w 5m )\n"
                  "w 5 IN A 192.0.2.1\r\n"
                  "  IN 6 AAAA 2001:db8::1\n"
                  "  TXT \"semi;colon ( \\\" quote\"\n"
                  "$ORIGIN sub\n"
                  "v A 192.0.2.2\n"
                  "$TTL 0\n"
                  "u A 192.0.2.3\n"
                  "@ A 192.0.2.4"});
    CHECK(zones.answer("w.example.com", Type::a).ttl == 5);
    CHECK(zones.answer("w.example.com", Type::aaaa).ttl == 6);
    CHECK(zones.answer("w.example.com", Type::txt).records.at(0).text == "semi;colon ( \" quote");
    CHECK(zones.answer("v.sub.example.com", Type::a).ttl == 7200);
    CHECK(zones.answer("u.sub.example.com", Type::a).status == Status::ok);
    CHECK(zones.answer("u.sub.example.com", Type::a).ttl == 0);
    CHECK(says(zones.answer("sub.example.com", Type::a)) == "NOERROR 192.0.2.4");
    CHECK(zones.find(*zones.names().find("example.com"), Type::soa)[0].line == 4);
}

TEST_CASE("an origin can come from outside the file", "[zonefile]") {
    Zones zones;
    base::Problems problems;
    CHECK(zones.read_text("$TTL 1\n@ SOA ns admin 1 2 3 4 5\nw A 192.0.2.1\n", "x.zone", problems,
                          "Example.com."));
    CHECK(says(zones.answer("w.example.com", Type::a)) == "NOERROR 192.0.2.1");
}

TEST_CASE("reads TTLs in seconds and units", "[zonefile]") {
    CHECK(parse_ttl("0") == 0u);
    CHECK(parse_ttl("3600") == 3600u);
    CHECK(parse_ttl("1h30m") == 5400u);
    CHECK(parse_ttl("1W2D") == 777600u);
    CHECK(parse_ttl("2147483647") == 2147483647u);
    for (const char* text :
         {"", "2147483648", "h", "1hh", "-1", "1 h", "1y", "99999999999999999999", "99999999999999999999w"}) {
        INFO(text);
        CHECK_FALSE(parse_ttl(text));
    }
}

TEST_CASE("refuses a zone read twice, a missing file and a folder", "[zonefile]") {
    Zones zones = zones_of({header("example.com.") + "w A 192.0.2.1\n"});
    base::Problems problems;
    CHECK_FALSE(zones.read_text(header("example.com.") + "w A 192.0.2.2\n", "again.zone", problems));
    REQUIRE(problems.size() == 1);
    CHECK_THAT(to_string(*problems.begin()),
               Catch::Equals("again.zone: line 3: the zone example.com was already read from zone1"));
    CHECK(says(zones.answer("w.example.com", Type::a)) == "NOERROR 192.0.2.1");
    CHECK_FALSE(zones.read_file("/nowhere/x.zone", problems));
    CHECK_FALSE(zones.read_file("/", problems));
    CHECK_FALSE(zones.read_file("/dev/zero", problems));
    CHECK(problems.size() == 4);
}

TEST_CASE("reads a file as it reads its text, and refuses one over 32 MB unread", "[zonefile]") {
    auto path =
        std::filesystem::temp_directory_path() / ("zone-file-test-" + std::to_string(std::random_device{}()));
    std::ofstream(path) << header("example.com.") + "w A 192.0.2.1\n";
    Zones zones;
    base::Problems problems;
    CHECK(zones.read_file(path.string(), problems));
    CHECK(says(zones.answer("w.example.com", Type::a)) == "NOERROR 192.0.2.1");
    std::filesystem::resize_file(path, (32u << 20) + 1);
    CHECK_FALSE(zones.read_file(path.string(), problems));
    CHECK_THAT(problems.begin()->message, Catch::Contains("larger than 32 MB"));
    std::filesystem::remove(path);
}

TEST_CASE("stops after 200 mistakes and says so", "[zonefile]") {
    std::string text = header("example.com.");
    for (int i = 0; i < 1000; ++i) text += "w A x\n";
    Zones zones;
    base::Problems problems;
    zones.read_text(text, "x.zone", problems);
    REQUIRE(problems.size() == 201);
    CHECK((problems.end() - 1)->message == "too many mistakes; not read further");
}

TEST_CASE("survives cut, mutated and random zone files", "[zonefile][garbage]") {
    const std::string good =
        header("example.com.") +
        "@ NS ns\n@ MX 10 mail\nmail A 192.0.2.1\n AAAA 2001:db8::1\n"
        "w TXT ( \"a b\"\n \"c\" ) ; x\n*.w CNAME mail\n$ORIGIN sub\n$TTL 5\nv 1h IN PTR @\n";
    std::mt19937 random(7);
    auto read = [](const std::string& text) {
        Zones zones;
        base::Problems problems;
        bool right = zones.read_text(text, "x.zone", problems);
        CHECK(right == problems.empty());
        zones.answer("w.example.com", Type::txt);
        zones.answer("mail.example.com", Type::a);
    };
    for (std::size_t cut = 0; cut <= good.size(); ++cut) read(good.substr(0, cut));
    const std::string alphabet = "\n\n  ()\";\\.@$*0a9\t\r\x7f\x80\xff";
    for (int i = 0; i < 1000; ++i) {
        std::string text = good;
        for (int k = 0; k < 5; ++k) text[random() % text.size()] = alphabet[random() % alphabet.size()];
        read(text);
    }
    for (int i = 0; i < 1000; ++i) {
        std::string text(random() % 300, ' ');
        for (char& c : text) c = i % 2 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
        read(text);
    }
}
