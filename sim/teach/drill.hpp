// A drill as its file says it: a ticket in the customer's words, and what is really wrong. Not here: reading
// the file (drill_file.hpp), what a fault does (fault_kind.hpp), the estate that runs under it (world.hpp).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "json/value.hpp"

namespace mailsim::teach {

// One fault at one place; `value` says more where the kind of fault wants it (a port, a server name).
struct Fault {
    std::string kind, place, value;
    std::string pointer;
    bool operator==(const Fault& o) const { return kind == o.kind && place == o.place && value == o.value; }
};

struct Drill {
    std::string name, file, title;
    std::int64_t level = 1;  // 1 to 3
    std::string symptom;     // of the playbook
    std::string topology = "nayatel";
    std::string who;     // the customer's address
    std::string other;   // the address at the other end of the mail; "" where none matters
    std::string ticket;  // in the customer's words
    std::vector<Fault> faults;
    std::vector<Fault> herrings;        // also wrong, or only odd, but not what makes the symptom
    json::Value messages;               // further mail, as a scenario's; null: none
    std::vector<std::string> expert;    // commands that solve it; empty: by the playbook
    std::vector<std::string> mistaken;  // commands that a wrong answer is made of; empty: a made one
    std::string story;                  // told at the end, beside what the program tells by itself
    std::uint64_t seed = 1;
};

}  // namespace mailsim::teach
