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
        Result result{walk->outcome, {}};
        for (base::NodeId node : walk->route) result.route.push_back(estate_.node(node).id);
        return result;
    }

    // "": the sender's own program
    std::string name(base::NodeId node) const { return node.valid() ? estate_.node(node).id : ""; }

  private:
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

}  // namespace

Differences differences(estate::Estate& before, estate::Estate& after, const std::vector<base::NodeId>& off) {
    std::set<Kind> all;
    for (const estate::Estate* estate : {&before, &after})
        for (Kind& kind : kinds(*estate)) all.insert(std::move(kind));
    Side first(before), second(after, off);
    Differences out;
    out.kinds = all.size();
    for (const Kind& kind : all) {
        std::optional<Walk> a = first.ask(kind), b = second.ask(kind);
        Difference difference{kind, first.result(a), second.result(b), "", ""};
        if (difference.before == difference.after) continue;
        if (a && b)
            explain(
                difference, *a, *b, [&](base::NodeId node) { return first.name(node); },
                [&](base::NodeId node) { return second.name(node); });
        out.changed.push_back(std::move(difference));
    }
    return out;
}

}  // namespace mailsim::path
