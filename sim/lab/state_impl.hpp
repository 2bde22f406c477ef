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
    void begin();         // may be nested
    bool end(bool good);  // of the outermost: commits, unless one part was not good
    template <class... Values>
    void run(const char* sql, const Values&... values) {
        SQLite::Statement statement(database, sql);
        int place = 0;
        (statement.bind(++place, values), ...);
        statement.exec();
    }

  private:
    int depth_ = 0;
    bool failed_ = false;
};

std::unique_ptr<mailbox::Store> disk_store(std::shared_ptr<Disk> disk, const std::string& mailbox);

}  // namespace mailsim::lab
