// A hosting panel's page "Track Delivery": one row for what became of a recipient at a node, in the panel's
// five states. The columns follow cPanel's page of that name.
#pragma once
#include <string>
#include <vector>

#include "render/log.hpp"
#include "render/record.hpp"

namespace mailsim::render {

struct PanelRow {
    enum class State : std::uint8_t { success, deferred, failed, rejected, filtered } state = State::success;
    base::Instant at;
    base::NodeId node;
    std::string sender, recipient, id, sender_host, sender_address, host, result;
    std::int64_t size = 0;
    base::MessageId message;
    base::RecipientId about;  // invalid: the message as a whole
};
std::string_view name(PanelRow::State state);  // "success", "deferred", "failed", "rejected", "filtered"

// The rows in which this address is sender or recipient (null: all), by time; node: only its own page,
// invalid: of every node. until: what the page showed at that instant.
std::vector<PanelRow> panel_rows(const Scene& scene, const Record& record, mail::Address address,
                                 base::NodeId node = {}, base::Instant until = base::never);

}  // namespace mailsim::render
