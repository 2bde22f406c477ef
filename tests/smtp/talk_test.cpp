#include <catch2/catch.hpp>

#include "replay.hpp"

using namespace smtp_tests;

namespace {

const std::filesystem::path folder = std::filesystem::path(MAILSIM_SOURCE_DIR) / "tests/talks/smtp";

// A talk says which of our ends it is for: "server smtp|lmtp", "client smtp|lmtp", or both.
int replay_all(const std::filesystem::path& where, int& servers, int& clients) {
    int wrong = 0;
    for (auto& file : talk_files(where))
        for (const Talk& talk : read_talks(file)) {
            if (talk.has("server")) ++servers;
            if (talk.has("client")) ++clients;
            std::vector<std::string> all =
                talk.has("server") ? replay_server(talk) : std::vector<std::string>{};
            std::vector<std::string> more =
                talk.has("client") ? replay_client(talk) : std::vector<std::string>{};
            all.insert(all.end(), more.begin(), more.end());
            for (const std::string& difference : all) UNSCOPED_INFO(difference);
            wrong += static_cast<int>(all.size());
        }
    return wrong;
}

}  // namespace

TEST_CASE("holds every talk word by word") {
    int servers = 0, clients = 0;
    CHECK(replay_all(folder, servers, clients) == 0);
    CHECK(servers >= 40);
    CHECK(clients >= 20);
}

TEST_CASE("holds what Postfix, Dovecot and Exim said on the wire") {
    int servers = 0, clients = 0;
    CHECK(replay_all(folder / "recorded", servers, clients) == 0);
    CHECK(servers >= 30);
    CHECK(clients >= 20);
}

TEST_CASE("every command of SMTP and of LMTP is in the talks, in every phase in which the table refuses it") {
    Heard heard[2];
    for (auto& file : talk_files(folder))
        for (const Talk& talk : read_talks(file))
            if (talk.has("server")) (void)replay_server(talk, heard[talk.value("server") == "lmtp"]);
    for (bool lmtp : {false, true})
        for (int v = 0; v < smtp::verb_count; ++v) {
            bool carried_out = false, ever_legal = false;
            auto verb = static_cast<smtp::Verb>(v);
            for (int p = 0; p < smtp::phase_count; ++p) {
                bool legal = smtp::order(verb, lmtp).at[p] == smtp::Error::none;
                bool said = heard[lmtp].count({verb, static_cast<smtp::Phase>(p)}) == 1;
                INFO(smtp::name(verb) << " in phase " << p << " of " << (lmtp ? "LMTP" : "SMTP"));
                if (!legal) CHECK(said);
                carried_out = carried_out || (legal && said);
                ever_legal = ever_legal || legal;
            }
            INFO(smtp::name(verb) << " of " << (lmtp ? "LMTP" : "SMTP"));
            CHECK(carried_out == ever_legal);
        }
}

TEST_CASE("a changed word in a talk is found") {
    for (Talk talk : read_talks(folder / "recorded" / "01-plain-delivery.talk")) {
        bool server = talk.has("server");
        for (auto& line : talk.lines)
            if (line.who == (server ? 'S' : 'C')) line.text += "x";
        CHECK_FALSE((server ? replay_server(talk) : replay_client(talk)).empty());
    }
}
