// Every command in every state: the text server does what the table of order rules says.
#include "imap/order.hpp"

#include <catch2/catch.hpp>

#include "driver.hpp"

using namespace mailsim;
using namespace mailsim::imap;

namespace {

std::string arguments(Verb verb) {
    switch (verb) {
        case Verb::id: return " NIL";
        case Verb::authenticate: return " PLAIN AGFubgBwdw==";
        case Verb::login: return " ann pw";
        case Verb::select:
        case Verb::examine:
        case Verb::subscribe:
        case Verb::unsubscribe:
        case Verb::getquotaroot: return " INBOX";
        case Verb::create: return " x";
        case Verb::remove: return " Junk";
        case Verb::rename: return " Sent y";
        case Verb::list:
        case Verb::lsub: return " \"\" *";
        case Verb::status: return " INBOX (MESSAGES)";
        case Verb::append: return " INBOX {4+}\r\na: b";
        case Verb::getquota: return " \"User quota\"";
        case Verb::setquota: return " \"\" ()";
        case Verb::search:
        case Verb::uid_search: return " ALL";
        case Verb::fetch:
        case Verb::uid_fetch: return " 1 FLAGS";
        case Verb::store:
        case Verb::uid_store: return " 1 FLAGS (\\Seen)";
        case Verb::copy:
        case Verb::uid_copy: return " 1 Trash";
        case Verb::uid_expunge: return " 1";
        default: return "";
    }
}

constexpr std::string_view ways[] = {"",
                                     "a LOGIN ann pw\r\n",
                                     "a LOGIN ann pw\r\na SELECT INBOX\r\n",
                                     "a LOGIN ann pw\r\na IDLE\r\n",
                                     "a LOGIN ann pw\r\na SELECT INBOX\r\na IDLE\r\n",
                                     "a LOGOUT\r\n"};

}  // namespace

TEST_CASE(
    "the text server carries out what the order table allows, refuses the rest, and goes where it says") {
    int tried = 0;
    for (int s = 0; s < state_count; ++s) {
        for (int v = 0; v < verb_count; ++v) {
            State state{static_cast<std::uint8_t>(s)};
            Verb verb{static_cast<std::uint8_t>(v)};
            TalkDriver driver;
            driver.perform("offer STARTTLS");
            driver.perform("three messages");
            driver.send(1, ways[s]);
            driver.output(1);
            REQUIRE(driver.session(1).state() == state);
            std::string line =
                std::string(verb == Verb::done ? "" : "b ") + std::string(name(verb)) + arguments(verb);
            driver.send(1, line + "\r\n");
            std::string said = driver.output(1);
            INFO("state " << s << ": " << line << "\n" << said);
            const Step& step = order(state, verb);
            bool refused = said.find("BAD ") != std::string::npos || state == State::logged_out;
            CHECK(refused == !step.legal);
            bool idle = state == State::idling || state == State::idling_selected;
            bool answered_no = said.find("b NO ") != std::string::npos;
            if (step.legal)
                CHECK(driver.session(1).state() == (answered_no ? step.refused : step.done));
            else if (!idle)
                CHECK(driver.session(1).state() == state);
            ++tried;
        }
    }
    CHECK(tried == state_count * verb_count);
}

TEST_CASE("a refused SELECT leaves no folder selected") {
    TalkDriver driver;
    driver.send(1, "a LOGIN ann pw\r\na SELECT INBOX\r\na SELECT nope\r\n");
    driver.output(1);
    CHECK(driver.session(1).state() == State::authenticated);
}

TEST_CASE("names of commands are known in any case, and nothing else is") {
    for (int v = 0; v < verb_count; ++v) CHECK(verb_named(name(Verb(v))) == Verb(v));
    CHECK(verb_named("uid fetch") == Verb::uid_fetch);
    CHECK(verb_named("UID") == Verb::unknown);
    CHECK(verb_named("") == Verb::unknown);
}
