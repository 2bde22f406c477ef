#include "serve/http.hpp"

#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace mailsim::serve {
namespace {

constexpr std::size_t threads = 40;     // more than the questions that may wait, so that others get through
constexpr std::size_t piece = 1 << 16;  // of a file that is sent
constexpr std::size_t keep_alive_max = 200;  // requests on one connection

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Request read(const httplib::Request& from) {
    Request request{from.method, from.path, from.body, {}, {}};
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
                                return sink.write(all.data() + offset, length);
                            });
}

// The library lets 5 connections wait to be taken; a page and its tools open more at one time.
class Server : public httplib::Server {
  public:
    void widen() const { ::listen(svr_sock_, 512); }
};

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
    Server server;
};

Listener::Listener(Handler handler) : inside_(std::make_unique<Inside>()) {
    inside_->handler = std::move(handler);
    Server& server = inside_->server;
    auto answer = [this](const httplib::Request& from, httplib::Response& to) {
        send(std::make_shared<Response>(inside_->handler(read(from))), to);
    };
    const char* const everything = R"([\s\S]*)";
    server.Get(everything, answer);
    server.Post(everything, answer);
    server.Put(everything, answer);
    server.Patch(everything, answer);
    server.Delete(everything, answer);
    server.Options(everything, answer);
    server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server.set_payload_max_length(largest_body);
    server.set_keep_alive_max_count(keep_alive_max);
    server.set_keep_alive_timeout(2);
    server.set_read_timeout(10);
    server.set_write_timeout(30);
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
