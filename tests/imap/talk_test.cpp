#include <catch2/catch.hpp>
#include <filesystem>

#include "../talks/talk.hpp"
#include "driver.hpp"
#include "imap/order.hpp"

using namespace mailsim;

namespace {

// Notes which commands the talks try in which states.
struct WatchingDriver : imap::TalkDriver {
    std::set<imap::Verb> legal, illegal;
    void send(int number, std::string_view octets) {
        imap::State state = session(number).state();
        imap::Verb verb = verb_of(octets.substr(0, octets.find("\r\n")));
        if (verb != imap::Verb::unknown) (imap::order(state, verb).legal ? legal : illegal).insert(verb);
        TalkDriver::send(number, octets);
    }
    static imap::Verb verb_of(std::string_view line) {
        std::string_view tag = line.substr(0, line.find(' '));
        if (imap::verb_named(tag) == imap::Verb::done) return imap::Verb::done;
        line.remove_prefix(std::min(line.size(), tag.size() + 1));
        std::string_view word = line.substr(0, line.find(' '));
        if (word == "UID" || word == "uid") word = line.substr(0, line.find(' ', 4));
        return imap::verb_named(word);
    }
};

}  // namespace

TEST_CASE("every IMAP talk is answered as written") {
    int played = 0;
    for (const auto& entry : std::filesystem::directory_iterator(MAILSIM_SOURCE_DIR "/tests/talks/imap")) {
        if (entry.path().extension() != ".talk") continue;
        imap::TalkDriver driver;
        CHECK(talks::play(entry.path().string(), driver) == "");
        ++played;
    }
    CHECK(played >= 10);
}

TEST_CASE("every IMAP command is in the talks, where it is legal and where it is not") {
    std::set<imap::Verb> legal, illegal;
    for (const auto& entry : std::filesystem::directory_iterator(MAILSIM_SOURCE_DIR "/tests/talks/imap")) {
        WatchingDriver driver;
        if (entry.path().extension() == ".talk") (void)talks::play(entry.path().string(), driver);
        legal.merge(driver.legal);
        illegal.merge(driver.illegal);
    }
    for (int v = 0; v < imap::verb_count; ++v) {
        imap::Verb verb{static_cast<std::uint8_t>(v)};
        INFO(imap::name(verb));
        CHECK(legal.count(verb) == 1);
        CHECK(illegal.count(verb) == 1);
    }
}
