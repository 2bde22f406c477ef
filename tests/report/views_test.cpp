#include "report/views.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "example.hpp"
#include "json/write.hpp"
#include "report/page.hpp"

using namespace mailsim;
using namespace mailsim::report;
using namespace mailsim::report::test;

namespace {

bool is_sound(const std::string& name, const std::string& text) {
    std::string path =
        (std::filesystem::temp_directory_path() / ("mailsim-views-" + name + ".html")).string();
    std::ofstream(path, std::ios::binary) << text;
    int status = std::system(("python3 " MAILSIM_SOURCE_DIR "/tests/report/check_page.py " + path).c_str());
    std::filesystem::remove(path);
    return status == 0;
}

std::string example_page(Example& e) {
    make_example(e);
    return with_views(page(e.summary, e.estate, e.scenario), "run", run_figures(e.summary));
}

}  // namespace

TEST_CASE("a page with the console's views is well formed and needs nothing from the network") {
    Example e;
    std::string text = example_page(e);
    CHECK(is_sound("day", text));
    CHECK((text.find("views-data") != std::string::npos) == have_views());
    CHECK((text.find("without node and npm") == std::string::npos) == have_views());
}

TEST_CASE("the checker finds scripts and styles that are not the page's own") {
    Example e;
    std::string good = example_page(e);
    auto with = [&](const std::string& what) { return std::string(good).insert(good.find("<main"), what); };
    CHECK_FALSE(is_sound("source", with("<script src=\"x.js\"></script>")));
    CHECK_FALSE(is_sound("json", with("<script type=\"application/json\">{</script>")));
    CHECK_FALSE(is_sound("font", with("<style>@font-face { src: url(x.woff2); }</style>")));
    CHECK_FALSE(is_sound("fetch", with("<script>fetch('http://www.w3.org/2000/svgs')</script>")));
}

TEST_CASE("no text of the figures can end their script") {
    Example e;
    make_example(e);
    e.summary.title = "</script><img/> & <!-- ]]>";
    std::string text = with_views(page(e.summary, e.estate, e.scenario), "run", run_figures(e.summary));
    CHECK(is_sound("escape", text));
    CHECK(text.find("</script><img") == std::string::npos);
}

// Ten thousand minutes are drawn as at most 300 points; the maximum of a stretch stays to be seen.
TEST_CASE("figures over time are sums of stretches, of the eight highest nodes") {
    Example e;
    make_example(e);
    e.summary.curves.clear();
    for (int node = 0; node < 12; ++node) {
        observe::Curve c{"n" + std::to_string(node), "queue", "recipients", 60, {}};
        c.value.assign(10000, 1.0);
        c.value[5000] = 100 + node;
        e.summary.curves.push_back(c);
    }
    json::Value figures = run_figures(e.summary);
    const json::Value& queue = *figures.find("series")->find("queue");
    CHECK(queue.find("minutes")->items().size() <= 300);
    CHECK(queue.find("nodes")->members().size() == 8);
    const json::Value* highest = queue.find("nodes")->find("n11");
    REQUIRE(highest);
    double most = 0;
    for (const json::Value& v : highest->find("max")->items()) most = std::max(most, v.number());
    CHECK(most == 111);
    CHECK(queue.find("nodes")->find("n3") == nullptr);
}

TEST_CASE("delays by classes add up to what was delivered") {
    Example e;
    make_example(e);
    json::Value figures = run_figures(e.summary);
    const json::Value& delays = *figures.find("delays");
    std::int64_t sum = 0, bars = 0;
    for (const json::Member& kind : delays.find("kinds")->members())
        for (const json::Value& n : kind.value.find("count")->items()) sum += n.integer();
    for (const observe::DelayBar& bar : e.summary.delay_bars)
        for (std::uint64_t n : bar.count) bars += static_cast<std::int64_t>(n);
    CHECK(sum == bars);
    CHECK(delays.find("rows")->integer() == bars);
    CHECK(delays.find("edges")->items().size() == e.summary.delay_bars.size() + 1);
}
