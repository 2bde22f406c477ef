// A node's queue: messages taken over, tried, put off, given up, done with.
#include <fmt/format.h>

#include <algorithm>

#include "render/assemble.hpp"
#include "render/ids.hpp"

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

namespace {
constexpr std::size_t most_remembered = 8;  // times at which a message was taken up
}

Care* Assembler::care_of(base::NodeId node, base::RecipientId recipient) {
    auto found = by_recipient_.find(key(node, recipient));
    return found == by_recipient_.end() ? nullptr : found->second;
}

void Assembler::take_queue(const Fact& fact) {
    switch (fact.kind) {
        case Kind::queued: return queued(fact);
        case Kind::active:
            if (Care* care = care_of(fact.node, fact.recipient);
                care && (care->active.empty() || care->active.back() != fact.at)) {
                if (care->active.size() == most_remembered) care->active.erase(care->active.begin());
                care->active.push_back(fact.at);
                care->taken_up = true;
                Event e = event(Event::What::active, fact, fact.node, {});
                e.care = care;
                emit(std::move(e));
            }
            return;
        case Kind::attempt: return attempt(fact);
        case Kind::deferred: return deferred(fact);
        case Kind::handed_on:
        case Kind::delivered:
        case Kind::bounced: return leave(fact, fact.node);
        case Kind::discarded:
        case Kind::quarantined: return dropped(fact);
        case Kind::rejected:
            if (fact.other.valid()) leave(fact, fact.other);  // the peer that brought it is rid of it
            return;
        default: return;
    }
}

void Assembler::queued(const Fact& fact) {
    Care* care = arriving_;
    // What an alias made joins the queue after the rest, and is the same message.
    if (auto known = latest_.find(key(fact.node, fact.message));
        !care && known != latest_.end() && known->second->arrived == fact.at)
        care = known->second;
    if (!care) care = arriving_ = begin_care(fact);
    care->waiting.push_back({fact.recipient, base::never, "", "", smtp::Point::none, 0, 0, 0});
    care->came.push_back(fact.recipient);
    by_recipient_[key(fact.node, fact.recipient)] = care;
}

Care* Assembler::begin_care(const Fact& fact) {
    auto made = std::make_unique<Care>();
    Care* care = made.get();
    care->node = fact.node;
    care->message = fact.message;
    care->arrived = care->mail_at = fact.at;
    if (serials_.size() <= fact.node.index()) serials_.resize(fact.node.index() + 1);
    care->serial = serials_[fact.node.index()]++;
    const Letter& letter = *letters_.find(fact.message);
    care->made_here = letter.maker == fact.node;
    care->from = care->made_here ? fact.node : base::NodeId{};
    if (Connection* c = care->made_here ? nullptr : bringing(fact.node, fact)) {
        care->from = c->peer;
        care->protocol = c->protocol;
        care->tls = c->tls;
        care->connection = c->number;
        if (c->mail_given) care->mail_at = c->mail_at;
        connections_.erase(request_of(fact.message));  // a request is over now
    } else if (!care->made_here && scene_.node(fact.node).role == estate::Role::peer) {
        care->made_here = letter.message.kind != mail::Kind::dsn;  // a peer's own user wrote it
        care->from = fact.node;
    }
    cares_[care] = std::move(made);
    latest_[key(fact.node, fact.message)] = care;
    arrival_ = fact;
    return care;
}

std::vector<mail::Address> named_at(const Care& care, const Letter& letter) {
    std::vector<mail::Address> all;
    for (base::RecipientId id : care.came) {
        const mail::Redirection* by = letter.redirected(id, care.node, care.arrived);
        if (by && by->of != id) continue;  // an alias made it
        all.push_back(by ? by->from : letter.recipient(id, care.node, care.arrived));
    }
    return all;
}

void Assembler::flush_arrival() {
    Care* care = std::exchange(arriving_, nullptr);
    Event e = event(Event::What::taken, arrival_, care->node, care->from);
    e.care = care;
    e.protocol = care->protocol;
    e.tls = care->tls;
    e.connection = care->connection;
    emit(std::move(e));
    const Letter* letter = letters_.find(care->message);
    if (!letter->about.valid() || letter->maker != care->node) return;
    notified(*letter, *care);
    flush_done();
}

// A notification of failure has its cause among what was given up; of others the message is still known.
void Assembler::notified(const Letter& notice, const Care& care) {
    const Key about = key(care.node, notice.about);
    Event told = event(Event::What::notified, arrival_, care.node, {});
    told.letter = letters_.find(notice.about);
    if (!told.letter) return;
    told.told = mail::told_by(notice.message, told.letter->message);
    bool failed = told.told == mail::Told::failed;
    auto& causes = failed ? bounced_ : latest_.contains(about) ? latest_ : gone_;
    auto cause = causes.find(about);
    if (cause == causes.end()) return;
    told.care = cause->second;
    told.other_care = &care;
    emit(std::move(told));
    if (failed) bounced_.erase(cause);
}

void Assembler::attempt(const Fact& fact) {
    Care* care = care_of(fact.node, fact.recipient);
    if (!care) return;
    Event e = event(Event::What::tried, fact, fact.node, fact.other);
    e.care = care;
    e.point = static_cast<smtp::Point>(facts::attempt_point(fact.amount));
    e.local = fact.detail == 0 && (fact.other == fact.node || !fact.other.valid()) && fact.code != 0;
    const Trying attempted = this->attempted(fact);
    e.host = fact.detail > 0 ? attempted.host : "";
    e.port = attempted.port;
    e.connection = attempted.connection;
    // Of a greeting with 554 the enhanced code says that it is not for good.
    const mail::Enhanced status = mail::unpack_enhanced(fact.enhanced);
    bool permanent = status.present() ? status.class_ == 5 : fact.code >= 500;
    e.status = fact.code >= 200 && fact.code < 400 ? Status::sent
               : permanent                         ? Status::bounced
                                                   : Status::deferred;
    // Of a destination that others found dead the words name the host, though this attempt tried none.
    std::string text =
        !e.host.empty() || !fact.other.valid()
            ? e.host
            : host_text(fact.other, nullptr, attempted.port ? attempted.port : std::uint16_t{25});
    if (e.status == Status::sent) {
        Clock clock(scene_.start_of_week);
        text = e.local || !fact.other.valid()
                   ? exim_id(clock, fact.at, fact.message)  // Dovecot's: any of this form looks the part
                   : estate::queue_id(scene_.node(fact.other), clock, fact.at, fact.message);
        if (!e.local && fact.other.valid()) e.id_there = text;
    } else if (fact.code) {
        text.clear();
    }
    e.text = words(scene_, fact.text ? fact.text : "", *e.letter, fact.recipient, fact.node, fact.other,
                   fact.at, text);
    base::Instant began = fact.at - base::Duration{fact.value};
    base::Instant mail_at = attempted.mail_given && attempted.mail_at >= began ? attempted.mail_at : fact.at;
    base::Instant active = care->arrived;
    for (base::Instant at : care->active)
        if (at <= began) active = at;
    e.delays = {active - care->mail_at, began - active, mail_at - began, fact.at - mail_at};
    if (e.local) e.delays[3] = e.delays[2], e.delays[2] = base::Duration{0};
    for (base::Duration& d : e.delays) d = std::max(d, base::Duration{0});
    for (Care::Waiting& w : care->waiting) {
        if (w.recipient != fact.recipient) continue;
        ++w.attempts;
        w.code = fact.code;
        w.enhanced = fact.enhanced;
        w.due = base::never;
        if (e.status != Status::sent) w.reason = e.text, w.host = e.host, w.point = e.point;
    }
    bool sent = e.status == Status::sent;
    emit(std::move(e));
    if (sent) leave(fact, fact.node);
}

Assembler::Trying Assembler::attempted(const Fact& fact) {
    auto named = named_there_.find(key(fact.node, fact.recipient));
    bool now = named != named_there_.end() && named->second.host == fact.other &&
               named->second.at >= fact.at - base::Duration{fact.value};
    return now ? named->second.trying : trying(fact.node, fact.message, fact.other);
}

void Assembler::deferred(const Fact& fact) {
    Care* care = care_of(fact.node, fact.recipient);
    if (!care) return;
    for (Care::Waiting& w : care->waiting) {
        if (w.recipient != fact.recipient) continue;
        w.due = base::Instant{base::Duration{fact.value}};
        // Put off without a try: the destination was found dead by others.
        if (w.attempts == 0 && w.reason.empty() && fact.code == 0)
            w.reason = "delivery temporarily suspended";
    }
}

// A recipient is no longer in this node's queue.
void Assembler::leave(const Fact& fact, base::NodeId node) {
    Care* care = care_of(node, fact.recipient);
    if (!care) return;
    auto at = std::find_if(care->waiting.begin(), care->waiting.end(),
                           [&](const Care::Waiting& w) { return w.recipient == fact.recipient; });
    if (at == care->waiting.end()) return;
    bool temporary = at->code < 500 && !(at->code == 0 && mail::unpack_enhanced(at->enhanced).class_ == 5);
    bool gives_up = fact.kind == Kind::bounced || fact.kind == Kind::rejected || fact.kind == Kind::discarded;
    if (gives_up && temporary && at->attempts > 0) {
        Event e = event(Event::What::expired, fact, node, {});
        e.care = care;
        e.text = at->reason;
        emit(std::move(e));
    }
    care->waiting.erase(at);
    by_recipient_.erase(key(node, fact.recipient));
    named_there_.erase(key(node, fact.recipient));
    if (fact.kind == Kind::bounced) bounced_[key(node, fact.message)] = care;
    if (care->waiting.empty()) done_.emplace_back(care, fact.at);
}

// Thrown away on purpose, held for a person, or a notification that nobody could be given.
void Assembler::dropped(const Fact& fact) {
    if (care_of(fact.node, fact.recipient)) return leave(fact, fact.node);
    Event e = event(Event::What::dropped, fact, fact.node, {});
    e.held = fact.kind == Kind::quarantined;
    if (const Connection* c = bringing(fact.node, fact)) e.peer = c->peer;
    e.text = decide::rule(fact.rule).name;
    emit(std::move(e));
}

void Assembler::flush_done() {
    for (auto [which, at] : std::exchange(done_, {})) {
        auto found = cares_.find(which);
        if (found == cares_.end() || !found->second->waiting.empty()) continue;
        Care& care = *found->second;
        Event e;
        e.what = Event::What::done;
        e.at = at;
        e.node = care.node;
        e.letter = letters_.find(care.message);
        e.care = &care;
        if (e.letter) emit(std::move(e));
        gone_[key(care.node, care.message)] = which;
        old_.push_back(std::move(found->second));
        old_at_.push_back(at);
        if (auto last = latest_.find(key(care.node, care.message));
            last != latest_.end() && last->second == which)
            latest_.erase(last);
        cares_.erase(found);
        auto first = trying_.lower_bound({care.node, care.message, base::NodeId{0}});
        while (first != trying_.end() && std::get<0>(first->first) == care.node &&
               std::get<1>(first->first) == care.message)
            first = trying_.erase(first);
        bounced_.erase(key(care.node, care.message));
    }
}

}  // namespace mailsim::render
