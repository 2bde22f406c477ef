// The command line as a whole: finds the subcommand, gives it its options, runs it.
#pragma once
#include <memory>
#include <string>

#include "cli/subcommand.hpp"

namespace mailsim::cli {

// What the arguments ask for: a subcommand to run, or a text to show (help, version).
struct Wanted {
    std::unique_ptr<Subcommand> subcommand;
    std::string text;
};

// Throws WrongInput when the arguments make no sense. A subcommand is made, and its `json` known, as soon as
// its name is, so `wanted` is filled even then.
void read_arguments(int count, const char* const* arguments, Wanted& wanted);

}  // namespace mailsim::cli
