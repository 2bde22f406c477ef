// The parameters of queue and destinations, with their sources.
#include "queue/destinations.hpp"
#include "queue/queue.hpp"

namespace mailsim::queue {
namespace {

using base::Mark;
constexpr std::string_view postconf = "Postfix postconf(5) and SCHEDULER_README";
constexpr base::Parameter of_destinations[] = {
    {"initial_destination_concurrency", "count", "", "5", "at least 1",
     "deliveries at a time to a destination that is new to the queue", postconf, Mark::verified},
    {"destination_concurrency_limit", "count", "", "20", "at least 1",
     "most deliveries at a time to one destination (2 for local delivery)", postconf, Mark::verified},
    {"destination_concurrency_positive_feedback", "text", "", "1", "x, x/N or x/sqrt(N) with x from 0 to 1",
     "what the window gains when a delivery reached the server; N is the window", postconf, Mark::verified},
    {"destination_concurrency_negative_feedback", "text", "", "1", "x, x/N or x/sqrt(N) with x from 0 to 1",
     "what the window loses when a delivery did not reach the server", postconf, Mark::verified},
    {"destination_concurrency_half_early", "flag", "", "true", "true or false",
     "a step counts as reached half a feedback early, as later versions do; false: as documented",
     "Postfix queue manager source", Mark::background},
    {"destination_concurrency_failed_cohort_limit", "number", "", "1", "at least 0; 0 for never",
     "a destination is dead when this many windows full of deliveries failed without a success", postconf,
     Mark::verified},
    {"destination_dead_time", "duration", "s", "300 s", "above 0",
     "how long a dead destination is left alone (Postfix: minimal_backoff_time)", postconf, Mark::verified},
    {"destination_rate_delay", "duration", "s", "0 s", "at least 0 s; 0 s for none",
     "time from the end of a delivery to the next one to the same destination; they go one at a time",
     "Postfix postconf(5), default_destination_rate_delay", Mark::verified},
    {"process_limit", "count", "", "100", "at least 1", "delivery processes of one transport", postconf,
     Mark::verified},
    {"starting_limit", "count", "", "2", "at least 0; 0 for no limit",
     "delivery processes of one transport that are being started at a time", "Postfix queue manager source",
     Mark::background},
    {"delivery_slot_cost", "count", "", "5", "at least 0; below 2 for nothing",
     "a message may be overtaken once for each so many of its deliveries", postconf, Mark::verified},
    {"delivery_slot_loan", "count", "", "3", "at least 0", "slots that may be used before they are earned",
     postconf, Mark::verified},
    {"delivery_slot_discount", "count", "%", "50", "0 to 100",
     "the part of the slots it needs that may still be missing when a message overtakes", postconf,
     Mark::verified},
    {"minimum_delivery_slots", "count", "", "3", "at least 0",
     "a message that can never earn so many slots is not overtaken", postconf, Mark::verified},
    {"destination_recipient_limit", "count", "", "50", "at least 1", "recipients in one delivery", postconf,
     Mark::verified},
};

constexpr base::Parameter of_queues[] = {
    {"active_message_limit", "count", "", "20000", "at least 1",
     "messages in the active queue; the others wait in incoming and deferred",
     "Postfix postconf(5), qmgr_message_active_limit", Mark::verified},
    {"active_recipient_limit", "count", "", "20000", "at least 1",
     "recipients in memory; while there are as many, the rest of a message's recipients wait on disk",
     "Postfix postconf(5), qmgr_message_recipient_limit", Mark::verified},
    {"message_recipient_minimum", "count", "", "10", "at least 1",
     "so many recipients of each active message are in memory whatever the limit; a delivery is taken whole",
     "Postfix postconf(5), qmgr_message_recipient_minimum", Mark::verified},
    {"soft_bounce", "flag", "", "false", "true or false",
     "nothing is refused or returned for good: what is answered with 5xx waits",
     "Postfix postconf(5), soft_bounce", Mark::verified},
    {"in_flow_delay", "duration", "s", "1 s", "at least 0 s; 0 s for never",
     "how long a message that comes in pauses when more comes than the queue manager takes up",
     "Postfix postconf(5), in_flow_delay", Mark::verified},
    {"connection_cache", "flag", "", "true", "true or false",
     "a connection to a destination with mail waiting is kept open for its next message",
     "Postfix postconf(5), smtp_connection_cache_on_demand", Mark::verified},
    {"connection_cache_time", "duration", "s", "2 s", "more than 0 s",
     "how long such a connection waits for the next message",
     "Postfix postconf(5), smtp_connection_cache_time_limit", Mark::verified},
    {"connection_reuse_time", "duration", "s", "300 s", "more than 0 s",
     "how long after its beginning a connection may be used again",
     "Postfix postconf(5), smtp_connection_reuse_time_limit", Mark::verified},
};

}  // namespace

std::span<const base::Parameter> concurrency_parameters() { return of_destinations; }
std::span<const base::Parameter> queue_parameters() { return of_queues; }

}  // namespace mailsim::queue
