// A UDP socket: calls its owner for every datagram, and sends. Datagrams of up to 4096 octets.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "sockets/endpoint.hpp"
#include "sockets/loop.hpp"

namespace mailsim::sockets {

class Datagrams {
  public:
    using Receive = std::function<void(std::span<const std::uint8_t>, const Endpoint& from)>;
    static base::expected<std::unique_ptr<Datagrams>, std::string> open(Loop& loop, const Endpoint& at,
                                                                        Receive receive);
    ~Datagrams();
    Datagrams(const Datagrams&) = delete;
    void send(const Endpoint& to, std::vector<std::uint8_t> octets);  // lost when the system has no room

  private:
    struct Impl;
    explicit Datagrams(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<Impl> impl_;
};

}  // namespace mailsim::sockets
