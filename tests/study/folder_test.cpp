#include "study/folder.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "study/execute.hpp"

using namespace mailsim;
namespace fs = std::filesystem;

namespace {

// Half a minute between two people: a run of a few milliseconds.
constexpr const char* quick = R"({"topology": "single-server", "start": "Monday 10:00", "duration": "30 s",
  "load": {"population": false, "streams": [
    {"from": "ann@small.example", "to": "bob@small.example", "per_second": 2}]}})";

struct Place {
    Place() {
        std::string pattern = (fs::temp_directory_path() / "mailsim-study-XXXXXX").string();
        path = mkdtemp(pattern.data());
        setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);
        std::ofstream(path / "quick.json") << quick;
    }
    ~Place() { fs::remove_all(path); }
    study::Opening opening(bool resume = false) const {
        return {(path / "out").string(), (path / "quick.json").string(), {}, R"({"kind": "test"})", resume};
    }
    fs::path path;
};

study::Variant faster(double per_second) {
    return {"faster", {{"/load/streams/0/per_second", std::to_string(per_second)}}};
}
std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
study::Launcher two_at_once() {
    study::Launcher launcher;
    launcher.jobs = 2;
    return launcher;
}

}  // namespace

TEST_CASE("carries a plan out and finds every figure again", "[folder]") {
    Place place;
    auto folder = study::Folder::open(place.opening());
    REQUIRE(folder);
    std::size_t plain = folder->add({}, 0), more = folder->add(faster(8), 0);
    study::Executed done = study::execute(*folder, two_at_once());
    CHECK(done.complete);
    CHECK(done.failures.empty());
    const study::Result *a = folder->result(plain), *b = folder->result(more);
    REQUIRE(a);
    REQUIRE(b);
    CHECK(a->metric("offered") == static_cast<double>(a->ledger.offered));
    CHECK(*b->metric("offered") > 2 * *a->metric("offered"));
    CHECK(a->metric("delivery within 60 s") == 1);
    CHECK(a->differences.empty());
    CHECK_FALSE(a->metric("no such metric"));
}

TEST_CASE("a result's line reads back to the same bytes", "[folder]") {
    Place place;
    auto folder = study::Folder::open(place.opening());
    REQUIRE(folder);
    study::Run all{{}, 0, {"queue", "delay_mean"}, true, true, false, {}};
    std::size_t line = folder->add({}, 0, all);
    REQUIRE(study::execute(*folder, two_at_once()).complete);
    std::string text = text_of(place.path / "out/runs/000000.json");
    CHECK(study::to_line(*folder->result(line)) + "\n" == text);
    CHECK_FALSE(folder->result(line)->stations.empty());
    CHECK(fs::exists(place.path / "out/rows/000000.sqlite"));
}

TEST_CASE("makes only what is missing, and the same bytes again", "[folder]") {
    Place place;
    std::string first;
    {
        auto folder = study::Folder::open(place.opening());
        REQUIRE(folder);
        for (std::uint64_t k = 0; k < 3; ++k) folder->add({}, k);
        REQUIRE(study::execute(*folder, two_at_once()).complete);
        first = text_of(place.path / "out/runs/000001.json");
    }
    fs::path kept = place.path / "out/runs/000002.json", lost = place.path / "out/runs/000001.json",
             torn = place.path / "out/runs/000000.json";
    auto written = fs::last_write_time(kept);
    fs::remove(lost);
    fs::resize_file(torn, fs::file_size(torn) / 2);
    auto folder = study::Folder::open(place.opening(true));
    REQUIRE(folder);
    CHECK(folder->missing() == std::vector<std::size_t>{0, 1});
    CHECK(folder->damaged().size() == 1);
    std::size_t asked = 0;
    study::execute(*folder, two_at_once(), [&](const study::Progress& p) { return asked = p.wanted, true; });
    CHECK(asked == 2);
    CHECK(text_of(lost) == first);
    CHECK(fs::last_write_time(kept) == written);
}

TEST_CASE("a folder of another study, or of other inputs, is left alone", "[folder]") {
    Place place;
    {
        auto folder = study::Folder::open(place.opening());
        REQUIRE(folder);
        folder->add({}, 0);
        folder->save();
        CHECK_FALSE(study::Folder::open(place.opening(true)));  // another mailsim works there
    }
    CHECK_FALSE(study::Folder::open(place.opening(false)));
    study::Opening other = place.opening(true);
    other.purpose = R"({"kind": "other"})";
    CHECK_FALSE(study::Folder::open(other));
    std::ofstream(place.path / "quick.json")
        << std::string(quick).replace(std::string(quick).find("30 s"), 4, "31 s");
    CHECK_FALSE(study::Folder::open(place.opening(true)));
    study::Opening strangers = place.opening();
    strangers.folder = place.path.string();
    CHECK_FALSE(study::Folder::open(strangers));
    CHECK(text_of(place.path / "out/plan.jsonl") == "{\"set\":{},\"replication\":0}\n");
}

TEST_CASE("a variant that points nowhere is a problem before anything is written", "[folder]") {
    Place place;
    base::Problems wrong = study::check(place.opening(), {"", {{"/load/multiplyer", "2"}}});
    REQUIRE(wrong.size() == 1);
    CHECK(wrong.begin()->pointer == "/load/multiplyer");
    CHECK(study::check(place.opening(), faster(3)).empty());
    CHECK_FALSE(fs::exists(place.path / "out"));
}

TEST_CASE("another topology is kept with the study", "[folder]") {
    Place place;
    auto folder = study::Folder::open(place.opening());
    REQUIRE(folder);
    std::size_t line = folder->add({"", {{"/topology", "\"single-server\""}}}, 0);
    REQUIRE(study::execute(*folder, two_at_once()).complete);
    CHECK(folder->result(line)->metric("offered"));
}
