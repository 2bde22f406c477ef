#include "mailbox/counts.hpp"

#include <algorithm>

namespace mailsim::mailbox {

MailboxId Counts::add(base::Bytes quota) { return add(1, quota); }

MailboxId Counts::add(std::uint32_t mailboxes, base::Bytes quota) {
    MailboxId first{static_cast<std::uint32_t>(rows_.size())};
    Row row;
    row.quota = quota.count;
    rows_.insert(rows_.end(), mailboxes, row);
    return first;
}

void Counts::fill(MailboxId id, std::uint32_t count, base::Bytes bytes) {
    rows_[id.index()].stored += count;
    rows_[id.index()].used += bytes.count;
}

Delivery Counts::deliver(MailboxId id, base::Bytes size, base::Instant now) {
    if (!fits(id, size)) return Delivery::over_quota;
    Row& row = rows_[id.index()];
    row.oldest = std::min(row.oldest, now);
    row.used += size.count;
    row.waiting_bytes += size.count;
    ++row.stored;
    ++row.waiting;
    return Delivery::ok;
}

Batch Counts::waiting(MailboxId id) const {
    const Row& row = rows_[id.index()];
    return {row.waiting, {row.waiting_bytes}, row.oldest};
}

Batch Counts::fetch_new(MailboxId id) {
    Batch batch = waiting(id);
    Row& row = rows_[id.index()];
    row.waiting = 0;
    row.waiting_bytes = 0;
    row.oldest = base::never;
    return batch;
}

void Counts::put_back(MailboxId id, const Batch& batch) {
    Row& row = rows_[id.index()];
    row.waiting += batch.count;
    row.waiting_bytes += batch.bytes.count;
    row.oldest = std::min(row.oldest, batch.oldest);
}

Batch Counts::pop_delete(MailboxId id) {
    Row& row = rows_[id.index()];
    Batch gone{row.stored - row.waiting, {row.used - row.waiting_bytes}, base::never};
    row.stored = row.waiting;
    row.used = row.waiting_bytes;
    return gone;
}

void Counts::remove(MailboxId id, std::uint32_t count, base::Bytes bytes) {
    Row& row = rows_[id.index()];
    row.stored -= std::min(count, row.stored - row.waiting);
    row.used -= std::min(bytes.count, row.used - row.waiting_bytes);
}

void Counts::count_in(Totals& totals, const Row& row) {
    ++totals.mailboxes;
    totals.waiting += row.waiting;
    totals.stored += row.stored;
    totals.used.count += row.used;
    totals.quota.count += row.quota;
}

Totals Counts::total(MailboxId first, std::size_t count) const {
    Totals totals;
    for (std::size_t i = 0; i < count; ++i) count_in(totals, rows_[first.index() + i]);
    return totals;
}

}  // namespace mailsim::mailbox
