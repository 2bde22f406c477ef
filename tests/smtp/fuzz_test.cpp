// Octets that nobody meant: the readers must neither crash nor keep more than their bounds.
#include <string>

#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "smtp/replies.hpp"
#include "text_server.hpp"

using namespace smtp_tests;

namespace {

constexpr const char* words[] = {"EHLO a.test",
                                 "HELO b",
                                 "LHLO c",
                                 "MAIL FROM:<s@x.test>",
                                 "RCPT TO:<a@x.test>",
                                 "DATA",
                                 "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\nx\r\n.\r\n",
                                 "BDAT 7",
                                 "BDAT 3 LAST",
                                 "RSET",
                                 "NOOP",
                                 "VRFY a",
                                 "EXPN b",
                                 "HELP",
                                 "ETRN x.test",
                                 "STARTTLS",
                                 "AUTH LOGIN",
                                 "AUTH PLAIN AGFubmEAc2VjcmV0",
                                 "YW5uYQ==",
                                 "*",
                                 ".",
                                 "250-SIZE 10",
                                 "250 2.0.0 Ok",
                                 "354 go",
                                 "550 5.1.1 no",
                                 "SIZE=99 BODY=8BITMIME",
                                 "<\"a\\\"b\"@x>"};
constexpr const char* ends[] = {"\r\n", "\n", "\r", "\r\n.\r\n", "\n.\r\n", "", " ", "\r\r\n"};

// A string of words, line ends and raw octets, a function of its number.
std::string noise(std::uint64_t number) {
    base::Draws draws{11, 0};
    auto below = [&](std::uint64_t count, std::uint64_t n) {
        return draws.below(count, number, base::Purpose::test, n);
    };
    std::string out;
    std::uint64_t parts = 1 + below(12, 0);
    for (std::uint64_t i = 1; i <= parts; ++i) {
        std::uint64_t kind = below(10, i * 10);
        if (kind < 6) out += words[below(std::size(words), i * 10 + 1)];
        if (kind < 8) out += ends[below(std::size(ends), i * 10 + 2)];
        if (kind == 8) out += std::string(below(5000, i * 10 + 3), static_cast<char>(below(256, i * 10 + 4)));
        if (kind == 9)
            for (std::uint64_t k = 0; k < 20; ++k) out += static_cast<char>(below(256, i * 1000 + k));
    }
    return out;
}

}  // namespace

TEST_CASE("100,000 random strings neither crash the server's end nor fill its memory") {
    std::size_t held = 0, replies = 0, accepted = 0;
    for (std::uint64_t number = 0; number < 100'000; ++number) {
        TextServer server([](smtp::Stage, const std::string&) { return mail::Reply{250, {}, {}}; });
        server.policy.offers.add(smtp::Extension::starttls).add(smtp::Extension::auth_plain);
        server.policy.offers.add(smtp::Extension::auth_login);
        server.policy.lmtp = number % 5 == 0;
        server.policy.tls_required = number % 7 == 0;
        server.connect(number % 3 == 0);
        std::string octets = noise(number);
        std::size_t step = 1 + number % 97;  // cut into pieces of any length
        for (std::size_t i = 0; i < octets.size() && !server.closed; i += step) {
            replies += !server.receive(std::string_view(octets).substr(i, step)).empty();
            if (server.handshake) server.tls_started();
        }
        held = std::max(held, server.most_held);
        accepted += server.contents.size();
    }
    CHECK(held <= smtp::auth_line_limit);
    CHECK(replies > 100'000);
    CHECK(accepted > 0);
}

// Postfix reads no more of a command than line_length_limit.
TEST_CASE("a line longer than allowed is cut, answered once and not kept") {
    TextServer server([](smtp::Stage, const std::string&) { return mail::Reply{250, {}, {}}; });
    server.connect();
    for (int i = 0; i < 1000; ++i) CHECK(server.receive(std::string(10'000, 'x')).empty());
    CHECK(server.receive("\r\nNOOP\r\n") == "500 5.5.2 Error: command not recognized\r\n250 2.0.0 Ok\r\n");
    CHECK(server.most_held <= smtp::command_line_limit);
    server.receive("AUTH");
    CHECK(server.receive(" PLAIN\r\n") == "503 5.5.1 Error: authentication not enabled\r\n");
}

TEST_CASE("an AUTH line longer than allowed is refused") {
    TextServer server([](smtp::Stage, const std::string&) { return mail::Reply{250, {}, {}}; });
    server.policy.offers.add(smtp::Extension::auth_plain);
    server.connect();
    CHECK(server.receive("AUTH PLAIN\r\n") == "334 \r\n");
    CHECK(server.receive(std::string(20'000, 'A')).empty());
    CHECK(server.receive("\r\n") == "500 5.5.6 SASL response limit exceeded\r\n");
    CHECK(server.most_held <= smtp::auth_line_limit);
}

TEST_CASE("a content of any length goes through in pieces") {
    TextServer server([](smtp::Stage, const std::string&) { return mail::Reply{250, {}, {}}; });
    server.connect();
    server.receive("MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n");
    std::string piece(100'000, 'x');
    for (int i = 0; i < 50; ++i) {
        CHECK(server.receive(piece).empty());
        CHECK(server.content.size() == piece.size());
        server.content.clear();
        CHECK(server.most_held < 100);
    }
    // 50 pieces of 100,000 octets and CR LF: 5,000,002 octets
    CHECK(server.receive("\r\n.\r\n") == "250 2.0.0 Ok: queued as QUEUEID\r\n");
    CHECK(server.machine.content_size() == 5'000'002);
}

TEST_CASE("100,000 random strings neither crash the client's end nor fill its memory") {
    std::size_t replies = 0, broken = 0, held = 0;
    for (std::uint64_t number = 0; number < 100'000; ++number) {
        smtp::ReplyReader reader;
        reader.start();
        std::string octets = noise(number + 1'000'000);
        std::string_view input = octets;
        while (true) {
            auto what = reader.next(input);
            held = std::max(held, reader.held());
            if (what == smtp::ReplyReader::What::more) break;
            broken += what == smtp::ReplyReader::What::broken;
            if (what == smtp::ReplyReader::What::broken) break;
            ++replies;
            CHECK(reader.reply().code >= 200);
        }
    }
    CHECK(replies > 20'000);
    CHECK(broken > 0);  // thousands of empty lines are no honest reply
    CHECK(broken < 1000);
    CHECK(held <= 3 * 2048 + 1);
}

TEST_CASE("a reply without end is broken off") {
    smtp::ReplyReader reader;
    reader.start();
    auto what = smtp::ReplyReader::What::more;
    int lines = 0;
    while (what == smtp::ReplyReader::What::more && lines < 10'000) {
        std::string_view line = ++lines % 2 ? "250-more\r\n" : "no reply at all\r\n";
        what = reader.next(line);
    }
    CHECK(what == smtp::ReplyReader::What::broken);
    CHECK(lines == 1001);
    CHECK(reader.held() <= 3 * 2048 + 1);
}
