#include "load/senders.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace mailsim::load {
namespace {

using base::Mark;
constexpr base::Parameter rows[] = {
    {"internal_share", "share", "%", "50 %", "0 % to 100 %",
     "recipients inside the estate, of mail that its users send (50 % at a campus, 70 % in companies)",
     "Gustavus 2007; randomdesiderata", Mark::verified},
    {"same_domain_share", "share", "%", "60 %", "0 % to 100 %",
     "internal recipients in the sender's own domain", "assumption", Mark::proposal},
};

std::uint32_t number_below(double u, std::uint32_t count) {
    return std::min(static_cast<std::uint32_t>(u * count), count - 1);
}

}  // namespace

std::span<const base::Parameter> sender_parameters() { return rows; }

// Each cell keeps part of its own weight and gets the rest from one cell that has too much.
AliasTable::AliasTable(std::span<const double> weights) : cells_(weights.size()) {
    double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    assert(!weights.empty() && sum > 0);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        cells_[i] = {weights[i] * static_cast<double>(weights.size()) / sum, i};
        (cells_[i].keep < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        std::uint32_t poor = small.back(), rich = large.back();
        small.pop_back();
        cells_[poor].other = rich;
        cells_[rich].keep -= 1 - cells_[poor].keep;
        if (cells_[rich].keep >= 1) continue;
        large.pop_back();
        small.push_back(rich);
    }
    for (std::uint32_t left : small) cells_[left].keep = 1;  // only rounding is left
}

std::uint32_t AliasTable::pick(double u) const {
    double scaled = u * static_cast<double>(cells_.size());
    auto place = std::min(static_cast<std::size_t>(scaled), cells_.size() - 1);
    const Cell& cell = cells_[place];
    return scaled - static_cast<double>(place) < cell.keep ? static_cast<std::uint32_t>(place) : cell.other;
}

AddressPicker::AddressPicker(std::vector<Population> populations) : populations_(std::move(populations)) {
    std::erase_if(populations_, [](const Population& p) { return p.count == 0 || p.weight <= 0; });
    std::vector<double> weights;
    for (const Population& p : populations_) weights.push_back(p.count * p.weight);
    if (!weights.empty()) table_ = AliasTable(weights);
}

mail::Address AddressPicker::pick(const base::Draws& draws, std::uint64_t entity, base::Purpose purpose,
                                  std::uint64_t n) const {
    const Population& from = populations_[table_.pick(draws.uniform(entity, purpose, n))];
    auto place = static_cast<std::uint32_t>(draws.below(from.count, entity, purpose, n + 1));
    return {from.domain, from.first + place};
}

RecipientPicker::RecipientPicker(AddressPicker inside, AddressPicker outside, const Mixing& mixing)
    : inside_(std::move(inside)), outside_(std::move(outside)), mixing_(mixing) {
    assert(!inside_.empty() || !outside_.empty());
    for (std::uint32_t i = 0; i < inside_.size(); ++i) {
        std::size_t domain = inside_.population(i).domain.index();
        if (domain >= by_domain_.size()) by_domain_.resize(domain + 1);
        by_domain_[domain].push_back(i);
    }
}

// A mailbox of the sender's domain, populations by the number of their mailboxes; the sender itself is
// stepped over.
mail::Address RecipientPicker::in_domain(const base::Draws& draws, std::uint64_t message,
                                         mail::Address sender, std::uint32_t n) const {
    const auto& numbers = by_domain_[sender.domain.index()];
    std::uint32_t total = 0;
    for (std::uint32_t number : numbers) total += inside_.population(number).count;
    std::uint32_t place = number_below(draws.uniform(message, base::Purpose::recipient, 4ull * n + 1), total);
    auto nth = [&](std::uint32_t k) {
        for (std::uint32_t number : numbers) {
            const Population& p = inside_.population(number);
            if (k < p.count) return mail::Address{p.domain, p.first + k};
            k -= p.count;
        }
        return sender;
    };
    mail::Address picked = nth(place);
    return picked == sender && total > 1 ? nth((place + 1) % total) : picked;
}

mail::Address RecipientPicker::pick(const base::Draws& draws, std::uint64_t message, mail::Address sender,
                                    std::uint32_t n) const {
    constexpr auto purpose = base::Purpose::recipient;
    bool internal = draws.uniform(message, base::Purpose::internal, 2ull * n) < mixing_.internal;
    if (inside_.empty() || (!internal && !outside_.empty()))
        return outside_.pick(draws, message, purpose, 4ull * n + 2);
    bool same = draws.uniform(message, base::Purpose::internal, 2ull * n + 1) < mixing_.same_domain;
    bool at_home = sender.domain.valid() && sender.domain.index() < by_domain_.size() &&
                   !by_domain_[sender.domain.index()].empty();
    if (same && at_home) return in_domain(draws, message, sender, n);
    return inside_.pick(draws, message, purpose, 4ull * n + 2);
}

}  // namespace mailsim::load
