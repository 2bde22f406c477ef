#include <catch2/catch.hpp>
#include <filesystem>

#include "../talks/talk.hpp"
#include "driver.hpp"

using namespace mailsim;

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
