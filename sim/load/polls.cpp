#include "load/polls.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace mailsim::load {
namespace {

using base::Duration;
using base::Instant;
using base::Mark;
using base::Purpose;
using namespace std::chrono_literals;

using Day = std::array<double, 24>;
// Share of clients that run at each full hour.
constexpr Day office{.02, .02, .02, .02, .02, .03, .05, .15, .45, .80, .90, .90,
                     .80, .75, .88, .90, .85, .60, .30, .15, .10, .08, .05, .03};
constexpr Day office_weekend{.02, .02, .02, .02, .02, .02, .03, .05, .08, .10, .12, .12,
                             .10, .10, .10, .10, .10, .08, .08, .08, .07, .06, .04, .03};
constexpr Day house{.10, .06, .04, .03, .03, .04, .08, .15, .20, .20, .22, .22,
                    .24, .24, .22, .22, .25, .32, .42, .52, .58, .52, .36, .20};

constexpr std::string_view assumed = "assumption; no published figure was found";
constexpr base::Parameter rows[] = {
    {"online_business", "share", "%", "90 % at 10, 75 % at 13, 90 % at 15, 2 % at night",
     "0 % to 100 % an hour",
     "share of business clients that run, by hour of the week, straight lines between", assumed,
     Mark::proposal},
    {"online_home", "share", "%", "20 % by day, 58 % at 20, 3 % at night", "0 % to 100 % an hour",
     "share of home clients that run, by hour of the week, straight lines between", assumed, Mark::proposal},
    {"pop3_interval", "duration", "min", "10 min", "above 0",
     "time between two POP3 polls of a running client", assumed, Mark::proposal},
    {"pop3_jitter", "share", "%", "10 %", "0 % to 50 %",
     "a poll comes at most this share of the interval off", assumed, Mark::proposal},
    {"imap_mean_length", "duration", "h", "4 h", "above 0",
     "mean time until a held IMAP connection is lost, exponential", assumed, Mark::proposal},
    {"imap_reconnect", "duration", "s", "10 s", "at least 0", "time until the client connects again", assumed,
     Mark::proposal},
    {"imap_idle_refresh", "duration", "min", "29 min", "above 0", "a client gives IDLE again after this time",
     "RFC 2177 section 3", Mark::verified},
    {"webmail_per_user_day", "number", "", "3", "at least 0",
     "webmail sessions of a webmail user on a working day", assumed, Mark::proposal},
    {"webmail_median_length", "duration", "min", "12 min", "above 0",
     "median length of a webmail session, lognormal", assumed, Mark::proposal},
    {"webmail_sigma", "number", "", "1", "at least 0", "standard deviation of the logarithm of that length",
     assumed, Mark::proposal},
    {"webmail_longest", "duration", "h", "2 h", "above 0", "no webmail session is longer", assumed,
     Mark::proposal},
    {"webmail_refresh", "duration", "min", "1 min", "above 0",
     "time between two looks for new mail in webmail", assumed, Mark::proposal},
    {"activesync_heartbeat", "duration", "min", "15 min", "above 0",
     "a phone's empty ping ends after this time and is sent again", "common ActiveSync practice",
     Mark::background},
    {"activesync_online", "share", "%", "95 %", "0 % to 100 %", "phones that are reachable, day and night",
     assumed, Mark::proposal},
};

// Draws of accounts for presence start here, so that polls may use small numbers.
constexpr std::uint64_t presence = std::uint64_t{1} << 40;

}  // namespace

std::span<const base::Parameter> poll_parameters() { return rows; }

OnlineShare::OnlineShare(const Week& shares, Duration origin) : shares_(shares), origin_(origin) {
    assert(std::all_of(shares.begin(), shares.end(), [](double s) { return s >= 0 && s <= 1; }));
}

OnlineShare OnlineShare::business(Duration origin) {
    Week week;
    for (std::size_t i = 0; i < hours; ++i) week[i] = i < 120 ? office[i % 24] : office_weekend[i % 24];
    return OnlineShare(week, origin);
}

OnlineShare OnlineShare::home(Duration origin) {
    Week week;
    for (std::size_t i = 0; i < hours; ++i) week[i] = house[i % 24];
    return OnlineShare(week, origin);
}

OnlineShare OnlineShare::always(double share) {
    Week week;
    week.fill(share);
    return OnlineShare(week);
}

Duration OnlineShare::week_time(Instant t) const { return (t.time_since_epoch() + origin_) % 168h; }

double OnlineShare::share(Instant t) const {
    Duration in_week = week_time(t);
    auto hour = static_cast<std::size_t>(in_week / 1h);
    double into = base::seconds(in_week % 1h) / 3600;
    return shares_[hour] + (shares_[(hour + 1) % hours] - shares_[hour]) * into;
}

double OnlineShare::rank(const base::Draws& draws, std::uint64_t account, Instant t) const {
    auto day = static_cast<std::uint64_t>((t.time_since_epoch() + origin_ + 18h) / 24h);  // changes at 6:00
    return draws.uniform(account, Purpose::poll, presence + day);
}

bool OnlineShare::online(const base::Draws& draws, std::uint64_t account, Instant t) const {
    return share(t) > rank(draws, account, t);
}

// Walks from full hour to full hour; inside an hour the share is a straight line and the rank is fixed, so
// that the account is online in one piece: all of it, its beginning or its end.
std::optional<OnlineShare::Stretch> OnlineShare::next(const base::Draws& draws, std::uint64_t account,
                                                      Instant from) const {
    std::optional<Stretch> found;
    Instant hour_begin = from - week_time(from) % 1h;
    for (int i = 0; i < 8 * 24; ++i, hour_begin += 1h) {
        auto hour = static_cast<std::size_t>(week_time(hour_begin) / 1h);
        double first = shares_[hour], last = shares_[(hour + 1) % hours],
               rank_now = rank(draws, account, hour_begin);
        Instant begin = hour_begin, end = hour_begin + 1h;
        if (first <= rank_now && last <= rank_now) {
            if (found) return found;
            continue;
        }
        if ((first > rank_now) != (last > rank_now)) {
            Instant cross = hour_begin + base::from_seconds(3600 * (rank_now - first) / (last - first));
            (first > rank_now ? end : begin) = cross;
        }
        if (found && begin > found->end) return found;
        begin = std::max(begin, from);
        if (end <= begin) continue;
        found = Stretch{found ? found->begin : begin, end};
        if (end < hour_begin + 1h) return found;
    }
    return found;
}

Instant Polling::next(const OnlineShare& online, const base::Draws& draws, std::uint64_t account,
                      Instant after) const {
    double phase = draws.uniform(account, Purpose::poll, presence - 1);
    auto phase_ns = Duration{static_cast<std::int64_t>(phase * static_cast<double>(interval.count()))};
    // Poll number k is at k * interval + phase, moved by at most half an interval.
    auto poll = [&](std::int64_t k) {
        double u = draws.uniform(account, Purpose::poll, static_cast<std::uint64_t>(k));
        double moved = (2 * u - 1) * jitter * static_cast<double>(interval.count());
        return Instant{k * interval + phase_ns + Duration{static_cast<std::int64_t>(moved)}};
    };
    auto first_after = [&](Instant t) {
        std::int64_t k = std::max<std::int64_t>((t.time_since_epoch() - phase_ns) / interval - 1, 0);
        while (poll(k) <= t) ++k;
        return poll(k);
    };
    Instant limit = after + 192h;
    for (Instant at = first_after(after); at < limit; at = first_after(at)) {
        if (online.online(draws, account, at)) return at;
        auto stretch = online.next(draws, account, at);
        if (!stretch) return base::never;
        if (stretch->begin > at) at = stretch->begin - 1ns;
    }
    return base::never;
}

std::optional<HeldSessions::Session> HeldSessions::next(const OnlineShare& online, const base::Draws& draws,
                                                        std::uint64_t account, Instant from,
                                                        std::uint64_t n) const {
    auto stretch = online.next(draws, account, from);
    if (!stretch) return std::nullopt;
    double u = draws.uniform(account, Purpose::session_length, n);
    Duration length = base::from_seconds(base::exponential(u, base::seconds(mean_length)));
    return Session{stretch->begin, std::min(stretch->end, stretch->begin + std::max(length, Duration(1s)))};
}

Duration WebmailSessions::length(double u) const {
    return std::min(longest, base::from_seconds(base::lognormal(u, base::seconds(median_length), sigma)));
}

Polling pop3_polling() { return {}; }
Polling phone_heartbeat() { return {15min, 0.05}; }

}  // namespace mailsim::load
