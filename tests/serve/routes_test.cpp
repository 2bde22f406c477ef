#include "serve/routes.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace mailsim::serve;

namespace {

Routes routes() {
    Routes all;
    auto echo = [](const Asked& asked) {
        Response response;
        for (const std::string& part : asked.parts) response.body += fmt::format("<{}>", part);
        return response;
    };
    all.add("GET", "/api/jobs", echo);
    all.add("DELETE", "/api/jobs/{id}", echo);
    all.add("GET", "/api/results/{id}/files/{name}", echo);
    all.add("GET", "/api/scenarios/{name*}", echo);
    return all;
}

Response ask(const std::string& method, const std::string& path) {
    return routes().answer({method, path, "", {}, {}});
}

}  // namespace

TEST_CASE("braces match one part of a path, a star all that is left") {
    CHECK(ask("DELETE", "/api/jobs/7").body == "<7>");
    CHECK(ask("GET", "/api/results/7/files/a.json").body == "<7><a.json>");
    CHECK(ask("GET", "/api/scenarios/faults/wrong-mx").body == "<faults/wrong-mx>");
    for (const char* path : {"/api/jobs/7/8", "/api", "/", "", "/api/results/7/files", "/api/scenarios"})
        CHECK(ask("GET", path).status == 404);
}

TEST_CASE("a wrong method is told which ones there are") {
    Response response = ask("PUT", "/api/jobs/7");
    CHECK(response.status == 405);
    CHECK(response.headers == std::vector<std::pair<std::string, std::string>>{{"Allow", "DELETE"}});
}
