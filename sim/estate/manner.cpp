#include "estate/manner.hpp"

#include "base/names.hpp"

namespace mailsim::estate {

Manner manner_of(const Node& node) {
    std::string software = base::lower_case(node.software);
    auto says = [&](const char* word) { return software.find(word) != std::string::npos; };
    if (says("postfix")) return Manner::postfix;
    if (says("axigen")) return Manner::axigen;
    if (says("exchange")) return Manner::exchange;
    bool panel = says("panel") || says("track delivery");
    bool unsaid = software.empty() && node.role == Role::standalone;
    return says("exim") || panel || unsaid ? Manner::exim : Manner::postfix;
}

std::string queue_id(const Node& node, const mail::Clock& clock, base::Instant arrived,
                     base::MessageId message) {
    switch (manner_of(node)) {
        case Manner::exim: return mail::exim_id(clock, arrived, message);
        case Manner::axigen: return mail::axigen_id(arrived, message);
        default: return mail::postfix_id(clock, arrived, message);
    }
}

}  // namespace mailsim::estate
