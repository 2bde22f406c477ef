// Delays from first submission (or a peer's connection) to the mailbox or the peer's 250, by kind of mail.
// What is still queued counts as later than its age: such a delay is censored, and the percentiles are the
// product-limit estimate (Kaplan and Meier 1958). What was submitted during warm-up is left out.
#pragma once
#include <array>
#include <initializer_list>
#include <optional>

#include "facts/fact.hpp"
#include "mail/message.hpp"
#include "observe/histogram.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

class Delays {
  public:
    explicit Delays(base::Instant warm) : warm_(warm) {}

    // A `delivered` fact. Whether it counted (was submitted after warm-up).
    bool take(const facts::Fact& fact) {
        base::Duration delay{fact.value};
        if (fact.at - delay < warm_) return false;
        delivered_[fact.mail_kind].add(delay);
        return true;
    }
    // Still queued at the end, at this age.
    void take_waiting(mail::Kind kind, base::Instant submitted, base::Instant now);

    DelaySummary summary(mail::Kind kind) const;
    DelaySummary summary() const;  // all kinds
    const Histogram& delivered(mail::Kind kind) const { return delivered_[static_cast<std::size_t>(kind)]; }
    // Share of incoming and internal mail in the mailbox within the limit; nothing when there was none.
    std::optional<double> delivery_within(base::Duration limit) const;
    // The same of outgoing mail, taken by a peer.
    std::optional<double> outgoing_within(base::Duration limit) const;

  private:
    std::optional<double> within(std::initializer_list<mail::Kind> kinds, base::Duration limit) const;

    base::Instant warm_;
    std::array<Histogram, mail::kind_count> delivered_, waiting_;
};

// The share of all that arrives within `limit`, and the time by which a share q arrives (nothing when so much
// was never seen to arrive). Seconds.
double share_within(const Histogram& delivered, const Histogram& waiting, base::Duration limit);
std::optional<double> quantile(const Histogram& delivered, const Histogram& waiting, double q);

}  // namespace mailsim::observe
