// Which IMAP command is allowed when, and where its answer leads (RFC 3501 3 and 6; IDLE: RFC 2177; UNSELECT:
// RFC 3691). Everything that affects the order of a session stands in this one table; the lab's text sessions
// and the simulator's polls both go by it. Not here: words and numbers.
#pragma once
#include <cstdint>
#include <string_view>

namespace mailsim::imap {

enum class Verb : std::uint8_t {
    capability,
    noop,
    logout,
    id,  // any state
    starttls,
    authenticate,
    login,  // not authenticated
    select,
    examine,
    create,
    remove,
    rename,
    subscribe,
    unsubscribe,
    list,
    lsub,
    status,
    append,
    idle,
    name_space,
    getquota,
    getquotaroot,
    setquota,  // authenticated
    check,
    close,
    unselect,
    expunge,
    search,
    fetch,
    store,
    copy,  // selected
    uid_expunge,
    uid_search,
    uid_fetch,
    uid_store,
    uid_copy,
    done,  // ends IDLE
    unknown
};
inline constexpr int verb_count = static_cast<int>(Verb::unknown);

//   not_authenticated --LOGIN, AUTHENTICATE--> authenticated --SELECT, EXAMINE--> selected
//         ^ STARTTLS stays                       |  ^  <--CLOSE, UNSELECT, refused SELECT-- |  ^
//                                              IDLE DONE                                 IDLE DONE
//                                                v  |                                       v  |
//                                               idling                               idling_selected
//   LOGOUT leads from everywhere to logged_out
enum class State : std::uint8_t {
    not_authenticated,
    authenticated,
    selected,
    idling,
    idling_selected,
    logged_out
};
inline constexpr int state_count = 6;

struct Step {
    bool legal = false;
    State done;     // after OK (IDLE: after the continuation request)
    State refused;  // after NO
};

const Step& order(State state, Verb verb);  // verb is not Verb::unknown

std::string_view name(Verb verb);        // "UID FETCH"; "" for unknown
Verb verb_named(std::string_view text);  // in any case, "UID FETCH" with one space; unknown when it is none

}  // namespace mailsim::imap
