// What the simulator knows of each mailbox: how many messages, how many bytes, how many of them not yet
// fetched. Not here: messages themselves; the lab keeps those in store.hpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/id.hpp"
#include "base/units.hpp"

namespace mailsim::mailbox {

using MailboxId = base::Id<struct MailboxTag>;  // a place in Counts, in the order of add()

enum class Delivery : std::uint8_t { ok, over_quota };

// Some messages of one mailbox, as counters.
struct Batch {
    std::uint32_t count = 0;
    base::Bytes bytes;
    base::Instant oldest = base::never;  // when the first of them was delivered; never: none
    bool operator==(const Batch&) const = default;
};

// Counters summed over mailboxes.
struct Totals {
    std::uint64_t mailboxes = 0, waiting = 0, stored = 0;
    base::Bytes used, quota;  // quota counts only mailboxes that have one
    bool operator==(const Totals&) const = default;
};

// A flat table: 40 bytes a mailbox, no allocation after add(). Ids must come from add().
class Counts {
  public:
    static constexpr base::Bytes no_quota{0};

    void reserve(std::size_t mailboxes) { rows_.reserve(mailboxes); }
    MailboxId add(base::Bytes quota);  // one empty mailbox
    MailboxId add(std::uint32_t mailboxes,
                  base::Bytes quota);  // so many; returns the first, the others follow
    std::size_t size() const { return rows_.size(); }

    // The state at the start of a run: messages the owner has already seen. Not checked against the quota.
    void fill(MailboxId id, std::uint32_t count, base::Bytes bytes);
    void set_quota(MailboxId id, base::Bytes quota) { rows_[id.index()].quota = quota.count; }

    bool fits(MailboxId id, base::Bytes size) const {
        const Row& row = rows_[id.index()];
        return row.quota == 0 || row.used + size.count <= row.quota;
    }
    Delivery deliver(MailboxId id, base::Bytes size, base::Instant now);  // refuses what does not fit
    Batch fetch_new(
        MailboxId id);  // the unfetched ones, which from now on count as fetched; they stay stored
    void put_back(MailboxId id, const Batch& batch);  // fetched by a session that was cut: new again
    Batch pop_delete(MailboxId id);  // removes all that was fetched (a POP3 session's DELE, done at QUIT)
    void remove(MailboxId id, std::uint32_t count,
                base::Bytes bytes);  // removes fetched ones, at most what is there

    Batch waiting(MailboxId id) const;
    std::uint32_t stored(MailboxId id) const { return rows_[id.index()].stored; }  // waiting ones included
    base::Bytes used(MailboxId id) const { return {rows_[id.index()].used}; }
    base::Bytes quota(MailboxId id) const { return {rows_[id.index()].quota}; }

    Totals total() const { return total(MailboxId{0}, rows_.size()); }
    Totals total(MailboxId first, std::size_t count) const;
    // One total a node; home(id) gives the node's number, below `nodes`.
    template <class Home>
    std::vector<Totals> totals_per_node(std::size_t nodes, Home home) const {
        std::vector<Totals> totals(nodes);
        for (std::uint32_t i = 0; i < rows_.size(); ++i) count_in(totals[home(MailboxId{i})], rows_[i]);
        return totals;
    }

  private:
    struct Row {
        std::int64_t used = 0, quota = 0, waiting_bytes = 0;
        base::Instant oldest = base::never;
        std::uint32_t stored = 0, waiting = 0;
    };
    static void count_in(Totals& totals, const Row& row);
    std::vector<Row> rows_;
};

}  // namespace mailsim::mailbox
