// Which POP3 command is allowed when, and where its answer leads (RFC 1939; AUTH: RFC 5034; STLS: RFC 2595).
// Everything that affects the order of a session stands in this one table; both the lab's text sessions and
// the simulator's polls go by it. Not here: words and numbers.
#pragma once
#include <cstdint>
#include <string_view>

namespace mailsim::pop3 {

enum class Verb : std::uint8_t {
    user,
    pass,
    auth,
    capa,
    stls,
    stat,
    list,
    uidl,
    retr,
    top,
    dele,
    rset,
    noop,
    quit,
    unknown
};
inline constexpr int verb_count = 14;  // unknown is not counted

//   authorization --USER--> user_given --PASS--> transaction --QUIT--> ended (marked messages are deleted)
//     |  ^                    |  (refused: back to authorization)
//     |  +---STLS-------------+
//     +--AUTH--> transaction
enum class State : std::uint8_t { authorization, user_given, transaction, ended };
inline constexpr int state_count = 4;

struct Step {
    bool legal = false;
    State done;     // after a positive answer
    State refused;  // after a negative answer
};

const Step& order(State state, Verb verb);  // verb is not Verb::unknown

std::string_view name(Verb verb);        // "USER"; "" for unknown
Verb verb_named(std::string_view text);  // in any case; unknown when it is none

}  // namespace mailsim::pop3
