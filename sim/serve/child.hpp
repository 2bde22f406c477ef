// A program as a child process of its own group: with limits on memory and time, told to stop, and whatever
// it does, it harms nothing here. Not here: what it is asked.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace mailsim::serve {

struct ChildLimits {
    base::Bytes memory{4'000'000'000};  // of its address space; not held in builds with sanitizers
    std::chrono::seconds time{30};      // on the clock
    std::size_t output = 64'000'000;    // bytes of standard output
    std::chrono::seconds grace{5};      // from being told to end to being killed
};

struct Ending {
    int status = -1;  // as it exited; -1 when a signal ended it
    int signal = 0;
    bool late = false, stopped = false, too_long = false;  // ended by us: time, stop token, output
    std::string output, errors;                            // errors: the last of standard error
    bool crashed() const { return signal != 0 && !late && !stopped && !too_long; }
};

// Runs the program to its end. Lines of standard error go to `heard` as they come. With `stop` its group gets
// SIGTERM, and SIGKILL when its grace is over. Throws std::system_error when no process can be made.
Ending run_child(const std::vector<std::string>& arguments, const ChildLimits& limits,
                 std::stop_token stop = {}, const std::function<void(std::string_view)>& heard = {});

// The file of the running program.
std::string own_program();

}  // namespace mailsim::serve
