// What servers write into mail.
#include "lab/text.hpp"

#include <catch2/catch.hpp>

#include "mail/mime.hpp"

using namespace mailsim;
using namespace mailsim::lab;

TEST_CASE("writes dates of RFC 5322") {
    CHECK(mail_date(0) == "Thu, 1 Jan 1970 00:00:00 +0000");
    CHECK(mail_date(1795480857) == "Tue, 24 Nov 2026 00:40:57 +0000");  // date -u -d @1795480857
}

TEST_CASE("counts Received lines of the header only") {
    CHECK(count_received(
              "Received: from a\r\n\tby b\r\nreceived: from c\r\nSubject: x\r\n\r\nReceived: no\r\n") == 2);
    CHECK(count_received("") == 0);
}

TEST_CASE("a Received line cannot be broken by a client's words") {
    Passage passage{"evil\r\nX: y", "", "192.0.2.1", "mx.test", "ESMTP", "", "ID", "a\nb@c"};
    std::string line = received_line(passage);
    CHECK(line.find("\r\nX: y") == std::string::npos);
    CHECK(mail::header_fields(line).size() == 1);
}

TEST_CASE("a notification is a multipart/report with the failed recipient") {
    Letter letter;
    letter.id = "ONE";
    letter.sender_text = "me@x.test";
    letter.content = std::make_shared<const std::string>("Subject: lost\r\n\r\nbody\r\n");
    Addressee to{{}, "you@y.test", "rfc822;orig@y.test", 0};
    Told told{550, {5, 1, 1}, "no such user", "mx.y.test[192.0.2.1]", smtp::Point::rcpt};
    std::string text = notification({letter, {{&to, told, "failed"}}, "mx.x.test", "TWO"});
    mail::MimePart whole = mail::parse_mime(text);
    CHECK(whole.type_is("multipart"));
    CHECK(whole.subtype_is("report"));
    REQUIRE(whole.parts.size() == 3);
    CHECK(whole.parts[1].type_is("message"));
    std::string_view status = whole.parts[1].body_of(text);
    for (const char* field :
         {"Final-Recipient: rfc822; you@y.test", "Original-Recipient: rfc822;orig@y.test", "Action: failed",
          "Status: 5.1.1", "Remote-MTA: dns; mx.y.test", "Diagnostic-Code: smtp; 550 5.1.1 no such user"}) {
        INFO(field);
        CHECK(status.find(field) != std::string_view::npos);
    }
    CHECK(whole.parts[2].body_of(text).find("Subject: lost") != std::string_view::npos);
    CHECK(text.find("host mx.y.test[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)") !=
          std::string::npos);
}

TEST_CASE("an original recipient is told without its xtext, and put back into it") {
    CHECK(to_xtext("a+b=c@x.test") == "a+2Bb+3Dc@x.test");
    Letter letter;
    letter.sender_text = "me@x.test";
    letter.content = std::make_shared<const std::string>("Subject: late\r\n\r\nbody\r\n");
    Addressee to{{}, "you@y.test", "rfc822;" + to_xtext("a+b@y.test"), 0};
    Told told{450, {4, 2, 0}, "greylisted", "mx.y.test[192.0.2.1]", smtp::Point::rcpt};
    std::string text = notification({letter, {{&to, told, "delayed"}}, "mx.x.test", "TWO", 0, 86400});
    for (const char* field : {"Original-Recipient: rfc822;a+b@y.test", "Action: delayed", "Status: 4.2.0",
                              "Will-Retry-Until: Fri, 2 Jan 1970 00:00:00 +0000", "text/rfc822-headers"}) {
        INFO(field);
        CHECK(text.find(field) != std::string::npos);
    }
}

TEST_CASE("mail of lists and machines is told by its header") {
    for (const char* header : {"List-Id: <x>", "Auto-Submitted: auto-generated", "Precedence: bulk"})
        CHECK(is_automatic(std::string(header) + "\r\n\r\nbody"));
    CHECK_FALSE(is_automatic("Auto-Submitted: no\r\nSubject: list-id: x\r\n\r\nPrecedence: bulk\r\n"));
}
