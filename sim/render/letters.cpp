#include "render/letters.hpp"

namespace mailsim::render {

using facts::Kind;

bool is_end(Kind kind) {
    return kind == Kind::delivered || kind == Kind::bounced || kind == Kind::discarded ||
           kind == Kind::quarantined || kind == Kind::rejected;
}

mail::Address Letter::recipient(base::RecipientId id) const {
    std::uint32_t place = id.value - message.first_recipient.value;
    if (id.valid() && place < recipients.size()) return recipients[place];
    for (const auto& [one, address] : added)
        if (one == id) return address;
    return {};
}

namespace {

// Known at the node itself from that instant on, to all others behind it.
bool in_force(const mail::Redirection& r, base::NodeId node, base::Instant at) {
    return r.at < at || (r.at == at && r.node == node);
}

}  // namespace

mail::Address Letter::recipient(base::RecipientId id, base::NodeId node, base::Instant at) const {
    mail::Address now = recipient(id);
    for (const mail::Redirection& r : redirections)
        if (r.recipient == id && in_force(r, node, at)) now = r.to;
    return now;
}

const mail::Redirection* Letter::redirected(base::RecipientId id, base::NodeId node, base::Instant at) const {
    const mail::Redirection* last = nullptr;
    for (const mail::Redirection& r : redirections)
        if (r.recipient == id && r.node == node && r.at <= at) last = &r;
    return last;
}

base::RecipientId Letter::origin(base::RecipientId id, base::Instant at) const {
    for (auto r = redirections.rbegin(); r != redirections.rend(); ++r)
        if (r->recipient == id && r->of != id && at <= r->at) id = r->of;
    return id;
}

void Letters::redirect(const mail::Redirection& what) {
    if (auto known = letters_.find(what.message); known != letters_.end())
        known->second.letter.redirections.push_back(what);
}

void Letters::introduce(const mail::Message& message, std::span<const mail::Address> recipients) {
    if (auto known = letters_.find(message.id); known != letters_.end()) {
        std::uint32_t id = message.first_recipient.value;
        for (mail::Address one : recipients)
            known->second.letter.added.emplace_back(base::RecipientId{id++}, one);
        known->second.open += static_cast<std::uint32_t>(recipients.size());
        return;
    }
    Held& held = letters_[message.id];
    held.letter.message = message;
    held.letter.recipients.assign(recipients.begin(), recipients.end());
    held.open = static_cast<std::uint32_t>(recipients.size());
}

void Letters::take(const facts::Fact& fact) {
    if (fact.kind == Kind::created) {
        auto found = letters_.find(fact.message);
        bool own = static_cast<std::uint32_t>(fact.value) == fact.message.value;
        if (found == letters_.end() || own || found->second.letter.message.kind != mail::Kind::dsn) return;
        found->second.letter.about = {static_cast<std::uint32_t>(fact.value)};
        found->second.letter.maker = fact.node;
    }
    if (is_end(fact.kind)) ended(fact.message, fact.at);
}

void Letters::ended(base::MessageId id, base::Instant at) {
    auto found = letters_.find(id);
    if (found == letters_.end() || found->second.open == 0 || --found->second.open > 0) return;
    if (forget_after_ == base::never_ends) return;
    ended_.emplace_back(at, id);
    while (!ended_.empty() && at - ended_.front().first > forget_after_) {
        letters_.erase(ended_.front().second);
        ended_.pop_front();
    }
}

const Letter* Letters::find(base::MessageId id) const {
    auto found = letters_.find(id);
    return found == letters_.end() ? nullptr : &found->second.letter;
}

}  // namespace mailsim::render
