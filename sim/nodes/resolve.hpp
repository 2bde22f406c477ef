// Asking a dns node: a round trip and a little processor for every question, more when the answer is not in
// its memory and the name's own servers must be asked ("cached or new", step E).
#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "nodes/spend.hpp"

namespace mailsim::nodes {

// A resolver tries twice and waits so long each time (recorded: 2 tries of 5 s when nothing answers).
inline constexpr base::Duration silent_answer = std::chrono::seconds(10);
// Round trips to servers of the Internet for a name that is not in memory: the zone's parent and its own
// servers.
inline constexpr int iterative_queries = 2;

// The hosts for a domain in the order to try, or why there are none.
struct Exchange {
    std::vector<dns::MxTarget>& targets;  // memory of the asker's, used again
    bool failed = false;
    mail::Enhanced enhanced;
    std::string_view text;  // kind of failure, for people
};

template <class W>
struct Resolver {
    Context<W>& c;
    Node<W>& asker;
    typename W::Session& session;
    base::MessageId message;  // for which it asks
    facts::Step step = facts::Step::mx_query;

    // Fetches one answer into the dns node's memory, with all the time it takes. The answer is returned too,
    // because some are not kept.
    base::Task<dns::Answer> fetch(Node<W>& server, dns::Question question) {
        dns::Answer answer = c.estate.zones.resolve(question.name, question.type);
        base::Duration far = c.world.internet_round_trip(server.host()) * iterative_queries + answer.delay;
        if (c.estate.zones.zone_of(c.estate.zones.names().text(question.name)) == nullptr) far += far / 2;
        if (answer.status == dns::Status::silence) far = silent_answer;
        Instant began = c.now();
        co_await session.sleep(far);
        tell_name(c, server.id, asker.id, message, answer, false, c.now() - began, step);
        server.cache.store(answer, c.now());
        co_return answer;
    }

    base::Task<bool> mx(mail::Address recipient, std::uint64_t draw, Exchange& out) {
        out.targets.clear();
        out.failed = false;
        Node<W>* server = asker.estate->resolver.valid() ? &c.node(asker.estate->resolver) : nullptr;
        if (!server) {
            out.failed = true;
            out.enhanced = {4, 4, 3};
            out.text = "no resolver";
            co_return true;
        }
        base::Duration round_trip = c.world.round_trip(asker.host(), server->host());
        if (!server->up() || round_trip == base::never_ends) {
            tell_unreached(*server);
            if (co_await session.sleep(silent_answer) == Outcome::failed) co_return false;
            out.failed = true;
            out.enhanced = {4, 4, 3};
            out.text = "the resolver does not answer";
            co_return true;
        }
        dns::NameId domain = c.estate.zones.names().intern(c.estate.book.domain_name(recipient.domain));
        dns::MxOptions options;
        options.draw = draw;
        options.own_addresses = asker.estate->addresses;
        int asked = 0, hits = 0;
        told_.clear();
        std::vector<dns::Answer> fetched;  // this question's own, some of which are not kept in memory
        for (;;) {
            // Between two waits only: the machine is shared by all resolvers of the run.
            std::optional<dns::Question> missing;
            c.mx.ask(domain, options);
            asked = hits = 0;
            while (auto next = c.mx.needs()) {
                ++asked;
                if (const dns::Answer* own = among(fetched, *next)) {
                    c.mx.tell(*own);
                } else if (auto hit = server->cache.lookup(next->name, next->type, c.now())) {
                    ++hits;
                    tell_hit(*server, *hit.answer);
                    c.mx.tell(*hit.answer);
                } else {
                    missing = next;
                    break;
                }
            }
            if (!missing) break;
            ++c.dns_queries;
            fetched.push_back(co_await fetch(*server, *missing));
            if (session.broken()) co_return false;
        }
        c.dns_queries += static_cast<std::uint64_t>(hits);
        c.dns_hits += static_cast<std::uint64_t>(hits);
        take_result(out);
        co_return co_await pay(*server, asked, round_trip);
    }

    // The time of the questions that rules asked, one after the other; what they were answered is decided
    // already. A node without a resolver, or one that does not answer, waits for each in vain.
    base::Task<bool> look_up(const std::vector<dns::Question>& questions) {
        if (!asker.estate->resolver.valid()) co_return true;
        Node<W>& server = c.node(asker.estate->resolver);
        step = step_of(questions);
        base::Duration round_trip = c.world.round_trip(asker.host(), server.host());
        if (!server.up() || round_trip == base::never_ends) {
            tell_unreached(server);
            co_return co_await session.sleep(silent_answer) == Outcome::done;
        }
        for (const dns::Question& question : questions) {
            ++c.dns_queries;
            auto hit = server.cache.lookup(question.name, question.type, c.now());
            c.dns_hits += hit ? 1 : 0;
            if (hit)
                tell_name(c, server.id, asker.id, message, *hit.answer, true, base::Duration{0}, step);
            else
                co_await fetch(server, question);
            if (session.broken()) co_return false;
        }
        co_return co_await pay(server, static_cast<int>(questions.size()), round_trip);
    }

  private:
    // Which step's rules ask: SPF begins with the domain's text; the other rules that ask are block lists.
    static facts::Step step_of(const std::vector<dns::Question>& questions) {
        bool text = std::any_of(questions.begin(), questions.end(),
                                [](const dns::Question& q) { return q.type == dns::Type::txt; });
        return text ? facts::Step::spf : facts::Step::incoming_rules;
    }
    // Answers from memory are looked at again after each wait; each is told once.
    void tell_hit(Node<W>& server, const dns::Answer& answer) {
        if (!c.stream.wanted(facts::Level::question, message)) return;
        dns::Question question{answer.name, answer.type};
        if (std::find(told_.begin(), told_.end(), question) != told_.end()) return;
        told_.push_back(question);
        tell_name(c, server.id, asker.id, message, answer, true, base::Duration{0}, step);
    }
    void tell_unreached(Node<W>& server) {
        if (!c.stream.wanted(facts::Level::line, message)) return;
        facts::Fact f = c.fact(facts::Kind::unreached, asker.id);
        f.message = message;
        f.other = server.id;
        f.value = silent_answer.count();
        f.code = 53;
        f.step = step;
        c.stream.emit(facts::Level::line, f);
    }
    static const dns::Answer* among(const std::vector<dns::Answer>& answers, dns::Question question) {
        for (const dns::Answer& answer : answers)
            if (answer.name == question.name && answer.type == question.type) return &answer;
        return nullptr;
    }
    void take_result(Exchange& out) {
        if (const dns::MxFailure* failure = c.mx.failure()) {
            out.failed = true;
            out.enhanced = mail::parse_enhanced(failure->enhanced);
            out.text = c.estate.texts.keep(dns::reply_text(*failure, c.estate.zones.names()));
        } else {
            out.targets.assign(c.mx.targets().begin(), c.mx.targets().end());
        }
    }
    // The questions go out one after the other; their costs are spent in one piece.
    base::Task<bool> pay(Node<W>& server, int asked, base::Duration round_trip) {
        if (co_await session.sleep(round_trip * asked) != Outcome::done) co_return false;
        base::Duration demand = c.demand(server.id, Operation::dns_query).cpu * asked;
        co_return co_await spend(c, server, session, {demand, 0, {0}}, message) == Outcome::done;
    }

  public:
    std::vector<dns::Question> told_{};
};

}  // namespace mailsim::nodes
