#include <catch2/catch.hpp>
#include <filesystem>

#include "../talks/talk.hpp"
#include "driver.hpp"

using namespace mailsim;

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
