#include "sockets/stream.hpp"

#include <asio/post.hpp>
#include <asio/write.hpp>

#include "sockets/stream_impl.hpp"
#include "sockets/tls.hpp"
#include "sockets/tls_impl.hpp"

namespace mailsim::sockets {

using What = Stream::Operation::What;

void Stream::Impl::give_up() {
    asio::error_code ignored;
    if (waiter) socket.close(ignored);
}

void Stream::Impl::note_ends() {
    asio::error_code error;
    if (auto end = socket.remote_endpoint(error); !error) peer = from_asio_endpoint(end);
    if (auto end = socket.local_endpoint(error); !error) local = from_asio_endpoint(end);
}

void Stream::Impl::watch(base::Duration patience) {
    timed_out = false;
    if (patience == base::never_ends) return;
    timer.expires_after(patience);
    timer.async_wait([self = shared_from_this(), its = turn](const asio::error_code& error) {
        if (error || its != self->turn) return;
        self->timed_out = true;
        asio::error_code ignored;
        self->socket.close(ignored);
    });
}

Got Stream::Impl::meaning(const asio::error_code& error) {
    if (timed_out) return Got::timed_out;
    if (!error) return Got::done;
    if (reading && woken && error == asio::error::operation_aborted && !loop.stopping()) {
        woken = false;
        return Got::woken;
    }
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return Got::ended;
    if (error == asio::error::connection_refused) return Got::refused;
    return Got::failed;
}

void Stream::Impl::finish(const asio::error_code& error, std::size_t octets) {
    ++turn;
    timer.cancel();
    size = octets;
    got = meaning(error);
    reading = false;
    if (waiter) std::exchange(waiter, {}).resume();
}

void Stream::Impl::shake_hands(bool server) {
    tls.emplace(socket, context->impl().context);
    if (!server && !name.empty()) SSL_set_tlsext_host_name(tls->native_handle(), name.c_str());
    tls->async_handshake(server ? asio::ssl::stream_base::server : asio::ssl::stream_base::client,
                         [self = shared_from_this()](const asio::error_code& error) {
                             self->secure = !error;
                             self->finish(error, 0);
                         });
}

void Stream::Impl::begin(Operation::What what, base::Duration patience) {
    auto then = [self = shared_from_this()](const asio::error_code& error, std::size_t octets) {
        self->finish(error, octets);
    };
    reading = what == What::read;
    if (loop.stopping() || (reading && woken) || (!socket.is_open() && what != What::connect)) {
        asio::post(loop.impl().context,
                   [then] { then(asio::error_code(asio::error::operation_aborted), 0); });
        return;
    }
    watch(patience);
    switch (what) {
        case What::connect:
            socket.async_connect(to_asio_endpoint<asio::ip::tcp::endpoint>(to),
                                 [self = shared_from_this()](const asio::error_code& error) {
                                     if (!error) self->note_ends();
                                     self->finish(error, 0);
                                 });
            break;
        case What::read:
            if (secure)
                tls->async_read_some(asio::buffer(buffer), then);
            else
                socket.async_read_some(asio::buffer(buffer), then);
            break;
        case What::write:
            if (secure)
                asio::async_write(*tls, asio::buffer(out), then);
            else
                asio::async_write(socket, asio::buffer(out), then);
            break;
        case What::accept_tls: shake_hands(true); break;
        case What::start_tls: shake_hands(false); break;
    }
}

// Without it the other end cannot tell the end from a cut, and says so (RFC 8446 6.1).
void Stream::Impl::part() {
    constexpr auto farewell = std::chrono::seconds(1);
    parting = true;
    timer.expires_after(farewell);
    timer.async_wait([self = shared_from_this()](const asio::error_code& error) {
        if (!error) self->shut();
    });
    tls->async_shutdown([self = shared_from_this()](const asio::error_code&) {
        self->timer.cancel();
        self->shut();
    });
}

void Stream::Impl::shut() {
    asio::error_code ignored;
    if (socket.is_open()) socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    socket.close(ignored);
}

Stream::Stream(Loop& loop) : impl_(std::make_shared<Impl>(loop)) { loop.impl().waiting.insert(impl_.get()); }

Stream::~Stream() {
    impl_->loop.impl().waiting.erase(impl_.get());
    bool busy = static_cast<bool>(impl_->waiter);
    impl_->waiter = {};
    ++impl_->turn;
    if (impl_->parting) return;
    impl_->timer.cancel();
    if (busy)
        impl_->shut();
    else
        close();
}

Stream::Operation Stream::connect(const base::Ip& from, const Endpoint& to, base::Duration patience) {
    asio::error_code error;
    auto source = asio::ip::tcp::endpoint(to_asio(from), 0);
    impl_->socket.open(source.protocol(), error);
    if (!error) impl_->socket.bind(source, error);
    if (!error) impl_->socket.set_option(asio::ip::tcp::no_delay(true), error);
    impl_->to = to;
    return Operation(*impl_, What::connect, patience);
}

Stream::Operation Stream::read(base::Duration patience) { return Operation(*impl_, What::read, patience); }

Stream::Operation Stream::write(std::string octets, base::Duration patience) {
    impl_->out = std::move(octets);
    return Operation(*impl_, What::write, patience);
}

Stream::Operation Stream::accept_tls(TlsContext& tls, base::Duration patience) {
    impl_->context = &tls;
    return Operation(*impl_, What::accept_tls, patience);
}

Stream::Operation Stream::start_tls(TlsContext& tls, const std::string& name, base::Duration patience) {
    impl_->context = &tls;
    impl_->name = name;
    return Operation(*impl_, What::start_tls, patience);
}

void Stream::Operation::await_suspend(std::coroutine_handle<> waiter) {
    impl_.waiter = waiter;
    impl_.begin(what_, patience_);
}
Got Stream::Operation::await_resume() { return impl_.got; }

std::string_view Stream::piece() const { return {impl_->buffer.data(), impl_->size}; }

void Stream::wake() {
    impl_->woken = true;
    asio::error_code ignored;
    if (impl_->waiter && impl_->reading) impl_->socket.cancel(ignored);
}

void Stream::close() {
    if (impl_->parting || !impl_->socket.is_open()) return;
    if (impl_->secure && !impl_->loop.stopping())
        impl_->part();
    else
        impl_->shut();
}

void Stream::reset() {
    asio::error_code ignored;
    impl_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    impl_->socket.close(ignored);
}

bool Stream::tls() const { return impl_->secure; }

std::string Stream::tls_words() const {
    if (!impl_->secure) return "";
    SSL* ssl = impl_->tls->native_handle();
    return std::string(SSL_get_version(ssl)) + " with cipher " + SSL_get_cipher_name(ssl);
}

const Endpoint& Stream::peer() const { return impl_->peer; }
const Endpoint& Stream::local() const { return impl_->local; }

}  // namespace mailsim::sockets
