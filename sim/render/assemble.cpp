#include "render/assemble.hpp"

#include <algorithm>

namespace mailsim::render {

using facts::Fact;
using facts::Kind;

namespace {
// What a node tells of a message that it is rid of comes within the same attempt.
constexpr base::Duration kept_after_its_end = std::chrono::minutes(1);
}  // namespace

void Assembler::take(const Fact& fact) {
    if (!letters_.find(fact.message)) return;
    bool same_arrival = fact.kind == Kind::queued && arriving_ && arriving_->node == fact.node &&
                        arriving_->message == fact.message && arrival_.at == fact.at;
    if (arriving_ && !same_arrival) flush_arrival();
    bool of_an_end = fact.kind == Kind::bounced || fact.kind == Kind::created || fact.kind == Kind::queued;
    if (!done_.empty() && !of_an_end) flush_done();
    switch (fact.kind) {
        case Kind::opened:
        case Kind::tls:
        case Kind::line:
        case Kind::closed:
        case Kind::unreached:
        case Kind::decision: take_connection(fact); break;
        case Kind::content: break;  // stamped ahead of the clock, and in no log
        default:
            // The clock: these are told at their own instant.
            now_ = std::max(now_, fact.at);
            take_queue(fact);
            let_go(now_);
    }
}

void Assembler::finish() {
    if (arriving_) flush_arrival();
    flush_done();
    let_go(base::never);
}

Event Assembler::event(Event::What what, const Fact& fact, base::NodeId node, base::NodeId peer) const {
    Event e;
    e.what = what;
    e.at = fact.at;
    e.node = node;
    e.peer = peer;
    e.letter = letters_.find(fact.message);
    e.recipient = fact.recipient;
    if (e.letter && fact.recipient.valid()) {
        e.to = e.letter->recipient(fact.recipient, node, fact.at);
        const mail::Redirection* by = e.letter->redirected(fact.recipient, node, fact.at);
        if (by && by->from != e.to) e.original = by->from;
    }
    e.code = fact.code;
    e.enhanced = fact.enhanced;
    e.rule = fact.rule;
    return e;
}

void Assembler::emit(Event e) { waiting_.emplace(events_++, std::move(e)); }

void Assembler::let_go(base::Instant until) {
    while (!waiting_.empty() && (until == base::never || waiting_.top().second.at < until)) {
        to_.take(waiting_.top().second);
        waiting_.pop();
    }
    while (!old_.empty() && until != base::never && old_at_.front() + kept_after_its_end < until) {
        auto gone = gone_.find(key(old_.front()->node, old_.front()->message));
        if (gone != gone_.end() && gone->second == old_.front().get()) gone_.erase(gone);
        old_.pop_front();
        old_at_.pop_front();
    }
}

std::vector<const Care*> Assembler::queue_of(base::NodeId node) const {
    std::vector<const Care*> all;
    for (const auto& [key, care] : cares_)
        if (care->node == node && !care->waiting.empty()) all.push_back(care.get());
    std::sort(all.begin(), all.end(), [](const Care* a, const Care* b) { return a->serial < b->serial; });
    return all;
}

}  // namespace mailsim::render
