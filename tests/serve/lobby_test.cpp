#include "serve/lobby.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <string>

using namespace mailsim::serve;

namespace {

// Two ends of a connection; the far one belongs to the test.
struct Ends {
    int near = -1, far = -1;
    Ends() {
        std::array<int, 2> both{};
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both.data()) == 0);
        near = both[0];
        far = both[1];
        timeval patience{60, 0};
        setsockopt(far, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Ends() { close(far); }
    void say(const std::string& text) const {
        REQUIRE(send(far, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
    }
    // What comes, to the end of the connection or until so much is there.
    std::string hear(std::size_t most = 1 << 20) const {
        std::string all;
        std::array<char, 4096> bytes{};
        while (all.size() < most) {
            ssize_t n = recv(far, bytes.data(), bytes.size(), 0);
            if (n <= 0) break;
            all.append(bytes.data(), static_cast<std::size_t>(n));
        }
        return all;
    }
};

// Reads one head to its end and answers "ok"; goes on unless it says "close".
bool answer_head(int socket, std::stop_token) {
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && recv(socket, &byte, 1, MSG_DONTWAIT) == 1) head += byte;
    send(socket, "ok", 2, MSG_NOSIGNAL);
    return head.find("close") == std::string::npos;
}

}  // namespace

TEST_CASE("a connection is served when its head is whole, and only then") {
    std::atomic<int> served = 0;
    Lobby lobby(
        [&](int socket, std::stop_token stop) {
            ++served;
            return answer_head(socket, stop);
        },
        2, 10);
    Ends slow, quick;
    lobby.enter(slow.near);
    lobby.enter(quick.near);
    slow.say("GET / HTTP/1.1\r\n");
    quick.say("GET / HTTP/1.1\r\n\r\n");
    CHECK(quick.hear(2) == "ok");
    CHECK(served == 1);
    slow.say("\r\n");
    CHECK(slow.hear(2) == "ok");
    CHECK(served == 2);
}

TEST_CASE("requests that come together are answered one after the other, and the last one ends it") {
    Lobby lobby(answer_head, 4, 10);
    Ends ends;
    ends.say("one\r\n\r\ntwo\r\n\r\nthree close\r\n\r\nnever read");
    lobby.enter(ends.near);
    CHECK(ends.hear() == "okokok");
}

TEST_CASE("a head without end is refused") {
    Lobby lobby(answer_head, 1, 10);
    Ends ends;
    lobby.enter(ends.near);
    ends.say(std::string(40'000, 'a'));
    CHECK(ends.hear().starts_with("HTTP/1.1 431 "));
}

TEST_CASE("when there are too many, the one whose patience ends first makes room") {
    Lobby lobby(answer_head, 1, 2);
    Ends first, second, third;
    lobby.enter(first.near);
    lobby.enter(second.near);
    lobby.enter(third.near);
    CHECK(first.hear().empty());
    third.say("a\r\n\r\n");
    CHECK(third.hear(2) == "ok");
}

TEST_CASE("who goes away is forgotten, and the end closes all that are there") {
    Ends ends, gone;
    {
        Lobby lobby(answer_head, 3, 10);
        lobby.enter(gone.near);
        gone.say("half a head");
        shutdown(gone.far, SHUT_WR);
        CHECK(gone.hear().empty());
        lobby.enter(ends.near);
        ends.say("a\r\n\r\n");
        CHECK(ends.hear(2) == "ok");
    }
    CHECK(ends.hear().empty());
}
