// Which handler answers which method and path. A part of a path in braces matches one part: "/api/jobs/{id}".
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "serve/http.hpp"

namespace mailsim::serve {

struct Asked {
    const Request& request;
    std::vector<std::string> parts;  // what the braces matched, in order
};

class Routes {
  public:
    using Handler = std::function<Response(const Asked&)>;
    void add(std::string method, std::string pattern, Handler handler);
    Response answer(const Request& request) const;  // 404 and 405 where nothing fits
    struct Line {
        std::string method, pattern;
        Handler handler;
    };
    const std::vector<Line>& lines() const { return lines_; }

  private:
    std::vector<Line> lines_;
};

}  // namespace mailsim::serve
