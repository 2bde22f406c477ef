#include "serve/lobby.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace mailsim::serve {
namespace {

using namespace std::chrono_literals;
constexpr auto head_time = 10s;      // of a new connection, until its first head is whole
constexpr auto idle_time = 5s;       // until the next head is whole
constexpr auto leaving_time = 2s;    // for the peer to read its last answer
constexpr int most_requests = 1000;  // on one connection
constexpr std::size_t largest_head = 32'000;
constexpr int most_pieces = 64;  // thrown away at one time; one that sends more is cut off
constexpr std::string_view too_large =
    "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

Lobby::Lobby(Answer answer, std::size_t threads, std::size_t most_connections)
    : answer_(std::move(answer)), most_(most_connections), events_(epoll_create1(EPOLL_CLOEXEC)) {
    if (events_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    threads_.emplace_back([this] { watch(); });
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(stop_.get_token()); });
}

Lobby::~Lobby() {
    stop_.request_stop();
    for (std::thread& thread : threads_) thread.join();
    for (const auto& [socket, guest] : guests_) close(socket);
    for (const auto& [socket, requests] : ready_) close(socket);
    close(events_);
}

void Lobby::enter(int socket) {
    std::lock_guard lock(mutex_);
    if (guests_.size() >= most_)
        drop(std::min_element(guests_.begin(), guests_.end(), [](const auto& a, const auto& b) {
                 return a.second.end < b.second.end;
             })->first);
    stay(socket, {Clock::now() + head_time});
}

void Lobby::stay(int socket, Guest guest) {
    guests_[socket] = guest;
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLRDHUP | EPOLLET;  // again at every further byte, not while bytes lie there
    wanted.data.fd = socket;
    if (epoll_ctl(events_, EPOLL_CTL_ADD, socket, &wanted) != 0) drop(socket);
}

void Lobby::watch() {
    std::array<epoll_event, 64> seen{};
    while (!stop_.stop_requested()) {
        int n = epoll_wait(events_, seen.data(), seen.size(), 100);
        std::lock_guard lock(mutex_);
        for (int i = 0; i < n; ++i)
            look_at(seen[static_cast<std::size_t>(i)].data.fd,
                    (seen[static_cast<std::size_t>(i)].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
        drop_late();
    }
}

void Lobby::look_at(int socket, bool gone) {
    auto at = guests_.find(socket);
    if (at == guests_.end()) return;
    at->second.leaving ? drain(socket) : look_for_head(socket, gone);
}

void Lobby::look_for_head(int socket, bool gone) {
    static thread_local std::array<char, largest_head> bytes;
    ssize_t n = recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR) && !gone) return;
    if (n <= 0) return drop(socket);
    std::string_view head(bytes.data(), static_cast<std::size_t>(n));
    if (head.find("\r\n\r\n") != std::string_view::npos) {
        epoll_ctl(events_, EPOLL_CTL_DEL, socket, nullptr);
        ready_.emplace_back(socket, guests_[socket].requests);
        guests_.erase(socket);
        ready_changed_.notify_one();
    } else if (head.size() == bytes.size()) {
        send(socket, too_large.data(), too_large.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        epoll_ctl(events_, EPOLL_CTL_DEL, socket, nullptr);
        leave(socket);
    } else if (gone) {
        drain(socket);
    }
}

void Lobby::drain(int socket) {
    static thread_local std::array<char, 65536> bytes;
    for (int i = 0; i < most_pieces; ++i) {
        ssize_t n = recv(socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) break;
    }
    drop(socket);
}

// Closing with bytes unread would take the answer away from the peer.
void Lobby::leave(int socket) {
    shutdown(socket, SHUT_WR);
    stay(socket, {Clock::now() + leaving_time, 0, true});
}

void Lobby::drop(int socket) {
    guests_.erase(socket);
    close(socket);
}

void Lobby::drop_late() {
    std::vector<int> late;
    for (auto now = Clock::now(); const auto& [socket, guest] : guests_)
        if (guest.end < now) late.push_back(socket);
    for (int socket : late) drop(socket);
}

void Lobby::work(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (ready_changed_.wait(lock, stop, [&] { return !ready_.empty(); })) {
        if (stop.stop_requested()) return;
        auto [socket, requests] = ready_.front();
        ready_.pop_front();
        lock.unlock();
        bool goes_on = answer_(socket, stop) && requests + 1 < most_requests;
        lock.lock();
        if (goes_on)
            stay(socket, {Clock::now() + idle_time, requests + 1});
        else
            leave(socket);
    }
}

}  // namespace mailsim::serve
