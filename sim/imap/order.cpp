#include "imap/order.hpp"

#include <array>

#include "base/names.hpp"

namespace mailsim::imap {
namespace {

// The order of Verb. Title is how Dovecot names the command in its answers.
constexpr std::string_view names[] = {
    "CAPABILITY",   "NOOP",     "LOGOUT", "ID",          "STARTTLS",   "AUTHENTICATE", "LOGIN",
    "SELECT",       "EXAMINE",  "CREATE", "DELETE",      "RENAME",     "SUBSCRIBE",    "UNSUBSCRIBE",
    "LIST",         "LSUB",     "STATUS", "APPEND",      "IDLE",       "NAMESPACE",    "GETQUOTA",
    "GETQUOTAROOT", "SETQUOTA", "CHECK",  "CLOSE",       "UNSELECT",   "EXPUNGE",      "SEARCH",
    "FETCH",        "STORE",    "COPY",   "UID EXPUNGE", "UID SEARCH", "UID FETCH",    "UID STORE",
    "UID COPY",     "DONE"};
static_assert(std::size(names) == verb_count);

using Row = std::array<Step, verb_count>;

constexpr bool between(Verb verb, Verb first, Verb last) { return verb >= first && verb <= last; }

constexpr Step step_of(State state, Verb verb) {
    const Step stay{true, state, state}, illegal{false, state, state};
    if (state == State::logged_out) return illegal;
    if (state == State::idling) return verb == Verb::done ? Step{true, State::authenticated, state} : illegal;
    if (state == State::idling_selected)
        return verb == Verb::done ? Step{true, State::selected, state} : illegal;
    if (verb == Verb::done) return illegal;
    if (verb == Verb::logout) return {true, State::logged_out, State::logged_out};
    if (between(verb, Verb::capability, Verb::id)) return stay;
    if (state == State::not_authenticated) {
        if (verb == Verb::starttls) return stay;
        return between(verb, Verb::authenticate, Verb::login) ? Step{true, State::authenticated, state}
                                                              : illegal;
    }
    if (between(verb, Verb::starttls, Verb::login)) return illegal;
    if (between(verb, Verb::select, Verb::examine)) return {true, State::selected, State::authenticated};
    if (verb == Verb::idle)
        return {true, state == State::selected ? State::idling_selected : State::idling, state};
    if (between(verb, Verb::create, Verb::setquota)) return stay;
    if (state == State::authenticated) return illegal;
    return between(verb, Verb::close, Verb::unselect) ? Step{true, State::authenticated, state} : stay;
}

constexpr auto make_table() {
    std::array<Row, state_count> table{};
    for (int state = 0; state < state_count; ++state)
        for (int verb = 0; verb < verb_count; ++verb) table[state][verb] = step_of(State(state), Verb(verb));
    return table;
}

constexpr auto table = make_table();

}  // namespace

const Step& order(State state, Verb verb) { return table[int(state)][int(verb)]; }

std::string_view name(Verb verb) { return verb == Verb::unknown ? "" : names[int(verb)]; }

Verb verb_named(std::string_view text) {
    if (text.size() > 12) return Verb::unknown;
    std::string lower = base::lower_case(text);
    for (int i = 0; i < verb_count; ++i)
        if (base::lower_case(names[i]) == lower) return static_cast<Verb>(i);
    return Verb::unknown;
}

}  // namespace mailsim::imap
