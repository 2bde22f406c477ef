// A mistake of the user, thrown to main, which prints every problem on its own line and ends with status 2.
#pragma once
#include <string>
#include <string_view>

#include "base/problems.hpp"

namespace mailsim::cli {

struct WrongInput {
    base::Problems problems;

    explicit WrongInput(base::Problems found) : problems(std::move(found)) {}
    // Of the command line itself: "mailsim: --size: '12x' ...".
    WrongInput(std::string_view argument, std::string_view message) {
        problems.add("mailsim", argument, message);
    }
};

}  // namespace mailsim::cli
