// A subcommand of mailsim: which options it has, and what it does with them. One file each; registry.cpp
// lists them.
#pragma once
#include <memory>
#include <span>
#include <string_view>

namespace mailsim::cli {

class Options;

// The exit statuses of the command line's contract.
enum Exit { yes = 0, no = 1, wrong_input = 2, failed = 3, interrupted = 130 };

class Subcommand {
  public:
    virtual ~Subcommand() = default;
    virtual void declare(Options& options) = 0;
    virtual int run() = 0;  // an Exit; mistakes of the user are thrown as WrongInput
    bool json = false;      // --json was given
};

struct Entry {
    std::string_view name, meaning;  // the meaning as `mailsim --help` shows it
    std::unique_ptr<Subcommand> (*make)();
};
std::span<const Entry> subcommands();

}  // namespace mailsim::cli
