// Connections between their requests. A connection gets a thread only when the whole head of a request lies
// ready, so that slow and silent ones keep nobody out; none waits for ever, and there are never too many. Not
// here: what a request is (http.hpp), its body and its answer (connection.hpp).
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <vector>

namespace mailsim::serve {

// The life of a connection:
//   waiting -> served -> waiting | leaving -> closed
//   waiting -> leaving (a head too large) | closed (too slow, too many, gone)
class Lobby {
  public:
    // Answers one request that lies ready; whether the connection goes on.
    using Answer = std::function<bool(int socket, std::stop_token stop)>;
    Lobby(Answer answer, std::size_t threads, std::size_t most_connections);
    ~Lobby();
    Lobby(const Lobby&) = delete;
    Lobby& operator=(const Lobby&) = delete;

    void enter(int socket);  // from any thread; the socket is the lobby's from now on

  private:
    using Clock = std::chrono::steady_clock;
    struct Guest {
        Clock::time_point end;  // when its patience is over
        int requests = 0;
        bool leaving = false;  // answered for the last time; what still comes is thrown away
    };
    void watch();
    void look_at(int socket, bool gone);
    void look_for_head(int socket, bool gone);
    void drain(int socket);
    void stay(int socket, Guest guest);
    void leave(int socket);
    void drop(int socket);
    void drop_late();
    void work(std::stop_token stop);

    Answer answer_;
    std::size_t most_;
    int events_;
    std::mutex mutex_;
    std::condition_variable_any ready_changed_;
    std::unordered_map<int, Guest> guests_;  // who waits or leaves; not who is served
    std::deque<std::pair<int, int>> ready_;  // socket, requests so far
    std::stop_source stop_;
    std::vector<std::thread> threads_;
};

}  // namespace mailsim::serve
