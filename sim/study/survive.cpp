#include "study/survive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "json/read.hpp"
#include "json/write.hpp"
#include "run/simulation.hpp"
#include "study/recipient_watch.hpp"

namespace mailsim::study {
namespace {

using json::Value;

// Plain records between two processes of one binary.
template <class T>
void put(std::string& text, const std::vector<T>& all) {
    std::uint64_t n = all.size();
    text.append(reinterpret_cast<const char*>(&n), sizeof n);
    text.append(reinterpret_cast<const char*>(all.data()), n * sizeof(T));
}

template <class T>
std::vector<T> take(const std::string& text, std::size_t& at) {
    std::uint64_t n = 0;
    std::memcpy(&n, text.data() + at, sizeof n);
    std::vector<T> all(n);
    at += sizeof n;
    std::memcpy(all.data(), text.data() + at, n * sizeof(T));
    at += n * sizeof(T);
    return all;
}

struct Made {
    observe::Summary summary;
    Watched watched;
};

Made make_run(config::Loaded loaded) {
    loaded.scenario.drain = true;  // what is lost and what is late shows when the queues are empty
    RecipientWatch watching(loaded.estate);
    facts::Stream stream;
    watching.subscribe(stream);
    run::Options options;
    options.stream = &stream;
    options.started = [&](const mail::Message& message) { watching.start(message); };
    run::Simulation simulation(loaded.estate, loaded.scenario, std::move(options));
    Made made;
    made.summary = simulation.run();
    if (!made.summary.differences.empty())
        throw std::runtime_error("a self-check of a run failed: " + made.summary.differences.front());
    made.watched = watching.finish();
    return made;
}

void describe(Survival& row, const Made& made, const estate::Estate& estate) {
    for (const auto& o : made.summary.objectives)
        if (o.met && !*o.met) row.failed.push_back(o.name);
    row.objectives_met = row.failed.empty();
    row.peak_queue = made.watched.most_in_care;
    row.spool_bytes = made.watched.most_spooled;
    row.fullest = estate.nodes[made.watched.fullest].id;
    row.fullest_bytes = made.watched.fullest_spooled;
}

Value to_value(const Survival& s) {
    Value failed = Value::array();
    for (const std::string& name : s.failed) failed.push(name);
    return Value::object({{"failed", failed},
                          {"lost", s.lost},
                          {"delayed", s.delayed},
                          {"waiting", s.waiting},
                          {"peak_queue", s.peak_queue},
                          {"spool_bytes", s.spool_bytes},
                          {"fullest", s.fullest},
                          {"fullest_bytes", s.fullest_bytes},
                          {"recovery", s.recovery_seconds ? Value(*s.recovery_seconds) : Value()},
                          {"second_wave", s.second_wave},
                          {"second_wave_after", s.second_wave_after}});
}

Survival from_text(const std::string& text, const Missing& missing) {
    base::Problems problems;
    Value v = json::read(text, "", problems).value();
    auto count = [&](const char* key) { return static_cast<std::uint64_t>(v.find(key)->integer()); };
    Survival s;
    s.missing = missing.name;
    s.kind = missing.kind;
    for (const Value& name : v.find("failed")->items()) s.failed.push_back(name.text());
    s.objectives_met = s.failed.empty();
    s.lost = count("lost");
    s.delayed = count("delayed");
    s.waiting = count("waiting");
    s.peak_queue = count("peak_queue");
    s.spool_bytes = v.find("spool_bytes")->integer();
    s.fullest = v.find("fullest")->text();
    s.fullest_bytes = v.find("fullest_bytes")->integer();
    if (const Value* r = v.find("recovery"); r->is_number()) s.recovery_seconds = r->number();
    s.second_wave = v.find("second_wave")->number();
    s.second_wave_after = v.find("second_wave_after")->number();
    return s;
}

std::int64_t ns(double seconds) { return base::from_seconds(seconds).count(); }

// The paired runs, recipient by recipient: both lists are sorted by key.
void pair(Survival& row, const Watched& whole, const Watched& here, const SurvivalTable& table) {
    std::int64_t late = ns(table.late), last = 0;
    bool open = false;
    auto ended = [&](std::uint64_t key) {
        return std::binary_search(here.ended.begin(), here.ended.end(), key);
    };
    auto at = here.delivered.begin();
    for (const Arrival& before : whole.delivered) {
        while (at != here.delivered.end() && at->key < before.key) ++at;
        if (at != here.delivered.end() && at->key == before.key) {
            if (at->at - before.at <= late) continue;
            ++row.delayed;
            last = std::max(last, at->at);
        } else if (ended(before.key)) {
            ++row.lost;
        } else {
            ++row.delayed;
            ++row.waiting;
            open = true;
        }
    }
    double after = static_cast<double>(last) / 1e9 - table.until;
    if (!open) row.recovery_seconds = row.delayed ? std::max(0.0, after) : 0.0;
}

void second_wave(Survival& row, const Watched& whole, const Watched& here, const SurvivalTable& table) {
    auto in = [](const std::vector<std::uint32_t>& minutes, std::size_t m) {
        return m < minutes.size() ? static_cast<double>(minutes[m]) : 0.0;
    };
    for (auto m = static_cast<std::size_t>(table.until / 60); m < here.attempts.size(); ++m) {
        double more = in(here.attempts, m) - in(whole.attempts, m);
        if (more <= row.second_wave) continue;
        row.second_wave = more;
        row.second_wave_after = std::max(0.0, static_cast<double>(m) * 60 - table.until);
    }
}

double measured_from(const scenario::Scenario& s) { return base::seconds(s.warm_up); }
double measured_length(const scenario::Scenario& s) {
    return std::max(0.0, base::seconds(s.duration) - measured_from(s));
}

// The window of this length in which most mail is sent; the middle one when the load hardly changes.
double busiest(const std::vector<std::uint32_t>& started, const scenario::Scenario& s, double length) {
    double first = measured_from(s), room = measured_length(s) - length, middle = first + room / 2;
    auto sum = [&](double from) {
        double n = 0;
        for (auto m = static_cast<std::size_t>(from / 60); m < static_cast<std::size_t>((from + length) / 60);
             ++m)
            n += m < started.size() ? started[m] : 0;
        return n;
    };
    double best = middle, most = sum(middle) * 1.1;
    for (double from = first; from <= first + room; from += 60)
        if (double n = sum(from); n > most) best = from, most = n;
    return best;
}

Missing all_of_dns() { return {"DNS", "dns", fault::Target::dns("")}; }

void sort(std::vector<Survival>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Survival& a, const Survival& b) {
        return a.lost != b.lost ? a.lost > b.lost : a.delayed > b.delayed;
    });
}

std::vector<Missing> wanted(const estate::Estate& estate, const SurviveOptions& options) {
    std::vector<Missing> all = everything(estate);
    if (options.only.empty()) return all;
    std::erase_if(all, [&](const Missing& m) {
        return std::find(options.only.begin(), options.only.end(), m.name) == options.only.end();
    });
    return all;
}

fault::Fault fault_of(const Missing& m, const SurviveOptions& options, const SurvivalTable& table) {
    fault::Fault f;
    f.target = m.target;
    bool dns = m.target.kind == fault::Target::Kind::dns;
    f.mode = options.mode.value_or(dns ? fault::Mode::silent : fault::Mode::off);
    f.from = base::Instant{ns(table.from) * base::Duration{1}};
    f.until = base::Instant{ns(table.until) * base::Duration{1}};
    return f;
}

// The whole estate's run, in a process of its own as every other.
std::string whole_run(const std::function<config::Loaded()>& load) {
    config::Loaded loaded = load();
    Survival row;
    Watched watched;
    {
        Made made = make_run(load());
        describe(row, made, loaded.estate);
        watched = std::move(made.watched);
    }
    std::string words = json::compact(to_value(row)), text;
    put(text, std::vector<char>(words.begin(), words.end()));
    put(text, watched.delivered);
    put(text, watched.attempts);
    put(text, watched.started);
    return text;
}

Watched read_whole(const std::string& text, SurvivalTable& table) {
    std::size_t at = 0;
    std::vector<char> words = take<char>(text, at);
    table.whole = from_text(std::string(words.begin(), words.end()), {"nothing", "", {}});
    table.whole.recovery_seconds = 0;
    Watched whole;
    whole.delivered = take<Arrival>(text, at);
    whole.attempts = take<std::uint32_t>(text, at);
    whole.started = take<std::uint32_t>(text, at);
    return whole;
}

void set_window(SurvivalTable& table, const SurviveOptions& options, const scenario::Scenario& scenario,
                const Watched& whole) {
    double length =
        options.length ? base::seconds(*options.length) : std::min(3600.0, measured_length(scenario) / 2);
    table.from = options.from ? base::seconds(*options.from) : busiest(whole.started, scenario, length);
    table.until = table.from + length;
}

}  // namespace

std::vector<Missing> everything(const estate::Estate& estate) {
    std::vector<Missing> all;
    for (bool peers : {false, true}) {
        for (std::uint32_t n = 0; n < estate.nodes.size(); ++n) {
            bool peer = estate.nodes[n].role == estate::Role::peer;
            if (peer != peers) continue;
            base::NodeId id{n};
            all.push_back({estate.nodes[n].id, peer ? "peer" : "node",
                           peer ? fault::Target::peer(id) : fault::Target::node(id)});
        }
        if (peers) break;
        for (std::uint32_t l = 0; l < estate.platform.links.size(); ++l)
            all.push_back({estate.platform.links[l].name, "link", fault::Target::link({l})});
    }
    all.push_back(all_of_dns());
    return all;
}

base::Problems check(const config::Loaded& loaded, const SurviveOptions& options) {
    base::Problems problems;
    std::vector<Missing> all = everything(loaded.estate);
    std::vector<std::string_view> names;
    for (const Missing& m : all) names.push_back(m.name);
    for (const std::string& name : options.only)
        if (std::find(names.begin(), names.end(), name) == names.end())
            problems.add("mailsim", "--only", base::unknown_name("node, link or peer", name, names));
    double end = base::seconds(loaded.scenario.duration), whole = measured_length(loaded.scenario);
    if (whole <= 0)
        problems.add(loaded.scenario.file, "/duration",
                     "nothing is measured: the warm-up is as long as the run");
    if (options.from && base::seconds(*options.from) >= end)
        problems.add("mailsim", "--from", fmt::format("the scenario ends after {} s", end));
    return problems;
}

SurvivalTable survive(const std::function<config::Loaded()>& load, const SurviveOptions& options,
                      const Spreading& how) {
    SurvivalTable table;
    config::Loaded loaded = load();
    table.title = loaded.scenario.title;
    table.scenario = loaded.scenario.name;
    table.late = base::seconds(options.late);
    std::vector<Missing> all = wanted(loaded.estate, options);
    std::vector<std::string> answers;
    std::size_t done = 0;
    Spreading counted = how;
    counted.one_done = [&] {
        if (options.tell) options.tell(++done, all.size() + 1);
    };
    try {
        std::string text = spread(
            1, [&](std::size_t) { return whole_run(load); }, counted)[0];
        Watched whole = read_whole(text, table);
        set_window(table, options, loaded.scenario, whole);
        counted.so_far = &answers;
        spread(
            all.size(),
            [&](std::size_t i) {
                config::Loaded mine = load();
                mine.scenario.faults.push_back(fault_of(all[i], options, table));
                Made made = make_run(std::move(mine));
                Survival row;
                describe(row, made, loaded.estate);
                pair(row, whole, made.watched, table);
                second_wave(row, whole, made.watched, table);
                return json::compact(to_value(row));
            },
            counted);
    } catch (const Interrupted&) {
        table.complete = false;
    }
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (!answers[i].empty()) table.rows.push_back(from_text(answers[i], all[i]));
    sort(table.rows);
    return table;
}

}  // namespace mailsim::study
