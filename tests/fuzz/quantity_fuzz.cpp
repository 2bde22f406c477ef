// Quantities and internet addresses: any text. What was read and written exactly is the same again.
#include "base/ip.hpp"
#include "base/quantity.hpp"
#include "fuzz/fuzz.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    if (auto duration = base::parse_duration(text)) {
        auto again = base::parse_duration(base::exact(*duration));
        fuzz::must(again && *again == *duration, "a duration comes back");
        (void)base::to_string(*duration);
    }
    if (auto bytes = base::parse_bytes(text)) {
        auto again = base::parse_bytes(base::exact(*bytes));
        fuzz::must(again && again->count == bytes->count, "bytes come back");
        (void)base::to_string(*bytes);
    }
    if (auto rate = base::parse_bandwidth(text)) (void)base::to_string(*rate);
    if (auto share = base::parse_share(text)) fuzz::must(*share >= 0 && *share <= 1, "a share is a share");
    if (auto ip = base::parse_ip(text)) {
        auto again = base::parse_ip(base::to_string(*ip));
        fuzz::must(again && *again == *ip, "an address comes back");
        (void)base::reverse_name(*ip);
    }
    if (auto network = base::parse_network(text)) {
        auto again = base::parse_network(base::to_string(*network));
        fuzz::must(again && *again == *network, "a network comes back");
        fuzz::must(network->contains(network->address()), "a network holds its own address");
        fuzz::planted(network->address().is_v6() && network->length() == 33);
    }
    return 0;
}
