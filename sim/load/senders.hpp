// Who writes to whom: domains by weight, mailboxes of a domain evenly.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/parameter.hpp"
#include "base/random.hpp"
#include "mail/address.hpp"

namespace mailsim::load {

// Draws a number by weight in constant time (Walker 1977, built as Vose 1991).
class AliasTable {
  public:
    AliasTable() = default;
    explicit AliasTable(std::span<const double> weights);  // each at least 0, not all 0
    std::uint32_t pick(double u) const;                    // u in [0, 1). HOT
    bool empty() const { return cells_.empty(); }
    std::size_t size() const { return cells_.size(); }

  private:
    struct Cell {
        double keep = 1;
        std::uint32_t other = 0;
    };
    std::vector<Cell> cells_;
};

// `count` mailboxes of a domain from number `first` on, each with the same weight.
struct Population {
    mail::DomainId domain;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    double weight = 1;  // of one mailbox
};

class AddressPicker {
  public:
    AddressPicker() = default;
    explicit AddressPicker(std::vector<Population> populations);
    bool empty() const { return table_.empty(); }
    // Uses draws n and n + 1 of (entity, purpose). HOT
    mail::Address pick(const base::Draws& draws, std::uint64_t entity, base::Purpose purpose,
                       std::uint64_t n = 0) const;
    std::size_t size() const { return populations_.size(); }
    const Population& population(std::uint32_t number) const { return populations_[number]; }
    std::uint32_t pick_population(double u) const { return table_.pick(u); }

  private:
    std::vector<Population> populations_;
    AliasTable table_;
};

// Where the mail of an estate's user goes.
struct Mixing {
    double internal = 0.5;     // share of recipients inside the estate
    double same_domain = 0.6;  // share of those in the sender's own domain
};

class RecipientPicker {
  public:
    // Either picker may be empty; then the other gets everything.
    RecipientPicker(AddressPicker inside, AddressPicker outside, const Mixing& mixing);
    // Recipient number n of a message; one in the sender's own domain is never the sender itself
    // while somebody else exists there. HOT
    mail::Address pick(const base::Draws& draws, std::uint64_t message, mail::Address sender,
                       std::uint32_t n) const;

  private:
    mail::Address in_domain(const base::Draws& draws, std::uint64_t message, mail::Address sender,
                            std::uint32_t n) const;
    AddressPicker inside_, outside_;
    Mixing mixing_;
    std::vector<std::vector<std::uint32_t>> by_domain_;  // domain -> populations of inside_
};

std::span<const base::Parameter> sender_parameters();

}  // namespace mailsim::load
