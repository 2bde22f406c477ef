#include "study/database.hpp"

#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <stdexcept>

#include "study/whole_file.hpp"

namespace mailsim::study {
namespace {

constexpr const char* tables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value);
CREATE TABLE points(id INTEGER PRIMARY KEY, name TEXT, replications INTEGER);
CREATE TABLE parameters(point INTEGER, target TEXT, name TEXT, value TEXT);
CREATE TABLE runs(line INTEGER PRIMARY KEY, point INTEGER, replication INTEGER, measured_from REAL, measured_to REAL);
CREATE TABLE figures(line INTEGER, metric TEXT, value REAL);
CREATE TABLE node_figures(line INTEGER, node TEXT, processor REAL, disk REAL, processes REAL, memory REAL, queue_mean REAL, queue_max REAL, throughput REAL);
CREATE TABLE objectives(line INTEGER, name TEXT, metric TEXT, direction TEXT, bound REAL, value REAL, met INTEGER);
CREATE TABLE estimates(point INTEGER, metric TEXT, statistic TEXT, unit TEXT, n INTEGER, mean REAL, low REAL, high REAL, censored INTEGER);
CREATE TABLE verdicts(point INTEGER, objective TEXT, direction TEXT, bound REAL, n INTEGER, mean REAL, low REAL, high REAL, verdict TEXT);
CREATE TABLE differences(point INTEGER, metric TEXT, n INTEGER, mean REAL, low REAL, high REAL, variance_reduction REAL, unpaired_half_width REAL);
CREATE TABLE node_estimates(point INTEGER, node TEXT, resource TEXT, n INTEGER, mean REAL, low REAL, high REAL);
CREATE TABLE warnings(point INTEGER, text TEXT);
)";

// One prepared INSERT; values in the order of the columns.
class Insert {
  public:
    Insert(SQLite::Database& db, const char* table, int columns) : statement_(db, text(table, columns)) {}
    template <class... Values>
    void operator()(const Values&... values) {
        int column = 0;
        (bind(++column, values), ...);
        statement_.exec();
        statement_.reset();
    }

  private:
    static std::string text(const char* table, int columns) {
        std::string marks = "?";
        for (int i = 1; i < columns; ++i) marks += ",?";
        return fmt::format("INSERT INTO {} VALUES({})", table, marks);
    }
    void bind(int column, const std::optional<double>& value) {
        value ? statement_.bind(column, *value) : statement_.bind(column);
    }
    void bind(int column, double value) { statement_.bind(column, value); }
    void bind(int column, std::size_t value) { statement_.bind(column, static_cast<std::int64_t>(value)); }
    void bind(int column, int value) { statement_.bind(column, value); }
    void bind(int column, const std::string& value) { statement_.bindNoCopy(column, value); }
    void bind(int column, const std::optional<bool>& value) {
        value ? statement_.bind(column, *value ? 1 : 0) : statement_.bind(column);
    }
    SQLite::Statement statement_;
};

void write_runs(SQLite::Database& db, Folder& folder, const Conclusion& c) {
    Insert runs(db, "runs", 5), figures(db, "figures", 3), nodes(db, "node_figures", 9),
        objectives(db, "objectives", 7);
    for (std::size_t p = 0; p < c.points.size(); ++p)
        for (std::size_t line : c.points[p].lines) {
            const Result* r = folder.result(line);
            if (!r) continue;
            runs(line, p + 1, static_cast<std::size_t>(r->replication), r->measured_from, r->measured_to);
            for (const auto& [metric, value] : r->metrics) figures(line, metric, value);
            for (const NodeResult& n : r->nodes)
                if (!n.peer)
                    nodes(line, n.id, n.processor, n.disk, n.processes, n.memory, n.queue_mean, n.queue_max,
                          n.throughput);
            for (const observe::ObjectiveSummary& o : r->objectives)
                objectives(line, o.name, o.metric, o.direction, o.limit, o.value, o.met);
        }
}

void write_points(SQLite::Database& db, const Conclusion& c) {
    Insert points(db, "points", 3), parameters(db, "parameters", 4), estimates(db, "estimates", 9),
        verdicts(db, "verdicts", 9), differences(db, "differences", 8), nodes(db, "node_estimates", 7),
        warnings(db, "warnings", 2);
    for (const std::string& text : c.warnings) warnings(std::size_t{0}, text);
    for (std::size_t p = 0; p < c.points.size(); ++p) {
        const Point& point = c.points[p];
        std::size_t id = p + 1;
        points(id, point.design.variant.name, point.lines.size());
        for (const Parameter& q : point.design.parameters) parameters(id, q.target, q.name, q.value);
        for (const MetricEstimate& m : point.metrics) {
            estimates(id, m.name, m.statistic, m.unit, m.estimate.n, m.estimate.mean, m.estimate.low,
                      m.estimate.high, m.censored);
            if (!m.difference) continue;
            const Estimate& d = m.difference->estimate;
            differences(id, m.name, d.n, d.mean, d.low, d.high, m.difference->variance_reduction,
                        m.difference->unpaired_half_width);
        }
        for (const ObjectiveEstimate& o : point.objectives)
            verdicts(id, o.name, o.direction, o.limit, o.estimate.n, o.estimate.mean, o.estimate.low,
                     o.estimate.high, std::string(name(o.verdict)));
        for (const NodeEstimate& n : point.nodes)
            for (const auto& [resource, e] : {std::pair{"processor", &n.processor},
                                              {"disk", &n.disk},
                                              {"processes", &n.processes},
                                              {"memory", &n.memory}})
                if (e->mean) nodes(id, n.id, std::string(resource), e->n, e->mean, e->low, e->high);
        for (const std::string& text : point.warnings) warnings(id, text);
    }
}

void write_meta(SQLite::Database& db, const Conclusion& c) {
    Insert meta(db, "meta", 2);
    meta(std::string("study"), c.study.name);
    meta(std::string("title"), c.study.title);
    meta(std::string("scenario"), c.scenario_title);
    meta(std::string("topology"), c.topology);
    meta(std::string("confidence"), c.study.confidence);
    meta(std::string("baseline"), static_cast<std::size_t>(c.study.baseline));
    meta(std::string("warm_up"), c.warm_up.seconds);
    meta(std::string("warm_up_how"), c.warm_up.how);
    meta(std::string("runs"), c.runs);
    meta(std::string("complete"), std::string(c.complete ? "true" : "false"));
}

// RFC 4180.
std::string cell(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}
std::string cell(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

std::string parameter_headings(const Conclusion& c) {
    std::string out;
    for (const Parameter& p : c.points.front().design.parameters) out += "," + cell(p.target);
    return out;
}
std::string parameter_cells(const Point& point) {
    std::string out;
    for (const Parameter& p : point.design.parameters) out += "," + cell(p.value);
    return out;
}

std::string points_csv(const Conclusion& c) {
    std::string out = "point" + parameter_headings(c) + ",metric,statistic,unit,n,mean,low,high,verdict\n";
    for (std::size_t p = 0; p < c.points.size(); ++p) {
        const Point& point = c.points[p];
        std::string start = std::to_string(p + 1) + parameter_cells(point);
        for (const MetricEstimate& m : point.metrics)
            out +=
                fmt::format("{},{},{},{},{},{},{},{},\n", start, cell(m.name), m.statistic, m.unit,
                            m.estimate.n, cell(m.estimate.mean), cell(m.estimate.low), cell(m.estimate.high));
        for (const ObjectiveEstimate& o : point.objectives)
            out += fmt::format("{},{},objective,{},{},{},{},{},{}\n", start, cell(o.name), o.unit,
                               o.estimate.n, cell(o.estimate.mean), cell(o.estimate.low),
                               cell(o.estimate.high), name(o.verdict));
    }
    return out;
}

std::string runs_csv(Folder& folder, const Conclusion& c) {
    std::string out = "line,point,replication" + parameter_headings(c);
    for (const ResultMetric& row : metric_rows()) out += "," + std::string(row.name);
    out += "\n";
    for (std::size_t p = 0; p < c.points.size(); ++p)
        for (std::size_t line : c.points[p].lines) {
            const Result* r = folder.result(line);
            if (!r) continue;
            out += fmt::format("{},{},{}{}", line, p + 1, r->replication, parameter_cells(c.points[p]));
            for (const ResultMetric& row : metric_rows()) out += "," + cell(r->metric(row.name));
            out += "\n";
        }
    return out;
}

}  // namespace

void write_database(Folder& folder, const Conclusion& conclusion, const std::string& file) {
    std::string part = part_of(file);
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    try {
        SQLite::Database db(part, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");  // it appears whole or not at all
        SQLite::Transaction transaction(db);
        db.exec(tables);
        write_meta(db, conclusion);
        write_points(db, conclusion);
        write_runs(db, folder, conclusion);
        db.exec("CREATE INDEX figures_of ON figures(metric, line);");
        transaction.commit();
    } catch (const SQLite::Exception& error) {
        std::filesystem::remove(part, ignored);
        throw std::runtime_error(fmt::format("cannot write {}: {}", file, error.what()));
    }
    move_whole(part, file);
}

void write_csv(Folder& folder, const Conclusion& conclusion, const std::string& path) {
    write_whole(path + "/points.csv", points_csv(conclusion));
    write_whole(path + "/runs.csv", runs_csv(folder, conclusion));
}

}  // namespace mailsim::study
