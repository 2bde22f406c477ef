// World: what one role's coroutine sees of the engine. Every co_await gives an Outcome. Roles take it as a
// template parameter, so that the same role runs on sockets. One World waits for one thing at a time; two
// coroutines that talk to each other have one World each.
#pragma once
#include "engine/engine.hpp"
#include "engine/slots.hpp"

namespace mailsim::engine {

class World {
  public:
    explicit World(Engine& engine) : engine_(engine), session_(engine.calendar()) {}
    // Lives on one host, or between two.
    World(Engine& engine, HostId host) : World(engine) { attach(host); }
    World(Engine& engine, HostId one, HostId other) : World(engine, one) { attach(other); }
    World(const World&) = delete;

    Instant now() const { return engine_.now(); }
    auto sleep(Duration length) { return session_.sleep(length); }
    auto sleep_until(Instant at) { return session_.sleep_until(at); }
    // Processor demand on a host, in core-seconds at speed 1.
    auto use(HostId host, Duration demand) { return engine_.host(host).cpu.use(session_, demand); }
    auto write(HostId host, Bytes size, int syncs) {
        return engine_.host(host).disk.write(session_, size, syncs);
    }
    auto read(HostId host, Bytes size) { return engine_.host(host).disk.read(session_, size); }
    auto transfer(HostId from, HostId to, Bytes size) {
        return engine_.network().transfer(session_, from, to, size);
    }
    auto take(Slots& slots) { return slots.take(session_); }
    // Waits for wake() by another coroutine: the other end has said something.
    auto park() { return session_.park(); }
    bool parked() const { return session_.parked(); }
    void wake() { session_.wake(); }

    // One way; base::never_ends if there is no way now.
    Duration latency(HostId from, HostId to) const { return engine_.network().latency(from, to); }
    bool is_on(HostId host) const { return engine_.host(host).is_on(); }

    // False if the host is off: the world is broken then, and every wait fails at once.
    bool attach(HostId host) { return session_.attach(engine_.host(host)); }
    // Leaves all hosts and is whole again.
    void detach() { session_.detach(); }
    bool broken() const { return session_.broken(); }
    void deadline(Instant at) { session_.deadline(at); }
    void deadline_in(Duration length) { session_.deadline(now() + length); }
    void no_deadline() { session_.deadline(base::never); }

    void spawn(base::Task<void> task) { engine_.spawn(std::move(task)); }
    Session& session() { return session_; }
    Engine& engine() { return engine_; }

  private:
    Engine& engine_;
    Session session_;
};

}  // namespace mailsim::engine
