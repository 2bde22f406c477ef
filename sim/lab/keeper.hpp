// Where accepted mail is kept so that a crash loses none: on disk before the client hears 250. What several
// sessions bring at one time is synced as one (sync()). Without a folder (--state) nothing is kept.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "lab/letter.hpp"
#include "mailbox/store.hpp"
#include "tables/change.hpp"

namespace mailsim::lab {

class Keeper {
  public:
    virtual ~Keeper() = default;
    // On disk after the next sync(), when this and that return true; sets the letter's row.
    virtual bool keep(Letter& letter) { return letter.row = 0, true; }
    virtual void forget(const Letter&, std::uint32_t) {}  // this copy is somebody else's now
    virtual std::unique_ptr<mailbox::Store> store(const std::string& mailbox);
    // What a lab before this one was responsible for; copies that are gone have no place in `left`.
    struct Kept {
        std::shared_ptr<Letter> letter;
        std::vector<std::uint32_t> left;
        std::string node;
    };
    virtual std::vector<Kept> load() { return {}; }
    // What a node's tables remember, change by change (greylist, rates, failed logins); times are the site's
    // memory_now().
    struct Remembered {
        std::string node;
        tables::Change change;
        base::Instant at;
    };
    virtual void remember(const std::string&, std::span<const tables::Change>, base::Instant) {}
    virtual std::vector<Remembered> memories(base::Instant) { return {}; }  // those that still matter then
    // Everything between is kept as one: put into a mailbox and forgotten in the queue.
    virtual void begin() {}
    virtual void commit() {}
    virtual bool dirty() const { return false; }  // something waits for sync()
    virtual bool sync() { return true; }          // false: what was done since the last one is not on disk
};

}  // namespace mailsim::lab
