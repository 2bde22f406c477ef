// Names that servers give to messages: queue ids in the forms of each program, and Message-IDs. All are made
// from what is known of the message, so that every log names the same one.
#pragma once
#include <string>

#include "render/clock.hpp"
#include "render/event.hpp"

namespace mailsim::render {

// Postfix's short form: microseconds of the arrival and a file's number, in hexadecimal (postconf(5),
// enable_long_queue_ids).
std::string postfix_id(const Clock& clock, base::Instant arrived, base::MessageId message);
// Exim's form of before 4.97: time, process and fraction of the second in base 62 (spec.txt, 3.4).
std::string exim_id(const Clock& clock, base::Instant arrived, base::MessageId message);
// Axigen's: the number that a server counts its messages with, in hexadecimal.
std::string axigen_id(base::Instant arrived, base::MessageId message);
// Without < and >.
std::string message_id(const Scene& scene, const Clock& clock, const Letter& letter);

}  // namespace mailsim::render
