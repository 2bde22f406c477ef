// Records of real runs, in many dialects: every view tells the same story.
#include "render/views.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "render/document.hpp"
#include "render/ending.hpp"
#include "render/ids.hpp"
#include "render/panel.hpp"
#include "render/steps.hpp"
#include "run/watch.hpp"

using namespace mailsim;
using namespace std::chrono_literals;

namespace {

struct Told {
    estate::Estate estate;
    scenario::Scenario scenario;
    run::Watched watched;
    render::Scene scene() const { return {estate, scenario.start_of_week}; }
    const render::Record& record() const { return watched.record; }
    std::vector<std::string> log(std::string_view dialect, const char* node = "") const {
        std::vector<std::string> lines;
        for (const render::LogLine& line : render::log_of(scene(), record(), dialect, estate.find_node(node)))
            lines.push_back(line.text);
        return lines;
    }
};

std::unique_ptr<Told> tell(const std::string& from, const std::string& to,
                           std::vector<fault::Fault> faults = {}) {
    auto estate = config::load_topology(fmt::format("{}/topologies/nayatel.json", MAILSIM_SOURCE_DIR));
    REQUIRE(estate);
    auto told = std::make_unique<Told>(Told{std::move(*estate), run::one_message(from, to), {}});
    told->scenario.faults = std::move(faults);
    told->watched = run::watch(told->estate, told->scenario, {run::single_messages(told->scenario), false});
    return told;
}

fault::Fault off(const Told& told, const char* node, base::Duration until) {
    fault::Fault f;
    f.target = fault::Target::node(told.estate.find_node(node));
    f.mode = fault::Mode::off;
    f.from = base::Instant{};
    f.until = base::Instant{} + until;
    return f;
}

bool any(const std::vector<std::string>& lines, std::string_view part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& l) { return l.find(part) != std::string::npos; });
}

std::string letters_of(const std::vector<render::Step>& steps) {
    std::string out;
    for (const render::Step& step : steps)
        if (out.empty() || out.back() != static_cast<char>(step.letter))
            out += static_cast<char>(step.letter);
    return out;
}

}  // namespace

TEST_CASE("a message from a person to the Internet passes the steps A, B, C, E, F and J") {
    auto told = tell("ali@acme.example", "friend@gmail.com");
    auto steps = render::steps_of(told->scene(), told->record(), told->watched.stations);
    std::string letters = letters_of(steps);
    for (char letter : {'A', 'B', 'C', 'E', 'F', 'G', 'I', 'J'})
        CHECK(letters.find(letter) != std::string::npos);
    CHECK(
        std::is_sorted(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    bool said = false, asked = false;
    for (const render::Step& step : steps)
        for (const render::Said& line : step.lines) {
            said = said || line.text == "MAIL FROM:<ali@acme.example> SIZE=15000";
            asked = asked || (line.who == '?' && line.text == "gmail.com. IN MX");
        }
    CHECK(said);
    CHECK(asked);
}

TEST_CASE("every step that names a rule names its place in the estate") {
    auto told = tell("ali@acme.example", "friend@gmail.com");
    std::size_t rules = 0;
    for (const render::Step& step : render::steps_of(told->scene(), told->record(), told->watched.stations)) {
        if (step.rule.empty()) continue;
        ++rules;
        CHECK(step.pointer.starts_with("/"));
    }
    CHECK(rules > 20);
}

TEST_CASE("a mailbox's program fetches what was delivered, by its own protocol") {
    auto told = tell("friend@gmail.com", "sana@acme.example");
    auto steps = render::steps_of(told->scene(), told->record(), told->watched.stations);
    auto fetch = std::find_if(steps.begin(), steps.end(),
                              [](const auto& s) { return s.letter == facts::Step::fetch; });
    REQUIRE(fetch != steps.end());
    CHECK(!fetch->protocol.empty());
    CHECK(std::any_of(steps.begin(), steps.end(),
                      [](const auto& s) { return s.letter == facts::Step::client_rules; }));
}

TEST_CASE("the queue id that one log hands on is the one that the next log begins with") {
    auto told = tell("ali@acme.example", "friend@gmail.com");
    std::string handed;
    for (const std::string& line : told->log("postfix", "be2"))
        if (auto at = line.find("queued as "); at != std::string::npos)
            handed = line.substr(at + 10, line.find(')', at) - at - 10);
    REQUIRE(!handed.empty());
    CHECK(any(told->log("postfix", "fe"), handed + ": client=be2.nayatel.net.pk"));
    CHECK(any(told->log("postfix", "fe"), handed + ": removed"));
}

TEST_CASE(
    "an unknown recipient is a reject line at the server that knows it, and a notification at the one that "
    "had it") {
    auto told = tell("friend@gmail.com", "nobody@zenith.example");
    CHECK(any(told->log("postfix", "fe"),
              "NOQUEUE: reject: RCPT from mta1.nayatel.com[203.82.48.120]: 550 5.1.1"));
    CHECK(any(told->log("postfix", "mta1"),
              "status=bounced (host fe.nayatel.net.pk[203.82.48.116] said: 550 5.1.1"));
    CHECK(any(told->log("postfix", "mta1"), "sender non-delivery notification: "));
    CHECK(any(told->log("exim", "mta1"), "** nobody@zenith.example"));
    CHECK(any(told->log("exim", "fe"), "rejected RCPT <nobody@zenith.example>"));
    auto rows =
        render::panel_rows(told->scene(), told->record(), *told->estate.book.parse("nobody@zenith.example"));
    REQUIRE(rows.size() == 2);
    CHECK(render::name(rows[0].state) == "rejected");
    CHECK(render::name(rows[1].state) == "failed");
    auto endings = render::endings_of(told->scene(), told->record());
    REQUIRE(endings.size() == 2);
    CHECK(endings[0].outcome == mail::Outcome::bounced);
    CHECK(endings[1].notification);
    CHECK(endings[1].outcome == mail::Outcome::delivered);
}

TEST_CASE(
    "while the next server is off the queue shows the message with its reason, and is empty afterwards") {
    auto probe = tell("friend@gmail.com", "ali@acme.example");
    auto told = tell("friend@gmail.com", "ali@acme.example", {off(*probe, "be2", 20min)});
    base::NodeId fe = told->estate.find_node("fe");
    auto waiting = render::queue_at(told->scene(), told->record(), fe, base::Instant{} + 10min);
    REQUIRE(waiting.size() == 1);
    REQUIRE(waiting[0].waiting.size() == 1);
    CHECK(waiting[0].waiting[0].reason.find("Connection timed out") != std::string::npos);
    CHECK(waiting[0].waiting[0].due > base::Instant{} + 10min);
    CHECK(render::queue_at(told->scene(), told->record(), fe, told->record().end).empty());
    render::Scene scene = told->scene();
    render::View kept{scene, told->record(), told->watched.stations, fe, base::Instant{} + 10min, {}};
    CHECK(render::mailq(kept).find("-- 15 Kbytes in 1 Request.") != std::string::npos);
    CHECK(render::qshape(kept).find("acme.example") != std::string::npos);
    CHECK(any(told->log("postfix", "fe"),
              "status=deferred (connect to be2.nayatel.net.pk[203.82.48.139]:25: Connection timed out)"));
}

TEST_CASE("what was never sent leaves an empty record") {
    auto told = tell("friend@gmail.com", "ali@acme.example");
    told->watched = run::watch(told->estate, told->scenario, {[](const mail::Message&) { return false; }});
    CHECK(told->record().messages.empty());
    CHECK(told->record().facts.empty());
}

TEST_CASE("following one message of a busy run keeps that one and its notifications only") {
    auto loaded =
        config::load_scenario(fmt::format("{}/scenarios/nayatel-busy-hour.json", MAILSIM_SOURCE_DIR));
    REQUIRE(loaded);
    scenario::Scenario s = loaded->scenario;
    s.duration = 3min;
    s.warm_up = 0s;
    s.load.multiplier = 0.2;
    run::Watched one =
        run::watch(loaded->estate, s, {[](const mail::Message& m) { return m.id.value == 20; }});
    REQUIRE(!one.record.messages.empty());
    CHECK(one.record.messages.front().value == 20);
    for (const facts::Fact& f : one.record.facts)
        if (f.kind != facts::Kind::fetched) CHECK(one.record.letter(f.message) != nullptr);
}

TEST_CASE("dates and queue ids are those of the simulated instant") {
    // Postfix's short queue id: 123456 us are 1E240 in hexadecimal; file 0xA0000 + 5.
    render::Clock clock(0h);
    CHECK(render::postfix_id(clock, base::Instant{} + 123456us, {5}) == "1E240A0005");
    // Monday 5 January 2026 is day 20458 of 1970: 20458 * 86400 = 1767571200.
    CHECK(clock.unix_seconds(base::Instant{}) == 1767571200);
    CHECK(clock.syslog(base::Instant{} + 24h + 61s) == "Jan  6 00:01:01");
    CHECK(clock.mail_date(base::Instant{}) == "Mon, 5 Jan 2026 00:00:00 +0000");
}
