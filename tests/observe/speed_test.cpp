// The hot path: what a fact costs. Printed, and held to bounds that only a change of kind would break.
#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>

#include "fixture.hpp"

namespace {
std::atomic<std::uint64_t> allocations{0};
}

// The address sanitizer counts on its own allocator.
#ifndef __SANITIZE_ADDRESS__
void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
#endif

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;

namespace {

double wall() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

constexpr std::uint32_t messages = 200'000;
constexpr double facts_each = 16 + 12;  // of incoming(), and twelve visits

void one(facts::Stream& stream, std::uint32_t i) {
    base::Duration start = std::chrono::milliseconds(i);
    incoming(stream, i, start);
    for (std::uint32_t v = 0; v < 12; ++v)
        stream.emit(facts::Level::visit, visit(base::StationId{v}, start + 3s, 5ms, 5ms));
}

Options twelve_stations() {
    Options options;
    for (std::uint32_t i = 0; i < 12; ++i)
        options.stations.push_back(
            {base::StationId{i}, Resource::processor, base::HostId{i % 3}, {}, {}, 1, "cpu"});
    return options;
}

}  // namespace

TEST_CASE("a fact costs tens of nanoseconds and no allocation when no rows are kept") {
    estate::Estate estate;
    fill(estate);
    scenario::Scenario scenario;
    Observer observer(estate, scenario, twelve_stations());
    facts::Stream stream;
    observer.subscribe(stream);
    for (std::uint32_t i = 0; i < 1000; ++i)
        one(stream, i);  // the first values of each range, the first minutes
    std::uint64_t before = allocations;
    double began = wall();
    for (std::uint32_t i = 1000; i < messages; ++i) one(stream, i);
    double each = (wall() - began) / (messages - 1000) / facts_each * 1e9;
    std::uint64_t made = allocations - before;
    WARN(each << " ns a fact; " << made << " allocations for " << messages - 1000 << " messages");
    CHECK(each < 500);
    CHECK(made < 50);  // minutes: 4 of them in 200 simulated seconds
}

TEST_CASE("rows are written at hundreds of thousands a second") {
    std::filesystem::path file = std::filesystem::temp_directory_path() / "mailsim-observe-speed.sqlite";
    std::filesystem::remove(file);
    estate::Estate estate;
    fill(estate);
    scenario::Scenario scenario;
    Options options = twelve_stations();
    options.keep = Keep::all();
    options.results = file.string();
    Observer observer(estate, scenario, options);
    facts::Stream stream;
    observer.subscribe(stream);
    double began = wall();
    for (std::uint32_t i = 0; i < messages; ++i) {
        mail::Message m = message(i, std::chrono::milliseconds(i));
        mail::Address to{mail::DomainId{0}, i % 1000};
        observer.introduce(m, {&to, 1});
        one(stream, i);
    }
    EndState end;
    end.at = at(24h);
    observer.finish(end);
    double rate = messages * 4 / (wall() - began);
    WARN(rate << " rows a second, facts included; " << std::filesystem::file_size(file) / messages
              << " bytes a message");
    CHECK(rate > 50'000);
    std::filesystem::remove(file);
}
