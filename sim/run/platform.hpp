// The estate's machines as the engine wants them, with one more host that stands for all customers' own
// machines.
#pragma once
#include "engine/platform.hpp"
#include "estate/estate.hpp"

namespace mailsim::run {

struct BuiltPlatform {
    engine::Platform platform;
    base::HostId clients;
    base::Duration internet;  // one question to servers of the Internet and back
};
BuiltPlatform build_platform(const estate::Estate& estate);

}  // namespace mailsim::run
