// The inside of a TlsContext, for the sources of this room.
#pragma once
#include "sockets/stream_impl.hpp"
#include "sockets/tls.hpp"

namespace mailsim::sockets {

struct TlsContext::Impl {
    asio::ssl::context context{asio::ssl::context::tls};
};

}  // namespace mailsim::sockets
