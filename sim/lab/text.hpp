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
// Octets as Postfix counts a content in chunks: each line with CR LF, whatever ended it.
std::int64_t size_in_lines(std::string_view content);
// An address without a domain, as Postfix completes it: "site!user" and "user%site" are user@site
// (swap_bangpath, allow_percent_hack), any other is at home here (append_at_myorigin).
std::string with_domain(std::string_view local, std::string_view home);
// The test text that every scanner must call spam (https://spamassassin.apache.org/gtube/).
bool is_test_spam(std::string_view content);

std::string to_xtext(std::string_view text);  // "+" becomes "+2B", "=" "+3D" (RFC 3461 4)

// Whether a machine made it or a list spread it (RFC 3834 2, RFC 2919).
bool is_automatic(std::string_view content);

// What a notification is made from.
struct Notice {
    const Letter& letter;
    const std::vector<Reported>& copies;
    std::string by, id;           // the reporting host's name; the notification's own queue id
    std::time_t arrival = 0;      // of the letter at this host
    std::time_t retry_until = 0;  // of a delayed letter
};
std::string notification(const Notice& notice);  // a whole message (RFC 3464)
// The answer of a mailbox that answers by itself (RFC 3834 4).
std::string answer_text(std::string_view content, const std::string& mailbox, const std::string& sender,
                        const std::string& host, const std::string& id);

}  // namespace mailsim::lab
