// SMTP client: a server that says anything. The client ends, and no recipient is both accepted and
// unanswered.
#include "fuzz/fuzz.hpp"
#include "smtp/text_client.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    fuzz::Pieces input(octets, size);
    smtp_tests::TextClient client;
    const mail::Address to[3]{};
    const smtp::Path paths[3]{{"one", "x.test"}, {"two", "x.test"}, {"three", "x.test"}};
    smtp::EnvelopeText text;
    text.sender = {"me", "y.test"};
    text.recipients = paths;
    client.envelope.recipients = to;
    client.envelope.count = 1 + (input.choice() & 3) % 3;
    client.envelope.text = &text;
    client.content = "Subject: x\r\n\r\n.dot\r\n";
    client.policy.lmtp = input.choice() & 4;
    client.policy.tls = input.choice() & 8 ? smtp::TlsUse::opportunistic : smtp::TlsUse::none;
    client.policy.authenticate = input.choice() & 16;
    client.policy.user = "me";
    client.policy.password = "pw";
    client.start();
    std::string said;
    for (int turn = 0; turn < 2000 && !client.closed; ++turn) {
        said += client.send();
        if (client.closed) break;
        if (client.handshake) {
            client.handshake = false;
            client.replies.start();
            client.machine.tls_started();
            continue;
        }
        if (input.empty()) {
            client.machine.lost(smtp::Loss::connection);
            continue;
        }
        client.receive(input.next());
        fuzz::must(client.replies.held() <= 2 * 2048 + 64, "a reply is bounded");
    }
    fuzz::must(said.size() < 100'000, "the client does not talk for ever");
    std::uint32_t taken = 0;
    for (std::uint32_t i = 0; i < client.envelope.count; ++i)
        taken += client.machine.results()[i].fate == smtp::Fate::accepted;
    fuzz::planted(taken == 3 && client.policy.lmtp);
    return 0;
}
