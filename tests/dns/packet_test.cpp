#include "dns/packet.hpp"

#include <ldns/ldns.h>

#include <memory>
#include <random>

#include "given.hpp"

using namespace mailsim;
using namespace mailsim::dns;

namespace {

using Parsed = std::unique_ptr<ldns_pkt, decltype(&ldns_pkt_free)>;

Zones example() {
    std::string big;
    for (int i = 0; i < 60; ++i) big += "big A 10.0.0." + std::to_string(i) + "\n";
    Zones zones = zones_of(
        {header("example.com.") + "@ MX 10 mail\nmail A 192.0.2.1\n AAAA 2001:db8::1\n" +
         "w TXT \"say \\\"hi\\\" \\; now\"\nalias CNAME mail\n*.wild A 192.0.2.7\nout CNAME a.else.\n" +
         big});
    zones.faults().set("quiet.example.com", FaultKind::silence);
    zones.faults().set("broken.example.com", FaultKind::servfail);
    zones.faults().set("slow.example.com", FaultKind::slow, std::chrono::seconds(2));
    return zones;
}

Octets label_name(std::string_view name) {
    Octets out;
    while (!name.empty()) {
        std::string_view label = name.substr(0, name.find('.'));
        out.push_back(static_cast<std::uint8_t>(label.size()));
        out.insert(out.end(), label.begin(), label.end());
        name.remove_prefix(std::min(name.size(), label.size() + 1));
    }
    out.push_back(0);
    return out;
}

// A query by hand, so that reading is not tested with the writer of the same library (RFC 1035 4.1).
Octets query(std::string_view name, Type type, int edns_size = 0, std::uint8_t flags = 1,
             std::uint8_t klass = 1, std::uint8_t edns_version = 0) {
    Octets out{0x12, 0x34, flags, 0, 0, 1, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(edns_size ? 1 : 0)};
    Octets owner = label_name(name);
    out.insert(out.end(), owner.begin(), owner.end());
    auto number = static_cast<std::uint16_t>(type);
    out.insert(out.end(),
               {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number), 0, klass});
    if (edns_size)
        out.insert(out.end(), {0, 0, 41, static_cast<std::uint8_t>(edns_size >> 8),
                               static_cast<std::uint8_t>(edns_size), 0, edns_version, 0, 0, 0, 0});
    return out;
}

Parsed parse(const Octets& bytes) {
    ldns_pkt* raw = nullptr;
    REQUIRE(ldns_wire2pkt(&raw, bytes.data(), bytes.size()) == LDNS_STATUS_OK);
    return Parsed(raw, &ldns_pkt_free);
}

std::string text(const ldns_rr_list* list) {
    std::unique_ptr<char, decltype(&std::free)> out(ldns_rr_list2str(list), &std::free);
    std::string flat;
    for (const char* c = out.get(); *c; ++c) flat += *c == '\t' ? ' ' : *c;
    return flat;
}

}  // namespace

TEST_CASE("serves each kind of answer with its code, flags and sections", "[packet]") {
    struct Case {
        const char* name;
        Type type;
        int rcode;
        bool authoritative;
        const char* answer;
        const char* authority;
    };
    const char* soa = "example.com. 300 IN SOA ns.example.com. admin.example.com. 1 7200 1800 1209600 300\n";
    const Case cases[] = {
        {"example.com", Type::mx, 0, true, "example.com. 3600 IN MX 10 mail.example.com.\n", ""},
        {"MAIL.example.com", Type::a, 0, true, "MAIL.example.com. 3600 IN A 192.0.2.1\n", ""},
        {"mail.example.com", Type::aaaa, 0, true, "mail.example.com. 3600 IN AAAA 2001:db8::1\n", ""},
        {"w.example.com", Type::txt, 0, true, "w.example.com. 3600 IN TXT \"say \\\"hi\\\" ; now\"\n", ""},
        {"alias.example.com", Type::a, 0, true,
         "alias.example.com. 3600 IN CNAME mail.example.com.\nmail.example.com. 3600 IN A 192.0.2.1\n", ""},
        {"x.y.wild.example.com", Type::a, 0, true, "x.y.wild.example.com. 3600 IN A 192.0.2.7\n", ""},
        {"out.example.com", Type::a, 0, true, "out.example.com. 3600 IN CNAME a.else.\n", ""},
        {"mail.example.com", Type::mx, 0, true, "", soa},
        {"none.example.com", Type::a, 3, true, "", soa},
        {"example.org", Type::a, 5, false, "", ""},
        {"broken.example.com", Type::a, 2, false, "", ""},
        {"mail.example.com", Type::any, 0, true, "mail.example.com. 300 IN HINFO \"RFC8482\" \"\"\n", ""},
        {"example.com", static_cast<Type>(252), 5, false, "", ""},  // AXFR
    };
    Zones zones = example();
    for (const Case& c : cases) {
        INFO(c.name << " " << to_string(c.type));
        Served served = serve(query(c.name, c.type), zones, Transport::udp);
        Parsed packet = parse(served.bytes);
        CHECK(ldns_pkt_id(packet.get()) == 0x1234);
        CHECK(ldns_pkt_qr(packet.get()));
        CHECK(ldns_pkt_rd(packet.get()));
        CHECK_FALSE(ldns_pkt_ra(packet.get()));
        CHECK_FALSE(ldns_pkt_tc(packet.get()));
        CHECK_FALSE(ldns_pkt_edns(packet.get()));
        CHECK(ldns_pkt_get_rcode(packet.get()) == c.rcode);
        CHECK(ldns_pkt_aa(packet.get()) == c.authoritative);
        CHECK(ldns_rr_list_rr_count(ldns_pkt_question(packet.get())) == 1);
        CHECK(text(ldns_pkt_answer(packet.get())) == c.answer);
        CHECK(text(ldns_pkt_authority(packet.get())) == c.authority);
    }
}

TEST_CASE("silence sends nothing, and a slow name says how long to wait", "[packet]") {
    Zones zones = example();
    CHECK(serve(query("quiet.example.com", Type::a), zones, Transport::udp).bytes.empty());
    CHECK(serve(query("slow.example.com", Type::a), zones, Transport::udp).delay == std::chrono::seconds(2));
}

TEST_CASE("cuts UDP answers at the client's size and TCP ones never", "[packet]") {
    // 60 A records of 16 bytes with the owner compressed, the question of 33 bytes with its header: about
    // 1000.
    Zones zones = example();
    struct Case {
        int edns_size;
        Transport transport;
        bool cut;
    };
    const Case cases[] = {
        {0, Transport::udp, true},   {512, Transport::udp, true},   {900, Transport::udp, true},
        {100, Transport::udp, true}, {1232, Transport::udp, false}, {0, Transport::tcp, false},
    };
    for (const Case& c : cases) {
        INFO(c.edns_size);
        Octets bytes = serve(query("big.example.com", Type::a, c.edns_size), zones, c.transport).bytes;
        Parsed packet = parse(bytes);
        CHECK(ldns_pkt_tc(packet.get()) == c.cut);
        CHECK(ldns_rr_list_rr_count(ldns_pkt_answer(packet.get())) == (c.cut ? 0u : 60u));
        CHECK(ldns_pkt_edns(packet.get()) == (c.edns_size != 0));
        if (c.cut) CHECK(bytes.size() <= 512);
    }
}

TEST_CASE("refuses what it does not do with the right code", "[packet]") {
    Zones zones = example();
    auto code = [&](const Octets& bytes) {
        Octets out = serve(bytes, zones, Transport::udp).bytes;
        REQUIRE(out.size() >= 12);
        CHECK(out[0] == 0x12);
        CHECK((out[2] & 0x80) != 0);
        return out[3] & 15;
    };
    CHECK(code(query("example.com", Type::mx, 0, 0x28 | 1)) == 4);  // opcode 5, UPDATE: NOTIMP
    CHECK(code(query("example.com", Type::mx, 0, 1, 3)) == 5);      // class CH: REFUSED
    Octets two = query("example.com", Type::mx);
    two[5] = 2;
    CHECK(code(two) == 1);  // two questions: FORMERR
    Octets cut = query("example.com", Type::mx);
    cut.resize(20);
    CHECK(code(cut) == 1);
    Octets pointer = query("x", Type::mx);
    pointer[12] = 0xc0;  // a name that points at itself
    pointer[13] = 12;
    CHECK(code(pointer) == 1);
    Parsed badvers = parse(serve(query("example.com", Type::mx, 1232, 1, 1, 9), zones, Transport::udp).bytes);
    CHECK(ldns_pkt_edns_extended_rcode(badvers.get()) == 1);  // 16 is BADVERS
    CHECK(ldns_pkt_get_rcode(badvers.get()) == 0);
    CHECK(serve(query("example.com", Type::mx, 0, 0x81), zones, Transport::udp).bytes.empty());  // a response
    CHECK(serve(Octets(11), zones, Transport::udp).bytes.empty());
}

TEST_CASE("reads what a query asks", "[packet]") {
    Query out;
    REQUIRE(parse_query(query("Mail.Example.com", Type::txt, 1400, 0), out));
    CHECK(out.verdict == Rcode::ok);
    CHECK(out.name == "Mail.Example.com");
    CHECK(out.type == Type::txt);
    CHECK(out.id == 0x1234);
    CHECK_FALSE(out.recursion_desired);
    CHECK(out.edns);
    CHECK(out.udp_size == 1400);
    REQUIRE(parse_query(query("", Type::ns), out));
    CHECK(out.name.empty());
    CHECK(out.udp_size == 512);
}

TEST_CASE("addresses can be shown as others, IPv4 only", "[packet]") {
    Zones zones = example();
    Rewrite lab;
    lab.shown = [](base::Ip ip) {
        return ip == base::Ip::v4(192, 0, 2, 1) ? base::Ip::v4(127, 0, 1, 1) : ip;
    };
    Octets bytes = serve(query("alias.example.com", Type::a), zones, Transport::udp, lab).bytes;
    CHECK_THAT(text(ldns_pkt_answer(parse(bytes).get())), Catch::EndsWith("A 127.0.1.1\n"));
    bytes = serve(query("x.wild.example.com", Type::a), zones, Transport::udp, lab).bytes;
    CHECK_THAT(text(ldns_pkt_answer(parse(bytes).get())), Catch::EndsWith("A 192.0.2.7\n"));
    bytes = serve(query("mail.example.com", Type::aaaa), zones, Transport::udp, lab).bytes;
    CHECK_THAT(text(ldns_pkt_answer(parse(bytes).get())), Catch::EndsWith("AAAA 2001:db8::1\n"));
    // An IPv4 address in place of an IPv6 one, as sockets write it.
    lab.shown = [](base::Ip) { return base::Ip::v4(127, 0, 1, 1); };
    bytes = serve(query("mail.example.com", Type::aaaa), zones, Transport::udp, lab).bytes;
    CHECK_THAT(text(ldns_pkt_answer(parse(bytes).get())), Catch::EndsWith("AAAA ::ffff:127.0.1.1\n"));
}

TEST_CASE("a question for the name of an address is about the one that is meant", "[packet]") {
    Zones zones = zones_of({header("2.0.192.in-addr.arpa.") + "1 PTR mail.example.com.\n"});
    Rewrite lab;
    lab.meant = [](base::Ip ip) {
        return ip == base::Ip::v4(127, 0, 1, 1) ? base::Ip::v4(192, 0, 2, 1) : ip;
    };
    auto answer = [&](const char* name, const Rewrite& rewrite) {
        return text(ldns_pkt_answer(
            parse(serve(query(name, Type::ptr), zones, Transport::udp, rewrite).bytes).get()));
    };
    CHECK_THAT(answer("1.1.0.127.IN-ADDR.arpa", lab),
               Catch::StartsWith("1.1.0.127.IN-ADDR.arpa.") && Catch::EndsWith("PTR mail.example.com.\n"));
    CHECK_THAT(answer("1.2.0.192.in-addr.arpa", lab), Catch::EndsWith("PTR mail.example.com.\n"));
    CHECK(answer("1.1.0.127.in-addr.arpa", {}).empty());
    for (const char* none : {"1.0.127.in-addr.arpa", "x.1.0.127.in-addr.arpa", "in-addr.arpa"})
        CHECK(answer(none, lab).empty());
}

TEST_CASE("any label a client can send comes back as it was", "[packet]") {
    Zones zones = example();
    for (std::string_view label : {"a b", "a\"b", "a\\b", "(", ";", "@", "$", "\x01\xff", "*"}) {
        Octets bytes = query(std::string(label) + ".wild.example.com", Type::a);
        INFO(label);
        Octets out = serve(bytes, zones, Transport::udp).bytes;
        REQUIRE(out.size() > bytes.size());
        CHECK(std::equal(bytes.begin() + 12, bytes.end(), out.begin() + 12));  // the question, byte for byte
        CHECK(ldns_rr_list_rr_count(ldns_pkt_answer(parse(out).get())) == 1);
    }
}

TEST_CASE("answers or drops any bytes without falling over", "[packet][garbage]") {
    Zones zones = example();
    std::mt19937 random(11);
    auto give = [&](const Octets& bytes) {
        for (Transport transport : {Transport::udp, Transport::tcp}) {
            Octets out = serve(bytes, zones, transport).bytes;
            if (out.empty()) continue;
            CHECK(out.size() >= 12);
            CHECK((out[2] & 0x80) != 0);
            CHECK(std::equal(out.begin(), out.begin() + 2, bytes.begin()));
        }
    };
    for (int i = 0; i < 1000; ++i) {
        Octets bytes(random() % 600);
        for (auto& b : bytes) b = static_cast<std::uint8_t>(random());
        if (bytes.size() > 12 && i % 2) bytes[2] = 1, bytes[4] = 0, bytes[5] = 1;  // past the first checks
        give(bytes);
    }
    const Octets good[] = {query("mail.example.com", Type::a, 1232), query("big.example.com", Type::a),
                           query("x.wild.example.com", Type::any, 4096)};
    for (int i = 0; i < 5000; ++i) {
        Octets bytes = good[i % 3];
        for (unsigned k = 0; k <= random() % 4; ++k)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (i % 5 == 0) bytes.resize(random() % bytes.size());
        give(bytes);
    }
}
