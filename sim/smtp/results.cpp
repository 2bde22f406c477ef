#include "smtp/results.hpp"

namespace mailsim::smtp {

const char* name(Point point) {
    constexpr const char* names[] = {"none", "connect", "greeting", "helo", "tls",
                                     "auth", "mail",    "rcpt",     "data", "content"};
    return names[static_cast<int>(point)];
}

const char* in_reply_to(Point point) {
    switch (point) {
        case Point::mail: return "MAIL FROM command";
        case Point::rcpt: return "RCPT TO command";
        case Point::data: return "DATA command";
        case Point::content: return "end of DATA command";
        default: return "";
    }
}

}  // namespace mailsim::smtp
