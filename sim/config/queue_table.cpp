// A node's queue: retries, concurrency, limits.
#include "config/tables.hpp"
#include "queue/feedback.hpp"
#include "queue/presets.hpp"

namespace mailsim::config {
namespace {

using estate::QueueSettings;

std::vector<std::string_view> schedule_names() {
    std::vector<std::string_view> names;
    for (const queue::Preset& preset : queue::presets()) names.push_back(preset.name);
    return names;
}

void read_schedule(const Place& place, QueueSettings& settings) {
    if (place.value().is_text() && queue::schedule_called(place.value().text())) {
        settings.schedule = place.value().text();
        return;
    }
    std::vector<std::string_view> names = schedule_names();
    if (auto found = word(place, names)) settings.schedule = names[*found];
}

void read_feedback(const Place& place, queue::Feedback& into) {
    if (place.value().is_number()) {
        if (auto plain = number(place, between(0, 1, "0 to 1")))
            into = {queue::Feedback::Style::fixed, *plain};
        return;
    }
    auto written = text(place);
    if (!written) return;
    if (auto feedback = queue::parse_feedback(*written))
        into = *feedback;
    else
        place.problem(feedback.error());
}

void add_feedback(Table<QueueSettings>& t, std::string_view name, queue::Feedback QueueSettings::*member,
                  std::string_view meaning) {
    json::Value schema = json::Value::object(
        {{"oneOf", json::Value::array({schema_of_type("text"), schema_of_type("number")})}});
    schema.set("default", "1");
    t.custom(name, schema, meaning,
             [member](const Place& place, QueueSettings& into) { read_feedback(place, into.*member); });
}

void add_concurrency(Table<QueueSettings>& t) {
    add_feedback(
        t, "positive_feedback", &QueueSettings::positive_feedback,
        "What the concurrency gains when a delivery reached its server: x, x/N or x/sqrt(N), N being the "
        "concurrency, x from 0 to 1.");
    t.source("Postfix default_destination_concurrency_positive_feedback");
    add_feedback(t, "negative_feedback", &QueueSettings::negative_feedback,
                 "What it loses when a delivery did not reach its server; written in the same way.");
    t.source("Postfix default_destination_concurrency_negative_feedback")
        .flag("half_early", &QueueSettings::half_early,
              "Whether a step of the concurrency counts as reached half a feedback early, as Postfix does "
              "since 2.5; the experiments of SCHEDULER_README are without.")
        .source("Postfix, qmgr_queue.c")
        .number("failed_cohort_limit", &QueueSettings::failed_cohort_limit,
                "A destination is dead after so many windows full of failures; 0: never.",
                between(0, 1e6, "0 to 1000000"))
        .source("Postfix default_destination_concurrency_failed_cohort_limit")
        .duration("dead_time", &QueueSettings::dead_time,
                  "How long a dead destination is left alone; 0 s: minimal_backoff.",
                  time_of_at_least(base::Duration{0}, "0 s or more"))
        .source("Postfix: minimal_backoff_time")
        .duration("rate_delay", &QueueSettings::rate_delay,
                  "Time from the end of a delivery to the next one to the same destination, which then go "
                  "one at a time; 0 s: none.",
                  time_of_at_least(base::Duration{0}, "0 s or more"))
        .source("Postfix default_destination_rate_delay");
}

void add_slots(Table<QueueSettings>& t) {
    t.count(
         "delivery_slot_cost", &QueueSettings::delivery_slot_cost,
         "A message may be overtaken by another once for each so many of its deliveries; 0 or 1: nothing is "
         "overtaken.",
         between(0, 1e6, "0 to 1000000"))
        .source("Postfix default_delivery_slot_cost")
        .count("delivery_slot_loan", &QueueSettings::delivery_slot_loan,
               "So many such slots may be used before they are earned.", between(0, 1e6, "0 to 1000000"))
        .source("Postfix default_delivery_slot_loan")
        .count("delivery_slot_discount", &QueueSettings::delivery_slot_discount,
               "A message may overtake while this part of the slots it needs is still missing, in percent.",
               between(0, 100, "0 to 100"))
        .source("Postfix default_delivery_slot_discount")
        .count("minimum_delivery_slots", &QueueSettings::minimum_delivery_slots,
               "A message that can never earn so many slots is not overtaken.",
               between(0, 1e6, "0 to 1000000"))
        .source("Postfix default_minimum_delivery_slots");
}

void add_cache(Table<QueueSettings>& t) {
    const Range positive = time_of_at_least(base::Duration{1}, "more than 0 s");
    t.flag("connection_cache", &QueueSettings::connection_cache,
           "Whether a connection to a destination with mail waiting is kept open for its next message.")
        .source("Postfix smtp_connection_cache_on_demand")
        .duration("connection_cache_time", &QueueSettings::connection_cache_time,
                  "How long such a connection waits for the next message.", positive)
        .source("Postfix smtp_connection_cache_time_limit")
        .duration("connection_reuse_time", &QueueSettings::connection_reuse_time,
                  "How long after its beginning a connection may be used again.", positive)
        .source("Postfix smtp_connection_reuse_time_limit");
}

}  // namespace

const Table<QueueSettings>& queue_table() {
    static const Table<QueueSettings> table = [] {
        Range positive = time_of_at_least(base::Duration{1}, "more than 0 s"),
              some = between(1, 1e6, "1 to 1000000");
        json::Value schedules = schema_of_words(schedule_names());
        Table<QueueSettings> t(
            "The queue: when a deferred message is tried again, and how many deliveries run at once.");
        json::Value stretched = schema_of_type("text");
        stretched.set("pattern", "^[a-z0-9.-]+ x [0-9][0-9.e-]*$");
        json::Value schedule = json::Value::object({{"anyOf", json::Value::array({schedules, stretched})}});
        schedule.set("default", QueueSettings{}.schedule);
        t.custom("schedule", schedule,
                 "The retry schedule, by the name of a mail server or provider. \"exim x 0.5\": all waits of "
                 "that schedule half as long, its lifetime as it is.",
                 read_schedule)
            .duration("minimal_backoff", &QueueSettings::minimal_backoff,
                      "Shortest wait before a deferred message is tried again.", positive)
            .source("Postfix minimal_backoff_time")
            .duration("maximal_backoff", &QueueSettings::maximal_backoff,
                      "Longest such wait; of the schedule postfix only, as scan.", positive)
            .source("Postfix maximal_backoff_time")
            .duration("scan", &QueueSettings::scan, "Time between two scans of the deferred messages.",
                      positive)
            .source("Postfix queue_run_delay")
            .duration(
                "lifetime", &QueueSettings::lifetime,
                "Age at which a message that cannot be delivered is returned; 0 s: after one attempt. Beside "
                "another schedule than postfix: that schedule's own age, unless this is changed.",
                time_of_at_least(base::Duration{0}, "0 s or more"))
            .source("Postfix maximal_queue_lifetime")
            .duration("bounce_lifetime", &QueueSettings::bounce_lifetime, "The same for notifications.",
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .source("Postfix bounce_queue_lifetime")
            .duration("scan_phase", &QueueSettings::scan_phase,
                      "When the first scan happens after the start.",
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .duration(
                "delay_warning", &QueueSettings::delay_warning,
                "Age at which the sender is told that the message still waits; 0 s: as the schedule says "
                "(Postfix: never).",
                time_of_at_least(base::Duration{0}, "0 s or more"))
            .source("Postfix delay_warning_time")
            .count("initial_concurrency", &QueueSettings::initial_concurrency,
                   "Deliveries at once to one destination to begin with.", some)
            .source("Postfix initial_destination_concurrency")
            .count("concurrency_limit", &QueueSettings::concurrency_limit,
                   "Most deliveries at once to one destination.", some)
            .source("Postfix default_destination_concurrency_limit")
            .count("recipients_per_delivery", &QueueSettings::recipients_per_delivery,
                   "Recipients of one delivery; a message with more is split.", some)
            .source("Postfix default_destination_recipient_limit")
            .count("active_limit", &QueueSettings::active_limit, "Messages in the active queue at once.",
                   between(1, 1e8, "1 to 100000000"))
            .source("Postfix qmgr_message_active_limit")
            .count(
                "active_recipient_limit", &QueueSettings::active_recipient_limit,
                "Recipients in memory at once; while there are as many, the rest of a message's recipients "
                "wait on disk.",
                between(1, 1e8, "1 to 100000000"))
            .source("Postfix qmgr_message_recipient_limit")
            .count("message_recipient_minimum", &QueueSettings::message_recipient_minimum,
                   "So many recipients of each active message are in memory whatever that limit.",
                   between(1, 1e8, "1 to 100000000"))
            .source("Postfix qmgr_message_recipient_minimum")
            .flag("soft_bounce", &QueueSettings::soft_bounce,
                  "Whether nothing is refused or returned for good: what is answered with 5xx waits.")
            .source("Postfix soft_bounce")
            .duration("in_flow_delay", &QueueSettings::in_flow_delay,
                      "How long a message that comes in pauses when more comes than the queue takes up; 0 s: "
                      "never.",
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .source("Postfix in_flow_delay");
        add_concurrency(t);
        add_slots(t);
        add_cache(t);
        return t;
    }();
    return table;
}

}  // namespace mailsim::config
