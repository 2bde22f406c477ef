// The kinds of fault that drills hide, from their registry.
#include <fmt/format.h>

#include "cli/topics.hpp"
#include "teach/fault_kind.hpp"

namespace mailsim::cli {

void add_faults(Topics& topics) {
    for (const teach::FaultKind* kind : teach::fault_kinds()) {
        std::string symptoms = fmt::format("{}", fmt::join(kind->symptoms, ", "));
        topics.push_back({std::string(kind->id), "", "", "documents 000 to 004; the support playbook",
                          base::Mark::verified, "fault of the drills",
                          fmt::format("What is wrong: {}. {} What to do: {} Symptoms: {}.", kind->title,
                                      kind->lesson, kind->remedy, symptoms)});
    }
}

}  // namespace mailsim::cli
