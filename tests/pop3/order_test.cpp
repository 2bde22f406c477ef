// Every command in every state: the text server does what the table of order rules says.
#include "pop3/order.hpp"

#include <catch2/catch.hpp>

#include "driver.hpp"

using namespace mailsim;
using namespace mailsim::pop3;

namespace {

std::string arguments(Verb verb) {
    switch (verb) {
        case Verb::user: return " bob";
        case Verb::pass: return " pw";
        case Verb::auth: return " PLAIN AGJvYgBwdw==";
        case Verb::retr:
        case Verb::dele: return " 1";
        case Verb::top: return " 1 0";
        default: return "";
    }
}

constexpr std::string_view ways[] = {"", "USER bob\r\n", "USER bob\r\nPASS pw\r\n", "QUIT\r\n"};

}  // namespace

TEST_CASE(
    "the text server carries out what the order table allows, refuses the rest, and goes where it says") {
    int tried = 0;
    for (int s = 0; s < state_count; ++s) {
        for (int v = 0; v < verb_count; ++v) {
            State state{static_cast<std::uint8_t>(s)};
            Verb verb{static_cast<std::uint8_t>(v)};
            TalkDriver driver;
            driver.perform("offer STLS");
            driver.perform("three messages");
            driver.send(1, ways[s]);
            driver.output(1);
            REQUIRE(driver.session(1).state() == state);
            driver.send(1, std::string(name(verb)) + arguments(verb) + "\r\n");
            std::string said = driver.output(1);
            INFO("state " << s << ": " << name(verb) << "\n" << said);
            const Step& step = order(state, verb);
            CHECK(said.starts_with("+OK") == step.legal);
            if (verb == Verb::stls && step.legal) driver.session(1).tls_started();
            CHECK(driver.session(1).state() == (step.legal ? step.done : state));
            ++tried;
        }
    }
    CHECK(tried == state_count * verb_count);
}

TEST_CASE("names of commands are known in any case, and nothing else is") {
    for (int v = 0; v < verb_count; ++v) CHECK(verb_named(name(Verb(v))) == Verb(v));
    CHECK(verb_named("retr") == Verb::retr);
    CHECK(verb_named("RETRX") == Verb::unknown);
    CHECK(verb_named("") == Verb::unknown);
}
