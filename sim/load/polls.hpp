// When clients fetch: who is online when, POP3 polls, held IMAP sessions, webmail sessions, phones'
// heartbeats. All are functions of (account, time) with keyed draws: nobody has to be remembered between two
// fetches.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/parameter.hpp"
#include "base/random.hpp"
#include "base/units.hpp"

namespace mailsim::load {

// The share of accounts whose client runs, at each full hour of a week, straight lines between. An account
// has a keyed rank each day (6:00 to 6:00) and is online while the share is above its rank: eager accounts
// come first and leave last.
class OnlineShare {
  public:
    static constexpr int hours = 168;
    using Week = std::array<double, hours>;  // at hour 0 = Monday 0:00; each 0 to 1
    explicit OnlineShare(const Week& shares, base::Duration origin = base::Duration{0});
    static OnlineShare business(base::Duration origin = base::Duration{0});
    static OnlineShare home(base::Duration origin = base::Duration{0});
    static OnlineShare always(double share = 1);

    double share(base::Instant t) const;
    bool online(const base::Draws& draws, std::uint64_t account, base::Instant t) const;
    // A stretch during which the account is online, cut at `from`: the one that holds `from`, else the next
    // within 8 days.
    struct Stretch {
        base::Instant begin, end;
    };
    std::optional<Stretch> next(const base::Draws& draws, std::uint64_t account, base::Instant from) const;

  private:
    base::Duration week_time(base::Instant t) const;
    double rank(const base::Draws& draws, std::uint64_t account, base::Instant t) const;
    Week shares_;
    base::Duration origin_;
};

// A client that asks at intervals: POP3, and phones whose heartbeat ends. A keyed phase for each account;
// each poll is moved by a keyed jitter.
struct Polling {
    base::Duration interval = std::chrono::minutes(10);
    double jitter = 0.1;  // at most this share of the interval earlier or later; 0 to 0.5

    // The first poll after `after` while online; never when there is none within 8 days. HOT
    base::Instant next(const OnlineShare& online, const base::Draws& draws, std::uint64_t account,
                       base::Instant after) const;
};

// A client that holds its connection: IMAP with IDLE. It logs in when it comes online and again some seconds
// after a connection was lost.
struct HeldSessions {
    base::Duration mean_length = std::chrono::hours(4);  // until the connection is lost, exponential
    base::Duration reconnect = std::chrono::seconds(10);
    base::Duration idle_refresh = std::chrono::minutes(29);  // IDLE is given again (RFC 2177 section 3)

    struct Session {
        base::Instant begin, end;
    };
    // The n-th session of an account, beginning at or after `from`. HOT
    std::optional<Session> next(const OnlineShare& online, const base::Draws& draws, std::uint64_t account,
                                base::Instant from, std::uint64_t n) const;
};

// People who open a browser. Sessions arrive as PoissonArrivals over the whole population (per_day), each
// takes a keyed length and looks for new mail at intervals.
struct WebmailSessions {
    double per_user_day = 3;
    base::Duration median_length = std::chrono::minutes(12);
    double sigma = 1.0;  // lognormal
    base::Duration longest = std::chrono::hours(2);
    base::Duration refresh = std::chrono::minutes(1);

    double per_day(double users) const { return per_user_day * users; }
    base::Duration length(double u) const;  // u in [0, 1)
};

Polling pop3_polling();
Polling phone_heartbeat();  // ActiveSync: an empty ping ends after the heartbeat and is sent again
// Rows for OnlineShare, POP3, IMAP, webmail and phones, as a scenario file names them.
std::span<const base::Parameter> poll_parameters();

}  // namespace mailsim::load
