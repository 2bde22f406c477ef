#include "report/compare.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "../observe/fixture.hpp"
#include "base/random.hpp"
#include "json/write.hpp"
#include "report/folder.hpp"
#include "report/summary_json.hpp"

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;
using namespace mailsim::report;
using facts::Kind;
using facts::Level;

namespace {

// A folder that is gone with the test.
struct Folder {
    std::string path;
    explicit Folder(const std::string& name)
        : path((std::filesystem::temp_directory_path() / ("mailsim-compare-" + name)).string()) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directory(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

// 6000 messages in ten hours, delivered at once at be2 after an exponential delay and `more`.
void run_into(const Folder& folder, base::Duration more, Keep keep, std::uint64_t seed = 1) {
    estate::Estate estate;
    fill(estate);
    estate.index();
    scenario::Scenario scenario;
    scenario.duration = 10h;
    Options options;
    options.keep = keep;
    options.results = folder.path + "/results.sqlite";
    Observer observer(estate, scenario, options);
    facts::Stream stream;
    observer.subscribe(stream);
    base::Draws draws(seed, 0);
    for (std::uint32_t i = 0; i < 6000; ++i) {
        base::Duration start = std::chrono::seconds(i * 6);
        mail::Message m = message(i, start);
        mail::Address to{mail::DomainId{0}, 1};
        if (observer.keeps(m)) observer.introduce(m, {&to, 1});
        base::Duration delay =
            more + base::from_seconds(base::exponential(draws.uniform(i, base::Purpose::test), 2));
        stream.emit(Level::ledger, fact(Kind::offered, start, be, i));
        stream.emit(Level::ledger, fact(Kind::accepted, start, be, i));
        stream.emit(Level::ledger,
                    fact(Kind::delivered, start + std::min<base::Duration>(delay, 5s), be, i, delay));
    }
    EndState end;
    end.at = at(10h + 1min);
    Summary s = observer.finish(end);
    REQUIRE(s.differences.empty());
    CHECK(write_file(folder.path, "summary.json", json::pretty(to_json(s))) == "");
}

const Difference* find(const Comparison& c, const std::string& metric) {
    for (const Difference& d : c.differences)
        if (d.metric == metric) return &d;
    return nullptr;
}

std::string problems_text(const base::Problems& problems) {
    std::string text;
    for (const base::Problem& p : problems) text += base::to_string(p) + "\n";
    return text;
}

}  // namespace

TEST_CASE("runs of the same messages are compared in pairs, far sharper than without") {
    Folder a("pair-a"), b("pair-b"), other("pair-c");
    run_into(a, 0s, Keep::all());
    run_into(b, 20ms, Keep::all());
    run_into(other, 20ms, Keep::none(), 2);
    base::Problems problems;
    std::optional<Comparison> paired = compare(a.path, b.path, problems),
                              apart = compare(a.path, other.path, problems);
    REQUIRE(problems.empty());
    const Difference* same = find(*paired, "delay_of_the_same.all");
    REQUIRE(same);
    CHECK(same->paired);
    CHECK(*same->difference() == Approx(0.020).epsilon(0.15));  // a little less where a delay was cut at 5 s
    REQUIRE(same->interval);
    CHECK(same->interval->low > 0.010);
    CHECK(same->interval->high < 0.025);
    CHECK_FALSE(find(*apart, "delay_of_the_same.all"));
    const Difference* mean = find(*apart, "delay.mean");
    REQUIRE(mean);
    CHECK_FALSE(mean->paired);
    REQUIRE(mean->interval);
    CHECK(mean->interval->low < *mean->difference());
    CHECK(mean->interval->high > *mean->difference());
    // Two independent means of 6000 exponential delays of 2 s: 1.96 * 2 * sqrt(2 / 6000) = 0.07.
    CHECK(mean->interval->high - mean->interval->low == Approx(0.14).epsilon(0.5));
}

TEST_CASE("a run compared with itself differs in nothing") {
    Folder a("self");
    run_into(a, 0s, Keep::all());
    base::Problems problems;
    std::optional<Comparison> c = compare(a.path, a.path, problems);
    REQUIRE(c);
    for (const Difference& d : c->differences) {
        CAPTURE(d.metric);
        CHECK(d.difference().value_or(0) == 0);
        if (d.interval) CHECK(d.interval->low <= 0);
    }
    CHECK(find(*c, "ledger.delivered"));
    CHECK(find(*c, "nodes.be2.queue.mean"));
    CHECK(find(*c, "nodes.be2.queue.mean")->interval);
    CHECK(compare_text(*c).find(" are the same") != std::string::npos);
}

TEST_CASE("without rows there is a note, and time averages still have intervals") {
    Folder a("none-a"), b("none-b");
    run_into(a, 0s, Keep::none());
    run_into(b, 1s, Keep::none());
    base::Problems problems;
    std::optional<Comparison> c = compare(a.path, b.path, problems);
    REQUIRE(c);
    CHECK(c->notes.size() == 2);
    const Difference* queue = find(*c, "nodes.be2.queue.mean");
    REQUIRE(queue);
    REQUIRE(queue->interval);
    CHECK(queue->interval->low > 0);  // a second more at each message
    CHECK(json::compact(to_json(*c)).find("\"metric\":\"delay.mean\"") != std::string::npos);
    CHECK_THAT(compare_text(*c), Catch::Contains("delay.mean") && Catch::Contains("higher"));
}

TEST_CASE("damaged and foreign folders are told, each with its place") {
    Folder good("good"), empty("empty"), cut("cut"), foreign("foreign"), garbage("garbage"), tables("tables");
    run_into(good, 0s, Keep::none());
    std::ofstream(cut.path + "/summary.json") << "{\"complete\": tr";
    std::ofstream(foreign.path + "/summary.json") << "{\"name\": \"package\", \"nodes\": []}";
    std::filesystem::copy(good.path + "/summary.json", garbage.path);
    std::ofstream(garbage.path + "/results.sqlite")
        << "no database at all, but long enough to be looked at as one";
    std::filesystem::copy(good.path + "/summary.json", tables.path);
    SQLite::Database(tables.path + "/results.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE x(y)");
    struct Case {
        const Folder& folder;
        const char* says;
    };
    const Case cases[] = {{empty, "summary.json"},
                          {cut, "summary.json"},
                          {foreign, "/nodes: must be an object"},
                          {garbage, "results.sqlite"},
                          {tables, "results.sqlite"}};
    for (const Case& c : cases) {
        base::Problems problems;
        CAPTURE(c.folder.path);
        CHECK_FALSE(compare(good.path, c.folder.path, problems));
        CHECK_FALSE(problems.empty());
        CHECK_THAT(problems_text(problems), Catch::Contains(c.says) && Catch::Contains(c.folder.path));
    }
}

TEST_CASE("intervals agree with Student's table") {
    CHECK(student_975(9) == Approx(2.262).margin(0.001));
    CHECK(student_975(29) == Approx(2.045).margin(0.001));
    CHECK(student_975(1000) == Approx(1.962).margin(0.001));
    // Ten figures 1..10: mean 5.5, s = 3.0277, half width 2.262 * 3.0277 / sqrt(10) = 2.166.
    std::optional<Interval> i = interval_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    REQUIRE(i);
    CHECK(i->low == Approx(5.5 - 2.166).margin(0.002));
    CHECK(i->high == Approx(5.5 + 2.166).margin(0.002));
    CHECK_FALSE(interval_of({1, 2, 3}));
    CHECK(batch_means({1, 3, 5, 7, 9}, 2) == std::vector<double>{2, 6});
}
