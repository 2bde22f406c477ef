// The load of a run: people and peers who send, streams and single messages of the scenario. Each arrival's
// key decides everything about the message, so the same message is the same in every variant.
#pragma once
#include <deque>

#include "load/arrivals.hpp"
#include "load/recipients.hpp"
#include "load/senders.hpp"
#include "load/sizes.hpp"
#include "nodes/submit.hpp"
#include "run/single_message.hpp"
#include "run/world.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::run {

using Context = nodes::Context<SimWorld>;

class LoadGenerator {
  public:
    LoadGenerator(Context& c, const scenario::Scenario& scenario);
    void start();  // spawns one coroutine a source
    std::uint64_t generated() const { return generated_; }

  private:
    struct People {
        std::uint32_t profile;
        double mailboxes = 0;
        load::AddressPicker pick;
    };

    void find_people();
    void add_population();
    const load::DayProfile& day(const std::string& name);

    base::Task<void> people_send(std::size_t people, load::PoissonArrivals arrivals);
    base::Task<void> peers_send(std::size_t people, load::PoissonArrivals arrivals, bool spam);
    base::Task<void> stream(const scenario::Stream& stream, std::uint64_t number);
    base::Task<void> single(const scenario::SingleMessage& message, std::uint64_t number);

    std::uint32_t make(std::uint64_t key, mail::Address sender, bool outside, bool spam, base::Bytes size);
    void send(std::uint32_t mail, std::optional<estate::ClientKind> kind);
    base::NodeId peer_of(mail::Address sender) const;
    mail::Address draw(const std::string& who, std::uint64_t key, base::Purpose purpose, std::uint64_t n);

    Context& c_;
    const scenario::Scenario& scenario_;
    base::Duration origin_;
    base::Instant end_;
    std::deque<std::pair<std::string, load::DayProfile>> days_;
    std::vector<People> people_;
    load::AddressPicker peers_;
    load::RecipientCounts recipient_counts_;
    std::vector<load::RecipientPicker> recipients_;  // by people
    std::uint64_t generated_ = 0;
};

}  // namespace mailsim::run
