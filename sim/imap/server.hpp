// The server's half of an IMAP session over text, without a socket: octets in, octets out, and questions for
// the driver (is this password right? start TLS). Order rules: order.hpp. Not here: passwords, delays,
// time-outs, the clock.
#pragma once
#include "imap/reader.hpp"
#include "imap/session.hpp"

namespace mailsim::imap {

// Use: send take_output(); feed receive(); after each, answer asked() and send take_output() until it is
// empty. Read from the peer only while hungry(); when ended(), close after the output is sent. A session
// stays where it is made (views of mailboxes know it).
class Server {
  public:
    explicit Server(ServerOptions options);
    Server(const Server&) = delete;

    void receive(std::string_view octets, mailbox::UnixTime now);
    std::string take_output();  // and goes on with what waited for room; in IDLE, tells what changed
    bool hungry() const { return !ended() && session_.output.size() < full_ && reader_.waiting() < full_; }
    const Ask& asked() const { return session_.ask; }
    bool ended() const { return session_.state == State::logged_out; }
    State state() const { return session_.state; }
    bool idling() const { return session_.exchange == Exchange::idle; }
    // Called when an idle session has something to tell: the driver then sends take_output(), not within the
    // call.
    void on_change(std::function<void()> call) { session_.on_change = std::move(call); }

    // Answers to AskLogin. Other words of refusal begin with "NO ", as "NO [UNAVAILABLE] ...".
    void logged_in(std::shared_ptr<mailbox::Account> account);
    void login_refused(std::string_view reply = {});
    // Answer to AskTls: the channel is private now. What came in before is forgotten (RFC 3501 6.2.1).
    void tls_started();

    // Octets of commands and messages that came in and are not done with.
    std::size_t held() const { return reader_.held(); }

    const std::string& user() const { return session_.user; }
    std::uint32_t fetched() const { return session_.fetched; }  // answers that held a text or a part of one

  private:
    void advance();
    bool step();  // false: nothing more to do now
    void command(const std::string& text);
    Result execute(Parser& parser);
    Result not_legal(std::string_view name);
    void exchange_line(const std::string& line);
    void literal();
    void refuse_literal(const std::string& tag, const Result& refusal, bool end);
    void finish(const Result& result);
    void answer(const std::string& tag, std::string_view name, const Result& result);
    void count_bad();
    void end(std::string_view bye);

    static constexpr std::size_t full_ = 65536;
    Session session_;
    Reader reader_;
    int bad_commands_ = 0;
};

}  // namespace mailsim::imap
