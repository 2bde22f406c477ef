#include "study/recipient_watch.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "observe/ledger.hpp"

namespace mailsim::study {
namespace {

using facts::Kind;

void count(std::vector<std::uint32_t>& minutes, base::Instant at) {
    auto minute = static_cast<std::size_t>(at.time_since_epoch() / std::chrono::minutes(1));
    if (minutes.size() <= minute) minutes.resize(minute + 1);
    ++minutes[minute];
}

bool by_key(const Arrival& a, const Arrival& b) { return a.key < b.key; }

}  // namespace

RecipientWatch::RecipientWatch(const estate::Estate& estate)
    : estate_(estate), spooled_(estate.nodes.size()) {
    for (const estate::Node& node : estate.nodes) own_.push_back(node.role != estate::Role::peer);
}

void RecipientWatch::subscribe(facts::Stream& stream) {
    stream.subscribe<&RecipientWatch::take_ledger>(facts::Level::ledger, *this);
    stream.subscribe<&RecipientWatch::take_hop>(facts::Level::hop, *this);
}

void RecipientWatch::start(const mail::Message& message) {
    std::size_t number = message.id.index();
    if (messages_.size() <= number) messages_.resize(number + 1);
    bool paired = message.kind != mail::Kind::dsn;
    messages_[number] = {message.key, message.size.count, message.first_recipient.value,
                         message.recipient_count, paired};
    if (paired) count(watched_.started, message.submitted);
}

void RecipientWatch::take_ledger(const facts::Fact& fact) {
    if (int change = observe::ledger_change[static_cast<std::size_t>(fact.kind)]; change != 0)
        keep(fact, change);
    const Begun& message = messages_[fact.message.index()];
    std::uint32_t part = fact.recipient.value - message.first_recipient;
    if (!message.paired || part >= message.recipients) return;
    std::uint64_t key = base::mix(message.key ^ base::mix(part + 1));
    if (fact.kind == Kind::delivered)
        watched_.delivered.push_back({key, fact.at.time_since_epoch().count()});
    else if (fact.kind == Kind::rejected || fact.kind == Kind::bounced || fact.kind == Kind::discarded ||
             fact.kind == Kind::quarantined)
        watched_.ended.push_back(key);
}

// A message is one file in a node's queue, however many recipients wait in it.
void RecipientWatch::keep(const facts::Fact& fact, int change) {
    std::uint32_t node = fact.node.value;
    if (!own_[node]) return;
    in_care_ += static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
    watched_.most_in_care = std::max(watched_.most_in_care, in_care_);
    std::uint64_t file = std::uint64_t{fact.message.value} << 16 | node;
    std::uint32_t& recipients = files_[file];
    std::int64_t size = messages_[fact.message.index()].size;
    if (change > 0 && recipients++ == 0) {
        spooled_[node] += size;
        all_spooled_ += size;
    } else if (change < 0 && --recipients == 0) {
        files_.erase(file);
        spooled_[node] -= size;
        all_spooled_ -= size;
    }
    watched_.most_spooled = std::max(watched_.most_spooled, all_spooled_);
    if (spooled_[node] > watched_.fullest_spooled) {
        watched_.fullest_spooled = spooled_[node];
        watched_.fullest = node;
    }
}

void RecipientWatch::take_hop(const facts::Fact& fact) {
    if (fact.kind == Kind::attempt && own_[fact.node.index()]) count(watched_.attempts, fact.at);
}

Watched RecipientWatch::finish() {
    std::sort(watched_.delivered.begin(), watched_.delivered.end(), by_key);
    std::sort(watched_.ended.begin(), watched_.ended.end());
    return std::move(watched_);
}

}  // namespace mailsim::study
