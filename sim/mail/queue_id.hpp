// Queue ids in the forms of each program, made from what is known of the message, so that every log and table
// names the same one.
#pragma once
#include <string>

#include "base/id.hpp"
#include "mail/clock.hpp"

namespace mailsim::mail {

// Postfix's short form: microseconds of the arrival and a file's number, in hexadecimal (postconf(5),
// enable_long_queue_ids).
std::string postfix_id(const Clock& clock, base::Instant arrived, base::MessageId message);
// Exim's form of before 4.97: time, process and fraction of the second in base 62 (spec.txt, 3.4).
std::string exim_id(const Clock& clock, base::Instant arrived, base::MessageId message);
// Axigen's: the number that a server counts its messages with, in hexadecimal.
std::string axigen_id(base::Instant arrived, base::MessageId message);

}  // namespace mailsim::mail
