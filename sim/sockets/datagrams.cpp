#include "sockets/datagrams.hpp"

#include <array>

#include "sockets/impl.hpp"

namespace mailsim::sockets {

struct Datagrams::Impl : Waiting, std::enable_shared_from_this<Datagrams::Impl> {
    Impl(Loop& its_loop, Receive its_receive)
        : loop(its_loop), socket(its_loop.impl().context), receive(std::move(its_receive)) {}
    void give_up() override {
        asio::error_code ignored;
        socket.close(ignored);
    }
    void listen() {
        socket.async_receive_from(
            asio::buffer(buffer), from,
            [self = shared_from_this()](const asio::error_code& error, std::size_t size) {
                if (!self->socket.is_open()) return;
                if (!error) self->receive({self->buffer.data(), size}, from_asio_endpoint(self->from));
                self->listen();
            });
    }
    Loop& loop;
    asio::ip::udp::socket socket;
    Receive receive;
    asio::ip::udp::endpoint from;
    std::array<std::uint8_t, 4096> buffer;
};

base::expected<std::unique_ptr<Datagrams>, std::string> Datagrams::open(Loop& loop, const Endpoint& at,
                                                                        Receive receive) {
    auto impl = std::make_shared<Impl>(loop, std::move(receive));
    auto endpoint = to_asio_endpoint<asio::ip::udp::endpoint>(at);
    asio::error_code error;
    impl->socket.open(endpoint.protocol(), error);
    if (!error) impl->socket.bind(endpoint, error);
    if (!error) impl->socket.non_blocking(true, error);
    if (error) return base::unexpected(error.message());
    loop.impl().waiting.insert(impl.get());
    impl->listen();
    return std::unique_ptr<Datagrams>(new Datagrams(std::move(impl)));
}

Datagrams::~Datagrams() {
    impl_->loop.impl().waiting.erase(impl_.get());
    impl_->give_up();
}

void Datagrams::send(const Endpoint& to, std::vector<std::uint8_t> octets) {
    asio::error_code lost;
    if (impl_->socket.is_open())
        impl_->socket.send_to(asio::buffer(octets), to_asio_endpoint<asio::ip::udp::endpoint>(to), 0, lost);
}

}  // namespace mailsim::sockets
