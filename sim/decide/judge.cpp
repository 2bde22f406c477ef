#include "decide/judge.hpp"

#include <fmt/format.h>

#include "estate/spoken.hpp"
#include "tables/keys.hpp"

namespace mailsim::decide {
namespace {

using estate::Operation;

const estate::Demand& demand(const estate::Node& node, Operation operation) {
    return node.demands[static_cast<std::size_t>(operation)];
}

bool is_smtp(estate::Protocol p) {
    return p == estate::Protocol::smtp || p == estate::Protocol::submission || p == estate::Protocol::lmtp;
}

// What the stage costs whatever the rules say; sessions that are not SMTP have demands of their own.
Cost stage_cost(const estate::Node& node, Stage stage, const Client& client, const Transaction& t) {
    if (!is_smtp(client.protocol)) return {};
    switch (stage) {
        case Stage::connect: return Cost::of(demand(node, Operation::smtp_session), {0});
        case Stage::auth: return Cost::of(demand(node, Operation::authentication), {0});
        case Stage::rcpt:
            return Cost::of(
                demand(node, t.accepted_recipients ? Operation::smtp_recipient : Operation::smtp_envelope),
                {0});
        default: return {};
    }
}

// What a rule says that does not object.
std::string passed(const View& view, base::NodeId node, const Policies::Entry& entry, Stage stage,
                   const Client& client, const Transaction& t) {
    if (!entry.rule->answer) return std::string(entry.rule->pass);
    return entry.rule->answer(view, view.estate.node(node), *entry.setting, stage, client, t);
}

void write_down(const View& view, base::NodeId node, const Policies::Entry& entry, Stage stage,
                const Client& client, const Transaction& t, const std::optional<Verdict>& verdict) {
    bool outgoing = estate::is_person(client.kind);
    Asked asked;
    asked.node = node;
    asked.step = outgoing ? entry.rule->outgoing_step : entry.rule->step;
    asked.question = entry.rule->question;
    asked.answer =
        verdict ? fmt::format("{} {}", verdict->reply.code, reply_text(view, node, verdict->reply, client, t))
                : passed(view, node, entry, stage, client, t);
    asked.rule = entry.rule->name;
    asked.pointer = entry.setting->pointer;
    asked.decided = verdict.has_value();
    view.trace->asked.push_back(std::move(asked));
}

bool has_point(const View& view, const estate::Node& node, const Policies::Entry& entry, Stage stage,
               const Client& client, const Transaction& t) {
    return !entry.rule->has_point || entry.rule->has_point(view, node, *entry.setting, stage, client, t);
}

// The reply of a stage that nobody objected to.
mail::Reply welcome(Stage stage) {
    switch (stage) {
        case Stage::connect: return {220, {}, "{node} ESMTP"};
        case Stage::auth: return {235, {2, 7, 0}, "Authentication successful"};
        case Stage::mail: return {250, {2, 1, 0}, "Ok"};
        case Stage::rcpt: return {250, {2, 1, 5}, "Ok"};
        case Stage::data:
        case Stage::delivery: return {250, {2, 0, 0}, "Ok"};
    }
    return {};
}

// Postfix soft_bounce: a server says 4xx where it would say 5xx.
void soften(mail::Reply& reply) {
    reply.code -= 100;
    if (reply.enhanced.present()) reply.enhanced.class_ = 4;
}

}  // namespace

Policies::Policies(const estate::Estate& estate)
    : by_stage_(estate.nodes.size()),
      redirecting_(estate.nodes.size()),
      archiving_(estate.nodes.size()),
      responding_(estate.nodes.size()) {
    for (std::size_t n = 0; n < estate.nodes.size(); ++n)
        for (const estate::Setting& setting : estate.nodes[n].rules) {
            const Rule& r = rule(setting.id);
            for (int s = 0; s < stage_count; ++s)
                if (r.stages & decide::at(static_cast<Stage>(s)))
                    by_stage_[n][static_cast<std::size_t>(s)].push_back({&r, &setting});
            if (r.redirect) redirecting_[n].push_back({&r, &setting});
            if (r.archives) archiving_[n].push_back({&r, &setting});
            if (r.responds) responding_[n].push_back({&r, &setting});
        }
}

Verdict judge(const View& view, base::NodeId node_id, Stage stage, const Client& client,
              const Transaction& t) {
    const estate::Node& node = view.estate.node(node_id);
    Cost cost = stage_cost(node, stage, client, t), asking;
    tables::Changes changes;
    for (const Policies::Entry& entry : view.policies.at(node_id, stage)) {
        if (entry.setting->id == view.ignored) continue;
        auto verdict = entry.rule->judge(view, node, *entry.setting, stage, client, t, asking);
        if (entry.rule->remember) entry.rule->remember(view, node, *entry.setting, stage, client, t, changes);
        if (view.trace && (verdict || has_point(view, node, entry, stage, client, t)))
            write_down(view, node_id, entry, stage, client, t, verdict);
        if (!verdict) continue;
        verdict->rule = entry.setting->id;
        verdict->setting = entry.setting;
        verdict->step = estate::is_person(client.kind) ? entry.rule->outgoing_step : entry.rule->step;
        if (node.queue.soft_bounce && verdict->reply.permanent()) soften(verdict->reply);
        if (stage == Stage::rcpt) cost = Cost::of(demand(node, Operation::smtp_refusal), {0});
        verdict->cost = cost += asking;
        verdict->changes = changes;
        return *verdict;
    }
    if (stage == Stage::data && is_smtp(client.protocol))
        cost += Cost::of(demand(node, Operation::smtp_content), t.size);
    Verdict verdict;
    verdict.reply = welcome(stage);
    verdict.cost = cost += asking;
    verdict.changes = changes;
    return verdict;
}

std::uint64_t client_key(const View& view, const Client& client) {
    bool shared = client.authenticated() && client.address == view.estate.client_address;
    return shared ? ~client.login.key() : tables::key_of(client.address);
}

std::string reply_text(const View& view, base::NodeId node, const mail::Reply& reply, const Client& client,
                       const Transaction& t) {
    std::string recipient = view.estate.book.text(t.recipient), sender = view.estate.book.text(t.sender);
    std::string address = base::to_string(client.address), login = view.estate.book.text(client.login);
    std::string host = estate::client_host_for(reply.text, view.estate, client.address);
    std::string text = mail::fill(
        reply.text, {recipient, sender, address, view.estate.node(node).name, "", "", login, host});
    return reply.enhanced.present() ? mail::to_string(reply.enhanced) + " " + text : text;
}

}  // namespace mailsim::decide
