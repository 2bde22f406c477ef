#include "dns/packet.hpp"

#include <fmt/format.h>
#include <ldns/ldns.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/ip.hpp"
#include "base/names.hpp"

namespace mailsim::dns {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::uint16_t plain_size = 512;    // RFC 1035 4.2.1
constexpr std::uint16_t largest_udp = 4096;  // RFC 6891 6.2.5
constexpr std::size_t largest_tcp = 65535;
constexpr auto hinfo = static_cast<Type>(13);

struct FreePacket {
    void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
using PacketPointer = std::unique_ptr<ldns_pkt, FreePacket>;

std::uint16_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void take_question(const ldns_pkt& packet, Query& query) {
    const ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(&packet), 0);
    std::unique_ptr<char, decltype(&std::free)> name(ldns_rdf2str(ldns_rr_owner(question)), &std::free);
    query.name = without_trailing_dot(name.get());
    query.type = static_cast<Type>(ldns_rr_get_type(question));
    query.klass = static_cast<std::uint16_t>(ldns_rr_get_class(question));
    query.edns = ldns_pkt_edns(&packet);
    if (!query.edns) return;
    query.edns_version = ldns_pkt_edns_version(&packet);
    query.udp_size = std::max(plain_size, ldns_pkt_edns_udp_size(&packet));
}

Rcode verdict(const Query& query) {
    auto type = static_cast<std::uint16_t>(query.type);
    if (query.edns_version != 0) return Rcode::badvers;  // RFC 6891 6.1.3
    if (query.klass != 1 || (type >= 249 && type <= 254) || type == 41)
        return Rcode::refused;  // no zone transfers
    return Rcode::ok;
}

Octets to_wire(const ldns_pkt& packet) {
    std::uint8_t* raw = nullptr;
    std::size_t size = 0;
    if (ldns_pkt2wire(&raw, &packet, &size) != LDNS_STATUS_OK) return {};
    std::unique_ptr<std::uint8_t, decltype(&std::free)> owned(raw, &std::free);
    return Octets(raw, raw + size);
}

PacketPointer begin_packet(const Query& query, Rcode rcode) {
    PacketPointer packet(ldns_pkt_new());
    ldns_pkt_set_id(packet.get(), query.id);
    ldns_pkt_set_qr(packet.get(), true);
    ldns_pkt_set_opcode(packet.get(), static_cast<ldns_pkt_opcode>(query.opcode));
    ldns_pkt_set_rd(packet.get(), query.recursion_desired);
    auto number = static_cast<std::uint8_t>(rcode);
    ldns_pkt_set_rcode(packet.get(), number & 15);
    if (query.edns) {
        ldns_pkt_set_edns_udp_size(packet.get(), largest_udp);
        ldns_pkt_set_edns_extended_rcode(packet.get(), number >> 4);
    }
    ldns_rr* question = ldns_rr_new();
    ldns_rr_set_owner(question, ldns_dname_new_frm_str((query.name + ".").c_str()));
    ldns_rr_set_type(question, static_cast<ldns_rr_type>(static_cast<std::uint16_t>(query.type)));
    ldns_rr_set_class(question, static_cast<ldns_rr_class>(query.klass));
    ldns_rr_set_question(question, true);
    ldns_pkt_push_rr(packet.get(), LDNS_SECTION_QUESTION, question);
    return packet;
}

bool push(ldns_pkt& packet, ldns_pkt_section section, std::string_view owner, std::uint32_t ttl, Type type,
          std::string_view rdata) {
    std::string line = fmt::format("{}. {} IN {} {}", owner, ttl, to_string(type), rdata);
    ldns_rr* rr = nullptr;
    if (ldns_rr_new_frm_str(&rr, line.c_str(), 0, nullptr, nullptr) != LDNS_STATUS_OK) return false;
    return ldns_pkt_push_rr(&packet, section, rr);
}

// An IPv4 address stands in an AAAA record as sockets write it, ::ffff:192.0.2.1 (RFC 4291 2.5.5.2).
std::string shown_rdata(const Record& record, const Rewrite& rewrite) {
    if (!rewrite.shown || (record.type != Type::a && record.type != Type::aaaa)) return record.rdata;
    base::Ip address = rewrite.shown(record.address);
    bool mapped = record.type == Type::aaaa && address.is_v4();
    return (mapped ? "::ffff:" : "") + base::to_string(address);
}

bool push_answers(ldns_pkt& packet, const Query& query, const Answer& answer, const Zones& zones,
                  const Rewrite& rewrite) {
    std::string owner = query.name;
    bool right = true;
    for (const Record& alias : answer.chain) {
        right = push(packet, LDNS_SECTION_ANSWER, owner, alias.ttl, alias.type, alias.rdata) && right;
        owner = zones.names().text(alias.target);
    }
    for (const Record& record : answer.records) {
        std::string rdata = shown_rdata(record, rewrite);
        right = push(packet, LDNS_SECTION_ANSWER, owner, record.ttl, record.type, rdata) && right;
    }
    return right;
}

// RFC 2308 3: a negative answer carries the SOA, with the time the answer may be kept as its TTL.
bool push_soa(ldns_pkt& packet, const Answer& answer, const Zones& zones) {
    auto soa = zones.find(answer.zone, Type::soa);
    if (soa.empty()) return true;
    const Zone* zone = zones.zone_of(zones.names().text(answer.zone));
    return push(packet, LDNS_SECTION_AUTHORITY, zones.names().text(answer.zone), zone->negative_ttl,
                Type::soa, soa[0].rdata);
}

Rcode rcode_of(const Answer& answer) {
    switch (answer.status) {
        case Status::nxdomain: return Rcode::nxdomain;
        case Status::servfail: return Rcode::servfail;
        case Status::refused: return answer.chain.empty() ? Rcode::refused : Rcode::ok;
        default: return Rcode::ok;
    }
}

// "1.2.0.192.in-addr.arpa" is 192.0.2.1 (RFC 1035 3.5); invalid when the name is none such.
base::Ip address_in(const std::string& name) {
    constexpr std::string_view arpa = ".in-addr.arpa";
    std::string lower = base::lower_case(name), text;
    if (!lower.ends_with(arpa)) return {};
    for (std::size_t end = lower.size() - arpa.size(); end != std::string::npos;) {
        std::size_t dot = end == 0 ? std::string::npos : lower.rfind('.', end - 1);
        std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
        text.append(text.empty() ? "" : ".").append(lower, begin, end - begin);
        end = dot;
    }
    return base::parse_ip(text).value_or(base::Ip{});
}

// The name whose records answer the question.
std::string looked_up(const Query& query, const Rewrite& rewrite) {
    base::Ip address = rewrite.meant && query.type == Type::ptr ? address_in(query.name) : base::Ip{};
    return address.valid() ? base::reverse_name(rewrite.meant(address)) : query.name;
}

}  // namespace

bool parse_query(std::span<const std::uint8_t> bytes, Query& query) {
    if (bytes.size() < header_size || (bytes[2] & 0x80) != 0) return false;
    query = {};
    query.id = word(bytes, 0);
    query.opcode = bytes[2] >> 3 & 15;
    query.recursion_desired = (bytes[2] & 1) != 0;
    query.verdict = query.opcode == 0 ? Rcode::formerr : Rcode::notimp;
    if (query.opcode != 0 || word(bytes, 4) != 1) return true;
    ldns_pkt* raw = nullptr;
    if (ldns_wire2pkt(&raw, bytes.data(), bytes.size()) != LDNS_STATUS_OK) return true;
    PacketPointer packet(raw);
    if (ldns_rr_list_rr_count(ldns_pkt_question(raw)) != 1) return true;
    take_question(*packet, query);
    query.verdict = verdict(query);
    return true;
}

Octets error_response(const Query& query, Rcode rcode) {
    if (rcode != Rcode::formerr && rcode != Rcode::notimp) return to_wire(*begin_packet(query, rcode));
    Octets out(header_size);  // the question was not understood: it is not repeated
    out[0] = static_cast<std::uint8_t>(query.id >> 8);
    out[1] = static_cast<std::uint8_t>(query.id);
    out[2] = static_cast<std::uint8_t>(0x80 | query.opcode << 3 | (query.recursion_desired ? 1 : 0));
    out[3] = static_cast<std::uint8_t>(rcode);
    return out;
}

Octets response(const Query& query, const Answer& answer, const Zones& zones, Transport transport,
                const Rewrite& rewrite) {
    if (answer.status == Status::silence) return {};
    Rcode rcode = rcode_of(answer);
    if (rcode == Rcode::servfail || rcode == Rcode::refused) return error_response(query, rcode);
    PacketPointer packet = begin_packet(query, rcode);
    ldns_pkt_set_aa(packet.get(), true);
    bool negative = answer.status == Status::nxdomain || answer.status == Status::nodata;
    bool right = push_answers(*packet, query, answer, zones, rewrite);
    if (negative) right = push_soa(*packet, answer, zones) && right;
    if (!right) return error_response(query, Rcode::servfail);
    Octets out = to_wire(*packet);
    std::size_t limit = transport == Transport::tcp ? largest_tcp : std::min(query.udp_size, largest_udp);
    if (!out.empty() && out.size() <= limit) return out;
    PacketPointer cut = begin_packet(query, rcode);
    ldns_pkt_set_aa(cut.get(), true);
    ldns_pkt_set_tc(cut.get(), true);
    return to_wire(*cut);
}

Served serve(std::span<const std::uint8_t> bytes, const Zones& zones, Transport transport,
             const Rewrite& rewrite) {
    Query query;
    if (!parse_query(bytes, query)) return {};
    if (query.verdict != Rcode::ok) return {error_response(query, query.verdict), {}};
    Answer answer = zones.answer(looked_up(query, rewrite), query.type);
    if (query.type == Type::any && answer.status == Status::nodata) {  // RFC 8482 4.2
        answer.status = Status::ok;
        answer.records.push_back({.type = hinfo, .ttl = answer.ttl, .rdata = "\"RFC8482\" \"\""});
    }
    return {response(query, answer, zones, transport, rewrite), answer.delay};
}

}  // namespace mailsim::dns
