// The small readers and writers of the room.
#include <catch2/catch.hpp>

#include "imap/address_list.hpp"
#include "imap/date.hpp"
#include "imap/envelope.hpp"
#include "imap/format.hpp"
#include "imap/reader.hpp"
#include "imap/section.hpp"
#include "imap/sequence_set.hpp"

using namespace mailsim;
using namespace mailsim::imap;

namespace {

std::string listed(std::string_view text) {
    std::string out;
    append_addresses(out, parse_addresses(text));
    return out;
}

}  // namespace

TEST_CASE("address lists are read as RFC 5322 writes them") {
    struct Row {
        std::string_view text, wanted;
    };
    const Row rows[] = {
        {"", "NIL"},
        {"a@b", "((NIL NIL \"a\" \"b\"))"},
        {"<a@b>", "((NIL NIL \"a\" \"b\"))"},
        {"\"A, B\" <a@b>, c@d", "((\"A, B\" NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))"},
        {"A  B\t<a.x@b>", "((\"A B\" NIL \"a.x\" \"b\"))"},
        {"a@b (Ann)", "((\"Ann\" NIL \"a\" \"b\"))"},
        {"g: a@b, c@d;, e@f",
         "((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")(NIL NIL NIL NIL)(NIL NIL \"e\" "
         "\"f\"))"},
        {"undisclosed-recipients:;", "((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))"},
        {"<@r1,@r2:a@b>", "((NIL \"@r1,@r2\" \"a\" \"b\"))"},
        {"foo", "((NIL NIL \"foo\" \"MISSING_DOMAIN\"))"},
        {"a@b>", "((NIL NIL \"a\" \"b\"))"},
        {",,;", "NIL"},
        {"(", "NIL"},
        {"\"", "NIL"},
        {"<", "NIL"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(listed(row.text) == row.wanted);
    }
}

TEST_CASE("dates go there and back") {
    CHECK(internal_date(0) == "01-Jan-1970 00:00:00 +0000");
    CHECK(internal_date(1795419728) == "23-Nov-2026 07:42:08 +0000");
    for (UnixTime time : {UnixTime{-1}, UnixTime{951782400}, UnixTime{1709251199}, UnixTime{4102444800}})
        CHECK(parse_internal_date(internal_date(time)) == time);
    CHECK(parse_internal_date(" 3-Nov-2026 07:42:08 +0530") == 1795419728 - 20 * 86400 - 19800);
    for (const char* wrong :
         {"", "x", "23-Nov-2026", "30-Feb-2026 00:00:00 +0000", "1-Foo-2026 00:00:00 +0000",
          "23-Nov-2026 24:00:00 +0000", "23-Nov-2026 07:42:08 0000", "23-Nov-2026 07:42:08 +0000x"})
        CHECK_FALSE(parse_internal_date(wrong));
    CHECK(parse_date("1-Jan-1970") == 0);
    CHECK(parse_header_date("Mon, 23 Nov 2026 07:42:07 +0500") == 1795419728 / 86400);
    CHECK(parse_header_date("2 Jan 70 00:00 GMT") == 1);
    CHECK_FALSE(parse_header_date("yesterday"));
}

TEST_CASE("sequence sets choose numbers and UIDs") {
    auto account = std::make_shared<mailbox::Account>(mailbox::memory_store(), base::Bytes{0}, 1);
    auto inbox = account->inbox().row.id;
    for (int i = 0; i < 6; ++i) (void)account->append(inbox, std::make_shared<const std::string>("x"), {}, 1);
    for (mailbox::Uid uid : {2, 4}) account->expunge(inbox, uid);  // UIDs 1 3 5 6
    mailbox::View view(account, inbox, true);
    struct Row {
        const char* text;
        bool uids;
        const char* wanted;
        bool valid;
    };
    const Row rows[] = {
        {"1:4", false, "1:4", true},    {"4:2", false, "2:4", true},    {"*", false, "4", true},
        {"2,4", false, "2,4", true},    {"1:5", false, "1:4", false},   {"5:*", false, "4", false},
        {"2:5", true, "2:3", true},     {"99", true, "", true},         {"7:*", true, "4", true},
        {"1,1,1:3", true, "1:2", true}, {"4294967295", true, "", true}, {"1:4294967295", true, "1:4", true}};
    for (const Row& row : rows) {
        INFO(row.text);
        bool valid = false;
        CHECK(compact(SequenceSet::parse(row.text)->numbers(view, row.uids, valid)) == row.wanted);
        CHECK(valid == row.valid);
    }
    for (const char* wrong : {"", "0", "1:", ":1", "1,,2", "a", "1:2:3", "4294967296", "1 2"})
        CHECK_FALSE(SequenceSet::parse(wrong));
}

TEST_CASE("strings are quoted where they can be, else sent as literals") {
    auto written = [](std::string_view text) {
        std::string out;
        append_nstring(out, text);
        return out;
    };
    CHECK(written("") == "NIL");
    CHECK(written("a b") == "\"a b\"");
    CHECK(written("a\"b") == "{3}\r\na\"b");
    CHECK(written("\xc3\xa9") == "{2}\r\n\xc3\xa9");
    CHECK(mailbox_name("INBOX") == "INBOX");
    CHECK(mailbox_name("a b") == "\"a b\"");
    CHECK(mailbox_name("a*b") == "\"a*b\"");
    CHECK(mailbox_name("nil") == "\"nil\"");
    CHECK(mailbox_name("") == "\"\"");
}

TEST_CASE("parameters are quoted, with escapes where a quoted string needs them") {
    auto written = [](std::string_view text) {
        std::string out;
        append_quoted(out, text);
        return out;
    };
    CHECK(written("a b") == "\"a b\"");
    CHECK(written("") == "\"\"");
    CHECK(written("a\"b\\c") == "\"a\\\"b\\\\c\"");
    CHECK(written("\xc3\xa9\"") == "{3}\r\n\xc3\xa9\"");
}

TEST_CASE("an envelope tells an empty field from one that is not there") {
    auto envelope = [](std::string_view header) {
        std::string out;
        append_envelope(out, header);
        return out;
    };
    CHECK(envelope("\r\n") == "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
    CHECK(envelope("Date:\r\nSubject: \r\nIn-Reply-To:\r\nMessage-Id:\r\n\r\n") ==
          "(\"\" \"\" NIL NIL NIL NIL NIL NIL \"\" \"\")");
    CHECK(envelope("To: a@b\r\nSubject: one\r\nTo: c@d\r\nSubject: two\r\n\tmore\r\n\r\n") ==
          "(NIL {8}\r\ntwo more NIL NIL NIL ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")) NIL NIL NIL NIL)");
}

TEST_CASE("sections of a message that is itself a message in a message") {
    const std::string message = "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody\r\n";
    mail::MimePart whole = mail::parse_mime(message);
    auto text = [&](const char* asked) {
        Parser parser(asked);
        return section_text(message, whole, parse_section(parser));
    };
    CHECK(text("1]") == "Subject: inner\r\n\r\nbody\r\n");
    CHECK(text("1.MIME]") == "Content-Type: message/rfc822\r\n\r\n");
    CHECK(text("1.HEADER]") == "Subject: inner\r\n\r\n");
    CHECK(text("1.TEXT]") == "body\r\n");
    CHECK(text("1.1]") == "body\r\n");
    CHECK(text("1.2]") == "");
    CHECK(text("2]") == "");
}

TEST_CASE("the reader waits for leave before it takes a literal") {
    Reader reader(1000);
    reader.add("a LOGIN {3}\r\nann {2+}\r\npw\r\nb NOOP\r\n");
    REQUIRE(reader.next() == Reader::Event::literal);
    CHECK(reader.literal_size() == 3);
    CHECK(reader.literal_waits());
    reader.accept();
    REQUIRE(reader.next() == Reader::Event::literal);
    CHECK_FALSE(reader.literal_waits());
    reader.accept();
    REQUIRE(reader.next() == Reader::Event::command);
    CHECK(reader.text() == "a LOGIN {3}\r\nann {2+}\r\npw");
    reader.forget();
    REQUIRE(reader.next() == Reader::Event::command);
    CHECK(reader.text() == "b NOOP");
    reader.forget();
    CHECK(reader.next() == Reader::Event::more);
}

TEST_CASE("the reader takes octets in any pieces") {
    const std::string all = "a X {5+}\r\nab\r\nc d\r\nb Y\r\n";
    for (std::size_t piece = 1; piece < all.size(); ++piece) {
        Reader reader(1000);
        std::vector<std::string> commands;
        for (std::size_t at = 0; at < all.size(); at += piece) {
            reader.add(std::string_view(all).substr(at, piece));
            for (auto event = reader.next(); event != Reader::Event::more; event = reader.next()) {
                if (event == Reader::Event::literal) {
                    reader.accept();
                    continue;
                }
                commands.push_back(reader.text());
                reader.forget();
            }
        }
        CHECK(commands == std::vector<std::string>{"a X {5+}\r\nab\r\nc d", "b Y"});
    }
}

TEST_CASE("an envelope without a sender takes the author's place") {
    std::string out;
    append_envelope(out, "From: a@b\r\nSubject: \r\n x\r\n\r\n");
    CHECK(out ==
          "(NIL {1}\r\nx ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) NIL NIL NIL "
          "NIL NIL)");
}
