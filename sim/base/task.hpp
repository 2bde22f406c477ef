// Task<T>: a coroutine that starts when it is awaited and hands its result to the one that awaits it.
// Frames come from frame_pool. An exception that leaves a Task is a bug and terminates.
// Not here: time. What a Task waits for is given by a World (engine, sockets).
// clang++-14 needs -D__cpp_impl_coroutine=201902L on its command line for libstdc++'s <coroutine>.
#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/frame_pool.hpp"

namespace mailsim::base {

template <class T = void>
class Task;
class TaskGroup;

// What all promises share. The links are used by tasks of a TaskGroup only.
struct TaskPromise {
    std::coroutine_handle<> continuation;
    std::coroutine_handle<> self;  // set in root tasks only: they free themselves at their end
    TaskPromise *next = nullptr, *previous = nullptr;

    static void* operator new(std::size_t size) { return frame_pool.take(size); }
    static void operator delete(void* frame, std::size_t size) { frame_pool.give(frame, size); }

    std::suspend_always initial_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { std::terminate(); }

    struct Final {
        bool await_ready() noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            TaskPromise& promise = ended.promise();
            if (promise.continuation) return promise.continuation;
            if (promise.self) promise.end_root();
            return std::noop_coroutine();
        }
        void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }

    void end_root() noexcept {
        if (previous) previous->next = next;
        if (next) next->previous = previous;
        self.destroy();
    }
};

template <class T>
struct ValuePromise : TaskPromise {
    std::optional<T> value;
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T result() { return std::move(*value); }
};
template <>
struct ValuePromise<void> : TaskPromise {
    void return_void() noexcept {}
    void result() noexcept {}
};

template <class T>
class [[nodiscard]] Task {
  public:
    struct promise_type : ValuePromise<T> {
        Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    // g++ 12 mishandles an aggregate temporary as the operand of co_await: hence the constructor, and no
    // copies.
    class Awaiter {
      public:
        explicit Awaiter(Handle handle) : handle_(handle) {}
        Awaiter(const Awaiter&) = delete;
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
            handle_.promise().continuation = waiter;
            return handle_;
        }
        T await_resume() { return handle_.promise().result(); }

      private:
        Handle handle_;
    };
    Awaiter operator co_await() const noexcept { return Awaiter{handle_}; }

    // Gives the frame away; the caller resumes or destroys it.
    Handle release() { return std::exchange(handle_, {}); }

  private:
    explicit Task(Handle handle) : handle_(handle) {}
    Handle handle_;
};

// Starts a root task at once, up to its first suspension. It frees itself at its end.
inline void spawn(Task<void> task) {
    const auto root = task.release();
    root.promise().self = root;
    root.resume();
}

// Root tasks that can be given up together: what still waits when the group goes away is destroyed where it
// stands, with the destructors of its locals. Whatever those locals refer to must still exist then.
class TaskGroup {
  public:
    TaskGroup() = default;
    TaskGroup(const TaskGroup&) = delete;
    ~TaskGroup() { abandon(); }

    // Starts a root task at once, up to its first suspension.
    void spawn(Task<void> task) {
        const auto root = task.release();
        TaskPromise& promise = root.promise();
        promise.self = root;
        promise.next = head_.next;
        promise.previous = &head_;
        if (head_.next) head_.next->previous = &promise;
        head_.next = &promise;
        root.resume();
    }
    void abandon() {
        while (head_.next) head_.next->end_root();
    }
    bool empty() const { return !head_.next; }

  private:
    TaskPromise head_;
};

}  // namespace mailsim::base
