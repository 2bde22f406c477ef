#include "serve/routes.hpp"

#include <optional>
#include <string_view>

#include "serve/guard.hpp"

namespace mailsim::serve {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 1; at <= path.size();) {
        std::size_t end = std::min(path.find('/', at), path.size());
        parts.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

// Names of shipped scenarios hold one slash: "{name*}" at the end takes all that is left.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    auto wanted = split(pattern), given = split(path);
    bool rest = !wanted.empty() && wanted.back().ends_with("*}");
    if (rest ? given.size() < wanted.size() : given.size() != wanted.size()) return std::nullopt;
    std::vector<std::string> found;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with("{")) {
            if (wanted[i] != given[i]) return std::nullopt;
        } else if (rest && i + 1 == wanted.size()) {
            found.emplace_back(given[i].data(), path.data() + path.size());
        } else {
            found.emplace_back(given[i]);
        }
    }
    return found;
}

}  // namespace

void Routes::add(std::string method, std::string pattern, Handler handler) {
    lines_.push_back({std::move(method), std::move(pattern), std::move(handler)});
}

Response Routes::answer(const Request& request) const {
    std::string allowed;
    for (const Line& line : lines_) {
        auto parts = match(line.pattern, request.path);
        if (!parts) continue;
        if (line.method == request.method) return line.handler({request, std::move(*parts)});
        allowed += (allowed.empty() ? "" : ", ") + line.method;
    }
    if (allowed.empty()) return refusal(404, "there is nothing at this address");
    Response response = refusal(405, "this address is asked with " + allowed);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

}  // namespace mailsim::serve
