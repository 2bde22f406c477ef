// Keys of tables: numbers that stand for addresses, networks and what is made of them.
#pragma once
#include "base/ip.hpp"
#include "base/random.hpp"

namespace mailsim::tables {

inline std::uint64_t key_of(const base::Ip& address) {
    std::uint64_t key = static_cast<std::uint64_t>(address.bits());
    for (int half = 0; half < 2; ++half) {
        std::uint64_t bytes = 0;
        for (int i = 0; i < 8; ++i)
            bytes = bytes << 8 | address.bytes()[static_cast<std::size_t>(half * 8 + i)];
        key = base::mix(key ^ bytes);
    }
    return key;
}
constexpr std::uint64_t joined(std::uint64_t a, std::uint64_t b) { return base::mix(base::mix(a) ^ b); }

}  // namespace mailsim::tables
