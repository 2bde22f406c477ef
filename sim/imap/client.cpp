#include "imap/client.hpp"

namespace mailsim::imap {
namespace {

Verb first(const ClientHabits& habits) {
    switch (habits.visit) {
        case Visit::notice: return habits.idle ? Verb::done : Verb::noop;
        case Visit::check: return Verb::noop;
        case Visit::close: return habits.idle ? Verb::done : Verb::logout;
        default: return habits.starttls ? Verb::starttls : Verb::login;
    }
}

}  // namespace

Client::Client(ClientHabits habits) : habits_(habits), next_(first(habits)) {}

void Client::found(std::uint32_t first, std::uint32_t last) {
    message_ = first;
    last_ = last;
}

Verb Client::end() const {
    if (habits_.visit == Visit::whole || habits_.visit == Visit::close) return Verb::logout;
    return habits_.idle && habits_.visit != Visit::check ? Verb::idle : Verb::unknown;
}

Verb Client::fetch_or_end() {
    headers_ = message_ <= last_ && habits_.visit != Visit::close;
    return headers_ ? Verb::fetch : end();
}

void Client::answered(bool positive) { next_ = after(positive); }

Verb Client::after(bool positive) {
    switch (next_) {
        case Verb::starttls: return positive ? Verb::login : Verb::logout;
        case Verb::login: return positive ? Verb::select : Verb::logout;
        case Verb::select:
        case Verb::done:
        case Verb::noop: return positive ? fetch_or_end() : Verb::logout;
        case Verb::fetch:
            if (headers_ && habits_.headers_only) return end();
            if (!std::exchange(headers_, false)) ++message_;
            return message_ <= last_ ? Verb::fetch : end();
        default: return Verb::unknown;
    }
}

}  // namespace mailsim::imap
