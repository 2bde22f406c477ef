#include "path/difference.hpp"

#include <algorithm>
#include <set>

namespace mailsim::path {
namespace {

// One estate, ready to be asked about kinds.
class Side {
  public:
    explicit Side(estate::Estate& estate, std::vector<base::NodeId> off = {})
        : estate_(estate), policies_(estate), quotas_(estate), off_(std::move(off)) {}

    std::optional<Walk> ask(const Kind& kind) {
        auto from = estate_.book.parse(kind.from), to = estate_.book.parse(kind.to);
        if (!from || !to) return std::nullopt;
        auto possible = client_kinds(estate_, kind.from);
        if (std::find(possible.begin(), possible.end(), kind.client) == possible.end()) return std::nullopt;
        Request request;
        request.from = *from;
        request.to = *to;
        request.client = kind.client;
        request.off = off_;
        return walk(estate_, policies_, quotas_, request);
    }
    std::optional<Result> result(const std::optional<Walk>& walk) const {
        if (!walk) return std::nullopt;
        Result result{walk->outcome, ids(walk->route), {}};
        copies(*walk, result.copies);
        return result;
    }

    // "": the sender's own program
    std::string name(base::NodeId node) const { return node.valid() ? estate_.node(node).id : ""; }

  private:
    std::vector<std::string> ids(const std::vector<base::NodeId>& route) const {
        std::vector<std::string> out;
        for (base::NodeId node : route) out.push_back(estate_.node(node).id);
        return out;
    }
    void copies(const Walk& walk, std::vector<Result::Copy>& out) const {
        for (const Made& made : walk.made) {
            out.push_back({estate_.book.text(made.to), made.rule, made.pointer, made.walk.outcome,
                           ids(made.walk.route)});
            copies(made.walk, out);
        }
    }

    estate::Estate& estate_;
    decide::Policies policies_;
    MeanQuotaUse quotas_;
    std::vector<base::NodeId> off_;
};

bool same(const decide::Asked& a, const decide::Asked& b) {
    return a.step == b.step && a.question == b.question && a.answer == b.answer && a.rule == b.rule;
}

// Why the two ways part: the rule that stops the message in one of them (in both: the one that stops it
// earlier), or the first rule that answered differently when both end alike.
template <class NameBefore, class NameAfter>
void explain(Difference& difference, const Walk& before, const Walk& after, NameBefore name_before,
             NameAfter name_after) {
    auto because = [&](const std::string& rule, const std::string& pointer) {
        difference.rule = rule;
        difference.pointer = pointer;
    };
    bool stopped_before = before.outcome != mail::Outcome::delivered;
    bool stopped_after = after.outcome != mail::Outcome::delivered;
    if (stopped_before && stopped_after) stopped_after = after.hops.size() <= before.hops.size();
    bool same_end = before.outcome == after.outcome && before.rule == after.rule;
    if (stopped_after && !same_end) return because(after.rule, after.pointer);
    if (stopped_before && !same_end) return because(before.rule, before.pointer);
    // Both end alike on different ways: the first question that both were asked and answered differently.
    // Questions that only one was asked come of that.
    for (const decide::Asked& asked : after.hops)
        for (const decide::Asked& other : before.hops)
            if (asked.question == other.question && name_after(asked.node) == name_before(other.node) &&
                asked.answer != other.answer)
                return because(asked.rule, asked.pointer);
    for (std::size_t i = 0; i < after.hops.size(); ++i)
        if (i >= before.hops.size() || !same(before.hops[i], after.hops[i]))
            return because(after.hops[i].rule, after.hops[i].pointer);
    because(after.rule, after.pointer);
}

// Addresses that are no mailboxes, and whose mail goes to others.
std::vector<std::string> aliases(const estate::Estate& estate) {
    std::vector<std::string> out;
    for (const estate::Node& node : estate.nodes)
        for (const estate::Setting& setting : node.rules)
            if (setting.rule == "alias" && !setting.values.empty())
                for (mail::Address one : setting.values.front().recipients)
                    out.push_back(estate.book.text(one));
    return out;
}

std::set<Kind> all_kinds(const estate::Estate& before, const estate::Estate& after) {
    std::set<Kind> all;
    for (const estate::Estate* estate : {&before, &after})
        for (Kind& kind : kinds(*estate)) all.insert(std::move(kind));
    std::set<std::pair<estate::ClientKind, std::string>> senders;
    for (const Kind& kind : all) senders.emplace(kind.client, kind.from);
    for (const estate::Estate* estate : {&before, &after})
        for (const std::string& to : aliases(*estate))
            for (const auto& [client, from] : senders) all.insert({client, from, to});
    return all;
}

// The walks of the copies, in their order.
void walks_of(const Walk& walk, std::vector<const Walk*>& out) {
    for (const Made& made : walk.made) {
        out.push_back(&made.walk);
        walks_of(made.walk, out);
    }
}

// Both ends are alike, a copy is not: the rule that made it in one estate only, or why it came elsewhere.
template <class Explain>
bool explain_copies(Difference& difference, const Walk& before, const Walk& after, Explain explain_walks) {
    const Result &a = *difference.before, &b = *difference.after;
    if (a.route != b.route || a.outcome != b.outcome) return false;
    std::vector<const Walk*> walks_a, walks_b;
    walks_of(before, walks_a);
    walks_of(after, walks_b);
    for (std::size_t i = 0; i < a.copies.size(); ++i)
        for (std::size_t k = 0; k < b.copies.size(); ++k) {
            const Result::Copy &one = a.copies[i], &other = b.copies[k];
            if (one.to != other.to || one == other) continue;
            return explain_walks(*walks_a[i], *walks_b[k]), true;
        }
    auto only_in = [&](const Result& has, const Result& other) {
        for (const Result::Copy& copy : has.copies)
            if (std::find(other.copies.begin(), other.copies.end(), copy) == other.copies.end()) {
                difference.rule = copy.rule;
                difference.pointer = copy.pointer;
                return true;
            }
        return false;
    };
    return only_in(b, a) || only_in(a, b);
}

}  // namespace

Differences differences(estate::Estate& before, estate::Estate& after, const std::vector<base::NodeId>& off) {
    const std::set<Kind> all = all_kinds(before, after);
    Side first(before), second(after, off);
    Differences out;
    out.kinds = all.size();
    for (const Kind& kind : all) {
        std::optional<Walk> a = first.ask(kind), b = second.ask(kind);
        Difference difference{kind, first.result(a), second.result(b), "", ""};
        if (difference.before == difference.after) continue;
        auto explained = [&](const Walk& one, const Walk& other) {
            explain(
                difference, one, other, [&](base::NodeId node) { return first.name(node); },
                [&](base::NodeId node) { return second.name(node); });
        };
        if (a && b && !explain_copies(difference, *a, *b, explained)) explained(*a, *b);
        out.changed.push_back(std::move(difference));
    }
    return out;
}

}  // namespace mailsim::path
