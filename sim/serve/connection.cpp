#include "serve/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace mailsim::serve {
namespace {

using namespace std::chrono_literals;
constexpr auto request_time = 20s;  // from the head to the body's last byte
constexpr auto answer_time =
    30s;  // before the peer takes a first byte of the answer, and at most between any two
constexpr double slowest_answer = 10'000;  // bytes a second

}  // namespace

Connection::Connection(int socket, std::size_t most, std::stop_token stop)
    : socket_(socket), left_(most), stop_(std::move(stop)), read_end_(Clock::now() + request_time) {}

ssize_t Connection::read(char* bytes, size_t size) {
    while (left_ > 0) {
        ssize_t n = recv(socket_, bytes, std::min(size, left_), MSG_DONTWAIT);
        if (n >= 0) {
            left_ -= static_cast<std::size_t>(n);
            return n;
        }
        if (errno == EINTR) continue;
        if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait(POLLIN, read_end_)) break;
    }
    return -1;
}

ssize_t Connection::write(const char* bytes, size_t size) {
    if (!answering_) write_end_ = Clock::now() + answer_time;
    answering_ = true;
    for (;;) {
        ssize_t n = send(socket_, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            auto earned = std::chrono::duration<double>(static_cast<double>(n) / slowest_answer);
            write_end_ = std::min(write_end_ + std::chrono::duration_cast<Clock::duration>(earned),
                                  Clock::now() + answer_time);
            return n;
        }
        if (errno == EINTR) continue;
        if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait(POLLOUT, write_end_)) return -1;
    }
}

// In short pieces, so that a stop is seen.
bool Connection::wait(short events, Clock::time_point until) const {
    while (!stop_.stop_requested()) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        if (left <= 0ms) return false;
        pollfd one{socket_, events, 0};
        if (poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 100))) > 0) return true;
    }
    return false;
}

// Who asks is told by nothing in an answer.
void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
}
void Connection::get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }

}  // namespace mailsim::serve
