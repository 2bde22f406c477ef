#include "imap/poll.hpp"

#include "imap/words.hpp"

namespace mailsim::imap {
namespace {

using Octets = std::int64_t;

constexpr Octets size(std::string_view text) { return static_cast<Octets>(text.size()); }
constexpr Octets line(std::string_view text) { return size(text) + 2; }
constexpr Octets tag = 5;  // four octets and a space, as most clients write it
constexpr Octets tagged(std::string_view text) { return tag + line(text); }
constexpr Octets completed(std::string_view text) { return tagged(text) + size(words::taken); }
constexpr std::string_view header_items = " (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER])";
constexpr Octets uid_digits = 10;  // of UIDVALIDITY, which is a time

constexpr int digits(std::int64_t n) {
    int count = 1;
    for (; n >= 10; n /= 10) ++count;
    return count;
}

class Session {
  public:
    explicit Session(const PollPlan& plan)
        : plan_(plan),
          client_({plan.visit, plan.starttls, plan.idle, plan.headers_only}),
          server_(first_state()) {}

    PollResult run() {
        result_.logged_in = server_ != State::not_authenticated;
        if (!result_.logged_in) charge(PollPhase::login, 1, 0, greeting());
        if (plan_.visit == Visit::notice) charge(PollPhase::select, 0, 0, news());
        for (Verb verb = client_.send(); verb != Verb::unknown; verb = client_.send()) exchange(verb);
        result_.connected = server_ != State::logged_out;
        return result_;
    }

  private:
    State first_state() const {
        if (plan_.visit == Visit::open || plan_.visit == Visit::whole) return State::not_authenticated;
        return plan_.idle && plan_.visit != Visit::check ? State::idling_selected : State::selected;
    }

    void exchange(Verb verb) {
        const Step& step = order(server_, verb);
        bool positive = step.legal && (verb != Verb::login || plan_.login_accepted);
        ++result_.phases[int(phase(verb))].commands;
        charge(phase(verb), 1, sent(verb), answer(verb, positive));
        server_ = positive ? step.done : step.refused;
        if (positive) note(verb);
        client_.answered(positive);
    }

    void charge(PollPhase at, std::uint32_t round_trips, Octets from_client, Octets from_server) {
        PollCost& cost = result_.phases[int(at)];
        cost.round_trips += round_trips;
        cost.from_client.count += from_client;
        cost.from_server.count += from_server;
    }

    void note(Verb verb) {
        if (verb == Verb::login) result_.logged_in = true;
        if (verb == Verb::select || verb == Verb::done || verb == Verb::noop)
            client_.found(first_new(), plan_.stored_messages);
        if (verb == Verb::fetch) result_.fetched = plan_.new_messages;
    }

    std::uint32_t first_new() const { return plan_.stored_messages - plan_.new_messages + 1; }
    Octets mean_size() const { return plan_.new_bytes.count / plan_.new_messages; }
    Octets size_of(
        std::uint32_t message) const {  // all the mean; the last one has the rest of the division too
        bool last = message == plan_.stored_messages;
        return last ? plan_.new_bytes.count - mean_size() * (plan_.new_messages - 1) : mean_size();
    }

    static PollPhase phase(Verb verb) {
        switch (verb) {
            case Verb::select:
            case Verb::done:
            case Verb::noop: return PollPhase::select;
            case Verb::fetch: return PollPhase::fetch;
            case Verb::idle:
            case Verb::logout: return PollPhase::end;
            default: return PollPhase::login;
        }
    }

    Octets greeting() const {
        return line("* OK [CAPABILITY ] ") + size(words::capability_first) + size(words::capability_auth) +
               (plan_.starttls ? size(words::capability_starttls) : 0) + size(words::ready);
    }
    Octets news() const {
        return line("*  EXISTS") + line("*  RECENT") + digits(plan_.stored_messages) +
               digits(plan_.new_messages);
    }

    Octets sent(Verb verb) const {
        if (verb == Verb::done) return line(name(verb));
        Octets bare = tagged(name(verb));
        if (verb == Verb::login) return bare + 2 + plan_.user_octets + plan_.password_octets;
        if (verb == Verb::select) return bare + size(" INBOX");
        if (verb != Verb::fetch) return bare;
        if (!client_.all_headers()) return bare + 1 + digits(client_.message()) + size(" BODY.PEEK[]");
        return bare + 2 + digits(client_.message()) + digits(client_.last()) + size(header_items);
    }

    Octets answer(Verb verb, bool positive) const {
        switch (verb) {
            case Verb::starttls: return tagged(words::tls_begins);
            case Verb::login:
                return positive ? tagged("OK [CAPABILITY ] ") + size(words::capability_logged_in) +
                                      size(words::logged_in)
                                : tagged(words::login_refused);
            case Verb::select: return selected();
            case Verb::done: return completed("OK Idle completed");
            case Verb::noop: return (plan_.new_messages ? news() : 0) + completed("OK NOOP completed");
            case Verb::fetch:
                return (client_.all_headers() ? headers() : text()) + completed("OK Fetch completed");
            case Verb::idle: return line(words::idling);
            case Verb::logout: return line(words::goodbye) + logged_out();
            default: return 0;
        }
    }

    Octets logged_out() const {  // before the login, answers do not end in the time they took
        if (server_ == State::not_authenticated) return tagged("OK Logout completed.");
        return completed("OK Logout completed");
    }

    Octets selected() const {
        Octets lines = line(words::flags) + 1 + line(words::permanent_flags) +
                       size(words::permanent_flags_end) + news() + line("* OK [UIDVALIDITY ] UIDs valid") +
                       uid_digits + line("* OK [UIDNEXT ] Predicted next UID") +
                       digits(plan_.stored_messages + 1);
        if (plan_.new_messages) lines += line("* OK [UNSEEN ] First unseen.") + digits(first_new());
        return lines + completed("OK [READ-WRITE] Select completed");
    }

    Octets headers() const {
        Octets sum = 0;
        for (std::uint32_t n = client_.message(); n <= client_.last(); ++n)
            sum += line("*  FETCH (UID  FLAGS (\\Recent) RFC822.SIZE  BODY[HEADER] {})") + 2 + 2 * digits(n) +
                   digits(size_of(n)) + digits(plan_.header_octets) + plan_.header_octets;
        return sum;
    }

    Octets text() const {
        Octets octets = size_of(client_.message());
        return line("*  FETCH (BODY[] {})") + 2 + digits(client_.message()) + digits(octets) + octets;
    }

    const PollPlan& plan_;
    Client client_;
    State server_;
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

}  // namespace mailsim::imap
