// Faults laid over the zones: names whose questions fail, stay unanswered, or are answered late.
// Not here: when a fault begins and ends; a scenario's driver sets and clears it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace mailsim::dns {

enum class FaultKind { servfail, silence, slow };

struct Fault {
    std::string suffix;  // the name and all below it; "" is every name
    FaultKind kind = FaultKind::servfail;
    base::Duration delay{};  // slow only: added to every answer
};

class Faults {
  public:
    void set(std::string_view suffix, FaultKind kind,
             base::Duration delay = {});  // replaces the suffix's fault
    bool clear(std::string_view suffix);  // false: there was none
    bool empty() const { return faults_.empty(); }
    // The fault of the longest suffix that covers name (lower case, no trailing dot), or nullptr.
    const Fault* find(std::string_view name) const;

  private:
    std::vector<Fault> faults_;
};

}  // namespace mailsim::dns
