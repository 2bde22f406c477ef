// The inside of a Stream, for the sources of this room.
#pragma once
#include <array>
#include <asio/ssl.hpp>
#include <optional>

#include "sockets/impl.hpp"
#include "sockets/stream.hpp"

namespace mailsim::sockets {

struct Stream::Impl : Waiting, std::enable_shared_from_this<Stream::Impl> {
    explicit Impl(Loop& its_loop)
        : loop(its_loop), socket(its_loop.impl().context), timer(its_loop.impl().context) {}
    void give_up() override;
    void begin(Operation::What what, base::Duration patience);
    void note_ends();
    void part();  // tells a TLS end that this is the end; closes when it has answered, or soon
    void shut();

    Loop& loop;
    asio::ip::tcp::socket socket;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls;
    asio::steady_timer timer;
    std::coroutine_handle<> waiter;
    Endpoint to, peer, local;
    std::string name, out;
    TlsContext* context = nullptr;
    std::array<char, 16384> buffer;
    std::size_t size = 0;
    std::uint64_t turn = 0;  // tells a late timer that its operation is over
    bool secure = false, timed_out = false, woken = false, reading = false, may_resume = false,
         parting = false;
    Got got = Got::done;

  private:
    void watch(base::Duration patience);
    void finish(const asio::error_code& error, std::size_t octets);
    Got meaning(const asio::error_code& error);
    void shake_hands(bool server);
};

}  // namespace mailsim::sockets
