// What the commands of one IMAP session share: its state, its mailbox, what is being said. Inside the room
// only.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "imap/fetch_items.hpp"
#include "imap/order.hpp"
#include "imap/parser.hpp"
#include "mailbox/view.hpp"

namespace mailsim::imap {

struct ServerOptions {
    std::string ready = "Dovecot ready.";  // follows the capabilities in the greeting
    std::string quota_words = "Quota exceeded (mailbox for user is full)";
    bool starttls = false;                      // offers STARTTLS
    bool tls = false;                           // TLS from the start (port 993)
    bool plaintext_logins = true;               // passwords are accepted without TLS too
    std::size_t longest_command = 65536;        // octets, literals included; APPEND's message apart
    std::uint64_t largest_message = 64u << 20;  // octets that APPEND takes
    int most_bad_commands = 20;                 // one after another; before the login 3
};

// What the driver has to do before the session goes on. While one is open, no command is executed.
struct AskLogin {
    std::string user, password;
};
struct AskTls {};  // send the output, then shake hands, then tls_started()
using Ask = std::variant<std::monostate, AskLogin, AskTls>;

// How a command ended. `later`: not yet; the driver or a FETCH under way will end it.
struct Result {
    enum class Status : std::uint8_t { ok, no, bad, later } status = Status::ok;
    std::string text;
    bool timed = true;  // ends in the seconds it took, as most of Dovecot's answers
};
inline Result ok(std::string text) { return {Result::Status::ok, std::move(text), true}; }
inline Result no(std::string text) { return {Result::Status::no, std::move(text), true}; }
inline Result bad(std::string text) { return {Result::Status::bad, std::move(text), true}; }
inline Result plain(Result::Status status, std::string_view text) {
    return {status, std::string(text), false};
}
inline Result later() { return {Result::Status::later, "", false}; }

// A FETCH that is answered message by message, as the peer takes the output.
struct FetchUnderWay {
    FetchItems items;
    std::vector<std::uint32_t> numbers;
    std::size_t next = 0;
    bool some_gone = false;
};

enum class Exchange : std::uint8_t {
    none,
    plain,
    login_user,
    login_password,
    idle
};  // lines that are no commands

struct Session {
    ServerOptions options;
    std::string output;
    State state = State::not_authenticated;
    Ask ask;
    Exchange exchange = Exchange::none;
    std::string tag;  // of the command being executed
    Verb verb = Verb::unknown;
    mailbox::UnixTime now = 0;
    std::string user;
    std::shared_ptr<mailbox::Account> account;
    std::unique_ptr<mailbox::View> view;
    std::vector<std::string> keywords;  // of the selected folder, as told to the client
    std::unique_ptr<FetchUnderWay> fetch;
    std::function<void()> on_change;
    std::uint32_t fetched = 0;  // message texts sent

    void say(std::string_view line) { output.append(line).append("\r\n"); }
    bool uid_command() const { return verb >= Verb::uid_expunge && verb <= Verb::uid_copy; }
    bool passwords_allowed() const { return options.tls || options.plaintext_logins; }
    void leave_folder() { view.reset(), keywords.clear(); }
    // Tells what changed in the selected folder. Expunges only where RFC 3501 7.4.1 allows them.
    void tell_changes(bool may_expunge);
    // FLAGS and PERMANENTFLAGS, when a keyword is new to the client.
    void tell_keywords(const mailbox::Flags& flags);
    std::string capabilities() const;
};

// The messages a command is for; nothing when its set is wrong (a FETCH of number 9 of 3).
std::optional<std::vector<std::uint32_t>> chosen(Session& session, Parser& parser);
std::string no_such_mailbox(std::string_view name);
// What is wrong with a name under which nothing can be: none, or its form. Nothing: it is a name.
std::optional<Result> no_name(std::string_view name);

}  // namespace mailsim::imap
