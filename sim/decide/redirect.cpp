#include "decide/redirect.hpp"

#include <algorithm>

namespace mailsim::decide {
namespace {

class Expansion {
  public:
    Expansion(const View& view, base::NodeId node, const Transaction& t, std::vector<Destined>& out)
        : view_(view), node_(node), t_(t), out_(out) {}

    void follow(mail::Address recipient, mail::Address sender, const Policies::Entry* by) {
        if (std::find(seen_.begin(), seen_.end(), recipient) != seen_.end()) return;
        if (seen_.size() >= most_destined) return;
        seen_.push_back(recipient);
        Elsewhere elsewhere;
        const Policies::Entry* rule = matching(recipient, sender, elsewhere);
        if (!rule || elsewhere.kept) out_.push_back({recipient, sender, by});
        if (!rule) return;
        for (mail::Address to : elsewhere.to) follow(to, elsewhere.sender, rule);
    }

  private:
    const Policies::Entry* matching(mail::Address recipient, mail::Address sender, Elsewhere& elsewhere) {
        t_.recipient = recipient;
        t_.sender = sender;
        for (const Policies::Entry& entry : view_.policies.redirecting(node_)) {
            if (entry.setting->id == view_.ignored) continue;
            entry.rule->redirect(view_, view_.estate.node(node_), *entry.setting, t_, elsewhere);
            if (elsewhere.matched) return &entry;
        }
        return nullptr;
    }

    const View& view_;
    base::NodeId node_;
    Transaction t_;
    std::vector<Destined>& out_;
    std::vector<mail::Address> seen_;
};

bool matches(const View& view, base::NodeId node, mail::Address recipient) {
    Transaction t;
    t.recipient = recipient;
    Elsewhere elsewhere;
    for (const Policies::Entry& entry : view.policies.redirecting(node)) {
        if (entry.setting->id == view.ignored) continue;
        entry.rule->redirect(view, view.estate.node(node), *entry.setting, t, elsewhere);
        if (elsewhere.matched) return true;
    }
    return false;
}

}  // namespace

bool redirect(const View& view, base::NodeId node, const Transaction& t, std::vector<Destined>& out) {
    out.clear();
    if (view.policies.redirecting(node).empty()) return false;
    Expansion(view, node, t, out).follow(t.recipient, t.sender, nullptr);
    if (out.size() == 1 && !out.front().by) out.clear();
    return !out.empty();
}

bool takes_mail(const View& view, const estate::Node& node, mail::Address recipient) {
    if (view.estate.has_mailbox(recipient)) return true;
    base::NodeId here{static_cast<std::uint32_t>(&node - view.estate.nodes.data())};
    base::NodeId home = view.estate.home(recipient);
    return matches(view, here, recipient) || (home.valid() && home != here && matches(view, home, recipient));
}

const Policies::Entry* responder(const View& view, base::NodeId node, const Transaction& t,
                                 tables::Changes& changes) {
    for (const Policies::Entry& entry : view.policies.responding(node)) {
        if (entry.setting->id == view.ignored || !entry.rule->responds(view, *entry.setting, t)) continue;
        entry.rule->remember(view, view.estate.node(node), *entry.setting, Stage::delivery, {}, t, changes);
        return &entry;
    }
    return nullptr;
}

}  // namespace mailsim::decide
