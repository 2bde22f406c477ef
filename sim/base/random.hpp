// Keyed random draws: a draw is a pure function of (seed, replication, entity, purpose, n), never of what was
// drawn before. One more retry or one more node leaves every other draw as it was, so variants pair up.
// The mixer is SplitMix64's finaliser (Steele, Lea, Flood 2014) chained over the key's words.
#pragma once
#include <cstdint>

namespace mailsim::base {

constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

// What a draw is for; two purposes of one entity never share a number. Add at the end only.
enum class Purpose : std::uint32_t {
    arrival,
    sender,
    recipient,
    recipient_count,
    size,
    spam,
    client_kind,
    poll,
    session_length,
    service,
    mx_order,
    pool_choice,
    retry,
    fault,
    peer_outcome,
    quota_fill,
    cache_fill,
    internal,
    place,
    scan,
    client_rule,
    test,
};

// All draws of one entity (a message, an attempt, an account, a node) in one run.
class Draws {
  public:
    constexpr Draws(std::uint64_t seed, std::uint64_t replication) : run_(mix(mix(seed) ^ replication)) {}

    // 64 random bits.
    constexpr std::uint64_t bits(std::uint64_t entity, Purpose purpose, std::uint64_t n = 0) const {
        return mix(mix(mix(run_ ^ entity) ^ static_cast<std::uint64_t>(purpose) * 0xd6e8feb86659fd93ull) ^ n);
    }
    // Uniform in [0, 1).
    constexpr double uniform(std::uint64_t entity, Purpose purpose, std::uint64_t n = 0) const {
        return static_cast<double>(bits(entity, purpose, n) >> 11) * 0x1.0p-53;
    }
    // Uniform in 0..count-1; count must not be 0.
    constexpr std::uint64_t below(std::uint64_t count, std::uint64_t entity, Purpose purpose,
                                  std::uint64_t n = 0) const {
        return static_cast<std::uint64_t>(
            (static_cast<unsigned __int128>(bits(entity, purpose, n)) * count) >> 64);
    }

  private:
    std::uint64_t run_;
};

// Distributions as functions of a uniform draw u in [0, 1): the same u gives the same quantile, so a changed
// parameter moves each value instead of re-dealing them (common random numbers).
double exponential(double u, double mean);
double normal(double u);                                  // standard normal quantile (Acklam's approximation)
double lognormal(double u, double median, double sigma);  // median > 0, sigma >= 0
double pareto(double u, double minimum, double alpha);    // minimum > 0, alpha > 0
double weibull(double u, double scale, double shape);     // scale > 0, shape > 0

}  // namespace mailsim::base
