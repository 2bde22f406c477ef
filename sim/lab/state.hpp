// Mailboxes and queues on disk (SQLite), so that what was accepted outlives the process.
#pragma once
#include <memory>
#include <string>

#include "lab/keeper.hpp"

namespace mailsim::lab {

// Makes the folder and its file lab.sqlite when they are missing. Throws std::runtime_error when it cannot,
// or when another lab uses the folder.
std::unique_ptr<Keeper> keep_in(const std::string& folder);

}  // namespace mailsim::lab
