// POP3 and IMAP over a socket: the machines are pop3's and imap's; this moves octets, knows passwords, and
// finds the mailbox, here or at the server behind a front-end.
#pragma once
#include "lab/site.hpp"

namespace mailsim::lab {

base::Task<void> serve_pop3(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream);
base::Task<void> serve_imap(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream);

// Inactivity: RFC 1939 3 asks for at least 10 min, RFC 3501 5.4 for 30 min; before the sign-in Dovecot
// waits 3.
inline constexpr base::Duration stranger_patience = std::chrono::minutes(3);
inline constexpr base::Duration pop3_patience = std::chrono::minutes(10);
inline constexpr base::Duration imap_patience = std::chrono::minutes(30);

}  // namespace mailsim::lab
