// The client's end of an SMTP or LMTP session, without I/O, clock or text. Two faces: next() tells what to
// send on entering a state, on() where a reply leads. It behaves as Postfix 3.7's smtp(8): MAIL, all RCPT and
// DATA go out together when the server pipelines, and content, "." and QUIT together after 354. Not here:
// connecting, choosing hosts, deciding what a refusal means for the queue.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <variant>

#include "mail/reply.hpp"
#include "smtp/command.hpp"
#include "smtp/extensions.hpp"
#include "smtp/results.hpp"

namespace mailsim::smtp {

enum class TlsUse : std::uint8_t { none, opportunistic, required };

struct ClientPolicy {
    bool lmtp = false;
    TlsUse tls = TlsUse::none;
    bool tls_from_start = false;  // port 465: the driver shook hands before the greeting
    bool authenticate = false;    // AUTH when offered
    bool auth_required = false;   // without AUTH nothing is sent
    bool pipelining = true;
    bool keep_open = false;         // connection cache: no QUIT, the session can be used again()
    bool wait_for_quit = false;     // smtp_skip_quit_response=no
    bool skip_5xx_greeting = true;  // it says nothing of the message
    bool keep_texts =
        false;  // copies reply texts: for drivers whose replies do not live as long as the results
    std::string_view user, password;  // for AUTH with words; empty in the simulator
};

// The words of an envelope, for the lab; each array has one entry a recipient, or is null.
struct EnvelopeText {
    Path sender;
    const Path* recipients = nullptr;
    std::string_view envid;
    const std::string_view* orcpt = nullptr;
};

// What is to be sent. Everything it points to must live until the session is over.
struct Envelope {
    mail::Address sender;
    const mail::Address* recipients = nullptr;
    std::uint32_t count = 0;  // at least 1
    std::int64_t size = -1;   // for SIZE=; -1: unsaid
    Body body = Body::unsaid;
    bool smtputf8 = false;
    Ret ret = Ret::unsaid;
    const std::uint8_t* notify = nullptr;  // bits for each recipient, or null
    const EnvelopeText* text = nullptr;
};

// What a client says that finds the message larger than the server has announced. {text}: its size.
inline constexpr mail::Reply message_too_large{
    0, {5, 3, 4}, "message size {text} exceeds size limit {limit} of server {server}"};

// What the driver does next.
struct Send {
    enum class What : std::uint8_t {
        command,   // send `command`, call next() again
        response,  // send auth_line(), call next() again (AUTH)
        content,   // send the content and "." (nothing but "." when `empty`), call next() again
        wait,      // send off what was gathered, read one reply, call on(), then next()
        tls,       // shake hands; tls_started() or tls_failed()
        idle,      // the transaction is over, the connection stays open: again() or close
        close,     // close the connection
    };
    What what = What::close;
    bool empty = false;
    std::uint32_t recipient = 0;  // of RCPT
    Command command;
};

enum class Loss : std::uint8_t { connection, timeout };

//   start() --> Greeting --220--> Hello --250--> [StartTls --220--> Handshake --> Hello]
//                  |                | 5xx: HELO                                   |
//                  | 4xx, 5xx       |                   [Auth --235-->] Transfer <-+
//                  v                v                      |               |
//               Leaving <-----------+----------------------+               v
//                  |                                                     Idle, or QUIT
//                  +--QUIT--> Closed <-------------------------------------+
//
//   Transfer has two hands, sending and receiving, as far apart as pipelining allows:
//     mail -> rcpt ... rcpt -> data -> dot -> quit -> last
//                    \           \--354 missing, no recipient left: reset -> quit -> last
//   Idle --again()--> Probe (RSET) --250--> Transfer
class Client {
  public:
    // Forgets everything; policy must outlive the session.
    void start(const ClientPolicy& policy, const Envelope& envelope);
    // Another message over the same connection; only after Send::idle. With a policy: that one from now on.
    void again(const Envelope& envelope);
    void again(const ClientPolicy& policy, const Envelope& envelope);
    bool idle() const { return std::holds_alternative<Idle>(state_); }

    Send next();
    // A reply; `offers` is what the server listed, for the replies to EHLO and LHLO.
    void on(const mail::Reply& reply, const Extensions& offers = {});
    void tls_started();
    void tls_failed();
    // The connection broke or nothing came in time; mid_content: while the content was being written.
    void lost(Loss loss, bool mid_content = false);
    // No connection at all: every recipient gets this (code 0, or what the driver knows).
    void not_connected(const mail::Reply& why);

    const Results& results() const { return results_; }
    const Envelope& envelope() const { return envelope_; }
    bool tls() const { return tls_; }
    bool finished() const {
        return std::holds_alternative<Closed>(state_) || std::holds_alternative<Idle>(state_);
    }
    bool retry_without_tls() const {
        return retry_without_tls_;
    }                                      // opportunistic TLS failed: connect again without
    bool stale() const { return stale_; }  // the kept connection was dead: connect again, nothing was decided
    std::string_view auth_line() const { return auth_line_; }
    const Extensions& offers() const { return offers_; }
    const ClientPolicy& policy() const { return *policy_; }

  private:
    enum class Line : std::uint8_t { mail, rcpt, data, dot, reset, quit, last };
    struct Closed {};
    struct Idle {};
    struct Greeting {};
    struct Hello {
        Verb verb;
        bool sent = false;
    };
    struct StartTls {
        bool sent = false;
    };
    struct Handshake {};
    struct Auth {
        bool login = false;
        std::uint8_t step = 0;
        bool waiting = false;
    };
    struct Probe {
        bool sent = false;
    };
    struct Leaving {
        bool sent = false;
    };
    struct Transfer {
        Line send = Line::mail, receive = Line::mail;
        std::uint32_t sent = 0, received = 0, accepted = 0, reported = 0;
        bool mail_refused = false, data_refused = false;
        bool ahead() const { return receive < send || received != sent; }
    };
    using State =
        std::variant<Closed, Idle, Greeting, Hello, StartTls, Handshake, Auth, Probe, Leaving, Transfer>;

    Send next_hello(Hello& hello);
    Send next_auth(Auth& auth);
    Send next_transfer(Transfer& t);
    Send emit(Transfer& t);
    Send mail_command(Transfer& t);
    Send rcpt_command(Transfer& t);
    void on_hello(const Hello& hello, const mail::Reply& reply, const Extensions& offers);
    void on_auth(Auth& auth, const mail::Reply& reply);
    void on_transfer(Transfer& t, const mail::Reply& reply);
    void on_rcpt(Transfer& t, const mail::Reply& reply);
    void on_dot(Transfer& t, const mail::Reply& reply);
    void after_hello();
    void leave(const mail::Reply& reply, Point at);
    bool too_large() const;
    void settle(std::uint32_t i, const mail::Reply& reply, Point at);
    void settle_all(const mail::Reply& reply, Point at);
    mail::Reply kept(const mail::Reply& reply);
    const char* lost_words(Loss loss, bool mid_content, Point& at) const;

    const ClientPolicy* policy_ = nullptr;
    Envelope envelope_;
    State state_;
    Extensions offers_;
    bool tls_ = false, authenticated_ = false, retry_without_tls_ = false, stale_ = false;
    Results results_;
    CommandText text_;
    std::string auth_line_;
    std::deque<std::string> texts_;
};

}  // namespace mailsim::smtp
