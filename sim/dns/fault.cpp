#include "dns/fault.hpp"

#include <algorithm>

#include "base/names.hpp"
#include "dns/name.hpp"

namespace mailsim::dns {

void Faults::set(std::string_view suffix, FaultKind kind, base::Duration delay) {
    clear(suffix);
    faults_.push_back({base::lower_case(without_trailing_dot(suffix)), kind, delay});
}

bool Faults::clear(std::string_view suffix) {
    std::string wanted = base::lower_case(without_trailing_dot(suffix));
    return std::erase_if(faults_, [&](const Fault& fault) { return fault.suffix == wanted; }) > 0;
}

const Fault* Faults::find(std::string_view name) const {
    const Fault* longest = nullptr;
    for (const Fault& fault : faults_)
        if (is_within(name, fault.suffix) && (!longest || fault.suffix.size() > longest->suffix.size()))
            longest = &fault;
    return longest;
}

}  // namespace mailsim::dns
