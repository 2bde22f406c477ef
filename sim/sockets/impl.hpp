// What the sources of this room share: Asio's side of the loop. No other room includes it.
#pragma once
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <unordered_set>

#include "sockets/endpoint.hpp"
#include "sockets/loop.hpp"

namespace mailsim::sockets {

struct Loop::Impl {
    asio::io_context context{1};
    asio::signal_set signals{context};
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    std::unordered_set<Waiting*> waiting;
};

inline asio::ip::address to_asio(const base::Ip& ip) {
    if (ip.is_v4()) return asio::ip::address_v4(ip.v4_number());
    return asio::ip::address_v6(ip.bytes());
}

inline base::Ip from_asio(const asio::ip::address& address) {
    if (address.is_v4()) return base::Ip::v4(static_cast<std::uint32_t>(address.to_v4().to_uint()));
    auto v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return base::Ip::v4(
            static_cast<std::uint32_t>(asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_uint()));
    return base::Ip::v6(v6.to_bytes());
}

template <class AsioEndpoint>
Endpoint from_asio_endpoint(const AsioEndpoint& endpoint) {
    return {from_asio(endpoint.address()), endpoint.port()};
}

template <class AsioEndpoint>
AsioEndpoint to_asio_endpoint(const Endpoint& endpoint) {
    return {to_asio(endpoint.address), endpoint.port};
}

}  // namespace mailsim::sockets
