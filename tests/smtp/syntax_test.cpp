#include <string>

#include <catch2/catch.hpp>

#include "smtp/auth.hpp"
#include "smtp/format.hpp"
#include "smtp/parse.hpp"
#include "smtp/replies.hpp"

using namespace mailsim;
using smtp::Error;

TEST_CASE("every command survives being written and read") {
    smtp::CommandText words;
    words.path = {"a", "b.test"};
    words.envid = "QQ+2B1";
    words.orcpt = "rfc822;a@b.test";
    smtp::Command mail;
    mail.verb = smtp::Verb::mail;
    mail.size = 12345;
    mail.body = smtp::Body::eight_bit;
    mail.ret = smtp::Ret::headers;
    mail.smtputf8 = true;
    mail.text = &words;
    std::string line = smtp::format(mail);
    CHECK(line == "MAIL FROM:<a@b.test> SIZE=12345 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+2B1\r\n");
    smtp::CommandText found;
    smtp::Command back = smtp::parse_command(std::string_view(line).substr(0, line.size() - 2), found);
    CHECK(back.fault == Error::none);
    CHECK(back.size == 12345);
    CHECK(back.body == smtp::Body::eight_bit);
    CHECK(back.ret == smtp::Ret::headers);
    CHECK(back.smtputf8);
    CHECK(found.path == words.path);
    CHECK(found.envid == words.envid);

    smtp::Command rcpt;
    rcpt.verb = smtp::Verb::rcpt;
    rcpt.notify = smtp::notify_success | smtp::notify_delay;
    rcpt.text = &words;
    line = smtp::format(rcpt);
    CHECK(line == "RCPT TO:<a@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b.test\r\n");
    back = smtp::parse_command(std::string_view(line).substr(0, line.size() - 2), found);
    CHECK(back.notify == rcpt.notify);
    CHECK(found.orcpt == words.orcpt);
}

TEST_CASE("a typed command is written with the book's names") {
    mail::AddressBook book;
    smtp::Command command;
    command.verb = smtp::Verb::rcpt;
    command.address = *book.parse("a@b.test");
    CHECK(smtp::format(command, &book) == "RCPT TO:<a@b.test>\r\n");
    command.verb = smtp::Verb::mail;
    command.address = {};
    CHECK(smtp::format(command, &book) == "MAIL FROM:<>\r\n");
    command.verb = smtp::Verb::ehlo;
    CHECK(smtp::format(command, &book, "c.test") == "EHLO c.test\r\n");
    command.verb = smtp::Verb::bdat;
    command.size = 7;
    command.last = true;
    CHECK(smtp::format(command) == "BDAT 7 LAST\r\n");
}

TEST_CASE("no word can add a line to a command or a reply") {
    smtp::CommandText words;
    words.argument = "c.test\r\nMAIL FROM:<x@y>";
    smtp::Command command;
    command.verb = smtp::Verb::ehlo;
    command.text = &words;
    CHECK(smtp::format(command) == "EHLO c.test??MAIL FROM:<x@y>\r\n");
    CHECK(smtp::format(mail::Reply{550, {5, 1, 1}, "one\ntwo\rthree"}) ==
          "550-5.1.1 one\r\n550 5.1.1 two?three\r\n");
}

TEST_CASE("reads paths and refuses what is none") {
    struct Case {
        const char* text;
        bool good;
        const char* local;
        const char* domain;
    };
    const Case cases[] = {
        {"<a@b.test>", true, "a", "b.test"},
        {"a@b.test", true, "a", "b.test"},
        {"<>", true, "", ""},
        {"<\"a@b\"@c.test>", true, "\"a@b\"", "c.test"},
        {"<@r.test:a@b.test>", true, "a", "b.test"},
        {"<a@[192.0.2.1]>", true, "a", "[192.0.2.1]"},
        {"<a@[ipv6:2001:db8::1]>", true, "a", "[ipv6:2001:db8::1]"},
        {"<a@192.0.2.1>", false, "", ""},
        {"<a@1.test>", true, "a", "1.test"},
        {"", false, "", ""},
        {"<", false, "", ""},
        {"<@r.test>", false, "", ""},
        {"<@r.test:>", false, "", ""},
        {"<a@>", false, "", ""},
        {"<a b@c.test>", false, "", ""},
        {"<\"a@c.test>", false, "", ""},
        {"<a@[192.0.2.256]>", false, "", ""},
        {"<a@[2001:db8::1]>", false, "", ""},
    };
    for (const Case& c : cases) {
        smtp::Path path;
        INFO(c.text);
        CHECK(smtp::parse_path(c.text, path) == c.good);
        if (c.good) CHECK(path == smtp::Path{c.local, c.domain});
    }
    smtp::Path path;
    std::string domain;
    domain.append(60, 'a').append(".").append(60, 'b').append(".").append(60, 'c');
    CHECK(smtp::parse_path("<" + std::string(64, 'x') + "@" + domain + ">", path));  // 64 + 1 + 182 octets
    CHECK_FALSE(smtp::parse_path("<" + std::string(65, 'x') + "@b.test>", path));
    CHECK_FALSE(smtp::parse_path("<" + std::string(64, 'x') + "@" + domain + ".long.test>", path));
}

TEST_CASE("tells UTF-8 from other octets (RFC 3629)") {
    for (const char* good :
         {"", "a", "\xc3\xa4", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
        CHECK(smtp::is_utf8(good));
    for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                            "\xf4\x90\x80\x80", "\xff", "\xc3\x28"})
        CHECK_FALSE(smtp::is_utf8(bad));
}

TEST_CASE("reads what a server offers") {
    smtp::Extensions offers;
    for (const char* line : {"PIPELINING", "size 1000", "AUTH GSSAPI plain LOGIN", "8BITMIME", "X-UNKNOWN 7"})
        smtp::read_offer(line, offers);
    CHECK(offers.size == 1000);
    CHECK(offers.has(smtp::Extension::pipelining));
    CHECK(offers.has(smtp::Extension::auth_plain));
    CHECK(offers.has(smtp::Extension::auth_login));
    CHECK_FALSE(offers.has(smtp::Extension::starttls));
}

TEST_CASE("base64 of RFC 4648's examples, and what is none") {
    const std::pair<const char*, const char*> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
    for (auto [octets, text] : examples) {
        std::string back;
        CHECK(smtp::base64(octets) == text);
        CHECK(smtp::from_base64(text, back));
        CHECK(back == octets);
    }
    std::string back;
    for (const char* bad : {"Z", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9"}) {
        INFO(bad);
        CHECK_FALSE(smtp::from_base64(bad, back));
    }
}
