// A server on a wire that does not exist: octets in, octets out, through the reader and the machine, with
// verdicts from a script. This is the loop of a socket driver, without the socket.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/format.hpp"
#include "smtp/reader.hpp"
#include "smtp/server.hpp"

namespace smtp_tests {
using namespace mailsim;

struct TextServer {
    // What is asked: the stage, and what it is about (an address, a name, "user:password").
    using Verdicts = std::function<mail::Reply(smtp::Stage, const std::string&)>;

    explicit TextServer(Verdicts given) : verdicts(std::move(given)) {}

    smtp::ServerPolicy policy;
    Verdicts verdicts;
    std::function<void(smtp::Verb, smtp::Phase)> heard;  // each command, and the phase it came in
    std::string node = "mx.test", client = "client.test[192.0.2.1]", queue_id = "QUEUEID";
    smtp::Server machine;
    smtp::Reader reader;
    std::string out, content;                       // content: of the transaction under way
    std::vector<std::string> contents;              // of those accepted
    std::vector<std::string> recipients, accepted;  // of the transaction under way; of accepted contents
    std::string text_word, recipient, limit;
    bool closed = false, handshake = false;
    std::size_t most_held = 0;

    std::string connect(bool tls = false) {
        reader.start();
        follow(machine.connect(policy, tls), {});
        return take();
    }
    // All that the client sent at once; what it pipelined after STARTTLS must vanish.
    std::string receive(std::string_view input) {
        while (!closed && !handshake) {
            smtp::Reader::Event event = reader.next(input);
            most_held = std::max(most_held, reader.held());
            if (event.what == smtp::Reader::Event::What::more) break;
            on(event);
        }
        return take();
    }
    void tls_started() {
        handshake = false;
        follow(machine.tls_started(), {});
    }
    std::string take() { return std::move(out); }

  private:
    void on(const smtp::Reader::Event& event) {
        using What = smtp::Reader::Event::What;
        if (event.what == What::content) {
            content += event.text;
        } else if (event.what == What::command) {
            text_word = word_of(event.command);
            if (heard) heard(event.command.verb, machine.phase());
            follow(machine.on(event.command), event.command);
        } else if (event.what == What::response) {
            follow(machine.auth_response(event.too_long ? std::string(20000, 'x') : event.text), {});
        } else if (reading_chunk) {
            reading_chunk = false;
            limit = std::to_string(reader.octets());
            follow(machine.chunk_end(reader.bare_newline()), {});
        } else {
            follow(machine.content_end(reader.octets(), reader.bare_newline()), {});
        }
    }
    static std::string word_of(const smtp::Command& command) {
        if (!command.text) return "";
        bool whole = command.verb == smtp::Verb::vrfy || command.verb == smtp::Verb::etrn;
        return std::string(whole ? command.text->argument : command.text->option);
    }
    std::string about(const smtp::Action& action, const smtp::Command& command) const {
        if (action.stage == smtp::Stage::auth)
            return machine.credentials().user + ":" + machine.credentials().password;
        if (action.stage == smtp::Stage::content)
            return recipients.empty() ? "" : recipients[action.recipient];
        if (!command.text) return "";
        if (action.stage == smtp::Stage::helo) return std::string(command.text->argument);
        return smtp::to_string(command.text->path);
    }
    void follow(smtp::Action action, const smtp::Command& command) {
        while (true) {
            if (action.what == smtp::Action::Do::ask) {
                std::string key = about(action, command);
                mail::Reply verdict = verdicts(action.stage, key);
                note(action.stage, key, verdict);
                action = machine.answer(verdict);
            } else {
                if (action.what == smtp::Action::Do::say) say(action);
                if (action.then != smtp::Action::Then::more) break;
                action = machine.more();
            }
        }
        reader.expect(action.then, machine.chunk_size());
        reading_chunk = action.then == smtp::Action::Then::chunk;
        closed = action.then == smtp::Action::Then::close;
        handshake = action.then == smtp::Action::Then::tls;
    }
    void note(smtp::Stage stage, const std::string& key, const mail::Reply& verdict) {
        if (stage == smtp::Stage::mail) recipients.clear();
        if (stage == smtp::Stage::mail) content.clear();
        if (stage == smtp::Stage::rcpt && verdict.positive()) recipients.push_back(key);
        if (stage == smtp::Stage::rcpt || stage == smtp::Stage::vrfy) recipient = key;
        if (stage != smtp::Stage::content) return;
        text_word = queue_id;
        recipient = key;
        std::int64_t missing = content.ends_with("\r\n") ? 0 : 2;  // Postfix counts the last line's end
        limit = std::to_string(machine.content_size() + missing);
        if (!verdict.positive()) return;
        if (policy.lmtp) accepted.push_back(key);
        if (!policy.lmtp) accepted.insert(accepted.end(), recipients.begin(), recipients.end());
        contents.push_back(content);
    }
    void say(const smtp::Action& action) {
        mail::Reply reply = action.reply;
        std::string text =
            mail::fill(reply.text, {recipient, "", client, node, text_word, limit, "", client});
        reply.text = text;
        out += action.listing ? smtp::format_listing(reply, machine.offered(), policy.lmtp)
                              : smtp::format(reply);
    }
    bool reading_chunk = false;
};

}  // namespace smtp_tests
