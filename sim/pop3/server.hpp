// The server's half of a POP3 session over text, without a socket: octets in, octets out, and questions for
// the driver (is this password right? start TLS). Order rules: order.hpp. Not here: passwords, delays,
// time-outs.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "pop3/line_reader.hpp"
#include "pop3/maildrop.hpp"
#include "pop3/order.hpp"

namespace mailsim::pop3 {

struct ServerOptions {
    std::string greeting = "+OK Dovecot ready.";
    bool stls = false;                // offers STLS
    bool tls = false;                 // TLS from the start (port 995)
    bool plaintext_logins = true;     // passwords are accepted without TLS too
    std::size_t longest_line = 8192;  // octets
    int most_bad_commands = 20;       // one after another; then the session ends; before the login 3
};

// What the driver has to do before the session goes on. While one is open, no command is executed.
struct AskLogin {
    std::string user, password;
};
struct AskTls {};  // send the output, then shake hands, then tls_started()
using Ask = std::variant<std::monostate, AskLogin, AskTls>;

// Use: send take_output(); feed receive(); after each, answer asked() and send take_output() until it is
// empty. Read from the peer only while hungry(); when ended(), close after the output is sent.
class Server {
  public:
    explicit Server(ServerOptions options);

    void receive(std::string_view octets);
    std::string take_output();  // and goes on with commands that waited for room
    bool hungry() const { return !ended() && output_.size() < full_ && input_.size() < full_; }
    const Ask& asked() const { return ask_; }
    bool ended() const { return state_ == State::ended; }
    State state() const { return state_; }

    // Answers to AskLogin.
    void logged_in(std::shared_ptr<mailbox::Account> account);
    void login_refused(
        std::string_view reply = {});  // other words, as "-ERR [SYS/TEMP] ..."; empty: wrong password
    // Answer to AskTls: the channel is private now. What came in before is forgotten (RFC 2595 4).
    void tls_started();

    std::uint32_t retrieved() const { return retrieved_; }
    std::uint32_t deleted() const { return deleted_; }  // at QUIT
    const std::string& user() const { return user_; }

  private:
    enum class Exchange : std::uint8_t {
        none,
        plain,
        login_user,
        login_password
    };  // lines that are no commands

    void advance();
    void take_line(const std::string& line);
    void command(const std::string& line);
    void answer_unknown(std::string_view word);
    bool execute(Verb verb, std::string_view argument);  // false: a negative answer
    void say(std::string_view line) { output_.append(line).append("\r\n"); }
    bool refuse(std::string_view line);
    void end() { state_ = State::ended; }

    // session.cpp: before the login and at its end
    bool user(std::string_view argument);
    bool pass(std::string_view argument);
    bool auth(std::string_view argument);
    void auth_line(const std::string& line, bool initial = false);
    bool credentials(std::string_view base64);
    bool capa();
    bool stls();
    bool quit();
    bool passwords_allowed() const { return options_.tls || options_.plaintext_logins; }

    // messages.cpp: the transaction state
    bool stat();
    bool list(std::string_view argument);
    bool uidl(std::string_view argument);
    bool retr(std::string_view argument);
    bool top(std::string_view argument);
    bool dele(std::string_view argument);
    bool rset();
    std::uint32_t number(std::string_view& argument);  // 0: refused, and said so
    std::uint32_t only_number(std::string_view argument);
    void send_text(std::string_view text);

    static constexpr std::size_t full_ = 65536;
    ServerOptions options_;
    LineReader input_;
    std::string output_;
    State state_ = State::authorization;
    Ask ask_;
    Verb asking_ = Verb::unknown;  // the command whose answer the driver owes
    Exchange exchange_ = Exchange::none;
    std::string user_;
    std::unique_ptr<Maildrop> drop_;
    int bad_commands_ = 0;
    std::uint32_t retrieved_ = 0, deleted_ = 0;
};

}  // namespace mailsim::pop3
