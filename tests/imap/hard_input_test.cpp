// Whatever comes in, the server answers or ends, and keeps little.
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "../talks/talk.hpp"
#include "driver.hpp"

using namespace mailsim;
using namespace mailsim::imap;

namespace {

std::string times(std::string_view line, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all.append(line);
    return all;
}

TalkDriver selected() {
    TalkDriver driver;
    driver.perform("three messages");
    driver.send(1, "a LOGIN ann pw\r\na SELECT INBOX\r\n");
    driver.output(1);
    return driver;
}

}  // namespace

TEST_CASE("a command line longer than 64 KB ends the session") {
    TalkDriver driver = selected();
    driver.send(1, "a SEARCH SUBJECT " + times("x", 70000));
    CHECK(driver.session(1).ended());
    CHECK(driver.output(1) ==
          "* BAD Error in IMAP command received by server.\r\n* BYE Too long argument.\r\n");
}

TEST_CASE("literals of a command count towards its 64 KB") {
    TalkDriver driver = selected();
    std::string piece = "{20000}\r\n";
    driver.send(1, "a SEARCH SUBJECT " + piece);
    CHECK(driver.output(1) == "+ OK\r\n");
    for (int i = 0; i < 2; ++i) {
        driver.send(1, times("x", 20000) + " SUBJECT " + piece);
        CHECK(driver.output(1) == "+ OK\r\n");
    }
    driver.send(1, times("x", 20000) + " SUBJECT " + piece);
    CHECK(driver.output(1) == "a NO [TOOBIG] Literal is too large (0.001 + 0.000 secs).\r\n");
    driver.send(1, "a NOOP\r\n");
    CHECK(driver.output(1) == "a OK NOOP completed (0.001 + 0.000 secs).\r\n");
}

TEST_CASE("an unwanted literal that does not wait is read past, and the command after it is understood") {
    TalkDriver driver = selected();
    driver.send(1, "a APPEND nope {500000+}\r\n");
    for (int i = 0; i < 500; ++i) driver.send(1, std::string(1000, 'x'));
    driver.send(1, " {3+}\r\nabc\r\nb NOOP\r\n");
    CHECK(driver.output(1) ==
          "a NO [TRYCREATE] Mailbox doesn't exist: nope (0.001 + 0.000 secs).\r\n"
          "b OK NOOP completed (0.001 + 0.000 secs).\r\n");
}

TEST_CASE("many fetches in one packet are answered in pieces the driver takes away") {
    TalkDriver driver = selected();
    driver.deliver("Subject: long\r\n\r\n" + times("0123456789abcdef\r\n", 3000));  // 54 KB
    driver.send(1, times("a FETCH 1:* (FLAGS)\r\na UID FETCH 4 BODY.PEEK[]\r\n", 1000));
    CHECK_FALSE(driver.session(1).hungry());
    std::size_t all = 0, largest = 0;
    for (;;) {
        std::string some = driver.session(1).take_output();
        if (some.empty()) break;
        largest = std::max(largest, some.size());
        all += some.size();
    }
    CHECK(largest < 65536 + 60000);  // full, and one message more
    CHECK(all > 1000 * 54000);
    CHECK(driver.session(1).hungry());
}

TEST_CASE("deep searches and deep sections are refused, not followed") {
    TalkDriver driver = selected();
    driver.send(1, "a SEARCH " + times("NOT ", 5000) + "ALL\r\n");
    CHECK(
        talks::matches("a BAD Error in IMAP command SEARCH: Too many search keys ...\r\n", driver.output(1)));
    driver.send(1, "a SEARCH " + times("(", 5000) + "ALL" + times(")", 5000) + "\r\n");
    CHECK(
        talks::matches("a BAD Error in IMAP command SEARCH: Too many search keys ...\r\n", driver.output(1)));
    driver.send(1, "a FETCH 1 BODY[1" + times(".1", 5000) + "]\r\n");
    CHECK(talks::matches("a BAD Error in IMAP command FETCH: Invalid BODY[..] section ...\r\n",
                         driver.output(1)));
    driver.send(1, "a FETCH " + times("1:*,", 10000) + "1 FLAGS\r\n");
    CHECK(driver.output(1).find("a OK Fetch") != std::string::npos);
}

TEST_CASE("a wildcard pattern made to be slow is not") {
    TalkDriver driver = selected();
    driver.account->create(std::string(200, 'a'), test_now);
    driver.send(1, "a LIST \"\" " + times("*a", 400) + "b\r\na LIST \"\" " + times("%a", 400) + "b\r\n");
    CHECK(talks::lines_of(driver.output(1)).size() == 2);
}

TEST_CASE("no octets from anywhere crash a session") {
    std::mt19937_64 random(3501);
    std::vector<std::string> lines;  // what clients say in the talks
    for (const auto& entry : std::filesystem::directory_iterator(MAILSIM_SOURCE_DIR "/tests/talks/imap"))
        for (const auto& line : talks::read_talk(entry.path().string()))
            if (line.kind == 'C') lines.push_back(talks::octets(line.text));
    REQUIRE(lines.size() > 300);
    std::uint64_t answered = 0;
    TalkDriver driver;
    driver.perform("three messages");
    for (int i = 0; i < 100000; ++i) {
        if (i % 1000 == 0) {
            driver = TalkDriver();
            driver.perform("three messages");
            driver.account->set_quota({1000000});
        }
        std::string octets = i % 2 ? "a AUTHENTICATE PLAIN AGFubgBwdw==\r\na SELECT INBOX\r\n" : "";
        std::size_t fixed = octets.size();
        for (int k = 0; k < 3; ++k)
            octets += i % 4 ? lines[random() % lines.size()] : std::string(random() % 30, ' ');
        std::size_t changes = i % 4 ? random() % 8 : octets.size() - fixed;
        for (std::size_t k = 0; k < changes && octets.size() > fixed; ++k)
            octets[fixed + (i % 4 ? random() % (octets.size() - fixed) : k)] = static_cast<char>(random());
        Server server{ServerOptions{}};
        for (std::string_view left = octets; !left.empty();) {
            std::string_view piece = left.substr(0, 1 + random() % 400);
            left.remove_prefix(piece.size());
            server.receive(piece, test_now);
            for (int turn = 0; turn < 100; ++turn) {
                if (std::holds_alternative<AskLogin>(server.asked())) server.logged_in(driver.account);
                std::string some = server.take_output();
                if (some.empty()) break;
                answered += some.size();
            }
        }
    }
    CHECK(answered > 10000000);
}
