// Whatever comes in, the server answers or ends, and keeps little.
#include <catch2/catch.hpp>
#include <random>

#include "driver.hpp"

using namespace mailsim;
using namespace mailsim::pop3;
using namespace std::string_view_literals;

namespace {

std::string flood(std::string_view line, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all.append(line);
    return all;
}

TalkDriver with_messages(ServerOptions options = {}) {
    TalkDriver driver(std::move(options));
    driver.perform("three messages");
    return driver;
}

}  // namespace

TEST_CASE("a line without end is refused and ends the session") {
    TalkDriver driver;
    driver.send(1, std::string(100000, 'x'));
    CHECK(driver.session(1).ended());
    CHECK(driver.output(1) == "+OK Dovecot ready.\r\n-ERR Input line too long.\r\n");
    CHECK_FALSE(driver.session(1).hungry());
}

TEST_CASE("too many bad commands end the session") {
    TalkDriver driver;
    driver.send(1, flood("FOO\r\n", 100));
    CHECK(driver.session(1).ended());
    CHECK(driver.output(1) ==
          "+OK Dovecot ready.\r\n-ERR Unknown command.\r\n-ERR Unknown command.\r\n-ERR Unknown "
          "command.\r\n-ERR Too many invalid bad commands.\r\n");
    TalkDriver known = with_messages();
    known.send(1, "USER bob\r\nPASS pw\r\n");
    known.output(1);
    known.send(1, flood("FOO\r\n", 100));
    CHECK(known.session(1).ended());
    CHECK(known.output(1).ends_with("-ERR Unknown command: FOO\r\n-ERR Too many bad commands.\r\n"));
}

TEST_CASE("10,000 commands in one packet are all answered, in pieces the driver takes away") {
    TalkDriver driver = with_messages();
    driver.send(1, "USER bob\r\nPASS pw\r\n");
    driver.output(1);
    driver.send(1, flood("RETR 1\r\n", 10000));
    CHECK_FALSE(driver.session(1).hungry());
    std::string first = driver.session(1).take_output();
    CHECK(first.size() < 70000);  // the rest waits until this is sent
    std::string all = first + driver.output(1);
    CHECK(all.size() ==
          10000 * (std::string_view("+OK 49 octets\r\n").size() + 49 + 2 + 3));  // two dots more
    CHECK(driver.session(1).hungry());
}

TEST_CASE("NUL and 8-bit octets are ordinary octets of an argument") {
    TalkDriver driver;
    driver.send(1, "USER b\0b\xff\r\nPASS \0\r\nSTAT\r\n"sv);
    CHECK(driver.output(1) ==
          "+OK Dovecot ready.\r\n+OK\r\n-ERR [AUTH] Authentication failed.\r\n-ERR Unknown command.\r\n");
}

TEST_CASE("no octets from anywhere crash a session") {
    std::mt19937_64 random(19);
    const std::string legal =
        "CAPA\r\nAUTH PLAIN AGJvYgBwdw==\r\nSTAT\r\nLIST\r\nLIST 2\r\nUIDL\r\nUIDL 3\r\nRETR 1\r\nTOP 2 "
        "1\r\nDELE 3\r\n"
        "RSET\r\nNOOP\r\nDELE 1\r\nQUIT\r\n";
    TalkDriver driver = with_messages();
    std::uint64_t answered = 0;
    for (int i = 0; i < 100000; ++i) {
        std::string octets = i % 2 ? legal : std::string(random() % 60, ' ');
        int changes = i % 2 ? 1 + static_cast<int>(random() % 6) : static_cast<int>(octets.size());
        for (int k = 0; k < changes && !octets.empty(); ++k)
            octets[i % 2 ? random() % octets.size() : static_cast<std::size_t>(k)] =
                static_cast<char>(random());
        Server server{ServerOptions{}};
        for (std::string_view left = octets; !left.empty();) {
            std::string_view piece = left.substr(0, 1 + random() % 40);
            left.remove_prefix(piece.size());
            server.receive(piece);
            if (std::holds_alternative<AskLogin>(server.asked())) server.logged_in(driver.account);
            answered += server.take_output().size();
        }
        if (driver.account->inbox().messages.size() < 3) driver.perform("three messages");
    }
    CHECK(answered > 1000000);
}
