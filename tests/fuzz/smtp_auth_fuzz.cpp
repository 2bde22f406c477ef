// AUTH: any lines. Base64 of any octets comes back; an exchange ends after at most two lines.
#include <string>

#include "fuzz/fuzz.hpp"
#include "smtp/auth.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    fuzz::Pieces input(octets, size);
    std::string_view text = input.all();
    std::string back;
    fuzz::must(smtp::from_base64(smtp::base64(text), back) && back == text, "base64 comes back");
    bool login = input.choice() & 1;
    smtp::Extensions offered;
    offered.add(smtp::Extension::auth_plain).add(smtp::Extension::auth_login);
    auto line = [&] {
        std::string_view one = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        return one;
    };
    using What = smtp::AuthExchange::Step::What;
    smtp::AuthExchange exchange;
    auto step = exchange.start(login ? "LOGIN" : "PLAIN", input.choice() & 2 ? line() : "", offered);
    for (int challenges = 0; step.what == What::challenge; ++challenges) {
        fuzz::must(challenges < 2, "at most two challenges");
        step = exchange.next(line());
    }
    fuzz::must((step.what == What::failed) == (step.error != smtp::Error::none), "a failure has its reason");
    const auto& who = exchange.credentials();
    fuzz::planted(step.what == What::done && !who.user.empty() && who.password.starts_with(who.user));
    return 0;
}
