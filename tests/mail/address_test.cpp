#include "mail/address.hpp"

#include <catch2/catch.hpp>

using namespace mailsim::mail;

// RFC 5321 4.1.2: the quoted form and the bare one are the same local part.
TEST_CASE("local parts that differ in quoting only are one address") {
    AddressBook book;
    book.set_population(book.domain("a.test"), 10);
    CHECK(*book.parse("\"o'brien\"@a.test") == *book.parse("o'brien@a.test"));
    CHECK(*book.parse("\"o\\b\"@a.test") == *book.parse("ob@a.test"));
    CHECK(*book.parse("\"user3\"@a.test") == *book.parse("user3@a.test"));
    CHECK(*book.parse("\"a \\b\"@a.test") == *book.parse("\"a b\"@a.test"));
    CHECK(*book.parse("\"a b\"@a.test") != *book.parse("ab@a.test"));
    CHECK(book.text(*book.parse("\"a\\\\\\\"\\c\"@a.test")) == "\"a\\\\\\\"c\"@a.test");
    CHECK(book.text(*book.parse("\"x.y\"@a.test")) == "x.y@a.test");
    CHECK(book.text(*book.parse("\"x..y\"@a.test")) == "\"x..y\"@a.test");
    CHECK(book.text(*book.parse("\"\"@a.test")) == "\"\"@a.test");
    for (const char* none :
         {"\"a@a.test", "\"a\\\"@a.test", "\"\\\x01\"@a.test", "\"\x7f\"@a.test", "\"a\"b\"@a.test"})
        CHECK_FALSE(book.parse(none));
}
