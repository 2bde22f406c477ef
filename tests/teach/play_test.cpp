// Answers and their grade.
#include "given.hpp"

using namespace mailsim;
using namespace mailsim::test;

namespace {
const std::string ali = "ali@acme.example", friend_at_gmail = "friend@gmail.com";

teach::Drill port() {
    return drill_with("cannot-send", ali, friend_at_gmail, {{"outgoing-port-wrong", ali, "26", ""}});
}
teach::Drill blocked() {
    return drill_with("cannot-send", ali, friend_at_gmail, {{"sending-blocked", ali, "", ""}});
}
void say(teach::Play& play, std::initializer_list<std::string> lines) {
    for (const std::string& line : lines) play.command(line);
}
}  // namespace

TEST_CASE("the right fault at the right place, mended, is correct and ends the drill") {
    auto play = play_of(port());
    say(*play, {"client " + ali, "diagnose outgoing-port-wrong at " + ali, "remedy"});
    CHECK(play->ended());
    teach::Grade grade = play->result();
    CHECK(grade.correct);
    CHECK(grade.score == 100);  // 40 + 20 + 20 + 10 + 5 + 5
}

TEST_CASE("each mistake costs what the table says") {
    auto play = play_of(port());
    // wrong fault 10, wrong place 5, a hint 5
    say(*play, {"client " + ali, "diagnose quota-full at " + ali, "diagnose outgoing-port-wrong at be2",
                "hint", "diagnose outgoing-port-wrong at " + ali, "remedy"});
    teach::Grade grade = play->result();
    CHECK(play->solved());
    CHECK_FALSE(grade.correct);
    CHECK(grade.points.lost == 20);
    CHECK(grade.score == 80);
}

TEST_CASE("a case of the systems team is handed over with a look that shows it") {
    auto play = play_of(blocked());
    say(*play, {"account " + ali, "dig acme.example MX", "diagnose sending-blocked at " + ali});
    CHECK(holds(play->command("remedy"), "cannot do that"));
    CHECK(holds(play->command("hand over other-side with account " + ali), "not theirs"));
    CHECK(holds(play->command("hand over systems with dig acme.example MX"), "what have you seen"));
    CHECK(holds(play->command("hand over systems with look 1"), "takes the case"));
    CHECK(play->solved());
    CHECK_FALSE(play->result().correct);
    CHECK(play->result().points.lost == 30);
}

TEST_CASE("words that a look has shown are evidence") {
    auto play = play_of(blocked());
    say(*play, {"account " + ali, "diagnose sending-blocked at " + ali});
    play->command("hand over to the systems team with Sending by SMTP   blocked");
    CHECK(play->result().correct);
}

TEST_CASE("words that would be there without the fault too are no evidence") {
    auto play = play_of(blocked());
    say(*play, {"account " + ali, "diagnose sending-blocked at " + ali});
    CHECK(holds(play->command("hand over systems with " + ali), "what have you seen"));
    CHECK(holds(play->command("hand over systems with blocked"), "takes the case"));
}

TEST_CASE("a place that is nowhere is asked for again and is no answer") {
    auto play = play_of(port());
    say(*play, {"client " + ali});
    CHECK(holds(play->command("diagnose outgoing-port-wrong at mars"),
                "There is no server, domain or address 'mars'"));
    CHECK(holds(play->command("diagnose outgoing-port-wrong at "), "Write it like this"));
    CHECK(play->played().answers.empty());
    say(*play, {"diagnose outgoing-port-wrong at \"" + ali + "\"", "remedy"});
    CHECK(play->result().score == 100);
}

TEST_CASE("quotes around a word do not belong to it") {
    auto play = play_of(port());
    CHECK(play->command("client \"" + ali + "\"") == play->command("client " + ali));
    CHECK(play->command("client '" + ali) == play->command("client " + ali));
}

TEST_CASE("hanging up telnet is a look and not the end of the drill") {
    auto play = play_of(port());
    play->command("telnet be2 25");
    REQUIRE(play->talking());
    CHECK(play->hang_up() == "Connection closed.\n");
    CHECK_FALSE(play->talking());
    CHECK_FALSE(play->ended());
    CHECK(play->played().looks.size() == 1);
    CHECK(play->hang_up().empty());
}

TEST_CASE("with two faults the first remedy is not the end") {
    auto play =
        play_of(drill_with("cannot-send", ali, friend_at_gmail,
                           {{"outgoing-port-wrong", ali, "26", ""}, {"sending-blocked", ali, "", ""}}));
    say(*play, {"client " + ali, "diagnose outgoing-port-wrong at " + ali});
    CHECK(holds(play->command("remedy"), "There is more to find"));
    CHECK_FALSE(play->ended());
    say(*play,
        {"account " + ali, "diagnose sending-blocked at " + ali, "hand over systems with account " + ali});
    CHECK(play->result().correct);
}

TEST_CASE("a red herring is not what tells") {
    auto play = play_of(drill_with("cannot-send", ali, friend_at_gmail, {{"sending-blocked", ali, "", ""}},
                                   {{"incoming-port-wrong", ali, "994", ""}}));
    say(*play, {"client " + ali, "account " + ali});
    CHECK(play->played().looks[0].tells == 0);
    CHECK(play->played().looks[1].tells == 1);
}

TEST_CASE("checks against the order of the playbook cost points") {
    // Checks of cannot-send: 1 program, 2 webmail, 3 address, 4 account. Made: 4 then 2 then 1: one in order
    // of three: 10/3.
    auto play = play_of(port());
    say(*play,
        {"log be2", "webmail " + ali, "client " + ali, "diagnose outgoing-port-wrong at " + ali, "remedy"});
    CHECK(play->result().points.order == 3);
}

TEST_CASE("an unfinished drill is graded as it stands") {
    auto play = play_of(port());
    CHECK(play->result().score == 0);
    play->command("client " + ali);
    play->leave();
    CHECK_FALSE(play->result().correct);
    CHECK(play->result().points.fault == 0);
    CHECK(holds(play->command("client " + ali), "over"));
}

TEST_CASE("the same lines give the same outputs") {
    auto once = [] {
        auto play = play_of(blocked());
        std::string out = play->opening();
        for (const char* line : {"test ali@acme.example", "log be2", "telnet be2 25", "EHLO x", "QUIT",
                                 "send ali@acme.example friend@gmail.com", "queue fe", "hint", "quit"})
            out += play->prompt() + play->command(line);
        return out + play->ending();
    };
    CHECK(once() == once());
}

TEST_CASE("completion knows commands, faults, servers and the ticket's addresses") {
    auto play = play_of(port());
    auto has = [&](const std::string& line, const std::string& word) {
        auto all = play->completions(line);
        return std::find(all.begin(), all.end(), word) != all.end();
    };
    CHECK(has("", "client"));
    CHECK(has("client ", ali));
    CHECK(has("diagnose ", "quota-full"));
    CHECK(has("log ", "smtp1"));
    CHECK_FALSE(has("log ", "gmail"));
}
