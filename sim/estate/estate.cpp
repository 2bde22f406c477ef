#include "estate/estate.hpp"

#include <algorithm>

#include "base/names.hpp"

namespace mailsim::estate {
namespace {

// The kind's settings with what the person entered.
ClientSettings settings_of(const Account& account, ClientSettings settings, const std::string& address) {
    const EnteredSettings& entered = *account.entered;
    settings.submit = entered.submit.value_or(settings.submit);
    settings.submit_port = entered.submit_port.value_or(settings.submit_port);
    settings.submit_tls = entered.submit_tls.value_or(settings.submit_tls);
    settings.fetch = entered.fetch.value_or(settings.fetch);
    settings.fetch_port = entered.fetch_port.value_or(settings.fetch_port);
    settings.fetch_tls = entered.fetch_tls.value_or(settings.fetch_tls);
    settings.submit_server = entered.submit_server;
    settings.fetch_server = entered.fetch_server;
    settings.user = entered.user;
    settings.pointer = entered.pointer;
    std::string_view password = account.password.empty() ? default_password : account.password;
    settings.wrong_sign_in = (!entered.user.empty() && base::lower_case(entered.user) != address) ||
                             (!entered.password.empty() && entered.password != password);
    return settings;
}

}  // namespace

void Estate::index() {
    domain_numbers_.assign(book.domain_count(), none);
    numbering_.clear();
    node_addresses_.clear();
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
        for (const base::Ip& address : nodes[i].addresses) node_addresses_.emplace(address, base::NodeId{i});
    for (std::uint32_t i = 0; i < domains.size(); ++i) {
        Domain& d = domains[i];
        d.outside = d.home.valid() && node(d.home).role == Role::peer;
        d.population = 0;
        for (Part& part : d.parts) {
            part.first = d.population;
            d.population += part.count;
        }
        if (d.id.valid() && domain_numbers_[d.id.index()] == none) domain_numbers_[d.id.index()] = i;
        numbering_.push_back(i);
        for (Account& account : d.accounts)
            if (account.entered && !account.address.null())
                account.settings = settings_of(account, clients[static_cast<std::size_t>(account.client)],
                                               base::lower_case(book.text(account.address)));
    }
    std::stable_partition(numbering_.begin(), numbering_.end(), [&](auto i) { return !domains[i].outside; });
    mailbox_count = inside_mailboxes = 0;
    for (std::uint32_t i : numbering_) {
        domains[i].first_mailbox = mailbox_count;
        mailbox_count += domains[i].mailboxes();
        if (!domains[i].outside) inside_mailboxes = mailbox_count;
    }
}

base::NodeId Estate::find_node(std::string_view id) const {
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].id == id) return {i};
    return {};
}

base::NodeId Estate::node_at(const base::Ip& address) const {
    auto found = node_addresses_.find(address);
    return found == node_addresses_.end() ? base::NodeId{} : found->second;
}

mail::Address Estate::mailbox_address(std::uint32_t mailbox) const {
    auto after =
        std::upper_bound(numbering_.begin(), numbering_.end(), mailbox,
                         [&](std::uint32_t number, auto i) { return number < domains[i].first_mailbox; });
    const Domain& d = domains[*(after - 1)];
    return {d.id, mailbox - d.first_mailbox};
}

const Account* Estate::account(mail::Address address) const {
    const Domain* d = domain(address.domain);
    if (!d || address.local < d->population || address.local >= d->mailboxes()) return nullptr;
    return &d->accounts[address.local - d->population];
}

const Part* Estate::part(mail::Address address) const {
    const Domain* d = domain(address.domain);
    if (!d || address.local >= d->population) return nullptr;
    auto after = std::upper_bound(d->parts.begin(), d->parts.end(), address.local,
                                  [](std::uint32_t local, const Part& p) { return local < p.first; });
    return &*(after - 1);
}

base::NodeId Estate::home(mail::Address address) const {
    if (const Account* a = account(address)) return a->home;
    if (const Part* p = part(address)) return p->home;
    const Domain* d = domain(address.domain);
    return d ? d->home : base::NodeId{};
}

base::Bytes Estate::quota(mail::Address address) const {
    if (const Account* a = account(address)) return a->quota;
    if (const Part* p = part(address)) return p->quota;
    return {};
}

double Estate::fill(mail::Address address) const {
    if (const Account* a = account(address)) return a->fill;
    if (const Part* p = part(address)) return p->fill;
    return 0;
}

const Profile& Estate::profile(mail::Address address) const {
    if (const Account* a = account(address)) return profiles[a->profile];
    if (const Part* p = part(address)) return profiles[p->profile];
    return profiles.front();
}

ClientKind Estate::client_kind(mail::Address address) const {
    const Domain* d = domain(address.domain);
    if (!d || d->outside) return ClientKind::peer;
    if (const Account* a = account(address); a && a->client_given) return a->client;
    const auto& shares = profile(address).clients;
    return static_cast<ClientKind>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

const ClientSettings& Estate::client_settings(mail::Address address, ClientKind kind) const {
    const Account* named = account(address);
    if (named && named->settings && named->settings->kind == kind) return *named->settings;
    return clients[static_cast<std::size_t>(kind)];
}

}  // namespace mailsim::estate
