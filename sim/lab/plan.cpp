#include "lab/plan.hpp"

namespace mailsim::lab {
namespace {

constexpr std::uint32_t loopback = 0x7f000000;   // 127.0.0.0/8
constexpr std::uint32_t outsiders = 0xcb007100;  // 203.0.113.0/24, for documentation (RFC 5737)
constexpr std::uint8_t customers_network = 100, without_address = 200;

}  // namespace

Plan::Plan(const estate::Estate& estate, base::Ip first) : estate_(estate), first_(first) {
    std::uint32_t number = 0;
    for (const estate::Node& node : estate.nodes) {
        base::Ip first_own = node.addresses.empty() ? base::Ip{} : node.addresses.front();
        base::Ip own = place(first_own, number++);
        for (const base::Ip& address : node.addresses) to_lab_.emplace(address, own);
        if (first_own.valid()) to_estate_.emplace(own, first_own);
        of_node_.push_back(own);
    }
    customers_ = base::Ip::v4(loopback | std::uint32_t{customers_network} << 8 | 1);
    if (estate.client_address.valid()) to_estate_.emplace(customers_, estate.client_address);
}

base::Ip Plan::place(const base::Ip& estate, std::uint32_t number) {
    if (first_.is_v4()) return base::Ip::v4(first_.v4_number() + number);
    if (!estate.is_v4() || networks_.size() >= customers_network - 1u)
        return base::Ip::v4(loopback | (without_address + number / 250) << 8 | (number % 250 + 1));
    std::uint32_t network = estate.v4_number() >> 8;
    auto next = static_cast<std::uint8_t>(networks_.size() + 1);
    std::uint8_t third = networks_.try_emplace(network, next).first->second;
    return base::Ip::v4(loopback | std::uint32_t{third} << 8 | (estate.v4_number() & 0xff));
}

base::NodeId Plan::node_at(const base::Ip& lab) const {
    for (std::uint32_t i = 0; i < of_node_.size(); ++i)
        if (of_node_[i] == lab) return {i};
    auto found = to_estate_.find(lab);
    return found == to_estate_.end() ? base::NodeId{} : estate_.node_at(found->second);
}

base::Ip Plan::to_lab(const base::Ip& estate) const {
    auto found = to_lab_.find(estate);
    return found == to_lab_.end() ? estate : found->second;
}

base::Ip Plan::to_estate(const base::Ip& lab) const {
    auto found = to_estate_.find(lab);
    return found == to_estate_.end() ? lab : found->second;
}

base::Ip Plan::seen(const base::Ip& source, bool people) const {
    if (auto found = to_estate_.find(source); found != to_estate_.end()) return found->second;
    if (people && estate_.client_address.valid()) return estate_.client_address;
    if (!source.is_loopback() || !source.is_v4()) return source;
    base::Ip stranger = base::Ip::v4(outsiders | (source.v4_number() & 0xff));
    return estate_.node_at(stranger).valid() ? base::Ip::v4(outsiders | 254) : stranger;
}

}  // namespace mailsim::lab
