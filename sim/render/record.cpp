#include "render/record.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;
using facts::Level;

void Recorder::subscribe(facts::Stream& stream) {
    // A notification's cause and a fetch carry no followed message: these two levels are looked at whole.
    stream.subscribe<&Recorder::take_ledger>(Level::ledger, *this);
    stream.subscribe<&Recorder::take_hop>(Level::hop, *this);
    for (Level level : {Level::visit, Level::decision, Level::line, Level::question})
        stream.subscribe(
            level, this, [](void* self, const Fact& fact) { static_cast<Recorder*>(self)->keep(fact); },
            [](void* self, base::MessageId id) { return static_cast<Recorder*>(self)->follows(id); });
}

void Recorder::introduce(const mail::Message& message, std::span<const mail::Address> recipients) {
    if (!follows_ || follows(message.id) || follows_(message)) return follow(message, recipients);
    last_ = message;
    last_recipients_.assign(recipients.begin(), recipients.end());
}

void Recorder::follow(const mail::Message& message, std::span<const mail::Address> recipients) {
    if (followed_.insert(message.id).second) record_.messages.push_back(message.id);
    record_.letters.introduce(message, recipients);
    open_ += static_cast<std::uint32_t>(recipients.size());
}

void Recorder::take_ledger(const Fact& fact) {
    if (fact.kind == Kind::created && !follows(fact.message) && fact.message == last_.id &&
        follows({static_cast<std::uint32_t>(fact.value)}))
        follow(last_, last_recipients_);
    if (!follows(fact.message)) return;
    record_.letters.take(fact);
    if (is_end(fact.kind)) --open_;
    if (fact.kind == Kind::delivered)
        if (const Letter* letter = record_.letter(fact.message))
            unfetched_.insert(
                static_cast<std::int64_t>(letter->recipient(fact.recipient, fact.node, fact.at).key()));
    keep(fact);
}

void Recorder::take_hop(const Fact& fact) {
    if (fact.kind == Kind::fetched) {
        if (fact.value > 0 && unfetched_.erase(fact.amount) > 0) keep(fact);
    } else if (fact.message.valid() && follows(fact.message)) {
        keep(fact);
    }
}

}  // namespace mailsim::render
