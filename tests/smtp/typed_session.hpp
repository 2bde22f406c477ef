// A whole typed session over a wire that does not exist: both machines, no text, no allocation. This is the
// loop that a simulator's node runs, with the time left out.
#pragma once
#include "smtp/client.hpp"
#include "smtp/server.hpp"

namespace smtp_tests {
using namespace mailsim;

// verdict: mail::Reply(const smtp::Action& asked, const smtp::Command& command).
template <class Verdict>
void run_typed(smtp::Client& client, smtp::Server& server, const smtp::ServerPolicy& port,
               Verdict&& verdict) {
    using Do = smtp::Action::Do;
    using Then = smtp::Action::Then;
    using What = smtp::Send::What;
    smtp::Command command;
    bool broken = false;
    auto settle = [&](smtp::Action action) {
        while (true) {
            if (action.what == Do::ask) {
                action = server.answer(verdict(action, command));
                continue;
            }
            if (action.what == Do::say)
                client.on(action.reply, action.listing ? server.offered() : smtp::Extensions{});
            if (action.then == Then::close) broken = true;
            if (action.then != Then::more) return action.then;
            action = server.more();
        }
    };
    settle(server.connect(port, client.tls()));
    while (true) {
        smtp::Send send = client.next();
        if (send.what == What::close || send.what == What::idle) return;
        if (broken || send.what == What::wait) return client.lost(smtp::Loss::connection);
        if (send.what == What::command) {
            command = send.command;
            settle(server.on(send.command));
        } else if (send.what == What::content) {
            settle(server.content_end(send.empty ? 0 : 1000));
        } else {
            server.tls_started();
            client.tls_started();
        }
    }
}

}  // namespace smtp_tests
