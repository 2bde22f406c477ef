// What a client says when the connection breaks or nothing comes in time: Postfix 3.7's words for each stage.
#include "smtp/client.hpp"

namespace mailsim::smtp {
namespace {

struct Phrase {
    Point at;
    const char* lost;
    const char* timed_out;
};
constexpr Phrase greeting{Point::greeting,
                          "lost connection with {server} while receiving the initial server greeting",
                          "conversation with {server} timed out while receiving the initial server greeting"};
constexpr Phrase ehlo{Point::helo, "lost connection with {server} while performing the EHLO handshake",
                      "conversation with {server} timed out while performing the EHLO handshake"};
constexpr Phrase helo{Point::helo, "lost connection with {server} while performing the HELO handshake",
                      "conversation with {server} timed out while performing the HELO handshake"};
constexpr Phrase lhlo{Point::helo, "lost connection with {server} while performing the LHLO handshake",
                      "conversation with {server} timed out while performing the LHLO handshake"};
constexpr Phrase start_tls{Point::tls, "lost connection with {server} while receiving the STARTTLS response",
                           "conversation with {server} timed out while receiving the STARTTLS response"};
constexpr Phrase auth{Point::auth, "lost connection with {server} while performing SASL authentication",
                      "conversation with {server} timed out while performing SASL authentication"};
constexpr Phrase mail_from{Point::mail, "lost connection with {server} while sending MAIL FROM",
                           "conversation with {server} timed out while sending MAIL FROM"};
constexpr Phrase rcpt_to{Point::rcpt, "lost connection with {server} while sending RCPT TO",
                         "conversation with {server} timed out while sending RCPT TO"};
constexpr Phrase data{Point::data, "lost connection with {server} while sending DATA command",
                      "conversation with {server} timed out while sending DATA command"};
constexpr Phrase body{Point::content, "lost connection with {server} while sending message body",
                      "conversation with {server} timed out while sending message body"};
constexpr Phrase dot{
    Point::content,
    "lost connection with {server} while sending end of data -- message may be sent more than once",
    "conversation with {server} timed out while sending end of data -- message may be sent more than once"};

}  // namespace

const char* Client::lost_words(Loss loss, bool mid_content, Point& at) const {
    const Phrase* phrase = &greeting;
    if (auto* t = std::get_if<Transfer>(&state_)) {
        constexpr const Phrase* lines[] = {&mail_from, &rcpt_to, &data, &dot};
        phrase = lines[static_cast<int>(t->receive < Line::dot ? t->receive : Line::dot)];
        if (mid_content || (t->receive == Line::dot && t->send == Line::dot)) phrase = &body;
    } else if (auto* hello = std::get_if<Hello>(&state_)) {
        phrase = hello->verb == Verb::ehlo ? &ehlo : hello->verb == Verb::helo ? &helo : &lhlo;
    } else if (std::holds_alternative<StartTls>(state_) || std::holds_alternative<Handshake>(state_)) {
        phrase = &start_tls;
    } else if (std::holds_alternative<Auth>(state_)) {
        phrase = &auth;
    }
    at = phrase->at;
    return loss == Loss::timeout ? phrase->timed_out : phrase->lost;
}

// Recipients that already have an answer keep it; a kept connection found dead has decided nothing.
void Client::lost(Loss loss, bool mid_content) {
    if (std::holds_alternative<Probe>(state_)) {
        stale_ = true;
    } else if (!finished() && !std::holds_alternative<Leaving>(state_)) {
        Point at = Point::none;
        const char* why = lost_words(loss, mid_content, at);
        settle_all({0, {4, 4, 2}, why}, at);
    }
    state_ = Closed{};
}

}  // namespace mailsim::smtp
