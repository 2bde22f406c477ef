// POP3 server: any octets, with a mailbox of three messages behind the password.
#include "fuzz/fuzz.hpp"
#include "pop3/server.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    fuzz::Pieces input(octets, size);
    auto account = std::make_shared<mailbox::Account>(mailbox::memory_store(), base::Bytes{0}, 1);
    for (const char* text : {"Subject: one\r\n\r\n.a\r\n", "Subject: two\r\n\r\n", "no end"})
        (void)account->append(account->inbox().row.id, std::make_shared<const std::string>(text), {}, 1);
    pop3::ServerOptions options;
    options.stls = input.choice() & 1;
    pop3::Server server(options);
    std::size_t said = 0;
    while (!input.empty() && !server.ended()) {
        server.receive(input.next());
        for (std::string out = "x"; !out.empty(); said += out.size()) {
            if (std::holds_alternative<pop3::AskTls>(server.asked())) server.tls_started();
            if (const auto* login = std::get_if<pop3::AskLogin>(&server.asked())) {
                if (login->password == "pw")
                    server.logged_in(account);
                else
                    server.login_refused();
            }
            out = server.take_output();
        }
    }
    fuzz::must(said <= 1000 + size * 2000, "answers are bounded by the commands");
    fuzz::planted(server.deleted() == 3);
    return 0;
}
