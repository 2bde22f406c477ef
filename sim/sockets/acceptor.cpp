#include "sockets/acceptor.hpp"

#include <asio/post.hpp>

#include "sockets/stream_impl.hpp"

namespace mailsim::sockets {

struct Acceptor::Impl : Waiting {
    explicit Impl(Loop& its_loop) : loop(its_loop), acceptor(its_loop.impl().context) {}
    void give_up() override {
        asio::error_code ignored;
        acceptor.close(ignored);
    }
    Loop& loop;
    asio::ip::tcp::acceptor acceptor;
    std::coroutine_handle<> waiter;
    std::unique_ptr<Stream> stream;
};

base::expected<std::unique_ptr<Acceptor>, std::string> Acceptor::open(Loop& loop, const Endpoint& at,
                                                                      int backlog) {
    auto impl = std::make_shared<Impl>(loop);
    auto endpoint = to_asio_endpoint<asio::ip::tcp::endpoint>(at);
    asio::error_code error;
    impl->acceptor.open(endpoint.protocol(), error);
    if (!error) impl->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) impl->acceptor.bind(endpoint, error);
    if (!error) impl->acceptor.listen(backlog, error);
    if (error) return base::unexpected(error.message());
    loop.impl().waiting.insert(impl.get());
    return std::unique_ptr<Acceptor>(new Acceptor(std::move(impl)));
}

Acceptor::~Acceptor() {
    impl_->loop.impl().waiting.erase(impl_.get());
    impl_->waiter = {};
    close();
}

bool Acceptor::is_open() const { return impl_->acceptor.is_open(); }

void Acceptor::close() {
    asio::error_code ignored;
    impl_->acceptor.close(ignored);
}

void Acceptor::begin(std::coroutine_handle<> waiter) {
    impl_->waiter = waiter;
    impl_->stream = std::make_unique<Stream>(impl_->loop);
    auto then = [impl = impl_](asio::error_code error) {
        if (error) {
            impl->stream.reset();
        } else {
            asio::error_code ignored;
            impl->stream->impl().note_ends();
            impl->stream->impl().socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        }
        if (impl->waiter) std::exchange(impl->waiter, {}).resume();
    };
    if (!impl_->acceptor.is_open())
        asio::post(impl_->loop.impl().context, [then] { then(asio::error::operation_aborted); });
    else
        impl_->acceptor.async_accept(impl_->stream->impl().socket, then);
}

std::unique_ptr<Stream> Acceptor::take() { return std::move(impl_->stream); }

}  // namespace mailsim::sockets
