// The server's end of one SMTP or LMTP connection: the machine keeps the order, decide gives the verdicts,
// this moves the octets and takes the mail.
#pragma once
#include <memory>

#include "lab/site.hpp"

namespace mailsim::lab {

base::Task<void> serve_smtp(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream);

// Silence that a session bears: Postfix's smtpd_timeout, and under stress (more sessions than the node has
// processes) smtpd_timeout's stress value; then a whole command must come within it.
inline constexpr base::Duration session_patience = std::chrono::seconds(300);
inline constexpr base::Duration stressed_patience = std::chrono::seconds(10);
// Before a refused password is answered; recorded: 1.5 s.
inline constexpr base::Duration wrong_password_delay = std::chrono::milliseconds(1500);
inline constexpr base::Duration error_delay = std::chrono::seconds(1);  // Postfix smtpd_error_sleep_time

}  // namespace mailsim::lab
