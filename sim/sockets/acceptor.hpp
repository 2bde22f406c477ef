// A listening TCP socket: it hands over connections one by one. Not here: what is said on them.
#pragma once
#include <coroutine>
#include <memory>
#include <string>

#include "base/expected.hpp"
#include "sockets/stream.hpp"

namespace mailsim::sockets {

class Acceptor {
  public:
    // On failure: why the socket cannot listen there, in the system's words.
    static base::expected<std::unique_ptr<Acceptor>, std::string> open(Loop& loop, const Endpoint& at,
                                                                       int backlog);
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;

    class Accept {
      public:
        explicit Accept(Acceptor& acceptor) : acceptor_(acceptor) {}
        Accept(const Accept&) = delete;
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) { acceptor_.begin(waiter); }
        std::unique_ptr<Stream> await_resume() { return acceptor_.take(); }

      private:
        Acceptor& acceptor_;
    };
    // Null: closed, the loop stops, or the system has no socket left (then wait a little).
    Accept accept() { return Accept(*this); }
    bool is_open() const;
    void close();  // connections are refused from now on

  private:
    struct Impl;
    explicit Acceptor(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    void begin(std::coroutine_handle<> waiter);
    std::unique_ptr<Stream> take();
    std::shared_ptr<Impl> impl_;
};

}  // namespace mailsim::sockets
