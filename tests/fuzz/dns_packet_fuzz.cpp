// DNS: any packet. What is answered is a response with the same number, within the transport's size.
#include "dns/packet.hpp"
#include "fuzz/fuzz.hpp"

using namespace mailsim;

namespace {

const dns::Zones& zones() {
    static const dns::Zones* made = [] {
        auto* all = new dns::Zones;
        base::Problems problems;
        all->read_text(
            "$ORIGIN a.test.\n$TTL 60\n@ SOA ns hostmaster 1 2 3 4 60\n@ NS ns\n@ MX 10 mail\nmail A "
            "192.0.2.1\n"
            "mail AAAA 2001:db8::1\nwww CNAME mail\n*.w TXT \"wild\"\n",
            "a.zone", problems);
        return all;
    }();
    return *made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    for (dns::Transport transport : {dns::Transport::udp, dns::Transport::tcp}) {
        dns::Served served = dns::serve({octets, size}, zones(), transport);
        if (served.bytes.empty()) continue;
        fuzz::must(served.bytes.size() >= 12 && size >= 12, "a response has a header");
        fuzz::must(served.bytes[0] == octets[0] && served.bytes[1] == octets[1], "the same number");
        fuzz::must(served.bytes[2] & 0x80, "it is a response");
        dns::Query query;
        fuzz::must(dns::parse_query({octets, size}, query), "only queries are answered");
        if (transport == dns::Transport::udp)
            fuzz::must(served.bytes.size() <= query.udp_size, "the size that UDP takes");
        fuzz::planted(query.edns && query.udp_size > 4000 && (served.bytes[3] & 15) == 0);
    }
    return 0;
}
