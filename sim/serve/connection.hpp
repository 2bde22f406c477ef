// One request and its answer on a socket, with limits: how much may come, how long it may take to come, how
// slowly the answer may be taken. Seen by http.cpp only. Not here: when a connection is served (lobby.hpp).
#pragma once
#include <httplib.h>

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>

namespace mailsim::serve {

class Connection : public httplib::Stream {
  public:
    // `most`: bytes of the request, its head with it. With `stop` all waiting ends at once.
    Connection(int socket, std::size_t most, std::stop_token stop);

    bool is_readable() const override { return left_ > 0; }
    bool is_writable() const override { return true; }
    ssize_t read(char* bytes, size_t size) override;         // 0: the peer is gone; -1: too much, or too slow
    ssize_t write(const char* bytes, size_t size) override;  // -1: the peer is gone, or too slow
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return socket_; }

    // Another request may follow: this one was understood, and its bytes are all read.
    void understood() { goes_on_ = true; }
    void let_go() { goes_on_ = false; }
    bool goes_on() const { return goes_on_; }

  private:
    using Clock = std::chrono::steady_clock;
    bool wait(short events, Clock::time_point until) const;

    int socket_;
    std::size_t left_;
    std::stop_token stop_;
    Clock::time_point read_end_, write_end_;
    bool answering_ = false, goes_on_ = false;
};

}  // namespace mailsim::serve
