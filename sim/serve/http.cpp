#include "serve/http.hpp"

#include <httplib.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "serve/connection.hpp"
#include "serve/lobby.hpp"

namespace mailsim::serve {
namespace {

constexpr std::size_t threads = 40;     // more than the questions that may wait, so that others get through
constexpr std::size_t piece = 1 << 16;  // of a file that is sent
constexpr std::size_t most_connections = 2000;
constexpr std::size_t kept_files = 300;  // for children, results and the like
// Of a request with its head and the marks of its pieces.
constexpr std::size_t largest_request = 2 * largest_body + 100'000;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Request read(const httplib::Request& from) {
    Request request{from.method, from.path, "", {}, {}};
    for (const auto& [name, value] : from.params) request.query[name] = value;
    for (const auto& [name, value] : from.headers) {
        auto [at, fresh] = request.headers.try_emplace(lower(name), value);
        if (!fresh) at->second += ", " + value;  // two Hosts or Origins match nothing
    }
    return request;
}

void send_file(const std::string& path, const std::string& type, httplib::Response& to) {
    auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
    std::error_code error;
    auto size = std::filesystem::file_size(path, error);
    if (error || !*file) {
        to.status = 404;
        return;
    }
    if (size == 0) return to.set_content("", type);
    to.set_content_provider(
        size, type, [file](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
            std::string bytes(std::min(length, piece), '\0');
            file->seekg(static_cast<std::streamoff>(offset));
            file->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            return file->gcount() > 0 && sink.write(bytes.data(), static_cast<std::size_t>(file->gcount()));
        });
}

// By way of a provider: the library would compress what is given whole, at its slowest.
void send(std::shared_ptr<Response> response, httplib::Response& to) {
    to.status = response->status;
    for (const auto& [name, value] : response->headers) to.set_header(name, value);
    if (!response->file.empty()) return send_file(response->file, response->type, to);
    std::string_view all = response->fixed.empty() ? std::string_view(response->body) : response->fixed;
    if (all.empty()) return;
    to.set_content_provider(all.size(), response->type,
                            [response, all](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                std::string_view part = all.substr(std::min(offset, all.size()), length);
                                return !part.empty() && sink.write(part.data(), part.size());
                            });
}

// As many as files may be open, so that one that is let in can be answered.
std::size_t connections_possible() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return threads;
    files.rlim_cur = files.rlim_max == RLIM_INFINITY ? 4096 : std::min<rlim_t>(files.rlim_max, 4096);
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    return std::clamp<std::size_t>(files.rlim_cur - std::min<rlim_t>(files.rlim_cur, kept_files), threads,
                                   most_connections);
}

thread_local Connection* current = nullptr;  // whose request this thread answers

// The library accepts connections and reads and writes HTTP; who is served when is the lobby's.
class Server : public httplib::Server {
  public:
    Server() {
        struct Here : httplib::TaskQueue {
            explicit Here(Server& server) : server_(server) {}
            void enqueue(std::function<void()> task) override { task(); }
            void shutdown() override { server_.lobby_.reset(); }
            Server& server_;
        };
        new_task_queue = [this] {
            lobby_ = std::make_unique<Lobby>(
                [this](int socket, std::stop_token stop) { return one(socket, stop); }, threads,
                connections_possible());
            return new Here(*this);
        };
    }
    // The library lets 5 connections wait to be taken; a page and its tools open more at one time.
    void widen() const { ::listen(svr_sock_, 512); }

  private:
    bool process_and_close_socket(socket_t socket) override {
        lobby_->enter(socket);
        return true;
    }
    bool one(int socket, std::stop_token stop) {
        Connection connection(socket, largest_request, std::move(stop));
        current = &connection;
        bool closed = false, good = false;
        try {
            // Parts of answers are not given out: the library asks for bytes beyond their ends.
            good = process_request(connection, false, closed,
                                   [](httplib::Request& request) { request.ranges.clear(); });
        } catch (const std::exception&) {  // a broken head, or no memory for it: this connection ends
        }
        current = nullptr;
        return good && !closed && connection.goes_on();
    }
    std::unique_ptr<Lobby> lobby_;
};

bool has_body(const httplib::Request& request) {
    return request.has_header("Transfer-Encoding") ||
           (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
}

// After the answer its connection ends: bytes of the request lie unread in it.
void let_go(httplib::Response& to) {
    current->let_go();
    to.set_header("Connection", "close");
}

}  // namespace

std::string Request::header(std::string_view name) const {
    auto at = headers.find(std::string(name));
    return at == headers.end() ? "" : at->second;
}

std::string Request::asked(const std::string& name, std::string otherwise) const {
    auto at = query.find(name);
    return at == query.end() ? otherwise : at->second;
}

struct Listener::Inside {
    Handler handler;
    Early early;
    Server server;

    void answer(Request request, httplib::Response& to) {
        send(std::make_shared<Response>(handler(request)), to);
    }
    // Who may not ask is told so before a byte of the body is taken, and no body grows beyond its limit,
    // packed or not.
    void answer_with_body(const httplib::Request& from, httplib::Response& to,
                          const httplib::ContentReader& reader) {
        current->understood();
        Request request = read(from);
        auto refused = early(request);
        auto announced = from.get_header_value<std::uint64_t>("Content-Length");
        request.too_large = announced > largest_body;  // the library would read it all away
        bool whole = !refused && !request.too_large && reader([&](const char* bytes, std::size_t size) {
            request.too_large = request.too_large || request.body.size() + size > largest_body;
            if (!request.too_large) request.body.append(bytes, size);
            return !request.too_large;
        });
        if (!whole) let_go(to);
        if (refused) return send(std::make_shared<Response>(std::move(*refused)), to);
        request.too_large = request.too_large || to.status == 413;
        request.broken = !whole;
        answer(std::move(request), to);
    }
    void answer_without_body(const httplib::Request& from, httplib::Response& to) {
        current->understood();
        if (has_body(from)) let_go(to);
        answer(read(from), to);
    }
};

Listener::Listener(Handler handler, Early early) : inside_(std::make_unique<Inside>()) {
    inside_->handler = std::move(handler);
    inside_->early = std::move(early);
    Server& server = inside_->server;
    Inside* inside = inside_.get();
    auto with = [inside](const httplib::Request& from, httplib::Response& to,
                         const httplib::ContentReader& reader) {
        inside->answer_with_body(from, to, reader);
    };
    auto without = [inside](const httplib::Request& from, httplib::Response& to) {
        inside->answer_without_body(from, to);
    };
    // The other methods' bodies are of no use here; so they are not read.
    auto unread = [without](const httplib::Request& from, httplib::Response& to,
                            const httplib::ContentReader&) { without(from, to); };
    const char* const everything = R"([\s\S]*)";
    server.Get(everything, without);
    server.Post(everything, with);
    server.Put(everything, unread);
    server.Patch(everything, unread);
    server.Delete(everything, unread);
    server.Options(everything, without);
    server.set_payload_max_length(largest_body);
    server.set_tcp_nodelay(true);
}

Listener::~Listener() = default;

int Listener::open(const std::string& address, int port) {
    int found = port ? (inside_->server.bind_to_port(address, port) ? port : 0)
                     : inside_->server.bind_to_any_port(address);
    if (found > 0) inside_->server.widen();
    return std::max(found, 0);
}

void Listener::run() { inside_->server.listen_after_bind(); }
void Listener::stop() { inside_->server.stop(); }

}  // namespace mailsim::serve
