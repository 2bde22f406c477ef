// telnet: a typed conversation hears what decide says, as a run and a way on paper do.
#include "given.hpp"
#include "path/path.hpp"

using namespace mailsim;
using namespace mailsim::test;

namespace {

std::unique_ptr<teach::Play> healthy_but_for_sana() {
    return play_of(drill_with("cannot-receive", "ali@acme.example", "friend@gmail.com",
                              {{"quota-full", "ali@acme.example", "", ""}}));
}

std::string typed(teach::Play& play, std::initializer_list<const char*> lines) {
    std::string last;
    for (const char* line : lines) last = play.command(line);
    return last;
}

}  // namespace

TEST_CASE("RCPT by hand gives the answer that the way on paper gives") {
    auto play = healthy_but_for_sana();
    auto& world = play->worlds().sick();
    for (const char* to :
         {"sana@acme.example", "nobody@acme.example", "friend@yahoo.com", "ward@shifa.example"}) {
        INFO(to);
        path::Request request;
        request.from = *world.estate().book.parse("friend@gmail.com");
        request.to = *world.estate().book.parse(to);
        decide::Policies policies(world.estate());
        path::Walk walk = path::walk(world.estate(), policies, world.quotas(), request);
        typed(*play, {"telnet fe 25", "EHLO gmail.com", "MAIL FROM:<friend@gmail.com>"});
        std::string said = play->command(std::string("RCPT TO:<") + to + ">");
        play->command("QUIT");
        bool at_fe = walk.decided_at == world.estate().find_node("fe");
        if (at_fe && walk.reply.code >= 500)
            CHECK(holds(said, walk.reply_text));
        else if (std::string(to).ends_with("yahoo.com"))
            CHECK(said.starts_with("554"));
        else
            CHECK(said.starts_with("250"));
    }
}

TEST_CASE("a message typed by hand is taken to its last dot, and the order of commands is kept") {
    auto play = healthy_but_for_sana();
    typed(*play, {"telnet be2 25", "EHLO fe"});
    CHECK(play->command("DATA").starts_with("503"));
    CHECK(play->command("BLAH").starts_with("50"));
    typed(*play, {"MAIL FROM:<friend@gmail.com>", "RCPT TO:<sana@acme.example>"});
    CHECK(play->command("DATA").starts_with("354"));
    CHECK(play->command("Subject: by hand") == "");
    CHECK(play->command("..") == "");
    CHECK(play->command(".").starts_with("250"));
    CHECK(holds(play->command("QUIT"), "Connection closed"));
    CHECK_FALSE(play->talking());
}

TEST_CASE("POP3 and IMAP by hand show the mail that has come") {
    auto play = play_of(drill_with("cannot-send", "ali@acme.example", "friend@gmail.com",
                                   {{"outgoing-port-wrong", "ali@acme.example", "26", ""}}));
    // STARTTLS servers take a password without TLS on 110 and 143 here.
    typed(*play, {"telnet mail.acme.example 110", "USER ali@acme.example"});
    CHECK(play->command("PASS wrong").starts_with("-ERR"));
    play->command("USER ali@acme.example");
    CHECK(play->command("PASS secret").starts_with("+OK"));
    CHECK(play->command("STAT").starts_with("+OK "));
    CHECK_FALSE(holds(play->command("STAT"), "+OK 0 "));
    play->command("QUIT");
    typed(*play, {"telnet mail.acme.example 143"});
    CHECK(holds(play->command("a LOGIN ali@acme.example secret"), "a OK"));
    CHECK(holds(play->command("b SELECT INBOX"), "EXISTS"));
    play->command("c LOGOUT");
    CHECK_FALSE(play->talking());
}

TEST_CASE("a port with encryption from the start, a closed port and a server that is off are told apart") {
    auto play = play_of(drill_with("cannot-connect", "ward@shifa.example", "friend@gmail.com",
                                   {{"server-off", "be3", "", ""}}));
    CHECK(holds(play->command("telnet mail.shifa.example 993"), "encryption"));
    CHECK(holds(play->command("telnet mail.shifa.example 26"), "refused"));
    CHECK(holds(play->command("telnet be3 25"), "timed out"));
    CHECK(holds(play->command("telnet nowhere.example 25"), "no such name"));
    CHECK_FALSE(play->talking());
    CHECK(play->played().looks.size() == 4);
}

TEST_CASE("hanging up ends a conversation at any point") {
    auto play = healthy_but_for_sana();
    typed(*play, {"telnet fe 25", "EHLO x", "MAIL FROM:<friend@gmail.com>", "^]"});
    CHECK_FALSE(play->talking());
    CHECK(holds(play->command("help"), "Look around"));
}
