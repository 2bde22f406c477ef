// Every look. To add one: a file here, its name below, its line in registry.cpp.
#pragma once
#include "teach/look.hpp"

namespace mailsim::teach::looks {

extern const Look client, test, webmail, account, quota, blacklist, dig, track, bounce, queue, log, header;

}  // namespace mailsim::teach::looks
