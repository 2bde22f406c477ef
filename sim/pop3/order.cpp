#include "pop3/order.hpp"

#include <array>

#include "base/names.hpp"

namespace mailsim::pop3 {
namespace {

constexpr std::string_view names[] = {"USER", "PASS", "AUTH", "CAPA", "STLS", "STAT", "LIST",
                                      "UIDL", "RETR", "TOP",  "DELE", "RSET", "NOOP", "QUIT"};
using Row = std::array<Step, verb_count>;

constexpr Step go(State done, State refused) { return {true, done, refused}; }

constexpr Row stay_only(State state) {
    Row row{};
    for (Step& step : row) step = {false, state, state};
    return row;
}

constexpr Row before_login(State state) {
    Row row = stay_only(state);
    row[int(Verb::user)] = go(State::user_given, state);
    row[int(Verb::auth)] = go(State::transaction, State::authorization);
    row[int(Verb::capa)] = go(state, state);
    row[int(Verb::stls)] = go(State::authorization, state);
    row[int(Verb::quit)] = go(State::ended, State::ended);
    return row;
}

constexpr Row user_given() {
    Row row = before_login(State::user_given);
    row[int(Verb::pass)] = go(State::transaction, State::authorization);
    return row;
}

constexpr Row transaction() {
    Row row = stay_only(State::transaction);
    for (Verb verb : {Verb::capa, Verb::stat, Verb::list, Verb::uidl, Verb::retr, Verb::top, Verb::dele,
                      Verb::rset, Verb::noop})
        row[int(verb)].legal = true;
    row[int(Verb::quit)] = go(State::ended, State::ended);
    return row;
}

constexpr std::array<Row, state_count> table = {before_login(State::authorization), user_given(),
                                                transaction(), stay_only(State::ended)};

}  // namespace

const Step& order(State state, Verb verb) { return table[int(state)][int(verb)]; }

std::string_view name(Verb verb) { return verb == Verb::unknown ? "" : names[int(verb)]; }

Verb verb_named(std::string_view text) {
    if (text.size() != 3 && text.size() != 4) return Verb::unknown;
    std::string lower = base::lower_case(text);
    for (int i = 0; i < verb_count; ++i)
        if (base::lower_case(names[i]) == lower) return static_cast<Verb>(i);
    return Verb::unknown;
}

}  // namespace mailsim::pop3
