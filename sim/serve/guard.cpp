#include "serve/guard.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ip.hpp"
#include "json/write.hpp"
#include "serve/token.hpp"

namespace mailsim::serve {
namespace {

std::string bracketed(const std::string& address) {
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

bool is_literal(std::string host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    return base::parse_ip(host).has_value();
}

}  // namespace

Guard::Guard(std::string address, int port, std::string key)
    : address_(std::move(address)), port_(std::to_string(port)), key_(std::move(key)) {
    hosts_ = {"localhost", "127.0.0.1", "[::1]", bracketed(address_)};
    auto ip = base::parse_ip(address_);
    any_literal_ = ip && !ip->is_loopback();
}

bool Guard::host_is_ours(const std::string& host) const {
    std::size_t colon = host.rfind(':');
    bool has_port = colon != std::string::npos && host.find(']', colon) == std::string::npos;
    if ((has_port ? host.substr(colon + 1) : "80") != port_) return false;
    std::string name = has_port ? host.substr(0, colon) : host;
    return std::find(hosts_.begin(), hosts_.end(), name) != hosts_.end() ||
           (any_literal_ && is_literal(name));
}

std::string Guard::cookie() const { return "mailsim_" + port_; }

bool Guard::has_key(const Request& request) const {
    std::string given = request.header("authorization");
    if (given.starts_with("Bearer ") && same_token(given.substr(7), key_)) return true;
    std::string cookies = "; " + request.header("cookie"), name = "; " + cookie() + "=";
    std::size_t at = cookies.find(name);
    if (at == std::string::npos) return false;
    std::size_t begin = at + name.size();
    return same_token(cookies.substr(begin, cookies.find(';', begin) - begin), key_);
}

std::optional<Response> Guard::refuse(const Request& request, bool open) const {
    std::string host = request.header("host"), origin = request.header("origin");
    if (!host_is_ours(host)) return refusal(421, "this server is not known by that host name");
    if (!origin.empty() && origin != "http://" + host)
        return refusal(403, "requests of other sites are refused");
    std::string site = request.header("sec-fetch-site");
    bool elsewhere = site == "cross-site" || site == "same-site";
    if (elsewhere && !(open && request.method == "GET"))
        return refusal(403, "requests of other sites are refused");
    if (!open && !has_key(request))
        return refusal(401, "the key is missing: open the address that 'mailsim serve' printed");
    if (request.method == "POST" && !request.header("content-type").starts_with("application/json"))
        return refusal(415, "a body is application/json");
    return std::nullopt;
}

std::optional<Response> Guard::enter(const Request& request) const {
    if (request.path != "/" || !request.query.count("token")) return std::nullopt;
    if (!same_token(request.asked("token"), key_))
        return refusal(401,
                       "this key is of another start of the server: open the address that it printed last");
    Response response;
    response.status = 303;
    response.headers = {
        {"Location", "/"},
        {"Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie(), key_)}};
    return response;
}

std::string Guard::address() const {
    return fmt::format("http://{}:{}/?token={}", bracketed(address_), port_, key_);
}

Response refusal(int status, const std::string& message) {
    Response response;
    response.status = status;
    response.body = json::compact(json::Value::object({{"error", message}, {"status", status}}));
    return response;
}

void add_safety(Response& response) {
    bool page_of_a_run = response.type.starts_with("text/html") && !response.file.empty();
    response.headers.insert(
        response.headers.end(),
        {{"X-Content-Type-Options", "nosniff"},
         {"X-Frame-Options", "DENY"},
         {"Referrer-Policy", "no-referrer"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"Cross-Origin-Opener-Policy", "same-origin"},
         {"Content-Security-Policy",
          page_of_a_run
              // Its scripts run in an origin of their own and can ask nobody, this server neither.
              ? "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
                "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'none'"
              : "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"}});
}

}  // namespace mailsim::serve
