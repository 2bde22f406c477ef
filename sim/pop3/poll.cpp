#include "pop3/poll.hpp"

#include "pop3/client.hpp"
#include "pop3/words.hpp"

namespace mailsim::pop3 {
namespace {

using Octets = std::int64_t;

constexpr Octets line(std::string_view text) { return static_cast<Octets>(text.size()) + 2; }

constexpr int digits(std::uint64_t n) {
    int count = 1;
    for (; n >= 10; n /= 10) ++count;
    return count;
}

// The digits of 1, 2, ... n written one after another.
constexpr Octets digits_up_to(std::uint64_t n) {
    Octets sum = 0;
    for (std::uint64_t first = 1; first <= n; first *= 10)  // numbers from `first` on have one digit more
        sum += static_cast<Octets>(n - first + 1);
    return sum;
}

constexpr Octets capa_octets() {
    Octets sum = line(words::ok) + line(words::capability_user) + line(words::capability_sasl) + line(".");
    for (std::string_view capability : words::capabilities) sum += line(capability);
    return sum;
}

// One session under way: the plan, both machines' states and what was counted.
class Session {
  public:
    explicit Session(const PollPlan& plan)
        : plan_(plan), client_({plan.capa, plan.stls, plan.auth_plain, plan.uidl, plan.leave_on_server}) {}

    PollResult run() {
        charge(PollPhase::login, 0, line(words::ready));
        for (Verb verb = client_.send(); verb != Verb::unknown; verb = client_.send()) exchange(verb);
        return result_;
    }

  private:
    void exchange(Verb verb) {
        const Step& step = order(server_, verb);
        bool positive = step.legal && accepted(verb);
        ++result_.phases[int(phase(verb))].commands;
        charge(phase(verb), sent(verb), step.legal ? answer(verb, positive) : line(words::unknown_command));
        server_ = positive ? step.done : step.refused;
        if (positive) note(verb);
        client_.answered(positive);
    }

    void charge(PollPhase at, Octets from_client, Octets from_server) {
        PollCost& cost = result_.phases[int(at)];
        ++cost.round_trips;
        cost.from_client.count += from_client;
        cost.from_server.count += from_server;
    }

    bool accepted(Verb verb) const {
        return plan_.login_accepted || (verb != Verb::pass && verb != Verb::auth);
    }

    void note(Verb verb) {
        if (verb == Verb::pass || verb == Verb::auth) result_.logged_in = true;
        if (verb == Verb::stat) client_.found(first_new(), plan_.stored_messages);
        if (verb == Verb::stls) tls_ = true;
        if (verb == Verb::retr) ++result_.retrieved;
        if (verb == Verb::dele) ++marked_;
        if (verb == Verb::quit) result_.deleted = marked_;  // only a good QUIT deletes (RFC 1939, 6)
    }

    std::uint32_t first_new() const { return plan_.stored_messages - plan_.new_messages + 1; }
    Octets mean_size() const { return plan_.new_bytes.count / plan_.new_messages; }
    Octets size_of_this() const {  // all the mean; the last one has the rest of the division too
        bool last = client_.message() == plan_.stored_messages;
        return last ? plan_.new_bytes.count - mean_size() * (plan_.new_messages - 1) : mean_size();
    }

    static PollPhase phase(Verb verb) {
        switch (verb) {
            case Verb::stat:
            case Verb::uidl: return PollPhase::status;
            case Verb::retr: return PollPhase::retrieve;
            case Verb::dele: return PollPhase::remove;
            case Verb::quit: return PollPhase::quit;
            default: return PollPhase::login;
        }
    }

    Octets sent(Verb verb) const {
        constexpr Octets bare = 6;  // four letters and CRLF
        switch (verb) {
            case Verb::user: return bare + 1 + plan_.user_octets;
            case Verb::pass: return bare + 1 + plan_.password_octets;
            case Verb::auth:
                return line("AUTH PLAIN ") + (plan_.user_octets + plan_.password_octets + 4) / 3 * 4;
            case Verb::retr:
            case Verb::dele: return bare + 1 + digits(client_.message());
            default: return bare;
        }
    }

    Octets answer(Verb verb, bool positive) const {
        switch (verb) {
            case Verb::capa: return capa_octets() + (plan_.stls && !tls_ ? line(words::capability_stls) : 0);
            case Verb::stls: return line(words::tls_begins);
            case Verb::pass:
            case Verb::auth: return positive ? line(words::logged_in) : line(words::login_refused);
            case Verb::stat:
                return line("+OK  ") + digits(plan_.stored_messages) +
                       digits(static_cast<std::uint64_t>(plan_.stored_bytes.count));
            case Verb::uidl:  // "N " and 16 hexadecimal digits each
                return line("+OK") + line(".") + digits_up_to(plan_.stored_messages) +
                       19 * Octets{plan_.stored_messages};
            case Verb::retr:
                return line("+OK  octets") + digits(static_cast<std::uint64_t>(size_of_this())) +
                       size_of_this() + line(".");
            case Verb::dele: return line(words::marked);
            case Verb::quit:
                return line(server_ != State::transaction ? words::goodbye_before_login
                            : marked_                     ? words::goodbye_deleted
                                                          : words::goodbye);
            default: return line(words::ok);
        }
    }

    const PollPlan& plan_;
    Client client_;
    State server_ = State::authorization;
    bool tls_ = false;
    std::uint32_t marked_ = 0;
    PollResult result_;
};

}  // namespace

PollCost& PollCost::operator+=(const PollCost& o) {
    round_trips += o.round_trips;
    commands += o.commands;
    from_client += o.from_client;
    from_server += o.from_server;
    return *this;
}

PollCost PollResult::total() const {
    PollCost sum;
    for (const PollCost& phase : phases) sum += phase;
    return sum;
}

PollResult poll(const PollPlan& plan) { return Session(plan).run(); }

}  // namespace mailsim::pop3
