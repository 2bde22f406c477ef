// Commands of every state: CAPABILITY, NOOP, LOGOUT, ID. And the table of all commands.
#include <array>

#include "imap/commands.hpp"
#include "imap/words.hpp"

namespace mailsim::imap {

Command command_for(Verb verb) {
    static constexpr std::array<Command, verb_count> table = {
        do_capability,   do_noop,     do_logout, do_id,      do_starttls, do_authenticate, do_login,
        do_select,       do_select,   do_create, do_delete,  do_rename,   do_subscribe,    do_unsubscribe,
        do_list,         do_lsub,     do_status, do_append,  do_idle,     do_namespace,    do_getquota,
        do_getquotaroot, do_setquota, do_check,  do_close,   do_unselect, do_expunge,      do_search,
        do_fetch,        do_store,    do_copy,   do_expunge, do_search,   do_fetch,        do_store,
        do_copy,         nullptr};  // in the order of Verb
    return table[static_cast<int>(verb)];
}

std::string Session::capabilities() const {
    if (state != State::not_authenticated) return std::string(words::capability_logged_in);
    std::string text(words::capability_first);
    if (options.starttls && !options.tls) text += words::capability_starttls;
    text += passwords_allowed() ? words::capability_auth : words::capability_login_disabled;
    return text;
}

Result do_capability(Session& session, Parser&) {
    session.say("* CAPABILITY " + session.capabilities());
    if (session.state != State::not_authenticated) return ok("Capability completed");
    return plain(Result::Status::ok, "Pre-login capabilities listed, post-login capabilities have more.");
}

Result do_noop(Session& session, Parser&) {
    if (session.state == State::not_authenticated) return plain(Result::Status::ok, "NOOP completed.");
    return ok("NOOP completed");
}

Result do_logout(Session& session, Parser&) {
    session.say(words::goodbye);
    session.leave_folder();
    if (session.state == State::not_authenticated) return plain(Result::Status::ok, "Logout completed.");
    return ok("Logout completed");
}

// RFC 2971; what the client says of itself is not read.
Result do_id(Session& session, Parser&) {
    session.say("* ID (\"name\" \"Dovecot\")");
    if (session.state == State::not_authenticated) return plain(Result::Status::ok, "ID completed.");
    return ok("ID completed");
}

}  // namespace mailsim::imap
