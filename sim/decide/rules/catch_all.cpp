// A mailbox that gets the mail for every address of a domain that does not exist. It gets the spam for all of
// them, and nobody is told that an address was mistyped.
#include <algorithm>

#include "decide/redirect.hpp"
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { domains, to };
constexpr base::Parameter rows[] = {
    {"domains", "domains", "", "", "domains or \"@group\"", "the domains of which no address is unknown",
     "Postfix virtual(5), \"@domain address\"", base::Mark::verified},
    {"to", "recipients", "", "", "one or more addresses", "who gets the mail for their unknown addresses",
     "Postfix virtual(5), \"@domain address\"", base::Mark::verified},
};

// Whether a rule of the node that names single addresses has this one.
bool is_named(const View& view, const estate::Node& node, const Transaction& t) {
    base::NodeId id{static_cast<std::uint32_t>(&node - view.estate.nodes.data())};
    return std::any_of(view.policies.redirecting(id).begin(), view.policies.redirecting(id).end(),
                       [&](const Policies::Entry& entry) {
                           if (entry.rule == &catch_all) return false;
                           Elsewhere other;
                           entry.rule->redirect(view, node, *entry.setting, t, other);
                           return other.matched;
                       });
}

void redirect(const View& view, const estate::Node& node, const estate::Setting& setting,
              const Transaction& t, Elsewhere& out) {
    if (!setting.values[domains].domains.contains(t.recipient.domain)) return;
    if (view.estate.has_mailbox(t.recipient) || is_named(view, node, t)) return;
    out.matched = true;
    out.to = setting.values[to].recipients;
    out.sender = t.sender;
}

}  // namespace

const Rule catch_all{.name = "catch_all",
                     .stages = 0,
                     .step = facts::Step::valid_mailbox,
                     .outgoing_step = facts::Step::internal,
                     .question = "is there a mailbox for every unknown address of the domain?",
                     .pass = "no",
                     .meaning = "gives mail for the unknown addresses of a domain to one mailbox",
                     .parameters = rows,
                     .judge = nullptr,
                     .redirect = redirect};

}  // namespace mailsim::decide::rules
