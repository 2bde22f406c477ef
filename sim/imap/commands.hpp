// The commands of the server, one function each, in files by family. The parser stands behind the command's
// name and its blank. Each one checks its arguments, acts, and says how it ended. Inside the room only.
#pragma once
#include "imap/session.hpp"

namespace mailsim::imap {

using Command = Result (*)(Session&, Parser&);
Command command_for(Verb verb);

// any_state.cpp
Result do_capability(Session&, Parser&);
Result do_noop(Session&, Parser&);
Result do_logout(Session&, Parser&);
Result do_id(Session&, Parser&);
// login.cpp
Result do_starttls(Session&, Parser&);
Result do_authenticate(Session&, Parser&);
Result do_login(Session&, Parser&);
Result login_line(Session&, const std::string& line);  // an answer of the client within AUTHENTICATE
// select.cpp
Result do_select(Session&, Parser&);
Result do_check(Session&, Parser&);
Result do_close(Session&, Parser&);
Result do_unselect(Session&, Parser&);
Result do_idle(Session&, Parser&);
// folders.cpp
Result do_create(Session&, Parser&);
Result do_delete(Session&, Parser&);
Result do_rename(Session&, Parser&);
Result do_subscribe(Session&, Parser&);
Result do_unsubscribe(Session&, Parser&);
Result do_status(Session&, Parser&);
// list.cpp
Result do_list(Session&, Parser&);
Result do_lsub(Session&, Parser&);
Result do_namespace(Session&, Parser&);
// quota.cpp
Result do_getquota(Session&, Parser&);
Result do_getquotaroot(Session&, Parser&);
Result do_setquota(Session&, Parser&);
// append.cpp
Result do_append(Session&, Parser&);
// Before the message's octets are read: `text` ends in the announcement of a literal of `size`.
enum class LiteralFor : std::uint8_t { argument, message };
struct LiteralCheck {
    LiteralFor for_what = LiteralFor::argument;
    std::optional<Result> refusal;
};
LiteralCheck check_append(Session&, Parser parser, std::uint64_t size);
// messages.cpp
Result do_expunge(Session&, Parser&);
Result do_search(Session&, Parser&);
Result do_store(Session&, Parser&);
Result do_copy(Session&, Parser&);
// fetch.cpp
Result do_fetch(Session&, Parser&);
std::optional<Result> fetch_next(Session&);  // one message more; a result when it was the last

}  // namespace mailsim::imap
