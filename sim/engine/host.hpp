// A machine: processors, a disk, and the sessions that live and die with it. Nodes run on hosts; several may
// share one.
#pragma once
#include "engine/disk.hpp"
#include "engine/platform.hpp"
#include "engine/processor.hpp"

namespace mailsim::engine {

class Host {
  public:
    Host(Calendar& calendar, const Platform::Host& numbers)
        : cpu(calendar, numbers.cores, numbers.speed),
          disk(calendar, numbers.disk_operation, numbers.disk_rate),
          calendar_(calendar) {}
    Host(const Host&) = delete;

    // At this instant every attached session breaks and every job of processor and disk fails; those that
    // wait are resumed at this instant, after the caller.
    void turn_off();
    void turn_on();
    bool is_on() const { return on_; }
    std::size_t sessions() const { return sessions_; }
    // The sum of all time in which the host was off.
    Duration off_time(Instant now) const { return on_ ? off_time_ : off_time_ + (now - off_since_); }

    Processor cpu;
    Disk disk;

  private:
    friend class Session;
    void add(Session::Attachment& attachment);
    void remove(Session::Attachment& attachment);

    Calendar& calendar_;
    Session::Attachment* first_ = nullptr;
    std::size_t sessions_ = 0;
    Instant off_since_{};
    Duration off_time_{0};
    bool on_ = true;
};

}  // namespace mailsim::engine
