// Definitions of fetch.hpp's templates: who fetches, and how. Include fetch.hpp.
#pragma once
#include "nodes/fetch.hpp"

namespace mailsim::nodes {

// The group of those who never fetch.
template <class W>
std::uint32_t Fetching<W>::nobody() {
    if (nobody_ == nowhere) {
        nobody_ = static_cast<std::uint32_t>(groups_.size());
        groups_.emplace_back();
    }
    return nobody_;
}

template <class W>
const load::OnlineShare& Fetching<W>::online_share(const std::string& day) {
    auto found = shares_.find(day);
    if (found != shares_.end()) return found->second;
    if (day == "business")
        return shares_.emplace(day, load::OnlineShare::business(settings_.origin)).first->second;
    if (day == "home") return shares_.emplace(day, load::OnlineShare::home(settings_.origin)).first->second;
    // Phones, and profiles without a day: the share of ActiveSync's row, day and night.
    return shares_.emplace(day, load::OnlineShare::always(day == "phone" ? 0.95 : 1)).first->second;
}

template <class W>
void Fetching<W>::add_group(mail::Address address, const decide::Access& way, estate::ClientKind kind) {
    const estate::ClientSettings& settings = c_.estate.client_settings(address, kind);
    const estate::Profile& profile = c_.estate.profile(address);
    FetchGroup& g = groups_.emplace_back();
    g.kind = kind;
    g.profile = &profile;
    if (way.ok() && way.knows_account) {
        set_protocol(g, settings.fetch);
        g.listener = way.listener;
        g.entry = way.entry;
    }
    bool phone = g.habit == FetchHabit::beat;
    g.online = &online_share(phone ? "phone" : profile.day);
    g.polling = phone ? load::phone_heartbeat() : load::pop3_polling();
    g.polling.interval = base::from_seconds(base::seconds(phone ? profile.heartbeat : profile.poll_interval) /
                                            settings_.multiplier);
    g.held.mean_length = profile.imap_session;
}

template <class W>
std::uint32_t Fetching<W>::group_of(mail::Address address, const decide::Access& way,
                                    estate::ClientKind kind) {
    // Who entered settings of their own is alone in a group.
    const estate::ClientSettings& settings = c_.estate.client_settings(address, kind);
    std::tuple key{address.domain, &c_.estate.profile(address), &settings};
    auto [found, added] = group_numbers_.emplace(key, static_cast<std::uint32_t>(groups_.size()));
    if (added) add_group(address, way, kind);
    return found->second;
}

template <class W>
void Fetching<W>::start(const std::function<bool(mail::Address)>& only) {
    if (settings_.multiplier <= 0) return;
    for (std::uint32_t m = 0; m < c_.estate.inside_mailboxes; ++m) {
        mail::Address address = c_.estate.mailbox_address(m);
        estate::ClientKind kind = c_.client_of(address);
        decide::Access way = c_.way_in(address, c_.estate.client_settings(address, kind));
        Fetcher& f = fetchers_.emplace_back(*this, address, way.server, group_of(address, way, kind));
        f.mailbox = m;
        if (only && !only(address)) {
            f.group = nobody();
            continue;
        }
        FetchHabit habit = group(f).habit;
        if (habit == FetchHabit::poll || habit == FetchHabit::beat) next_poll(f);
        if (habit == FetchHabit::hold) next_session(f, c_.now());
    }
    start_webmail();
    c_.delivered_context = this;
    c_.delivered_to = [](void* self, std::uint32_t mailbox, base::Bytes) {
        static_cast<Fetching*>(self)->on_delivered(mailbox);
    };
}

// Sessions of all webmail users of a profile are one stream of arrivals.
template <class W>
void Fetching<W>::start_webmail() {
    std::vector<std::vector<std::uint32_t>> users(c_.estate.profiles.size());
    for (const Fetcher& f : fetchers_)
        if (const FetchGroup& g = group(f); g.habit == FetchHabit::visit)
            users[static_cast<std::size_t>(g.profile - c_.estate.profiles.data())].push_back(f.mailbox);
    for (std::size_t p = 0; p < users.size(); ++p)
        if (!users[p].empty()) c_.world.spawn(open_browsers(c_.estate.profiles[p], std::move(users[p])));
}

}  // namespace mailsim::nodes
