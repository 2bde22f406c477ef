// Requests and responses as the rest of the room sees them, and the listener that carries them. The HTTP
// library is seen in http.cpp only.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsim::serve {

struct Request {
    std::string method, path, body;
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  // names in lower case
    bool too_large = false, broken = false;      // its body: it is not whole then
    std::string header(std::string_view name) const;
    std::string asked(const std::string& name, std::string otherwise = "") const;  // of the query
};

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::string_view fixed;  // bytes that live as long as the program; instead of body
    std::string file;        // a file of the server's own, sent in pieces; instead of both
    std::vector<std::pair<std::string, std::string>> headers;
};

class Listener {
  public:
    using Handler = std::function<Response(const Request&)>;
    // What is refused whatever its body says; asked before the body is read.
    using Early = std::function<std::optional<Response>(const Request&)>;
    Listener(Handler handler, Early early);
    ~Listener();
    // The port, which is a free one for 0; 0 when the address cannot be had.
    int open(const std::string& address, int port);
    void run();   // until stop()
    void stop();  // from any thread

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

inline constexpr std::size_t largest_body = 1'000'000;  // bytes; larger ones are answered 413

}  // namespace mailsim::serve
