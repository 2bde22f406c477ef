#include <catch2/catch.hpp>
#include <filesystem>

#include "../talks/talk.hpp"
#include "driver.hpp"
#include "pop3/order.hpp"

using namespace mailsim;

namespace {

// Notes which commands the talks try in which states.
struct WatchingDriver : pop3::TalkDriver {
    std::set<pop3::Verb> legal, illegal;
    void send(int number, std::string_view octets) {
        pop3::State state = session(number).state();
        pop3::Verb verb = pop3::verb_named(octets.substr(0, octets.find_first_of(" \r\n")));
        if (verb != pop3::Verb::unknown) (pop3::order(state, verb).legal ? legal : illegal).insert(verb);
        TalkDriver::send(number, octets);
    }
};

// QUIT and CAPA are legal as long as there is a session.
bool ever_illegal(pop3::Verb verb) { return verb != pop3::Verb::quit && verb != pop3::Verb::capa; }

}  // namespace

TEST_CASE("every POP3 talk is answered as written") {
    int played = 0;
    for (const auto& entry : std::filesystem::directory_iterator(MAILSIM_SOURCE_DIR "/tests/talks/pop3")) {
        if (entry.path().extension() != ".talk") continue;
        pop3::TalkDriver driver;
        CHECK(talks::play(entry.path().string(), driver) == "");
        ++played;
    }
    CHECK(played >= 8);
}

TEST_CASE("every POP3 command is in the talks, where it is legal and where it is not") {
    std::set<pop3::Verb> legal, illegal;
    for (const auto& entry : std::filesystem::directory_iterator(MAILSIM_SOURCE_DIR "/tests/talks/pop3")) {
        WatchingDriver driver;
        if (entry.path().extension() == ".talk") (void)talks::play(entry.path().string(), driver);
        legal.merge(driver.legal);
        illegal.merge(driver.illegal);
    }
    for (int v = 0; v < pop3::verb_count; ++v) {
        pop3::Verb verb{static_cast<std::uint8_t>(v)};
        INFO(pop3::name(verb));
        CHECK(legal.count(verb) == 1);
        CHECK(illegal.count(verb) == (ever_illegal(verb) ? 1 : 0));
    }
}
