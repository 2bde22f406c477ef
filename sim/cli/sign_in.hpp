// Options that say how a person's program signs in to send: shared by path and replay.
#pragma once
#include <string>

#include "cli/options.hpp"
#include "estate/estate.hpp"
#include "estate/sign_in.hpp"

namespace mailsim::cli {

struct SignInNames {
    std::string how, login;
    bool without_tls = false;
    bool given() const { return !how.empty() || !login.empty() || without_tls; }
};

void declare_sign_in(Options& options, SignInNames& names);
// Throws WrongInput; kind: what the message is sent with, which must be a program that speaks SMTP.
estate::SignIn read_sign_in(estate::Estate& estate, const SignInNames& names, estate::ClientKind kind);

}  // namespace mailsim::cli
