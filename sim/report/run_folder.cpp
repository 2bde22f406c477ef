#include "report/run_folder.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cmath>

#include "json/read.hpp"

namespace mailsim::report {
namespace {

using json::Value;

// What every summary has; the type of the first member that is missing or other is told.
struct Needed {
    const char* key;
    bool (Value::*is)() const;
    const char* what;
};
constexpr Needed needed[] = {
    {"complete", &Value::is_boolean, "true or false"}, {"simulated_seconds", &Value::is_number, "a number"},
    {"measured", &Value::is_object, "an object"},      {"ledger", &Value::is_object, "an object"},
    {"delay", &Value::is_object, "an object"},         {"delay_by", &Value::is_object, "an object"},
    {"nodes", &Value::is_object, "an object"},         {"objectives", &Value::is_array, "an array"},
};

double number_in(const Value& object, const char* key) {
    const Value* v = object.find(key);
    return v && v->is_number() ? v->number() : 0;
}

// A day of 100,000 mailboxes has a million; more minutes than a year has are no sample of ours.
constexpr std::int64_t most_minutes = 366 * 24 * 60;

}  // namespace

std::optional<RunFolder> RunFolder::open(const std::string& folder, base::Problems& problems) {
    RunFolder run;
    run.path_ = folder;
    if (!run.read_summary(problems) || !run.read_rows(problems)) return std::nullopt;
    return run;
}

bool RunFolder::read_summary(base::Problems& problems) {
    std::string file = path_ + "/summary.json";
    std::size_t before = problems.size();
    std::optional<Value> summary = json::read_file(file, problems);
    if (!summary || problems.size() != before) return false;
    if (!summary->is_object()) {
        problems.add(file, "/", "must be an object: this is no run's summary");
        return false;
    }
    for (const Needed& n : needed) {
        const Value* v = summary->find(n.key);
        if (!v || !(v->*n.is)())
            problems.add(file, std::string("/") + n.key,
                         (v ? std::string("must be ") : std::string("is missing: ")) + n.what +
                             "; this is no run's summary");
    }
    if (problems.size() != before) return false;
    summary_ = std::move(*summary);
    measured_from_ = number_in(*summary_.find("measured"), "from");
    measured_to_ = number_in(*summary_.find("measured"), "to");
    return true;
}

bool RunFolder::read_rows(base::Problems& problems) {
    std::string file = path_ + "/results.sqlite";
    try {
        SQLite::Database db(file, SQLite::OPEN_READONLY);
        SQLite::Statement rows(
            db,
            "SELECT key, part, kind, submitted, finished - submitted, outcome FROM messages WHERE "
            "submitted >= ? AND kind <> 'dsn' ORDER BY submitted, key, part");
        rows.bind(1, measured_from_);
        while (rows.executeStep()) {
            Delivery& d = deliveries_.emplace_back();
            d = {rows.getColumn(0).getInt64(),
                 rows.getColumn(1).getInt64(),
                 rows.getColumn(2).getString(),
                 rows.getColumn(3).getDouble(),
                 {}};
            if (rows.getColumn(5).getString() == "delivered") d.delay = rows.getColumn(4).getDouble();
        }
        SQLite::Statement samples(db, "SELECT node, metric, minute, value FROM samples");
        while (samples.executeStep()) {
            std::int64_t minute = samples.getColumn(2).getInt64();
            if (minute < 0 || minute > most_minutes) continue;
            Minutes& to = minutes_[samples.getColumn(0).getString() + " " + samples.getColumn(1).getString()];
            if (to.size() <= static_cast<std::size_t>(minute))
                to.resize(static_cast<std::size_t>(minute) + 1, std::nan(""));
            to[static_cast<std::size_t>(minute)] = samples.getColumn(3).getDouble();
        }
        return true;
    } catch (const SQLite::Exception& e) {
        problems.add(file, "/", std::string("cannot be read as a run's results: ") + e.what());
        return false;
    }
}

const Minutes* RunFolder::minutes(const std::string& node, const std::string& metric) const {
    auto found = minutes_.find(node + " " + metric);
    return found == minutes_.end() ? nullptr : &found->second;
}

}  // namespace mailsim::report
