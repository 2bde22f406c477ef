// The estate of a drill while it runs: the drill as a scenario, simulated with all that was sent, and what
// can be seen of it at one instant. The same drill, faults and mail give the same world. Not here: what a
// trainee's command prints (looks/).
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "base/expected.hpp"
#include "base/quantity.hpp"
#include "config/load.hpp"
#include "decide/access.hpp"
#include "decide/judge.hpp"
#include "render/record.hpp"
#include "render/scene.hpp"
#include "teach/fault_kind.hpp"
#include "teach/record.hpp"

namespace mailsim::teach {

// Mail that the trainee sends while looking for the fault.
struct Sent {
    base::Duration at{0};
    std::string from, to, client, size;
};

// The run begins at 09:30 of a working day; the customer tried at 10:00 and rings at 10:30.
inline constexpr base::Duration tried_at = std::chrono::minutes(30), rings_at = std::chrono::minutes(60),
                                horizon = std::chrono::hours(12);
std::string clock_text(base::Duration since_start);  // "10:30"

// The scenario that a drill runs, as a scenario's file would say it.
json::Value scenario_of(const Drill& drill, const Patient& patient, std::span<const Fault> faults,
                        std::span<const Sent> sent, const estate::Estate& healthy);

// Something that a server's pages would show: what it did with one recipient of a message, and the words.
struct Happening {
    enum class What { taken, rejected, sent, deferred, bounced, dropped, held } what = What::taken;
    base::Instant at;
    base::NodeId node;
    base::MessageId message;
    base::RecipientId recipient;
    std::uint16_t code = 0, enhanced = 0;
    std::string text, host;  // the other side's words, and who it is
    bool local = false;      // into a mailbox
};

class World {
  public:
    static base::expected<std::unique_ptr<World>, base::Problems> make(const Drill& drill,
                                                                       const Patient& patient,
                                                                       std::span<const Fault> faults,
                                                                       std::span<const Sent> sent,
                                                                       const estate::Estate& healthy);

    estate::Estate& estate() { return loaded_.estate; }
    const Record& record() const { return record_; }
    const render::Record& told() const { return recorder_.record(); }  // every fact of every message
    render::Scene scene() const { return {loaded_.estate, loaded_.scenario.start_of_week, true}; }
    const std::vector<Happening>& happenings() const { return happenings_; }  // in the order of time
    const Patient& patient() const { return patient_; }
    base::Duration now() const { return now_; }
    void set_now(base::Duration now);       // also what fails and what DNS answers
    bool answers(base::NodeId node) const;  // not off, silent or refusing connections
    bool refuses(base::NodeId node) const;  // refuses connections at once
    decide::View view() const {
        return {loaded_.estate, policies_, quotas_, nullptr, nullptr, nullptr, {}, {}};
    }
    const decide::QuotaUse& quotas() const { return quotas_; }
    std::optional<mail::Address> mailbox(const std::string& address);  // that exists here

    // The message of the ticket.
    const Letter& complaint() const { return *message(0); }
    // The so-many-th message that the trainee sent, from 0.
    const Letter& sent(std::size_t number) const { return *message(first_sent_ + number); }

  private:
    void collect();                                   // what happened, from the facts
    const Letter* message(std::size_t number) const;  // by its place in the scenario
    World(config::Loaded loaded, Patient patient);
    struct Quotas : decide::QuotaUse {
        explicit Quotas(const World& of) : world(of) {}
        base::Bytes used(std::uint32_t mailbox) const override;
        const World& world;
    };
    config::Loaded loaded_;
    Patient patient_;
    Record record_;
    mutable render::Recorder recorder_;
    std::vector<Happening> happenings_;
    decide::Policies policies_;
    Quotas quotas_;
    std::size_t first_sent_ = 1;
    base::Duration now_{rings_at};
    std::vector<fault::Mode> modes_;  // by node
};

}  // namespace mailsim::teach
