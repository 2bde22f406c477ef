// A study's file. What it holds of the scenario's own format (objectives, values) is checked when the points
// are.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "config/shipped.hpp"
#include "config/study.hpp"
#include "config/tables.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::config {
namespace {

using json::Value;
using scenario::Factor;
using scenario::Precision;
using scenario::Study;
using scenario::StudyMetric;
using scenario::WarmUp;

constexpr std::size_t most_levels = 100'000;
constexpr std::array<std::string_view, 2> scales{"linear", "log"};
constexpr std::array<std::string_view, 4> warm_up_words{"auto", "scenario", "mser5", "none"};

// A number with the unit behind it, if any.
struct Measure {
    double number = 0;
    std::string unit;
};

std::optional<Measure> measure(const Place& place) {
    if (place.value().is_number()) return Measure{place.value().number(), ""};
    if (place.value().is_text()) {
        const std::string& text = place.value().text();
        Measure m;
        auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), m.number);
        std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
        while (unit.starts_with(' ')) unit.remove_prefix(1);
        m.unit = unit;
        if (error == std::errc{} && !unit.empty() && std::isfinite(m.number)) return m;
    }
    place.wrong_type("a number, or one with its unit, like \"20 ms\"");
    return std::nullopt;
}

// Two ends of one unit, the second above the first.
struct Ends {
    Measure low, high;
};
std::optional<Ends> ends(const Place& place) {
    const Value *from = place.value().find("from"), *to = place.value().find("to");
    if (!from || !to) return std::nullopt;  // the table says so
    auto low = measure(place.member("from", *from)), high = measure(place.member("to", *to));
    if (!low || !high) return std::nullopt;
    if (low->unit != high->unit)
        place.problem_at("to", fmt::format("has the unit '{}', 'from' has '{}'; write both in one",
                                           high->unit, low->unit));
    else if (!(low->number < high->number))
        place.problem_at("to", "must be more than 'from'");
    else
        return Ends{*low, *high};
    return std::nullopt;
}

std::string written(double number, const std::string& unit) {
    if (!unit.empty()) return json::compact(Value(fmt::format("{} {}", number, unit)));
    bool whole = number == std::floor(number) && std::abs(number) < 1e15;
    return json::compact(whole ? Value(static_cast<std::int64_t>(number)) : Value(number));
}

struct Levels {
    double step = 0;
    std::uint64_t count = 0;
    int scale = 0;
};
const Table<Levels>& range_table() {
    Value end = Value::object({{"type", Value::array({"number", "string"})}});
    static const Table<Levels> table =
        Table<Levels>("Levels at equal distances.")
            .custom("from", end, "The first level: a number, or one with its unit.",
                    [](const Place&, Levels&) {})
            .required()
            .custom("to", end, "The last level.", [](const Place&, Levels&) {})
            .required()
            .number("step", &Levels::step, "From one level to the next, in the unit of 'from'.",
                    Range{1e-12, 1e15, "more than 0"})
            .count("count", &Levels::count, "How many levels, instead of 'step'.",
                   between(2, 1000, "2 to 1000"))
            .word("scale", &Levels::scale, scales, "Equal differences, or equal ratios (needs 'count').");
    return table;
}

void read_range(const Place& place, Factor& factor) {
    Levels range;
    range_table().read(place, range);
    if (!place.value().is_object()) return;
    auto both = ends(place);
    if (!both) return;
    double low = both->low.number, high = both->high.number;
    bool log = range.scale == 1;
    if ((range.step > 0) == (range.count > 0))
        return place.problem_at("step", "give either 'step' or 'count'");
    if (log && (low <= 0 || range.count == 0))
        return place.problem_at("scale", "\"log\" needs 'count', and 'from' above 0");
    double steps =
        range.count ? static_cast<double>(range.count - 1) : std::floor((high - low) / range.step + 1e-9);
    if (steps >= static_cast<double>(most_levels))
        return place.problem_at("step", "makes more than 100,000 levels");
    for (double i = 0; i <= steps; ++i) {
        double value = range.count == 0 ? low + i * range.step
                       : log            ? low * std::pow(high / low, i / steps)
                                        : low + (high - low) * i / steps;
        // Twelve digits: 0.1 * 3 is written 0.3.
        factor.rows.push_back({written(std::stod(fmt::format("{:.12g}", value)), both->low.unit)});
    }
}

const Table<Factor::Between>& between_table() {
    Value end = Value::object({{"type", Value::array({"number", "string"})}});
    static const Table<Factor::Between> table =
        Table<Factor::Between>("Anywhere between two values: the points of a Latin hypercube.")
            .custom("from", end, "The least value: a number, or one with its unit.",
                    [](const Place&, Factor::Between&) {})
            .required()
            .custom("to", end, "The greatest value.", [](const Place&, Factor::Between&) {})
            .required()
            .flag("whole", &Factor::Between::whole, "Only whole numbers.")
            .word(
                "scale", [](auto& b) -> auto& { return b.logarithmic; }, scales,
                "Equal differences or equal ratios are equally likely.");
    return table;
}

void read_between(const Place& place, Factor& factor) {
    Factor::Between between;
    between_table().read(place, between);
    if (!place.value().is_object()) return;
    auto both = ends(place);
    if (!both) return;
    if (between.logarithmic && both->low.number <= 0)
        return place.problem_at("scale", "\"log\" needs 'from' above 0");
    between.low = both->low.number;
    between.high = both->high.number;
    between.unit = both->low.unit;
    factor.between = between;
}

void read_target(const Place& place, Factor& factor) {
    auto target = text(place);
    if (!target) return;
    if (target->size() < 2 || (*target)[0] != '/')
        place.problem(
            fmt::format("'{}' is not a JSON pointer into the scenario or, after /topology, the estate; like "
                        "\"/load/multiplier\"",
                        *target));
    else
        factor.targets.push_back(*target);
}

void read_targets(const Place& place, Factor& factor) {
    if (!place.value().is_array()) return place.wrong_type("an array of JSON pointers");
    for (std::size_t i = 0; i < place.value().items().size(); ++i)
        read_target(place.item(i, place.value().items()[i]), factor);
}

void read_values(const Place& place, Factor& factor) {
    if (!place.value().is_array()) return place.wrong_type("an array of values");
    if (place.value().items().empty()) return place.problem("is empty: a factor needs at least one level");
    for (const Value& value : place.value().items()) factor.rows.push_back({json::compact(value)});
}

void read_rows(const Place& place, Factor& factor) {
    if (!place.value().is_array()) return place.wrong_type("an array of rows");
    if (place.value().items().empty()) return place.problem("is empty: a factor needs at least one level");
    const auto& rows = place.value().items();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Place at = place.item(i, rows[i]);
        if (!rows[i].is_array()) {
            at.wrong_type("an array: one value for each of 'pointers'");
            continue;
        }
        std::vector<std::string> row;
        for (const Value& value : rows[i].items()) row.push_back(json::compact(value));
        factor.rows.push_back(std::move(row));
    }
}

// A factor has places, and one way to say which values they take.
void finish_factor(const Place& place, Factor& factor) {
    auto given = [&](const char* key) { return place.value().find(key) != nullptr; };
    int ways = given("values") + given("rows") + given("range") + given("between");
    if (ways != 1) place.problem("needs one of 'values', 'range', 'rows' and 'between'");
    if (given("pointer") == given("pointers")) place.problem("needs either 'pointer' or 'pointers'");
    if (given("pointers") && !given("rows"))
        place.problem_at("pointers", "go with 'rows': one value for each");
    if (given("rows"))
        for (std::size_t i = 0; i < factor.rows.size(); ++i)
            if (factor.rows[i].size() != factor.targets.size() && !factor.targets.empty())
                place.problem_at("rows", fmt::format("row {} has {} values for {} pointers", i + 1,
                                                     factor.rows[i].size(), factor.targets.size()));
    if (factor.name.empty() && !factor.targets.empty()) factor.name = factor.targets[0];
}

const Table<Factor>& factor_table() {
    Value any_list = Value::object({{"type", "array"}, {"minItems", 1}});
    Value texts = Value::object({{"type", "array"}, {"items", schema_of_type("text")}});
    Value rows = Value::object({{"type", "array"}, {"items", any_list}, {"minItems", 1}});
    static const Table<Factor> table =
        Table<Factor>("What is varied, and over which values.")
            .text("name", &Factor::name, "What reports call it; else its pointer.")
            .custom("pointer", schema_of_type("text"),
                    "JSON pointer into the scenario, like \"/load/multiplier\", or the estate, like "
                    "\"/topology/hosts/mta1/cores\".",
                    read_target)
            .custom("pointers", texts, "Several places that change together, with 'rows'.", read_targets)
            .custom("values", any_list, "The levels, as a list.", read_values)
            .custom("range", range_table().schema(), "The levels, as a range.", read_range)
            .custom("rows", rows,
                    "The levels of several places: in each row one value for each of 'pointers'.", read_rows)
            .custom("between", between_table().schema(), "Values anywhere between two: a Latin hypercube.",
                    read_between)
            .finish(finish_factor);
    return table;
}

// "p90" -> 0.9.
std::optional<double> quantile_word(const std::string& word) {
    if (word == "median") return 0.5;
    double percent = 0;
    if (!word.starts_with('p')) return std::nullopt;
    auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), percent);
    bool right = error == std::errc{} && end == word.data() + word.size() && percent > 0 && percent < 100;
    return right ? std::optional(percent / 100) : std::nullopt;
}

const Table<StudyMetric>& metric_table() {
    static const Table<StudyMetric> table =
        Table<StudyMetric>("A figure of each run, and what of its replications.")
            .text("metric", &StudyMetric::name, "Its name.")
            .required()
            .custom("statistic", schema_of_type("text"),
                    "\"mean\" of the replications (default), \"median\", or a percentile like \"p90\": what "
                    "90 % of "
                    "such days stay below.",
                    [](const Place& place, StudyMetric& m) {
                        auto word = text(place);
                        if (!word || *word == "mean") return;
                        m.quantile = quantile_word(*word);
                        if (!m.quantile)
                            place.problem(fmt::format(
                                "'{}' is not \"mean\", \"median\" or a percentile like \"p90\"", *word));
                    });
    return table;
}

void read_metrics(const Place& place, Study& study) {
    if (!place.value().is_array()) return place.wrong_type("an array of metrics");
    for (std::size_t i = 0; i < place.value().items().size(); ++i) {
        Place item = place.item(i, place.value().items()[i]);
        StudyMetric metric;
        metric.pointer = item.pointer();
        if (item.value().is_text())
            metric.name = item.value().text();
        else
            metric_table().read(item, metric);
        study.metrics.push_back(std::move(metric));
    }
}

const Table<Precision>& precision_table() {
    static const Table<Precision> table =
        Table<Precision>("When a point has been repeated often enough: half the width of the interval.")
            .text("metric", &Precision::metric, "Of which metric; else the first.")
            .custom("relative", schema_of_type("share"), "As a share of the mean, more than 0 %.",
                    [](const Place& place, Precision& p) {
                        if (auto share_ = share(place, Range{1e-6, 10, "more than 0 %"}))
                            p.relative = *share_;
                    })
            .number("absolute", &Precision::absolute, "In the metric's unit.",
                    Range{1e-12, 1e15, "more than 0"})
            .finish([](const Place& place, Precision&) {
                if (!place.value().find("relative") && !place.value().find("absolute"))
                    place.problem("needs 'relative' or 'absolute'");
            });
    return table;
}

void read_precision(const Place& place, Study& study) {
    Precision precision;
    precision.pointer = place.pointer();
    if (place.value().is_object()) {
        precision_table().read(place, precision);
    } else if (auto relative = share(place, Range{1e-6, 10, "more than 0 %"})) {
        precision.relative = *relative;
    }
    study.precision = precision;
}

void read_warm_up(const Place& place, Study& study) {
    if (place.value().is_text())
        for (std::size_t i = 0; i < warm_up_words.size(); ++i)
            if (place.value().text() == warm_up_words[i]) {
                study.warm_up = static_cast<WarmUp>(i);
                return;
            }
    if (auto time = duration(
            place,
            time_of_at_least(base::Duration{0}, "\"auto\", \"scenario\", \"mser5\", \"none\" or a time"))) {
        study.warm_up = WarmUp::fixed;
        study.warm_up_time = *time;
    }
}

void read_set(const Place& place, Study& study) {
    if (!place.value().is_object()) return place.wrong_type("an object: JSON pointers and their values");
    for (const json::Member& member : place.value().members()) {
        Place at = place.member(member.key, member.value);
        if (member.key.size() < 2 || member.key[0] != '/')
            at.problem("is not a JSON pointer, like \"/duration\"");
        else
            study.set.push_back({member.key, json::compact(member.value), at.pointer()});
    }
}

// Two factors for one place: the later would silently win.
void varied_once(const Place& place, const Study& study) {
    std::set<std::string> targets;
    for (std::size_t i = 0; i < study.factors.size(); ++i)
        for (const std::string& target : study.factors[i].targets)
            if (!targets.insert(target).second)
                place.problem_at("factors", fmt::format("'{}' is varied twice", target));
}

void finish_study(const Place& place, Study& study) {
    varied_once(place, study);
    if (const Value* factors = place.value().find("factors");
        factors && factors->is_array() && factors->items().empty())
        place.problem_at("factors", "is empty; leave it out to repeat the scenario as it is");
    bool hypercube =
        std::any_of(study.factors.begin(), study.factors.end(), [](const Factor& f) { return f.between; });
    if (place.value().find("points") && !hypercube)
        place.problem_at("points", "is for factors with 'between' only");
    double all = 1;
    for (const Factor& f : study.factors)
        all *= f.between ? 1 : static_cast<double>(std::max<std::size_t>(f.rows.size(), 1));
    if (hypercube) all *= static_cast<double>(study.points);
    if (all > static_cast<double>(most_levels))
        place.problem_at("factors", "make more than 100,000 points");
    else if (static_cast<double>(study.baseline) > all)
        place.problem_at("baseline",
                         fmt::format("there is no point {}; the factors make {}", study.baseline, all));
    double runs = all * static_cast<double>(study.replications);
    if (study.budget && static_cast<double>(study.budget) < runs)
        place.problem_at("budget", fmt::format("{} points with {} replications take {} runs", all,
                                               study.replications, runs));
}

Value schema_of_warm_up() { return Value::object({{"type", "string"}, {"default", "auto"}}); }

}  // namespace

const Table<Study>& study_table() {
    Value metrics = Value::object(
        {{"type", "array"},
         {"items",
          Value::object({{"anyOf", Value::array({schema_of_type("text"), metric_table().schema()})}})}});
    Value objectives = Value::object({{"type", "array"}, {"items", objective_table().schema()}});
    Value precision =
        Value::object({{"anyOf", Value::array({schema_of_type("share"), precision_table().schema()})}});
    static const Table<Study> table =
        Table<Study>(
            "One scenario with some values varied, each point repeated, every figure with its interval.")
            .custom("$schema", schema_of_type("text"), "For editors.",
                    [](const Place& place, Study&) { text(place); })
            .text("title", &Study::title, "One line for people: the question.")
            .text("description", &Study::description, "For people.")
            .text("scenario", &Study::scenario,
                  "The scenario: the name of a shipped one, or a file beside this one.")
            .required()
            .custom("set", Value::object({{"type", "object"}}),
                    "Values for every point: JSON pointers (as for a factor) and the values.", read_set)
            .list("factors", &Study::factors, factor_table,
                  "What is varied; every level of one meets every level of the others.")
            .count("points", &Study::points, "Of the Latin hypercube over the factors with 'between'.",
                   between(2, 100'000, "2 to 100000"))
            .count("replications", &Study::replications,
                   "Of each point, with common random numbers; at least two, or there is no interval.",
                   between(2, 100'000, "2 to 100000"))
            .custom("seed", schema_of_type("count"), "Of all draws; else the scenario's.",
                    [](const Place& place, Study& s) {
                        if (auto seed = count(place, at_least(0))) s.seed = static_cast<std::uint64_t>(*seed);
                    })
            .custom("metrics", metrics,
                    "The figures wanted: a metric's or an objective's name, \"NODE.processor\" and the like, "
                    "or an "
                    "object; else the usual ones.",
                    read_metrics)
            .custom("objectives", objectives, "In place of the scenario's.",
                    [](const Place& place, Study& s) { s.objectives = json::compact(place.value()); })
            .share("confidence", &Study::confidence, "Of the intervals.")
            .custom("warm_up", schema_of_warm_up(),
                    "What is left out at the start: \"mser5\" finds it in pilot runs (constant load), "
                    "\"scenario\" takes "
                    "the scenario's, \"none\" nothing, or a time; \"auto\": the scenario's if it has one, "
                    "else MSER-5 "
                    "for a constant load, else nothing (each replication is a day).",
                    read_warm_up)
            .custom("precision", precision,
                    "Repeat a point until its interval is this narrow (a share of the mean, or an object), "
                    "or the "
                    "budget is spent.",
                    read_precision)
            .count("budget", &Study::budget, "Runs at most, with 'precision'; 0: ten times the first ones.",
                   between(0, 10'000'000, "0 to 10000000"))
            .count("baseline", &Study::baseline, "The point that differences are taken to, counted from 1.",
                   between(1, 100'000, "1 to 100000"))
            .finish(finish_study);
    return table;
}

bool is_study(const Value& tree) {
    return tree.find("scenario") || tree.find("factors") || tree.find("replications");
}

base::expected<Study, base::Problems> read_study(const Value& tree, const std::string& file) {
    base::Problems problems;
    estate::Estate none;
    Reading reading{file, problems, none, {}, {}, {}};
    Study study;
    study.file = file;
    study.name = std::filesystem::path(file).stem().string();
    Place root(reading, tree);
    study_table().read(root, study);
    if (study.confidence < 0.5 || study.confidence > 0.9999)
        root.problem_at("confidence", "must be 50 % to 99.99 %");
    if (!problems.empty()) return base::unexpected(problems);
    // A file is looked for beside the study, a bare name among the shipped ones.
    auto found = find_shipped(Shipped::scenario, study.scenario);
    if (!found) {
        problems.add(file, "/scenario", found.error());
        return base::unexpected(problems);
    }
    std::filesystem::path path = *found;
    if (path == study.scenario && path.is_relative())
        path = (std::filesystem::path(file).parent_path() / path).lexically_normal();
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        problems.add(file, "/scenario", fmt::format("there is no file '{}'", path.string()));
        return base::unexpected(problems);
    }
    study.scenario = path.string();
    return study;
}

base::expected<Study, base::Problems> load_study(const std::string& name) {
    base::Problems problems;
    auto path = find_shipped(Shipped::study, name);
    if (!path) {
        problems.add(name, "/", path.error());
        return base::unexpected(problems);
    }
    auto tree = json::read_file(*path, problems);
    if (!tree || !problems.empty()) return base::unexpected(problems);
    return read_study(*tree, *path);
}

}  // namespace mailsim::config
