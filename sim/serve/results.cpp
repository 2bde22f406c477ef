#include "serve/results.hpp"

#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "json/read.hpp"

namespace mailsim::serve {
namespace {

using json::Value;
constexpr int classes_per_decade = 10, first_decade = -3, decades = 9;  // 1 ms to 1,000,000 s
constexpr int most_rows = 200, most_events = 500;

std::optional<SQLite::Database> open(const std::string& folder) {
    std::string file = folder + "/results.sqlite";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    return SQLite::Database(file, SQLite::OPEN_READONLY);
}

Value cell(const SQLite::Column& column) {
    if (column.isInteger()) return column.getInt64();
    if (column.isFloat()) return column.getDouble();
    if (column.isNull()) return {};
    return column.getString();
}

Value row_json(SQLite::Statement& row) {
    Value out = Value::object();
    for (int i = 0; i < row.getColumnCount(); ++i) out.set(row.getColumnName(i), cell(row.getColumn(i)));
    return out;
}

Value rows_json(SQLite::Statement& rows) {
    Value list = Value::array();
    while (rows.executeStep()) list.push(row_json(rows));
    return list;
}

std::int64_t last_minute(SQLite::Database& database) {
    return database.execAndGet("SELECT coalesce(max(minute), 0) FROM samples").getInt64();
}

// The values of one node: a list of means and one of maxima, null where there is no sample.
struct Curve {
    std::vector<Value> mean, max;
    Curve() = default;
    explicit Curve(std::size_t points) : mean(points), max(points) {}
    Value json() const {
        Value means = Value::array(), maxima = Value::array();
        for (const Value& value : mean) means.push(value);
        for (const Value& value : max) maxima.push(value);
        return Value::object({{"mean", std::move(means)}, {"max", std::move(maxima)}});
    }
};

int class_of(double seconds) {
    double place = (std::log10(std::max(seconds, 1e-9)) - first_decade) * classes_per_decade;
    return std::clamp(static_cast<int>(std::floor(place)), 0, decades * classes_per_decade - 1);
}

Value class_edges() {
    Value edges = Value::array();
    for (int i = 0; i <= decades * classes_per_decade; ++i)
        edges.push(std::pow(10.0, first_decade + static_cast<double>(i) / classes_per_decade));
    return edges;
}

}  // namespace

std::optional<std::string> Results::summary() const {
    base::Problems problems;
    return json::read_bytes(folder_ + "/summary.json", problems);
}

std::optional<Value> Results::metrics() const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    Value list = Value::array();
    SQLite::Statement rows(*database, "SELECT DISTINCT metric, node FROM samples ORDER BY metric, node");
    while (rows.executeStep()) {
        std::string metric = rows.getColumn(0).getString();
        if (list.items().empty() || list.items().back().find("metric")->text() != metric)
            list.push(Value::object({{"metric", metric}, {"nodes", Value::array()}}));
        list.items().back().find("nodes")->push(rows.getColumn(1).getString());
    }
    return Value::object({{"metrics", std::move(list)}, {"minutes", last_minute(*database) + 1}});
}

std::optional<Value> Results::series(const std::string& metric, const std::string& node, int points) const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    std::int64_t minutes = last_minute(*database) + 1;
    std::int64_t bucket = std::max<std::int64_t>(1, (minutes + points - 1) / points);
    auto count = static_cast<std::size_t>((minutes + bucket - 1) / bucket);
    SQLite::Statement rows(
        *database,
        "SELECT node, minute / ?1, avg(value), max(value) FROM samples WHERE metric = ?2 AND (?3 = '' "
        "OR node = ?3) GROUP BY node, minute / ?1");
    rows.bind(1, bucket);
    rows.bind(2, metric);
    rows.bind(3, node);
    std::map<std::string, Curve> curves;
    while (rows.executeStep()) {
        auto [at, fresh] = curves.try_emplace(rows.getColumn(0).getString(), count);
        auto place = static_cast<std::size_t>(rows.getColumn(1).getInt64());
        if (place >= count) continue;
        at->second.mean[place] = cell(rows.getColumn(2));
        at->second.max[place] = cell(rows.getColumn(3));
    }
    Value nodes = Value::object(), starts = Value::array();
    for (const auto& [id, curve] : curves) nodes.set(id, curve.json());
    for (std::size_t i = 0; i < count; ++i) starts.push(static_cast<std::int64_t>(i) * bucket);
    return Value::object({{"metric", metric},
                          {"bucket_minutes", bucket},
                          {"minutes", std::move(starts)},
                          {"nodes", std::move(nodes)}});
}

std::optional<Value> Results::delays() const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    SQLite::Statement rows(*database,
                           "SELECT kind, finished - submitted FROM messages WHERE outcome = 'delivered'");
    std::map<std::string, std::vector<std::int64_t>> kinds;
    std::int64_t all = 0;
    while (rows.executeStep()) {
        auto& counts = kinds[rows.getColumn(0).getString()];
        counts.resize(decades * classes_per_decade);
        ++counts[static_cast<std::size_t>(class_of(rows.getColumn(1).getDouble()))];
        ++all;
    }
    Value list = Value::object();
    for (const auto& [kind, counts] : kinds) {
        Value count = Value::array();
        std::int64_t n = 0;
        for (std::int64_t one : counts) {
            count.push(one);
            n += one;
        }
        list.set(kind, Value::object({{"n", n}, {"count", std::move(count)}}));
    }
    return Value::object({{"edges", class_edges()}, {"kinds", std::move(list)}, {"rows", all}});
}

std::optional<Value> Results::messages(const Wanted& wanted) const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    std::int64_t rows = database->execAndGet("SELECT count(*) FROM messages").getInt64();
    SQLite::Statement query(
        *database,
        "SELECT id, kind, sender, recipient, size, submitted, finished, outcome, reply_code, "
        "reply_enhanced, attempts, node, rule FROM messages WHERE id > ?1 AND (?2 = '' OR kind = ?2) "
        "AND (?3 = '' OR outcome = ?3) AND (?4 = '' OR instr(sender, ?4) OR instr(recipient, ?4)) "
        "ORDER BY id LIMIT ?5");
    int limit = std::clamp(wanted.limit, 1, most_rows);
    query.bind(1, wanted.after);
    query.bind(2, wanted.kind);
    query.bind(3, wanted.outcome);
    query.bind(4, wanted.text);
    query.bind(5, limit);
    Value list = rows_json(query);
    bool more = list.items().size() == static_cast<std::size_t>(limit);
    Value next = more ? *list.items().back().find("id") : Value();
    return Value::object({{"messages", std::move(list)}, {"rows", rows}, {"next", next}});
}

std::optional<Value> Results::message(std::int64_t id) const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    SQLite::Statement one(*database, "SELECT * FROM messages WHERE id = ?");
    one.bind(1, id);
    if (!one.executeStep()) return std::nullopt;
    Value out = Value::object({{"message", row_json(one)}});
    SQLite::Statement hops(*database, "SELECT * FROM hops WHERE message = ? ORDER BY n");
    hops.bind(1, id);
    out.set("hops", rows_json(hops));
    SQLite::Statement attempts(*database, "SELECT * FROM attempts WHERE message = ? ORDER BY n");
    attempts.bind(1, id);
    out.set("attempts", rows_json(attempts));
    return out;
}

std::optional<Value> Results::events() const {
    auto database = open(folder_);
    if (!database) return std::nullopt;
    SQLite::Statement rows(*database, "SELECT t, kind, node, detail FROM events ORDER BY t LIMIT ?");
    rows.bind(1, most_events);
    return Value::object({{"events", rows_json(rows)}});
}

}  // namespace mailsim::serve
