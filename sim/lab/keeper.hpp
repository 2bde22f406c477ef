// Where accepted mail is kept so that a crash loses none: told before the client hears 250. Without a folder
// (--state) nothing is kept and nothing is done here.
#pragma once
#include <memory>
#include <vector>

#include "lab/letter.hpp"
#include "mailbox/store.hpp"

namespace mailsim::lab {

class Keeper {
  public:
    virtual ~Keeper() = default;
    // On disk when it returns true; sets the letter's row.
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
    // Everything between is kept as one: put into a mailbox and forgotten in the queue.
    virtual void begin() {}
    virtual void commit() {}
};

}  // namespace mailsim::lab
