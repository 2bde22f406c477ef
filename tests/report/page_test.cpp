#include "report/page.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "example.hpp"
#include "report/run_text.hpp"

using namespace mailsim;
using namespace mailsim::report;
using namespace mailsim::report::test;

namespace {

std::string temporary(const std::string& name, const std::string& text) {
    std::string path = (std::filesystem::temp_directory_path() / ("mailsim-page-" + name + ".html")).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

// The checker says what is wrong with a page, in words; they are shown when it was expected to be sound.
bool page_is_sound(const std::string& name, const std::string& text) {
    std::string path = temporary(name, text);
    int status = std::system(("python3 " MAILSIM_SOURCE_DIR "/tests/report/check_page.py " + path).c_str());
    std::filesystem::remove(path);
    return status == 0;
}

}  // namespace

TEST_CASE("the page is well formed and needs nothing from the network") {
    Example e;
    make_example(e);
    CHECK(page_is_sound("day", page(e.summary, e.estate, e.scenario)));
}

TEST_CASE("the checker of the page finds what it must not have") {
    Example e;
    make_example(e);
    std::string good = page(e.summary, e.estate, e.scenario);
    auto with = [&](const std::string& what) { return std::string(good).insert(good.find("<main"), what); };
    CHECK_FALSE(page_is_sound("image", with("<img src=\"http://example.com/x.png\" alt=\"\"/>")));
    CHECK_FALSE(page_is_sound("script", with("<script src=\"x.js\"></script>")));
    CHECK_FALSE(page_is_sound("open", with("<div>")));
    CHECK_FALSE(page_is_sound("anchor", with("<a href=\"#nowhere\">x</a>")));
    CHECK_FALSE(page_is_sound("style", with("<style>@import url(x.css);</style>")));
}

TEST_CASE("a run in which nothing happened still makes a page") {
    Example e;
    e.estate.index();
    CHECK(page_is_sound("empty", page(e.summary, e.estate, e.scenario)));
}

TEST_CASE("a short run with one message makes a page without curves") {
    Example e;
    make_example(e);
    e.summary.simulated_seconds = e.summary.measured_to = 60;
    for (observe::Curve& c : e.summary.curves) c.value.resize(1);
    std::string text = page(e.summary, e.estate, e.scenario);
    CHECK(page_is_sound("short", text));
    CHECK(text.find("Delivered per second") == std::string::npos);
}

TEST_CASE("words of the scenario cannot become parts of the page") {
    Example e;
    make_example(e);
    e.summary.title = "<script>alert(1)</script> & \"co\"\x01";
    e.summary.events.push_back({5, "<b>", "be2", "</table>"});
    e.summary.differences = {"ledger of be2: 1 < 2"};
    std::string text = page(e.summary, e.estate, e.scenario);
    CHECK(page_is_sound("escape", text));
    CHECK(text.find("<script>") == std::string::npos);
    CHECK(text.find("1 &lt; 2") != std::string::npos);
}

TEST_CASE("an incomplete run and a failed check are said at the top") {
    Example e;
    make_example(e);
    e.summary.complete = false;
    e.summary.differences = {"ledger of fe: off by one"};
    std::string text = page(e.summary, e.estate, e.scenario);
    CHECK(text.find("interrupted: a partial result") < text.find("<main"));
    CHECK(text.find("1 self-checks failed") < text.find("<main"));
}

// Not part of the tests: writes the page to look at it.
TEST_CASE("writes an example page", "[.look]") {
    Example e;
    make_example(e);
    const char* path = std::getenv("MAILSIM_PAGE");
    std::ofstream(path ? path : "example-report.html", std::ios::binary)
        << page(e.summary, e.estate, e.scenario);
    WARN(run_text(e.summary, false));
}
