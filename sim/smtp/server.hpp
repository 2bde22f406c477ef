// The server's end of an SMTP or LMTP session (RFC 5321, RFC 2033), without I/O, clock or text: commands in,
// actions out. It knows the order of commands, the limits and the standing replies; everything that is a
// matter of policy it asks its driver for. Nothing is allocated, except by AUTH with words (the lab).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "mail/reply.hpp"
#include "smtp/auth.hpp"
#include "smtp/command.hpp"
#include "smtp/extensions.hpp"
#include "smtp/order.hpp"

namespace mailsim::smtp {

// What a listening port is told. Defaults are Postfix 3.7's; the parameter is named beside each.
struct ServerPolicy {
    Extensions offers = postfix_extensions;    // size: message_size_limit, 0 for none
    bool lmtp = false;                         // LHLO, a reply per recipient, Dovecot's words
    bool helo_required = false;                // smtpd_helo_required
    bool tls_required = false;                 // smtpd_tls_security_level=encrypt
    bool auth_needs_tls = false;               // smtpd_tls_auth_only; tls_required implies it
    bool auth_required = false;                // MAIL is refused with 530 until AUTH (RFC 4954 6)
    bool reject_bare_newline = false;          // smtpd_forbid_bare_newline=reject
    std::uint32_t recipient_limit = 1000;      // smtpd_recipient_limit
    std::uint32_t recipient_overshoot = 1000;  // smtpd_recipient_overshoot_limit
    std::uint32_t soft_error_limit = 10;       // smtpd_soft_error_limit
    std::uint32_t hard_error_limit = 20;       // smtpd_hard_error_limit
    std::uint32_t junk_limit = 100;            // smtpd_junk_command_limit
};
inline constexpr ServerPolicy postfix_smtp{};  // port 25 of a Postfix
// Port 24 of a Dovecot.
inline constexpr ServerPolicy dovecot_lmtp{
    .offers = dovecot_lmtp_extensions, .lmtp = true, .soft_error_limit = 11, .hard_error_limit = 11};

// The points of a session at which the driver must get a verdict.
// vrfy: what RCPT would be told, without a sender and without a consequence.
enum class Stage : std::uint8_t { connect, helo, auth, mail, rcpt, data, content, vrfy };
const char* name(Stage stage);

// What the driver does next.
struct Action {
    enum class Do : std::uint8_t {
        say,   // send `reply`, then go on with `then`
        ask,   // get a verdict for `stage`, hand it to answer()
        read,  // nothing to say yet: go on with `then`
    };
    // What the next input is.
    enum class Then : std::uint8_t {
        command,        // on()
        auth_response,  // auth_response(): one line
        content,        // content up to CRLF . CRLF, then content_end()
        chunk,          // chunk_size() octets, then chunk_end()
        tls,            // drop all plaintext not yet read (RFC 3207 4.2), shake hands, then tls_started()
        more,           // no input: call more() at once
        close,          // close the connection
    };
    Do what = Do::read;
    Stage stage = Stage::connect;
    Then then = Then::command;
    bool listing = false;         // the reply to EHLO or LHLO: lines for offered() follow
    bool tarpit = false;          // too many errors: wait smtpd_error_sleep_time (1 s) before saying it
    std::uint32_t recipient = 0;  // LMTP, stage content: which of the accepted recipients, from 0
    mail::Reply reply;
};

// The session:
//
//   Closed --connect()--> Asking{connect} --2xx--> Open --QUIT, 421, 521--> Closed
//                            | 4xx, 5xx            |  ^
//                            v                     |  |
//              Denied (only QUIT is heard)         +--EHLO MAIL RCPT DATA--> Asking{stage} --answer()--> Open
//                                                  +--STARTTLS--> Handshake --tls_started()--> Open
//                                                  +--AUTH--> Authenticating --> Asking{auth} --> Open
//                                                  +--DATA, 354--> Content --content_end()--> Asking{content}
//                                                  +--BDAT--> Chunk --chunk_end()--> Open, or Asking{content}
//   Asking{content} --answer()--> Open; LMTP: once for each accepted recipient
//   Parting: the measure of errors is full, 421 is still to be said; then Closed
//
// The transaction, apart from it (Phase in order.hpp):
//
//   none --MAIL 250--> mail --RCPT 250--> rcpt --BDAT--> chunks --BDAT LAST--> none
//     ^                  |                  |               | error
//     +---- EHLO, RSET, STARTTLS, content answered ---------+--> skipping --BDAT LAST, RSET--> none
class Server {
  public:
    // A client connected. Forgets everything; the policy must outlive the session. tls: from the first octet
    // (port 465).
    Action connect(const ServerPolicy& policy, bool tls = false);
    Action on(const Command& command);
    // The driver's verdict on what was asked. An empty text of a positive reply becomes the standing words
    // ("250 2.1.0 Ok"); 421 closes.
    Action answer(const mail::Reply& verdict);
    Action auth_response(std::string_view line);
    // The content ended: its octets without the final dot, and whether a bare CR or LF was seen in it.
    Action content_end(std::int64_t octets, bool bare_newline = false);
    Action chunk_end(bool bare_newline = false);
    Action tls_started();
    Action more();
    // The client was silent too long: 421, close.
    Action timed_out();

    Extensions offered() const;  // at this instant: STARTTLS and AUTH come and go with TLS
    bool tls() const { return tls_; }
    bool esmtp() const { return esmtp_; }
    bool closed() const { return std::holds_alternative<Closed>(state_); }
    bool authenticated() const { return authenticated_; }
    const Credentials& credentials() const {
        return auth_.credentials();
    }  // during Ask{auth}: what was given
    Phase phase() const { return phase_; }
    std::uint32_t accepted() const { return accepted_; }           // recipients of this transaction
    std::int64_t declared_size() const { return declared_size_; }  // -1: unsaid
    std::int64_t content_size() const { return content_size_; }    // octets received in this transaction
    std::int64_t chunk_size() const;                               // of the BDAT being read
    std::uint32_t errors() const { return errors_; }
    const ServerPolicy& policy() const { return *policy_; }

  private:
    struct Closed {};
    struct Asking {
        Stage stage;
        bool esmtp = false;      // helo: EHLO or LHLO
        bool chunked = false;    // data: BDAT asked
        std::uint32_t next = 0;  // content of LMTP: the recipient asked about
    };
    struct Open {};
    struct Denied {};
    struct Handshake {};
    struct Authenticating {};
    struct Content {};
    struct Chunk {
        std::int64_t size = 0;
        bool last = false;
        mail::Reply refusal;  // code 0: taken
    };
    struct Parting {};  // a 421 is to be said before closing
    using State =
        std::variant<Closed, Asking, Open, Denied, Handshake, Authenticating, Content, Chunk, Parting>;

    Action say(const mail::Reply& reply, Action::Then then = Action::Then::command);
    Action refuse(Error error);
    Action refuse(const mail::Reply& reply);
    Action ask(Stage stage);
    Action proceed(const Command& command);
    Error bar(const Command& command, const Order& rule) const;
    Action obey(const Command& command);
    Action hello(const Command& command);
    Action mail_from(const Command& command);
    Action rcpt_to(const Command& command);
    Action data();
    Action bdat(const Command& command, Error order);
    Action begin_chunk(std::int64_t size, bool last);
    Action read_chunk() const;
    Action starttls();
    Action auth(const Command& command);
    Action auth_step(AuthExchange::Step step);
    Action answer_connect(const mail::Reply& verdict);
    Action answer_helo(const mail::Reply& verdict, bool esmtp);
    Action answer_auth(const mail::Reply& verdict);
    Action answer_mail(const mail::Reply& verdict);
    Action answer_rcpt(const mail::Reply& verdict);
    Action answer_vrfy(const mail::Reply& verdict);
    Action answer_data(const mail::Reply& verdict, bool chunked);
    Action answer_content(const mail::Reply& verdict, std::uint32_t next);
    Action content_verdicts(const mail::Reply& own);
    Action after_error(Action action);
    void reset_transaction();
    bool over_size(std::int64_t octets) const;

    const ServerPolicy* policy_ = &postfix_smtp;
    State state_;
    Phase phase_ = Phase::none;
    bool hello_ = false, esmtp_ = false, tls_ = false, authenticated_ = false, smtputf8_ = false;
    std::uint32_t accepted_ = 0, overshoot_ = 0, errors_ = 0, junk_ = 0;
    std::int64_t declared_size_ = -1, content_size_ = 0;
    std::int64_t pending_size_ = 0;  // BDAT waiting for the verdict on data
    bool pending_last_ = false;
    mail::Reply own_refusal_;  // LMTP: the machine's own answer for every recipient
    AuthExchange auth_;
};

}  // namespace mailsim::smtp
