// A client on a wire that does not exist: replies in, octets out, through the machine and the text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "smtp/client.hpp"
#include "smtp/content.hpp"
#include "smtp/format.hpp"
#include "smtp/replies.hpp"

namespace smtp_tests {
using namespace mailsim;

struct TextClient {
    smtp::ClientPolicy policy;
    smtp::Envelope envelope;
    std::string hello = "client.test", content;
    smtp::Client machine;
    smtp::ReplyReader replies;
    bool closed = false, handshake = false;

    void start() {
        policy.keep_texts = true;
        replies.start();
        machine.start(policy, envelope);
    }
    // Everything the client has to say before it needs a reply.
    std::string send() {
        using What = smtp::Send::What;
        std::string out;
        while (true) {
            smtp::Send send = machine.next();
            if (send.what == What::command) out += smtp::format(send.command, nullptr, hello);
            if (send.what == What::response) out += std::string(machine.auth_line()) + "\r\n";
            if (send.what == What::content) {
                smtp::ContentWriter writer;
                if (!send.empty) writer.write(content, out);
                writer.finish(out);
            }
            closed = send.what == What::close || send.what == What::idle;
            handshake = send.what == What::tls;
            if (closed || handshake || send.what == What::wait) return out;
        }
    }
    void receive(std::string_view input) {
        while (replies.next(input) == smtp::ReplyReader::What::reply)
            machine.on(replies.reply(), replies.offers());
    }
};

}  // namespace smtp_tests
