// One end of a connection: an address and a port. Not here: names.
#pragma once
#include <cstdint>
#include <string>

#include "base/ip.hpp"

namespace mailsim::sockets {

struct Endpoint {
    base::Ip address;
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

std::string to_string(const Endpoint& endpoint);  // "127.0.0.1:25", "[::1]:25"

}  // namespace mailsim::sockets
