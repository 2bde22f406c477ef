#include "pop3/client.hpp"

namespace mailsim::pop3 {

Client::Client(ClientHabits habits) : habits_(habits), next_(habits.capa ? Verb::capa : after_capa()) {}

void Client::found(std::uint32_t first, std::uint32_t last) {
    message_ = first;
    last_ = last;
}

Verb Client::next_message() {
    ++message_;
    return first_message();
}

void Client::answered(bool positive) { next_ = after(positive); }

Verb Client::after(bool positive) {
    switch (next_) {
        case Verb::capa: return after_capa();
        case Verb::stls: return positive ? login() : Verb::quit;
        case Verb::user: return positive ? Verb::pass : Verb::quit;
        case Verb::pass:
        case Verb::auth: return positive ? Verb::stat : Verb::quit;
        case Verb::stat: return !positive ? Verb::quit : habits_.uidl ? Verb::uidl : first_message();
        case Verb::uidl: return first_message();
        case Verb::retr: return positive && !habits_.leave_on_server ? Verb::dele : next_message();
        case Verb::dele: return next_message();
        default: return Verb::unknown;
    }
}

}  // namespace mailsim::pop3
