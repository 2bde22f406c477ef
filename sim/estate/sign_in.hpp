// How a program signs in once, where it does otherwise than its owner's settings say: what a trainee types
// into telnet, or a program with an old password does.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "mail/address.hpp"

namespace mailsim::estate {

struct SignIn {
    enum class How : std::uint8_t { right, wrong_password, none } how = How::right;
    mail::Address as;  // null: the sender
    bool tls = true;   // false: it never starts TLS
    bool usual() const { return how == How::right && as.null() && tls; }
};
inline constexpr std::array<std::string_view, 3> sign_in_names{"right", "wrong-password", "none"};

}  // namespace mailsim::estate
