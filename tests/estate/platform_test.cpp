#include "estate/platform.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;

namespace {

// Sites a and b joined by links 1 and 2; c is alone. Hosts 0 and 1 are at a, 2 at b, 3 at c; host 2 has
// link 3.
estate::Platform made() {
    estate::Platform p;
    p.sites.resize(3);
    p.sites[0].inside = {{0}};
    p.links.resize(4);
    p.hosts.resize(4);
    p.hosts[2].site = 1;
    p.hosts[2].link = {3};
    p.hosts[3].site = 2;
    p.routes.push_back({0, 1, {{1}, {2}}, ""});
    return p;
}

std::vector<std::uint32_t> numbers(const std::vector<base::LinkId>& links) {
    std::vector<std::uint32_t> all;
    for (base::LinkId link : links) all.push_back(link.value);
    return all;
}

}  // namespace

TEST_CASE("links between hosts: own link, site or route, own link, and the reverse backwards") {
    estate::Platform p = made();
    using Numbers = std::vector<std::uint32_t>;
    CHECK(numbers(p.links_between({0}, {1})) == Numbers{0});
    CHECK(numbers(p.links_between({0}, {2})) == Numbers{1, 2, 3});
    CHECK(numbers(p.links_between({2}, {0})) == Numbers{3, 2, 1});
    CHECK(p.links_between({0}, {0}).empty());
}

TEST_CASE("a host at a site without route is out of reach") {
    estate::Platform p = made();
    CHECK(p.reachable({0}, {2}));
    CHECK(p.reachable({3}, {3}));
    CHECK_FALSE(p.reachable({0}, {3}));
    CHECK(p.links_between({0}, {3}).empty());
}
