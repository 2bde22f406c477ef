// Topics that are words of logs, headers, notifications and queue listings.
#include "cli/topics.hpp"
#include "render/log.hpp"

namespace mailsim::cli {

void add_log_fields(Topics& topics) {
    for (const render::LogField& field : render::log_fields())
        topics.push_back({std::string(field.name), "", "", std::string(field.source), base::Mark::verified,
                          "word in: " + std::string(field.dialect), std::string(field.meaning)});
}

}  // namespace mailsim::cli
