#include "observe/observer.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <filesystem>

#include "fixture.hpp"
#include "mail/reply.hpp"

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;
using facts::Kind;
using facts::Level;

namespace {

struct Run {
    estate::Estate estate;
    scenario::Scenario scenario;
    facts::Stream stream;
    std::filesystem::path file;

    explicit Run(const std::string& name = "") {
        fill(estate);
        scenario.duration = 10min;
        if (name.empty()) return;
        file = std::filesystem::temp_directory_path() / ("mailsim-observe-" + name + ".sqlite");
        std::filesystem::remove(file);
    }
    ~Run() {
        if (!file.empty()) std::filesystem::remove(file);
    }
    EndState end(base::Duration when = 10min) const {
        EndState e;
        e.at = at(when);
        e.queued.resize(4);
        return e;
    }
};

std::int64_t count(SQLite::Database& db, const std::string& sql) { return db.execAndGet(sql).getInt64(); }

// 100 messages, a second apart, of which the last still waits at mta1.
Summary hundred(Run& run, Keep keep) {
    Options options;
    options.keep = keep;
    options.results = run.file.string();
    Observer observer(run.estate, run.scenario, options);
    observer.subscribe(run.stream);
    for (std::uint32_t i = 0; i < 99; ++i) {
        mail::Message m = message(i, std::chrono::seconds(i));
        mail::Address to{mail::DomainId{0}, i};
        if (observer.keeps(m)) observer.introduce(m, {&to, 1});
        incoming(run.stream, i, std::chrono::seconds(i));
    }
    mail::Message last = message(99, 99s);
    mail::Address to{mail::DomainId{0}, 99};
    if (observer.keeps(last)) observer.introduce(last, {&to, 1});
    run.stream.emit(Level::ledger, fact(Kind::offered, 99s, mta, 99));
    run.stream.emit(Level::ledger, fact(Kind::accepted, 99s, mta, 99));
    run.stream.emit(Level::hop, fact(Kind::queued, 99s, mta, 99));
    facts::Fact attempt = fact(Kind::attempt, 109s, mta, 99, 5s);
    attempt.code = 451;
    attempt.enhanced = mail::pack({4, 7, 1});
    run.stream.emit(Level::hop, attempt);
    observer.event(at(50s), "fault", be, "slow");
    EndState end = run.end();
    end.queued[0] = 1;
    end.waiting = {{base::RecipientId{99}, mail::Kind::incoming, at(99s), mta}};
    return observer.finish(end);
}

}  // namespace

TEST_CASE("a run's facts become its summary") {
    Run run;
    Summary s = hundred(run, Keep::none());
    CHECK(s.differences.empty());
    CHECK(s.checks > 0);
    CHECK(s.ledger.offered == 100);
    CHECK(s.ledger.delivered == 99);
    CHECK(s.ledger.queued == 1);
    CHECK(s.delay.n == 99);
    CHECK(s.delay.censored == 1);
    CHECK(*s.delay.p50 == 3);
    CHECK(s.delay.at_least == std::vector<std::string>{});  // 99 of 100 arrived: the 99th percentile is known
    CHECK(s.simulated_seconds == 600);
    CHECK(s.complete);
    REQUIRE(s.nodes.size() == 4);
    // Each message was 1 s at fe within 600 s: 99 recipient-seconds.
    CHECK(s.nodes[1].queue_mean == Approx(99.0 / 600));
    CHECK(s.nodes[1].queue_max == 1);
    CHECK(s.nodes[1].throughput == Approx(99.0 / 600));
    CHECK(s.nodes[3].peer);
    REQUIRE(s.events.size() == 1);
    CHECK(s.events[0].node == "be2");
    std::uint64_t bars = 0;
    for (const DelayBar& bar : s.delay_bars) {
        CHECK(bar.from <= 3);
        for (std::uint64_t n : bar.count) bars += n;
    }
    CHECK(bars == 99);
    auto flow = [&](const std::string& from, const std::string& to) {
        for (const FlowSummary& f : s.flows)
            if (f.from == from && f.to == to) return f.recipients;
        return std::uint64_t{0};
    };
    CHECK(flow("", "mta1") == 100);
    CHECK(flow("mta1", "fe") == 99);
    CHECK(flow("fe", "be2") == 99);
    CHECK(s.flows.size() == 3);
}

TEST_CASE("rows tell each recipient's way") {
    Run run("rows");
    hundred(run, Keep::all());
    SQLite::Database db(run.file.string());
    CHECK(count(db, "SELECT count(*) FROM messages") == 100);
    CHECK(count(db, "SELECT count(*) FROM hops") == 99 * 3 + 1);
    CHECK(
        count(
            db,
            "SELECT count(*) FROM messages WHERE outcome='delivered' AND finished-submitted=3 AND attempts=3 "
            "AND reply_code=250 AND node='be2'") == 99);
    CHECK(count(db,
                "SELECT count(*) FROM messages WHERE id=99 AND outcome='deferred' AND finished IS NULL AND "
                "reply_code=451 AND reply_enhanced='4.7.1' AND recipient='user100@acme.example'") == 1);
    CHECK(count(db, "SELECT count(*) FROM hops WHERE queue_wait=0.5 AND left-arrived=1") == 99 * 3);
    // The last one: queued at 99 s, tried from 104 s to 109 s, ended at 600 s: 5 + 491 s without an attempt.
    CHECK(count(db, "SELECT count(*) FROM hops WHERE message=99 AND left IS NULL AND queue_wait=496") == 1);
    CHECK(db.execAndGet("SELECT group_concat(node || '>' || coalesce(next,''), ' ') FROM hops WHERE "
                        "message=7 ORDER BY n")
              .getString() == "mta1>fe fe>be2 be2>");
    CHECK(count(db, "SELECT count(*) FROM events WHERE t=50 AND node='be2' AND kind='fault'") == 1);
    CHECK(db.execAndGet("SELECT value FROM meta WHERE key='complete'").getString() == "true");
    CHECK(count(db, "SELECT count(*) FROM samples WHERE node='fe' AND metric='queue'") == 10);
    CHECK(db.execAndGet("PRAGMA integrity_check").getString() == "ok");
}

TEST_CASE("without rows the minutes are still there") {
    Run run("none");
    hundred(run, Keep::none());
    SQLite::Database db(run.file.string());
    CHECK(count(db, "SELECT count(*) FROM messages") == 0);
    CHECK(count(db, "SELECT count(*) FROM hops") == 0);
    CHECK(count(db, "SELECT count(*) FROM samples WHERE metric='queue'") > 0);
}

TEST_CASE("a sample keeps whole messages, and the same ones whatever else happens") {
    Run run("sample");
    hundred(run, Keep::sample(4));
    SQLite::Database db(run.file.string());
    std::int64_t kept = count(db, "SELECT count(*) FROM messages");
    CHECK(kept > 10);
    CHECK(kept < 45);
    CHECK(count(db, "SELECT count(*) FROM hops") ==
          count(db, "SELECT sum(CASE outcome WHEN 'delivered' THEN 3 ELSE 1 END) FROM messages"));
    for (std::uint32_t i = 0; i < 99; ++i)
        CHECK(count(db, "SELECT count(*) FROM messages WHERE id=" + std::to_string(i)) ==
              Keep::sample(4).takes(message(i, 0s).key));
}

TEST_CASE("a message may be at two nodes for an instant, and a refused one is at none") {
    Run run("two");
    Options options;
    options.keep = Keep::all();
    options.results = run.file.string();
    Observer observer(run.estate, run.scenario, options);
    observer.subscribe(run.stream);
    mail::Message m = message(5, 0s);
    m.recipient_count = 2;
    mail::Address to[] = {{mail::DomainId{0}, 1}, {mail::DomainId{0}, 2}};
    observer.introduce(m, to);
    auto ledger = [&](Kind kind, base::Duration when, base::NodeId node, std::uint32_t id) {
        run.stream.emit(Level::ledger, fact(kind, when, node, id, 3s));
    };
    ledger(Kind::offered, 0s, mta, 5);
    ledger(Kind::accepted, 0s, mta, 5);
    ledger(Kind::offered, 0s, mta, 6);
    ledger(Kind::rejected, 0s, mta, 6);
    ledger(Kind::received, 1s, be, 5);    // its 250 leaves
    ledger(Kind::handed_on, 2s, mta, 5);  // and arrives
    facts::Fact last = fact(Kind::delivered, 3s, be, 5, 3s, mail::Kind::internal);
    run.stream.emit(Level::ledger, last);
    Summary s = observer.finish(run.end());
    CHECK(s.differences.empty());
    SQLite::Database db(run.file.string());
    CHECK(count(db, "SELECT count(*) FROM hops") == 2);
    CHECK(count(db, "SELECT count(*) FROM hops WHERE node='mta1' AND n=0 AND left=2") == 1);
    CHECK(count(db, "SELECT count(*) FROM hops WHERE node='be2' AND n=1 AND arrived=1 AND left=3") == 1);
    // A recipient's own kind, which may differ from its message's.
    CHECK(count(db, "SELECT count(*) FROM messages WHERE id=5 AND kind='internal'") == 1);
    CHECK(
        count(db,
              "SELECT count(*) FROM messages WHERE id=6 AND part=1 AND outcome='rejected' AND node='mta1'") ==
        1);
}

TEST_CASE("utilisation comes from the stations' own integrals, without warm-up and drain") {
    Run run;
    run.scenario.warm_up = 1min;
    run.scenario.duration = 3min;
    Options options;
    options.laws = false;
    options.stations = {
        {base::StationId{0}, Resource::processor, base::HostId{1}, {}, {}, 2, "host1 processor"},
        {base::StationId{1}, Resource::processes, {}, fe, estate::Process::smtpd, 10, "fe smtpd"},
        {base::StationId{2}, Resource::processor, base::HostId{2}, {}, {}, 1, "gmail processor"}};
    Observer observer(run.estate, run.scenario, options);
    observer.subscribe(run.stream);
    // Busy server-seconds of host1 at the end of each minute: both cores in warm-up, then 0.5 and 1 cores,
    // then idle.
    Integral cpu[] = {120, 150, 210, 210, 210}, slots[] = {0, 300, 900, 900, 900};
    for (int minute = 1; minute <= 5; ++minute) {
        StationState states[] = {{base::StationId{0}, 0, cpu[minute - 1] * 1'000'000'000, 0, 0, 0},
                                 {base::StationId{1}, 0, slots[minute - 1] * 1'000'000'000, 0, 0, 0},
                                 {base::StationId{2}, 0, Integral{minute} * 60'000'000'000, 0, 0, 0}};
        if (minute < 5) {
            observer.sample(at(std::chrono::minutes(minute)), states);
            continue;
        }
        EndState end = run.end(5min);
        end.stations.assign(std::begin(states), std::end(states));
        Summary s = observer.finish(end);
        // Between 1 and 3 min: 90 server-seconds of 2 * 120; 900 slot-seconds of 10 * 120.
        CHECK(*s.nodes[1].utilisation.processor == Approx(0.375));
        CHECK(*s.nodes[2].utilisation.processor == Approx(0.375));  // be2 shares fe's host
        CHECK(*s.nodes[1].utilisation.processes == Approx(0.75));
        CHECK_FALSE(s.nodes[1].utilisation.disk);
        CHECK_FALSE(s.nodes[0].utilisation.processor);
        REQUIRE(s.busiest);  // not the peer, which is busy all the time
        CHECK(s.busiest->node == "fe");
        CHECK(s.busiest->resource == "processes");
        CHECK(s.measured_from == 60);
        CHECK(s.measured_to == 180);
        bool seen = false;
        for (const Curve& c : s.curves) {
            if (c.node != "fe" || c.metric != "utilisation.processor") continue;
            seen = true;
            CHECK(c.value == std::vector<double>{1, 0.25, 0.5, 0, 0});
        }
        CHECK(seen);
    }
}

TEST_CASE("a lost recipient, a wrong queue and a broken law are differences") {
    Run run;
    Options options;
    options.stations = {{base::StationId{0}, Resource::disk, base::HostId{0}, {}, {}, 1, "mta1 disk"}};
    Observer observer(run.estate, run.scenario, options);
    observer.subscribe(run.stream);
    run.stream.emit(Level::ledger, fact(Kind::offered, 1s, mta, 0));
    run.stream.emit(Level::ledger, fact(Kind::accepted, 1s, mta, 0));
    run.stream.emit(Level::visit, visit(base::StationId{0}, 2s, 1s, 1s));
    EndState end = run.end();
    end.complete = false;
    end.stations = {{base::StationId{0}, 2'000'000'000, 1'000'000'000, 0, 0, 0}};
    Summary s = observer.finish(end);
    CHECK(s.differences.size() == 3);  // mta1's ledger, the estate's, Little's law
    CHECK_FALSE(s.complete);
}

TEST_CASE("a results file that cannot be made is an error with its path") {
    Run run;
    Options options;
    options.results = "/nowhere/at/all/results.sqlite";
    CHECK_THROWS_WITH(Observer(run.estate, run.scenario, options),
                      Catch::Contains("/nowhere/at/all/results.sqlite"));
}
