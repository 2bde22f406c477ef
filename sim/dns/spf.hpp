// SPF (RFC 7208): whether a client's address may send mail for a domain, by the records that the domain
// publishes. A plain function over a resolver. Not here: what a server does with the result, explanations
// (exp), waiting.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/ip.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

enum class SpfResult : std::uint8_t { none, neutral, pass, fail, softfail, temperror, permerror };
std::string_view to_string(SpfResult result);  // "softfail" (RFC 7208 2.6)

// Who sends what. For the null sender the identity is postmaster at the HELO name (RFC 7208 2.4).
struct SpfIdentity {
    base::Ip client;
    std::string_view domain;  // of the sender
    std::string_view local;   // of the sender; "": "postmaster" (RFC 7208 4.3)
    std::string_view helo;
};

// RFC 7208 4.6.4; a server may use larger ones.
struct SpfLimits {
    int lookups = 10;      // terms that ask DNS
    int void_lookups = 2;  // look-ups that find nothing
    int names = 10;        // MX hosts of one mechanism, names of one address
};

struct SpfOutcome {
    SpfResult result = SpfResult::none;
    int queries = 0;      // questions asked to DNS, the first record's included
    int lookups = 0;      // terms that count against the limit
    std::string because;  // the mechanism that matched, or what is wrong
};

// What a resolver answers for a name and a type.
using SpfResolver = std::function<Answer(std::string_view name, Type type)>;

// check_host() of RFC 7208 4. Never fails; asks at most a few dozen questions, whatever the records say.
SpfOutcome check_host(const SpfIdentity& identity, const SpfResolver& resolver, const SpfLimits& limits = {});

}  // namespace mailsim::dns
