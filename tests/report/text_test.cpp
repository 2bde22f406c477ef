#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "example.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "report/advice.hpp"
#include "report/figure.hpp"
#include "report/folder.hpp"
#include "report/recipe.hpp"
#include "report/run_text.hpp"
#include "report/summary_json.hpp"
#include "report/text_table.hpp"
#include "report/timing.hpp"

using namespace mailsim;
using namespace mailsim::report;
using namespace mailsim::report::test;

TEST_CASE("figures read as people write them") {
    struct Case {
        std::string made, wanted;
    };
    const Case cases[] = {{count_text(0), "0"},
                          {count_text(999), "999"},
                          {count_text(1000), "1,000"},
                          {count_text(1234567), "1,234,567"},
                          {share_text(0), "0 %"},
                          {share_text(0.1234), "12.3 %"},
                          {share_text(0.0004), "0.04 %"},
                          {share_text(1e-7), "under 0.01 %"},
                          {share_text(1), "100 %"},
                          {share_text(0.99999999), "over 99.99 %"},
                          {share_text(0.99961), "99.96 %"},
                          {seconds_text(0.0), "0 s"},
                          {seconds_text(0.00085), "850 us"},
                          {seconds_text(0.85), "850 ms"},
                          {seconds_text(1.5), "1.5 s"},
                          {seconds_text(60.0), "60 s"},
                          {seconds_text(125.0), "2 min 5 s"},
                          {seconds_text(7500.0), "2 h 5 min"},
                          {seconds_text(3 * 86400.0 + 7200), "3 d 2 h"},
                          {seconds_text(-1.5), "-1.5 s"},
                          {seconds_text(std::optional<double>()), "-"},
                          {number_text(1234.6), "1,235"},
                          {number_text(-0.5), "-0.5"},
                          {number_text(0.00123), "0.00123"},
                          {with_half(3.5, 0.42, "s"), "3.5 s ±12 %"},
                          {with_half(149, 2.3, "s"), "2 min 29 s ±1.5 %"},
                          {with_half(0.95, 0.012, "share"), "95 ±1.2 %"},
                          {with_half(1, 0, "share"), "100 %"},
                          {with_half(538, 0, ""), "538"},
                          {with_half(0, 0, "s"), "0 s"},
                          {clock_text(9.5 * 3600), "09:30"},
                          {clock_text(86400 + 3600), "day 2 01:00"}};
    for (const Case& c : cases) CHECK(c.made == c.wanted);
}

TEST_CASE("the terminal text says what was delivered, how long it took, who is busiest, what was missed") {
    Example e;
    make_example(e);
    std::string text = run_text(e.summary, false);
    for (const char* said :
         {"571,550", "452,100", "busiest: smtp1, processes 71 % in use", "MISSED  delivery within 60 s",
          "all 131 laws hold", "1 of 7 objectives missed, 1 without figures", "> 22.2 s", "internal"})
        CHECK_THAT(text, Catch::Contains(said));
    CHECK(text.find('\033') == std::string::npos);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(display_width(line) <= 140);
        CHECK((line.empty() || line.back() != ' '));
    }
    std::string painted = run_text(e.summary, true), plain;
    for (std::size_t i = 0; i < painted.size(); ++i) {
        if (painted[i] == '\033')
            i = painted.find('m', i);
        else
            plain += painted[i];
    }
    CHECK(plain == text);
    CHECK(painted.find("\033[31mMISSED\033[0m") != std::string::npos);
}

TEST_CASE("failed self-checks come first in the advice, calm runs get a next step") {
    Example e;
    make_example(e);
    e.summary.differences = {"ledger of fe: off by one"};
    CHECK_THAT(advice(e.summary)[0], Catch::Contains("self-check"));
    e.summary.nodes[3].refused_sessions = 90'000;  // be2, which was off from noon on
    e.summary.differences.clear();
    CHECK_THAT(advice(e.summary)[2], Catch::Contains("be2 could not serve 90,000 sessions: it failed"));
    observe::Summary calm;
    calm.busiest = observe::BusiestSummary{"be2", "disk", 0.3};
    REQUIRE(advice(calm).size() == 1);
    CHECK_THAT(advice(calm)[0], Catch::Contains("be2") && Catch::Contains("/load/multiplier"));
    CHECK(verdict(calm) == "no objective could be judged");
}

TEST_CASE("summary.json has every field of the contract, and the same bytes each time") {
    Example e, again;
    make_example(e);
    make_example(again);
    json::Value v = to_json(e.summary);
    CHECK(json::pretty(v) == json::pretty(to_json(again.summary)));
    for (const char* key : {"offered", "accepted", "rejected", "created", "delivered", "bounced", "discarded",
                            "quarantined", "queued"})
        CHECK(v.find("ledger")->find(key)->is_integer());
    for (const char* key : {"n", "mean", "p50", "p95", "p99", "max", "censored"}) {
        CHECK(v.find("delay")->find(key)->is_number());
        for (const char* kind : {"internal", "incoming", "outgoing", "dsn", "spam"})
            CHECK(v.find("delay_by")->find(kind)->find(key));
    }
    const json::Value* node = v.find("nodes")->find("smtp1");
    REQUIRE(node);
    for (const char* key : {"processor", "disk", "processes"})
        CHECK(node->find("utilisation")->find(key)->is_number());
    CHECK(node->find("queue")->find("mean")->is_number());
    CHECK(node->find("queue")->find("max")->is_integer());
    CHECK(node->find("throughput")->is_number());
    CHECK(node->find("ledger")->find("handed_on")->is_integer());
    const json::Value& objective = v.find("objectives")->items()[5];
    CHECK(objective.find("value")->is_null());
    CHECK(objective.find("met")->is_null());
    CHECK(v.find("objectives")->items()[6].find("met")->boolean() == false);
    CHECK(v.find("simulated_seconds")->number() == 86400);
    CHECK(v.find("complete")->boolean());

    Timing timing;
    timing.wall_seconds = 12;
    timing.messages_per_second = 50'000;
    json::Value merged = with_timing(v, to_json(timing));
    CHECK(merged.find("wall_seconds")->number() == 12);
    CHECK(merged.find("messages_per_second")->number() == 50'000);
    CHECK_FALSE(merged.find("host"));
}

TEST_CASE("a recipe read back is the recipe that was written") {
    Recipe r;
    r.version = "0.1";
    r.scenario = {"nayatel-day.json", "{\"topology\": \"nayatel\"}\n"};
    r.topology = {"nayatel.json", "{}"};
    r.zones = {{"nayatel.com.zone", "$ORIGIN nayatel.com.\n\t; \"quoted\" \\ \xc3\xa9\n"}};
    r.sets = {"/load/multiplier=2", "/topology/nodes/be2/cores=8"};
    r.seed = 7;
    r.replication = 3;
    r.keep = "sample=10";
    std::string text = json::pretty(to_json(r));
    base::Problems problems;
    std::optional<json::Value> document = json::read(text, "recipe.json", problems);
    REQUIRE(document);
    CHECK(is_recipe(*document));
    std::optional<Recipe> back = read_recipe(*document, "recipe.json", problems);
    REQUIRE(back);
    CHECK(problems.empty());
    CHECK(json::pretty(to_json(*back)) == text);
    CHECK(back->zones[0].text == r.zones[0].text);
    CHECK(back->sets == r.sets);
}

TEST_CASE("a damaged recipe is told in full") {
    base::Problems problems;
    std::optional<json::Value> document =
        json::read(R"({"mailsim_recipe": 1, "version": 2, "sed": 1, "sets": [3], "zones": [{"name": "a"}]})",
                   "r.json", problems);
    REQUIRE(document);
    CHECK_FALSE(read_recipe(*document, "r.json", problems));
    std::string all;
    for (const base::Problem& p : problems) all += base::to_string(p) + "\n";
    for (const char* said :
         {"/version: must be a text", "/sed: ", "/seed", "/sets/0: must be a text",
          "/zones/0/text: is missing", "/scenario: is missing", "/topology: is missing", "/keep: is missing"})
        CHECK_THAT(all, Catch::Contains(said));
    CHECK_FALSE(is_recipe(*json::read("{}", "r.json", problems)));
}

TEST_CASE("a file of the folder is written whole or told why not") {
    std::string folder = std::filesystem::temp_directory_path().string();
    CHECK(write_file(folder, "mailsim-folder-test.txt", "hello\n") == "");
    std::ifstream in(folder + "/mailsim-folder-test.txt");
    std::string line;
    std::getline(in, line);
    CHECK(line == "hello");
    CHECK_FALSE(std::filesystem::exists(folder + "/mailsim-folder-test.txt.part"));
    std::filesystem::remove(folder + "/mailsim-folder-test.txt");
    CHECK_THAT(write_file("/nowhere", "summary.json", "x"), Catch::Contains("/nowhere/summary.json: "));
}
