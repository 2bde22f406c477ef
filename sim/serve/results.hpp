// What a finished run shows: its summary, and sums over its database, so that no page ever holds its
// messages. Not here: how the files are made (observe, report).
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "json/value.hpp"

namespace mailsim::serve {

// One folder of a run: DIR/summary.json, DIR/results.sqlite. Each answer is nothing when the files are not
// there.
class Results {
  public:
    explicit Results(std::string folder) : folder_(std::move(folder)) {}

    std::optional<std::string> summary() const;  // the file's text
    // {metrics: [{metric, nodes[]}], minutes}
    std::optional<json::Value> metrics() const;
    // One metric over time in at most `points` buckets: {metric, bucket_minutes, minutes[],
    // nodes: {ID: {mean[], max[]}}}; null where a bucket has no sample. node "": all.
    std::optional<json::Value> series(const std::string& metric, const std::string& node, int points) const;
    // Delivered messages by kind in logarithmic classes, ten to a decade:
    // {edges[] seconds, kinds: {KIND: {count[], n}}, rows}
    std::optional<json::Value> delays() const;
    struct Wanted {
        std::string kind, outcome, text;  // "": any; text: part of an address
        std::int64_t after = -1;          // ids above this one
        int limit = 50;
    };
    // {messages: [{id, kind, sender, ...}], rows, next: id or null}
    std::optional<json::Value> messages(const Wanted& wanted) const;
    std::optional<json::Value> message(std::int64_t id) const;  // {message, hops[], attempts[]}
    std::optional<json::Value> events() const;                  // {events: [{t, kind, node, detail}]}

  private:
    std::string folder_;
};

}  // namespace mailsim::serve
