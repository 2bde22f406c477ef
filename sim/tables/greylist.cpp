#include "tables/greylist.hpp"

namespace mailsim::tables {

void Greylist::apply(const Change& change, base::Instant now) {
    auto old = [now](const auto& value) { return now - value.last > kept; };
    if (change.kind == Change::Kind::greylist_seen) triplets_.at(change.key, old) = {change.since, now};
    if (!change.client) return;
    Passes& passes = clients_.at(change.client, old);
    if (now - passes.last > kept) passes.count = 0;
    if (passes.count && now - passes.last < between_passes) return;
    ++passes.count;
    passes.last = now;
}

}  // namespace mailsim::tables
