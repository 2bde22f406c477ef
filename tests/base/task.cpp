#include "base/task.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace mailsim::base;

namespace {

// A gate that coroutines wait at and the test opens.
struct Gate {
    std::vector<std::coroutine_handle<>> waiting;
    struct Pass {
        explicit Pass(Gate& gate) : gate_(gate) {}
        Pass(const Pass&) = delete;
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> waiter) { gate_.waiting.push_back(waiter); }
        void await_resume() const {}
        Gate& gate_;
    };
    Pass pass() { return Pass{*this}; }
    void open() {
        auto all = std::move(waiting);
        for (auto waiter : all) waiter.resume();
    }
};

Task<int> twice(Gate& gate, int value) {
    co_await gate.pass();
    co_return 2 * value;
}
Task<> sum(Gate& gate, int& result, std::string& log) {
    log += "started ";
    const int left = co_await twice(gate, 1);
    const int right = co_await twice(gate, 10);
    result = left + right;
    log += "ended";
}
Task<std::string> word(std::string text) { co_return text + "!"; }
Task<> loop(int& rounds) {
    for (int i = 0; i < 100; ++i) rounds += static_cast<int>((co_await word("ok")).size());
}

struct Leaving {
    int& count;
    ~Leaving() { ++count; }
};
Task<> stay(Gate& gate, int& left) {
    Leaving leaving{left};
    co_await gate.pass();
}

}  // namespace

TEST_CASE("A task starts when it is awaited and hands its result on") {
    Gate gate;
    int result = 0;
    std::string log;
    auto task = sum(gate, result, log);
    CHECK(log.empty());
    spawn(std::move(task));
    CHECK(log == "started ");
    gate.open();
    CHECK(result == 0);
    gate.open();
    CHECK(result == 22);
    CHECK(log == "started ended");
}

TEST_CASE("A task that is never awaited frees its frame") {
    const auto before = frame_pool.counts().in_use;
    { auto unused = word("x"); }
    CHECK(frame_pool.counts().in_use == before);
}

TEST_CASE("Frames are used again and not taken from malloc a second time") {
    int rounds = 0;
    spawn(loop(rounds));
    const auto counts = frame_pool.counts();
    for (int i = 0; i < 1000; ++i) spawn(loop(rounds));
    CHECK(rounds == 1001 * 300);
    CHECK(frame_pool.counts().from_malloc == counts.from_malloc);
    CHECK(frame_pool.counts().in_use == counts.in_use);
}

TEST_CASE("A group that goes away destroys its waiting tasks, with their locals") {
    Gate gate;
    int left = 0;
    const auto before = frame_pool.counts().in_use;
    {
        TaskGroup group;
        for (int i = 0; i < 3; ++i) group.spawn(stay(gate, left));
        gate.waiting[1].resume();
        CHECK(left == 1);
        CHECK_FALSE(group.empty());
    }
    CHECK(left == 3);
    CHECK(frame_pool.counts().in_use == before);
}
