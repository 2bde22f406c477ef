// Views of a finished record: a node's log in a dialect, a node's queue at an instant. Not here: whole runs,
// whose facts pass through an Assembler as they are told.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "render/log.hpp"
#include "render/record.hpp"

namespace mailsim::render {

struct LogLine {
    base::NodeId node;
    std::string text;
    base::MessageId message;      // that it tells of
    base::RecipientId recipient;  // invalid: of none in particular
};

// The lines that the nodes wrote up to `until`, in the order of time; node: only its own, invalid: of every
// node. The dialect must be one of log_dialects().
std::vector<LogLine> log_of(const Scene& scene, const Record& record, std::string_view dialect,
                            base::NodeId node = {}, base::Instant until = base::never);

// The messages in a node's queue at this instant, by arrival.
std::vector<Care> queue_at(const Scene& scene, const Record& record, base::NodeId node, base::Instant at);

// Why a recipient waits, as Postfix keeps it beside the message; "" before the first try.
std::string why_waiting(const Care::Waiting& waiting);

}  // namespace mailsim::render
