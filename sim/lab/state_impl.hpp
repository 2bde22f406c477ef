// The inside of the state on disk, for the sources of this room.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>

#include "lab/state.hpp"

namespace mailsim::lab {

class Disk {
  public:
    explicit Disk(const std::string& file);
    SQLite::Database database;

    // False: the work failed, and said so on standard error.
    bool attempt(const std::function<void()>& work);
    // A part that stands or falls together; parts may be nested. The first opens a transaction that sync()
    // ends.
    void begin();
    bool end(bool good);  // of the outermost: whether the part stands
    bool dirty() const { return open_; }
    bool sync();
    template <class... Values>
    void run(const char* sql, const Values&... values) {
        SQLite::Statement statement(database, sql);
        int place = 0;
        (statement.bind(++place, values), ...);
        statement.exec();
    }

  private:
    int depth_ = 0;
    bool failed_ = false, open_ = false;
};

// Times in the file are nanoseconds of the site's memory_now().
inline std::int64_t ticks(base::Instant at) { return at.time_since_epoch().count(); }
inline base::Instant instant(std::int64_t ticks) { return base::Instant{base::Duration{ticks}}; }

void write_memories(Disk& disk, const std::string& node, std::span<const tables::Change> changes,
                    base::Instant at);
void drop_old_memories(Disk& disk, base::Instant now);
std::vector<Keeper::Remembered> read_memories(Disk& disk, base::Instant now);
std::unique_ptr<mailbox::Store> disk_store(std::shared_ptr<Disk> disk, const std::string& mailbox);

}  // namespace mailsim::lab
