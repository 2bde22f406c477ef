// Text that servers write into mail: Received lines, the lines of a final delivery, notifications (RFC 3464).
#pragma once
#include <ctime>
#include <string>

#include "lab/letter.hpp"

namespace mailsim::lab {

std::string mail_date(std::time_t at);  // "Tue, 24 Nov 2026 10:00:00 +0000" (RFC 5322 3.3)

struct Passage {
    std::string helo, client_name, client_address, by, protocol, tls, id;
    std::string recipient;  // only when there is one
};
std::string received_line(const Passage& passage);  // RFC 5321 4.4, worded as Postfix does

// The blank line between our header and a content that begins with none (Postfix inserts it too), or nothing.
std::string_view missing_blank_line(std::string_view content);
int count_received(std::string_view content);
// The test text that every scanner must call spam (https://spamassassin.apache.org/gtube/).
bool is_test_spam(std::string_view content);

struct Failed {
    const Addressee* to;
    Told told;
};
// Content of a notification from `by` (a host's name) about copies of a letter. action: "failed" or
// "delivered".
std::string notification(const Letter& letter, const std::vector<Failed>& copies, std::string_view action,
                         const std::string& by, const std::string& id);

}  // namespace mailsim::lab
