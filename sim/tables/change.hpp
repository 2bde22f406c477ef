// What a verdict changes in a node's tables. Decisions only read the tables; the driver applies the changes
// at the instant of the verdict, before it spends the cost.
#pragma once
#include <array>
#include <cassert>
#include <cstdint>
#include <span>

#include "base/units.hpp"

namespace mailsim::tables {

struct Change {
    enum class Kind : std::uint8_t {
        greylist_seen,    // key: the triplet; since: first seen; client: who passed for the first time, or 0
        greylist_client,  // client: a whitelisted client was seen again
        connection,       // key: the client; span: the time unit
        message,
        recipient,
        account_message,  // key: the account
        failed_login,     // key: the client's address
        good_login,
        answered,  // key: a mailbox and a sender; span: how long no further answer is sent
    };
    Kind kind = Kind::connection;
    std::uint64_t key = 0, client = 0;
    base::Instant since{};
    base::Duration span{0};
};

// The changes of one verdict: at most one for each rule that remembers.
class Changes {
  public:
    void add(const Change& change) {
        assert(count_ < list_.size());
        if (count_ < list_.size()) list_[count_++] = change;
    }
    std::span<const Change> all() const { return {list_.data(), count_}; }

  private:
    std::array<Change, 6> list_;
    std::uint8_t count_ = 0;
};

}  // namespace mailsim::tables
