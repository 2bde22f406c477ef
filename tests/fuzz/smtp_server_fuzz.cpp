// SMTP and LMTP server: any octets. Lines are bounded, replies are replies, nothing follows the end.
#include "fuzz/fuzz.hpp"
#include "smtp/text_server.hpp"

namespace {

using namespace mailsim;

mail::Reply say_yes(smtp::Stage stage, const std::string& about) {
    if (about.find("refused") != std::string::npos) return {550, {5, 1, 1}, "<{recipient}>: no such user"};
    return {static_cast<std::uint16_t>(stage == smtp::Stage::connect ? 220
                                       : stage == smtp::Stage::auth  ? 235
                                                                     : 250),
            {},
            ""};
}

void check_replies(std::string_view out) {
    while (!out.empty()) {
        std::size_t end = out.find("\r\n");
        fuzz::must(end != std::string_view::npos && end >= 4, "a reply is a whole line");
        std::string_view line = out.substr(0, end);
        fuzz::must(line[0] >= '2' && line[0] <= '5' && (line[3] == ' ' || line[3] == '-'),
                   "a reply has a code");
        fuzz::must(line.find('\n') == std::string_view::npos, "a reply's line holds no line end");
        out.remove_prefix(end + 2);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    fuzz::Pieces input(octets, size);
    smtp_tests::TextServer server(say_yes);
    server.policy.lmtp = input.choice() & 1;
    server.policy.reject_bare_newline = input.choice() & 2;
    server.policy.offers.add(smtp::Extension::auth_plain)
        .add(smtp::Extension::auth_login)
        .add(smtp::Extension::starttls);
    if (input.choice() & 4) server.policy.offers.size = 100;
    check_replies(server.connect());
    while (!input.empty() && !server.closed) {
        check_replies(server.receive(input.next()));
        if (server.handshake) {
            server.tls_started();
            check_replies(server.take());
        }
    }
    fuzz::must(server.most_held <= smtp::auth_line_limit + 2, "a line is bounded");
    for (const std::string& content : server.contents) fuzz::planted(content.find("..") != std::string::npos);
    return 0;
}
