// Streams, waits and TLS on loopback, in one loop.
#include "sockets/stream.hpp"

#include <catch2/catch.hpp>

#include "sockets/acceptor.hpp"
#include "sockets/alarm.hpp"
#include "sockets/tls.hpp"

using namespace mailsim;
using namespace mailsim::sockets;

namespace {

const base::Ip here = base::Ip::v4(127, 0, 77, 1);
constexpr base::Duration patience = std::chrono::seconds(10);

// A free port: the system's choice is not seen through Acceptor, so a few are tried.
std::unique_ptr<Acceptor> listen(Loop& loop, Endpoint& at) {
    for (std::uint16_t port = 31000; port < 31500; ++port) {
        at = {here, port};
        if (auto acceptor = Acceptor::open(loop, at, 8)) return std::move(*acceptor);
    }
    return nullptr;
}

base::Task<void> echo(Acceptor& acceptor, TlsContext* tls) {
    auto stream = co_await acceptor.accept();
    Got got = Got::done;
    if (tls) got = co_await stream->accept_tls(*tls, patience);
    while (got == Got::done) {
        got = co_await stream->read(patience);
        if (got != Got::done) break;
        std::string heard(stream->piece());
        got = co_await stream->write(heard, patience);
    }
}

base::Task<void> speak(Loop& loop, Endpoint to, TlsContext* tls, std::string& heard, std::string& words) {
    Stream stream(loop);
    Got got = co_await stream.connect(base::Ip::v4(127, 0, 77, 2), to, patience);
    if (tls) got = co_await stream.start_tls(*tls, "mx.test", patience);
    std::string all(100'000, 'x');
    got = co_await stream.write(all, patience);
    while (got == Got::done && heard.size() < all.size()) {
        got = co_await stream.read(patience);
        if (got == Got::done) heard += stream.piece();
    }
    words = stream.tls_words();
    CHECK(base::to_string(stream.local().address) == "127.0.77.2");
    loop.stop();
}

}  // namespace

TEST_CASE("octets come back, in the clear and inside TLS") {
    for (bool secure : {false, true}) {
        Loop loop;
        Endpoint at;
        auto acceptor = listen(loop, at);
        REQUIRE(acceptor);
        Authority authority("test");
        std::string names[] = {"mx.test"};
        base::Ip addresses[] = {here};
        auto server = authority.server_tls(names, addresses);
        auto client = client_tls();
        std::string heard, words;
        loop.spawn(echo(*acceptor, secure ? server.get() : nullptr));
        loop.spawn(speak(loop, at, secure ? client.get() : nullptr, heard, words));
        loop.run();
        loop.abandon();
        CHECK(heard == std::string(100'000, 'x'));
        CHECK(words.empty() != secure);
    }
}

namespace {

base::Task<void> try_waits(Loop& loop, Endpoint closed, std::vector<Got>& gots,
                           std::vector<base::Outcome>& outcomes) {
    Stream stream(loop);
    gots.push_back(co_await stream.connect(here, closed, patience));
    Endpoint at;
    auto acceptor = listen(loop, at);
    Stream silent(loop);
    gots.push_back(co_await silent.connect(here, at, patience));
    silent.wake();
    gots.push_back(co_await silent.read(patience));
    gots.push_back(co_await silent.read(std::chrono::milliseconds(20)));
    Alarm alarm(loop);
    outcomes.push_back(co_await alarm.wait(std::chrono::milliseconds(1)));
    alarm.wake();
    outcomes.push_back(co_await alarm.wait(patience));
    outcomes.push_back(co_await alarm.wait_until(loop.now() + std::chrono::hours(1)));  // 3.6 ms of the wall
    loop.post([&loop] { loop.stop(); });
    outcomes.push_back(co_await alarm.wait(patience));
}

}  // namespace

TEST_CASE("waits end as they should") {
    Loop loop(1e6);
    std::vector<Got> gots;
    std::vector<base::Outcome> outcomes;
    loop.spawn(try_waits(loop, {here, 1}, gots, outcomes));
    loop.run();
    loop.abandon();
    CHECK(gots == std::vector<Got>{Got::refused, Got::done, Got::woken, Got::timed_out});
    using base::Outcome;
    CHECK(outcomes ==
          std::vector<Outcome>{Outcome::timed_out, Outcome::done, Outcome::timed_out, Outcome::failed});
}
