#include "mail/mime.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "mail/encoding.hpp"

using namespace mailsim::mail;

namespace {

const std::string nested =
    "Subject: outer\r\n"
    "Content-Type: multipart/mixed;\r\n boundary=\"b1\"\r\n"
    "\r\n"
    "preamble\r\n"
    "--b1\r\n"
    "Content-Type: text/plain; charset=iso-8859-1\r\n"
    "Content-Transfer-Encoding: Quoted-Printable\r\n"
    "\r\n"
    "caf=E9 =\r\nau lait\r\n"
    "--b1\r\n"
    "Content-Type: message/rfc822 (a comment)\r\n"
    "\r\n"
    "Subject: inner\r\n"
    "Content-Type: multipart/alternative; boundary=b2\r\n"
    "\r\n"
    "--b2\r\n\r\nplain\r\n"
    "--b2\r\nContent-Type: text/html\r\n\r\n<p>\r\n"
    "--b2--\r\n"
    "after\r\n"
    "--b1 \r\n"
    "Content-Type: application/pdf; name=\"a \\\"b\\\".pdf\"\r\n"
    "Content-Disposition: attachment; filename=x.pdf\r\n"
    "Content-Language: en, de\r\n"
    "\r\n"
    "--b1x is no delimiter\r\n"
    "--b1--\r\n"
    "epilogue\r\n";

std::string times(std::string_view text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all.append(text);
    return all;
}

std::size_t count_parts(const MimePart& part) {
    std::size_t sum = 1;
    for (const MimePart& inner : part.parts) sum += count_parts(inner);
    return sum;
}

int depth(const MimePart& part) {
    int deepest = 0;
    for (const MimePart& inner : part.parts) deepest = std::max(deepest, depth(inner));
    return deepest + 1;
}

void check_ranges(const MimePart& part, std::size_t begin, std::size_t end) {
    REQUIRE(part.begin >= begin);
    REQUIRE(part.body >= part.begin);
    REQUIRE(part.end >= part.body);
    REQUIRE(part.end <= end);
    for (const MimePart& inner : part.parts) check_ranges(inner, part.body, part.end);
}

}  // namespace

TEST_CASE("a message is taken apart into its parts") {
    MimePart whole = parse_mime(nested);
    REQUIRE(whole.parts.size() == 3);
    CHECK(whole.subtype == "mixed");
    CHECK(whole.parts[0].body_of(nested) ==
          "caf=E9 =\r\nau lait");  // the line end before a delimiter belongs to it
    CHECK(whole.parts[0].lines == 1);
    CHECK(decoded_body(nested, whole.parts[0]) == "caf\xc3\xa9 au lait");
    const MimePart& message = whole.parts[1];
    CHECK(message.message());
    REQUIRE(message.parts.size() == 1);
    REQUIRE(message.parts[0].parts.size() == 2);
    CHECK(message.parts[0].parts[0].type == "text");
    CHECK(message.parts[0].parts[0].body_of(nested) == "plain");
    CHECK(message.parts[0].parts[1].subtype == "html");
    const MimePart& pdf = whole.parts[2];
    CHECK(pdf.parameters == Parameters{{"name", "a \"b\".pdf"}});
    CHECK(pdf.disposition == "attachment");
    CHECK(pdf.disposition_parameters == Parameters{{"filename", "x.pdf"}});
    CHECK(pdf.languages == std::vector<std::string>{"en", "de"});
    CHECK(pdf.body_of(nested) == "--b1x is no delimiter");
}

TEST_CASE("header fields keep their folds until they are unfolded") {
    auto fields = header_fields("A: 1\r\nB : two\r\n  lines\r\nno field\r\n\r\nC: body\r\n");
    REQUIRE(fields.size() == 2);
    CHECK(fields[0].line == "A: 1\r\n");
    CHECK(fields[1].name == "B");
    CHECK(fields[1].body == " two\r\n  lines");
    CHECK(unfold(fields[1].body) == "two  lines");
    CHECK(find_field(fields, "b") == &fields[1]);
    CHECK(find_field(fields, "C") == nullptr);
}

TEST_CASE("the header ends at the empty line, or is all there is") {
    CHECK(header_size("A: 1\r\n\r\nx") == 8);
    CHECK(header_size("A: 1\n\nx") == 6);
    CHECK(header_size("\r\nx") == 2);
    CHECK(header_size("A: 1\r\nx") == 7);
    CHECK(header_size("") == 0);
}

TEST_CASE("an unfinished multipart has the parts that were begun") {
    MimePart whole =
        parse_mime("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x\r\n\r\ntwo\r\n");
    REQUIRE(whole.parts.size() == 2);
    CHECK(whole.parts[1].lines == 1);
}

TEST_CASE("a part of a digest is a message unless it says otherwise") {
    MimePart whole = parse_mime(
        "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: a\r\n\r\nb\r\n--x--\r\n");
    REQUIRE(whole.parts.size() == 1);
    CHECK(whole.parts[0].message());
}

TEST_CASE("depth, parts and fields are bounded") {
    MimePart messages = parse_mime(times("Content-Type: message/rfc822\r\n\r\n", 5000));
    CHECK(depth(messages) == deepest_part);
    MimePart many =
        parse_mime("Content-Type: multipart/mixed; boundary=x\r\n\r\n" + times("--x\r\n\r\n\r\n", 50000));
    CHECK(count_parts(many) <= most_parts + 1);
    CHECK(header_fields(times("A: b\r\n", 50000)).size() == most_fields);
    MimePart parameters = parse_mime("Content-Type: text/plain" + times("; a=b", 50000) + "\r\n\r\n");
    CHECK(parameters.parameters.size() == most_parameters);
}

TEST_CASE("no octets crash the parser, and parts stay within their message") {
    std::mt19937_64 random(2046);
    for (int i = 0; i < 20000; ++i) {
        std::string text = nested.substr(0, random() % nested.size());
        for (int k = static_cast<int>(random() % 10); k > 0 && !text.empty(); --k)
            text[random() % text.size()] = "\r\n:;\"(\\=-b12 /\0\xff"[random() % 17];
        if (i % 4 == 0) text = nested + text;
        MimePart whole = parse_mime(text);
        check_ranges(whole, 0, text.size());
        (void)decoded_body(text, whole);
    }
}

TEST_CASE("base64 goes there and back") {
    for (const char* text : {"", "a", "ab", "abc", "abcd"}) CHECK(decode_base64(encode_base64(text)) == text);
    CHECK(encode_base64("ann") == "YW5u");
    CHECK_FALSE(decode_base64("xxx"));
    CHECK_FALSE(decode_base64("Y=W5"));
    CHECK_FALSE(decode_base64("===="));
    CHECK(decode_base64_body("YW\r\n5u!==") == "ann");
}

TEST_CASE("encoded words are turned, blanks between two of them vanish") {
    CHECK(decode_words("=?utf-8?Q?M=C3=BCller_x?= =?ISO-8859-1?B?6Q==?= end") ==
          "M\xc3\xbcller x\xc3\xa9 end");
    CHECK(decode_words("=?koi8-r?Q?x?= =?utf-8?Q?broken") == "=?koi8-r?Q?x?= =?utf-8?Q?broken");
    CHECK(decode_words("a =b=?c") == "a =b=?c");
}

TEST_CASE("parameters in pieces are put together") {
    const std::string message =
        "Content-Type: text/plain; name*0=one; x=y; name*1=\" two\"; f*0*=utf-8''%c3; f*1*=%a4; p*1=q; "
        "r*=us-ascii''s; t*u=v\r\n\r\n";
    const Parameters wanted = {{"x", "y"},          {"r*", "us-ascii''s"},   {"t*u", "v"},
                               {"name", "one two"}, {"f*", "utf-8''%c3%a4"}, {"p", "q"}};
    CHECK(parse_mime(message).parameters == wanted);
}

TEST_CASE("lines are given the line ends that they lack") {
    CHECK(with_crlf("a\nb\r\nc\rd\n\n") == "a\r\nb\r\nc\rd\r\n\r\n");
    CHECK(with_crlf("") == "");
}
