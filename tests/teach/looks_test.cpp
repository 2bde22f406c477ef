// What the looks show is what the estate does under the fault.
#include "given.hpp"

using namespace mailsim;
using namespace mailsim::test;

namespace {
const std::string ali = "ali@acme.example", friend_at_gmail = "friend@gmail.com";
}

TEST_CASE("the settings of the program show a wrong port, and its test fails there") {
    auto play =
        play_of(drill_with("cannot-send", ali, friend_at_gmail, {{"outgoing-port-wrong", ali, "26", ""}}));
    CHECK(holds(play->command("client " + ali), "port 26"));
    std::string test = play->command("test " + ali);
    CHECK(holds(test, "Log on to the incoming server        Completed"));
    CHECK(holds(test, "port 26: the connection is refused"));
    CHECK(holds(play->command("send " + ali + " " + friend_at_gmail), "was not sent"));
    CHECK(holds(play->command("send " + ali + " " + friend_at_gmail + " webmail"), "arrived at gmail"));
}

TEST_CASE("a blocked sender hears the rule's own words") {
    auto play = play_of(drill_with("cannot-send", ali, friend_at_gmail, {{"sending-blocked", ali, "", ""}}));
    CHECK(holds(play->command("test " + ali), "sending is blocked for this account"));
    CHECK(holds(play->command("account " + ali), "Sending by SMTP   blocked"));
    CHECK(holds(play->command("log be2 " + ali), "sending is blocked for this account"));
    CHECK(holds(play->command("webmail " + ali), "Signed in"));
}

TEST_CASE("a blocked address meets a closed door in the program, webmail and telnet, the desk does not") {
    auto play =
        play_of(drill_with("cannot-connect", ali, friend_at_gmail, {{"address-blocked", "fe", "", ""}}));
    CHECK(holds(play->command("test " + ali), "blocked at this server"));
    CHECK(holds(play->command("webmail " + ali), "does not open"));
    CHECK(holds(play->command("telnet mail.acme.example 25 as " + ali), "blocked at this server"));
    CHECK(holds(play->command("EHLO x"), "503"));  // only QUIT is heard now (RFC 5321 3.1)
    play->command("QUIT");
    CHECK_FALSE(play->talking());
    CHECK(holds(play->command("telnet mail.acme.example 25"), "220 fe.nayatel.net.pk"));
    CHECK(holds(play->command("QUIT"), "221"));
    std::string page = play->command("account " + ali);
    std::string ip = page.substr(page.find("100.64."));
    ip = ip.substr(0, ip.find('\n'));
    CHECK(holds(play->command("blacklist " + ip), "BLOCKED at fe"));
    CHECK(holds(play->command("blacklist 100.64.200.200"), "blocked nowhere"));
}

TEST_CASE("the sender at another provider has a bounce with our server's words") {
    auto play = play_of(drill_with("cannot-receive", ali, friend_at_gmail, {{"quota-full", ali, "", ""}}));
    CHECK(holds(play->command("quota " + ali), "(100 %)"));
    std::string bounce = play->command("bounce " + friend_at_gmail);
    CHECK(holds(bounce, "<" + ali + ">"));
    CHECK(holds(bounce, "552 5.2.2"));
}

TEST_CASE("mail for a gateway that is off waits in the queue of the server before it, with the reason") {
    auto play = play_of(drill_with("not-arriving-at-domain", "head@school.example", friend_at_gmail,
                                   {{"gateway-off", "smtp4", "", ""}}));
    std::string queue = play->command("queue helios3");
    CHECK(holds(queue, "head@school.example to " + friend_at_gmail));
    CHECK(holds(queue, "timed out"));
    CHECK(holds(play->command("track " + friend_at_gmail), "deferred"));
    CHECK(holds(play->command("queue smtp3"), "The queue is empty"));
}

TEST_CASE("a refusal by the other side stands in the gateway's log with the gateway's address") {
    auto play = play_of(drill_with("not-arriving-at-domain", "shop@bakery.example", "friend@yahoo.com",
                                   {{"gateway-listed", "smtp3", "", ""}}));
    std::string log = play->command("log smtp3 friend@yahoo.com");
    CHECK(holds(log, "203.82.48.126"));
    CHECK(holds(log, "blocked using"));
    CHECK(holds(play->command("bounce shop@bakery.example"), "203.82.48.126"));
}

TEST_CASE("dig shows DNS as it stands in the drill") {
    auto play = play_of(drill_with("cannot-receive", "owner@bakery.example", friend_at_gmail,
                                   {{"mx-wrong", "bakery.example", "10 web1.nayatel.com.", ""}}));
    CHECK(holds(play->command("dig bakery.example MX"), "10 web1.nayatel.com."));
    CHECK(holds(play->command("dig MX acme.example"), "10 mail.acme.example."));
    CHECK(holds(play->command("dig nowhere.example"), "NXDOMAIN"));
}

TEST_CASE("what cannot be understood is no look and takes no time") {
    auto play = play_of(drill_with("cannot-send", ali, friend_at_gmail, {{"sending-blocked", ali, "", ""}}));
    for (const char* line :
         {"dig", "log nosuch", "quota friend@gmail.com", "telnet", "telnet be2 99999", "send", "blacklist x",
          "track x", "cleint ali@acme.example", "diagnose x", "hand over", ""})
        play->command(line);
    CHECK(play->played().looks.empty());
    CHECK(play->played().time.count() == 0);
    CHECK(holds(play->command("cleint " + ali), "did you mean 'client'"));
}

TEST_CASE("a letter that the trainee sends disturbs no earlier one") {
    auto play = play_of(drill_with("cannot-send", ali, friend_at_gmail, {{"sending-blocked", ali, "", ""}}));
    std::string before = play->command("webmail sana@acme.example");
    play->command("send noc@nayatel.com friend@yahoo.com");
    CHECK(play->command("webmail sana@acme.example") == before);
}
