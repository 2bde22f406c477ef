// What a notification tells (RFC 3464, Action), as its key says it: keys of messages that a server makes of
// another follow from that one's. Not here: when a server makes one.
#pragma once
#include "base/random.hpp"
#include "mail/message.hpp"

namespace mailsim::mail {

enum class Told : std::uint8_t { failed, delayed, taken };  // taken: delivered, or relayed

inline constexpr std::uint64_t key_of_delay = 1u << 20, key_of_success = 1u << 21;

// Any other automatic message about it counts as failed: its key depends on the recipient.
constexpr Told told_by(const Message& notification, const Message& about) {
    if (notification.key == base::mix(about.key + key_of_delay)) return Told::delayed;
    if (notification.key == base::mix(about.key + key_of_success)) return Told::taken;
    return Told::failed;
}

}  // namespace mailsim::mail
