#include "cli/sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/values.hpp"
#include "cli/wrong_input.hpp"

namespace mailsim::cli {

void declare_sign_in(Options& options, SignInNames& names) {
    options.value(
        "--sign-in", names.how, "HOW",
        "right, wrong-password or none: how the person's program signs in (default: as its settings "
        "say)");
    options.value("--login", names.login, "ADDRESS", "the account that signs in (default: the sender)");
    options.flag("--without-tls", names.without_tls, "the program does not start TLS");
}

estate::SignIn read_sign_in(estate::Estate& estate, const SignInNames& names, estate::ClientKind kind) {
    estate::SignIn sign_in;
    if (!names.given()) return sign_in;
    std::string option = !names.how.empty()     ? "--sign-in"
                         : !names.login.empty() ? "--login"
                                                : "--without-tls";
    if (kind != estate::ClientKind::outlook && kind != estate::ClientKind::outlook_pop3)
        throw WrongInput(option,
                         fmt::format("only for a program that sends by SMTP (outlook or outlook-pop3), "
                                     "not for {}",
                                     estate::name(kind)));
    if (!names.how.empty()) {
        auto found = std::find(estate::sign_in_names.begin(), estate::sign_in_names.end(), names.how);
        if (found == estate::sign_in_names.end())
            throw WrongInput("--sign-in",
                             fmt::format("'{}' is not one of right, wrong-password, none", names.how));
        sign_in.how = static_cast<estate::SignIn::How>(found - estate::sign_in_names.begin());
    }
    if (!names.login.empty()) {
        sign_in.as = read_address(estate.book, "--login", names.login, false);
        const estate::Domain* domain = estate.domain(sign_in.as.domain);
        if (!domain || domain->outside)
            throw WrongInput("--login", fmt::format("'{}' is not of the estate", names.login));
    }
    sign_in.tls = !names.without_tls;
    return sign_in;
}

}  // namespace mailsim::cli
