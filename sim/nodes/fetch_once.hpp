// Definitions of fetch.hpp's templates: single visits that a scenario names, beside what people do by habit.
// Include fetch.hpp.
#pragma once
#include "nodes/fetch.hpp"

namespace mailsim::nodes {

template <class W>
base::Task<void> Fetching<W>::once(mail::Address address, estate::ClientKind kind, bool wrong_password,
                                   base::Duration length) {
    decide::Access way = c_.way_in(address, c_.estate.client_settings(address, kind));
    Fetcher f(*this, address, way.server, group_of(address, way, kind));
    f.mailbox = c_.estate.mailbox(address);
    f.once = true;
    if (group(f).habit == FetchHabit::none) {
        refused_for_lack(c_, way.entry.valid() ? way.entry : c_.estate.home(address), group(f).protocol);
        co_return;
    }
    if (group(f).habit != FetchHabit::poll) co_return co_await stay(f, wrong_password, length);
    Pop3Session<W> session(c_, group(f), f.address, f.server, f.mailbox, counts_);
    if (wrong_password) session.use_wrong_password();
    co_await session.run();
}

template <class W>
base::Task<void> Fetching<W>::stay(Fetcher& f, bool wrong_password, base::Duration length) {
    Visit<W> to = visit(f);
    if (wrong_password) to.use_wrong_password();
    NewDoors doors(*this);
    f.opened = c_.now();
    Admission admission = co_await to.admit(*doors, to.opening());
    if (admission == Admission::refused) to.tell_end(f.opened);
    if (admission != Admission::admitted || !co_await to.take_new(f.mailbox, imap::Visit::open)) co_return;
    f.doors = doors.keep();
    ++held_;
    f.state = State::held;
    staying_.push_back(&f);
    if (group(f).habit == FetchHabit::hold) co_await c_.world.calendar().sleep(length);
    while (f.state == State::hearing) co_await c_.world.calendar().sleep(std::chrono::seconds(1));
    staying_.erase(std::find(staying_.begin(), staying_.end(), &f));
    end_session(f);
}

}  // namespace mailsim::nodes
