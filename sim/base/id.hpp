// Small numbers that name things; ids of different things do not mix.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace mailsim::base {

// Tag is any incomplete struct: using NodeId = Id<struct NodeTag>. A default-made id names nothing.
template <class Tag>
struct Id {
    static constexpr std::uint32_t none = 0xffffffffu;
    std::uint32_t value = none;
    constexpr bool valid() const { return value != none; }
    constexpr std::size_t index() const { return value; }
    auto operator<=>(const Id&) const = default;
};

using NodeId = Id<struct NodeTag>;  // a mail node of the estate, peers included
using HostId = Id<struct HostTag>;  // a machine with processors, memory and disk
using LinkId = Id<struct LinkTag>;
using StationId =
    Id<struct StationTag>;  // anything with a queue in front: processor, disk, process kind, link
using MessageId = Id<struct MessageTag>;      // one message as first submitted, in order of submission
using RecipientId = Id<struct RecipientTag>;  // one envelope recipient of one message: the ledger's unit
using RuleId = Id<struct RuleTag>;            // a rule of decide's registry

}  // namespace mailsim::base

template <class Tag>
struct std::hash<mailsim::base::Id<Tag>> {
    std::size_t operator()(mailsim::base::Id<Tag> id) const noexcept { return id.value; }
};
