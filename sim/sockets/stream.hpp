// One TCP connection, with TLS inside once a handshake was made. One task reads and writes it, one thing at a
// time; each wait has its patience. Bounded: one piece of at most 16 KiB is held. Not here: protocols.
#pragma once
#include <coroutine>
#include <memory>
#include <string>
#include <string_view>

#include "sockets/endpoint.hpp"
#include "sockets/loop.hpp"

namespace mailsim::sockets {

class TlsContext;

// How a wait on a connection ended.
enum class Got {
    done,       // what was asked for
    ended,      // the other end closed
    timed_out,  // patience is over
    woken,      // wake() was called during a read; nothing is lost
    refused,    // connect: nobody listens there
    failed,     // broken, or the loop stops
};

class Stream {
  public:
    explicit Stream(Loop& loop);
    ~Stream();
    Stream(const Stream&) = delete;

    class Operation;
    Operation connect(const base::Ip& from, const Endpoint& to, base::Duration patience);
    Operation read(base::Duration patience);  // then piece()
    Operation write(std::string octets, base::Duration patience);
    // As server, or as client that looks for `name` in the certificate only to choose it (no verification).
    Operation accept_tls(TlsContext& tls, base::Duration patience);
    Operation start_tls(TlsContext& tls, const std::string& name, base::Duration patience);

    std::string_view piece() const;  // what the last read gave; until the next
    void wake();                     // ends a read under way, or the next one
    void close();                    // sends off what was written
    void reset();                    // with RST
    bool tls() const;
    std::string tls_words() const;  // "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384", "" without TLS
    const Endpoint& peer() const;
    const Endpoint& local() const;

    struct Impl;
    Impl& impl() { return *impl_; }

  private:
    std::shared_ptr<Impl> impl_;
};

// co_await gives a Got.
class [[nodiscard]] Stream::Operation {
  public:
    enum class What { connect, read, write, accept_tls, start_tls };
    Operation(Impl& impl, What what, base::Duration patience)
        : impl_(impl), what_(what), patience_(patience) {}
    Operation(const Operation&) = delete;
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter);
    Got await_resume();

  private:
    Impl& impl_;
    What what_;
    base::Duration patience_;
};

}  // namespace mailsim::sockets
