// What nodes remember, in the lab's file: a row a change, given back in their order.
#include "lab/state_impl.hpp"
#include "tables/greylist.hpp"

namespace mailsim::lab {

void write_memories(Disk& disk, const std::string& node, std::span<const tables::Change> changes,
                    base::Instant at) {
    for (const tables::Change& one : changes)
        disk.run("INSERT INTO memories VALUES(?,?,?,?,?,?,?)", node, static_cast<int>(one.kind),
                 static_cast<std::int64_t>(one.key), static_cast<std::int64_t>(one.client), ticks(one.since),
                 static_cast<std::int64_t>(one.span.count()), ticks(at));
}

// What is too old for every table is dropped: those of a rate after two of its units, the others after the
// greylist's five weeks.
void drop_old_memories(Disk& disk, base::Instant now) {
    constexpr base::Duration longest = tables::Greylist::kept;
    disk.run("DELETE FROM memories WHERE at < ? OR (span > 0 AND at + 2 * span < ?)", ticks(now - longest),
             ticks(now));
}

std::vector<Keeper::Remembered> read_memories(Disk& disk, base::Instant now) {
    drop_old_memories(disk, now);
    std::vector<Keeper::Remembered> all;
    SQLite::Statement rows(disk.database, "SELECT * FROM memories ORDER BY rowid");
    while (rows.executeStep()) {
        Keeper::Remembered one;
        one.node = rows.getColumn(0).getString();
        one.change.kind = static_cast<tables::Change::Kind>(rows.getColumn(1).getInt());
        one.change.key = static_cast<std::uint64_t>(rows.getColumn(2).getInt64());
        one.change.client = static_cast<std::uint64_t>(rows.getColumn(3).getInt64());
        one.change.since = instant(rows.getColumn(4).getInt64());
        one.change.span = base::Duration{rows.getColumn(5).getInt64()};
        one.at = instant(rows.getColumn(6).getInt64());
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace mailsim::lab
