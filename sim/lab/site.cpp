#include "lab/site.hpp"

#include <fmt/format.h>

#include <random>

#include "nodes/resolve.hpp"

namespace mailsim::lab {
namespace {

// As in the simulator, but a delivery has started when it is selected: nobody waits for its process here.
queue::ConcurrencyLimits limits_of(const estate::Node& node, estate::Process process) {
    queue::ConcurrencyLimits limits = nodes::limits_of(node, process);
    limits.starting_limit = 0;
    return limits;
}

constexpr std::size_t most_strangers = 200'000;

std::vector<smtp::ServerPolicy> policies_of(const estate::Node& node) {
    std::vector<smtp::ServerPolicy> all;
    for (const estate::Listener& listener : node.listeners) {
        smtp::ServerPolicy policy = nodes::policy_of(node, listener);
        if (policy.offers.size == 0) policy.offers.size = Site::largest_message;
        if (policy.offers.has(smtp::Extension::auth_plain)) policy.offers.add(smtp::Extension::auth_login);
        if (policy.lmtp) {  // the node's limits are its Postfix's
            policy.soft_error_limit = smtp::dovecot_lmtp.soft_error_limit;
            policy.hard_error_limit = smtp::dovecot_lmtp.hard_error_limit;
        }
        if (listener.to_home)
            policy.auth_required = true;  // before the sign-in nobody knows whose rules hold
        all.push_back(policy);
    }
    return all;
}

}  // namespace

Node::Node(sockets::Loop& loop, base::NodeId its_id, const estate::Node& its_estate, base::Ip its_address)
    : id(its_id),
      estate(its_estate),
      address(its_address),
      schedule(nodes::schedule_of(its_estate.queue)),
      queue(schedule, {static_cast<std::uint32_t>(its_estate.queue.active_limit)}),
      remote(limits_of(its_estate, estate::Process::smtp)),
      local(limits_of(its_estate, estate::Process::local)),
      wake(loop),
      policies(policies_of(its_estate)) {}

Site::Site(estate::Estate& its_estate, const scenario::Scenario& its_scenario, const Options& its_options,
           Log& its_log, Keeper& its_keeper)
    : loop(its_options.speed),
      estate(its_estate),
      scenario(its_scenario),
      options(its_options),
      log(its_log),
      keeper(its_keeper),
      commits(loop, its_keeper),
      plan(its_estate, its_options.first),
      policies(its_estate),
      mailboxes(its_estate, its_scenario.initial.quota_fill, its_keeper),
      authority("mailsim lab authority"),
      client_tls(sockets::client_tls()),
      links_off(its_estate.platform.links.size()),
      draws(its_scenario.seed, its_scenario.replication),
      ids_(std::random_device{}()),
      memory_began_(
          std::chrono::duration_cast<base::Duration>(std::chrono::system_clock::now().time_since_epoch())) {
    for (std::uint32_t i = 0; i < estate.nodes.size(); ++i) {
        nodes.push_back(std::make_unique<Node>(loop, base::NodeId{i}, estate.nodes[i], plan.of({i})));
        Node& node = *nodes.back();
        std::vector<std::string> names{node.estate.name.empty() ? node.estate.id : node.estate.name};
        // People's programs know a server by the name in their settings.
        for (const estate::Domain& domain : estate.domains)
            for (const dns::Record& record : estate.zones.resolve(domain.client_server, dns::Type::a).records)
                if (estate.node_at(record.address) == node.id &&
                    std::find(names.begin(), names.end(), domain.client_server) == names.end())
                    names.push_back(domain.client_server);
        // Programs that know names only (mbsync, fetchmail) are given the address as one.
        names.push_back(base::to_string(node.address));
        node.tls = authority.server_tls(names, std::vector<base::Ip>{node.address});
    }
}

decide::Verdict Site::judge(Node& at, decide::Stage stage, const decide::Client& client,
                            const decide::Transaction& transaction) {
    std::vector<dns::Question> questions;
    decide::View seen = view(at);
    seen.questions = &questions;
    decide::Verdict verdict = decide::judge(seen, at.id, stage, client, transaction);
    // Names are asked in this process; what faults make of them takes its time all the same.
    for (const dns::Question& question : questions) {
        dns::Answer answer = estate.zones.resolve(question.name, question.type);
        verdict.cost.wait += answer.status == dns::Status::silence ? nodes::silent_answer : answer.delay;
    }
    at.tables.apply(verdict.changes.all(), memory_now());
    if (!verdict.changes.all().empty()) keeper.remember(at.estate.id, verdict.changes.all(), memory_now());
    return verdict;
}

void Site::recall() {
    for (const Keeper::Remembered& one : keeper.memories(memory_now())) {
        base::NodeId id = estate.find_node(one.node);
        if (id.valid()) node(id).tables.apply(one.change, one.at);
        not_before(one.at);
    }
}

decide::Client Site::client_of(const sockets::Endpoint& peer, const estate::Listener& listener) const {
    using estate::Protocol;
    decide::Client client;
    bool people = listener.protocol != Protocol::smtp && listener.protocol != Protocol::lmtp;
    client.node = plan.node_at(peer.address);
    client.address = plan.seen(peer.address, people);
    client.kind = people ? estate::ClientKind::outlook : estate::ClientKind::peer;
    client.protocol = listener.protocol;
    return client;
}

bool Site::is_of_estate(const std::string& text) const {
    std::size_t at = text.rfind('@');
    if (at == std::string::npos) return false;
    const estate::Domain* domain =
        estate.domain(estate.book.find_domain(base::lower_case(text.substr(at + 1))));
    if (!domain) return false;
    std::string local = base::lower_case(mail::plain_local(text.substr(0, at)));
    if (local.starts_with("user") && local.size() < 14 &&
        local.find_first_not_of("0123456789", 4) == std::string::npos)
        return true;
    for (const estate::Account& account : domain->accounts)
        if (base::lower_case(mail::plain_local(account.local)) == local) return true;
    return false;
}

std::optional<mail::Address> Site::address(const std::string& text) {
    if (!is_of_estate(text) && !text.empty()) {
        bool known = strangers_.count(base::lower_case(text)) != 0;
        if (!known && strangers_.size() >= most_strangers) return std::nullopt;
        if (!known) strangers_.insert(base::lower_case(text));
    }
    auto parsed = estate.book.parse(text);
    if (!parsed) return std::nullopt;
    return *parsed;
}

std::optional<mail::Address> Site::envelope_address(const std::string& text) {
    if (auto usual = address(text)) return usual;
    std::size_t at = text.rfind('@');
    bool literal = at != std::string::npos && text.substr(at + 1).starts_with('[');
    if (!literal || strangers_.size() >= most_strangers) return std::nullopt;
    return estate.book.address(estate.book.domain(text.substr(at + 1)), text.substr(0, at));
}

bool Site::is_password(mail::Address account, std::string_view password) const {
    if (!estate.has_mailbox(account)) return false;
    const estate::Account* named = estate.account(account);
    return password ==
           (named && !named->password.empty() ? std::string_view(named->password) : default_password);
}

bool Site::takes_sign_in(const Node& node, const estate::Listener& listener, mail::Address account) const {
    if (listener.to_home || estate.home(account) == node.id) return true;
    const estate::Domain* domain = estate.domain(account.domain);
    if (!domain) return false;
    dns::Answer names = estate.zones.resolve(domain->client_server, dns::Type::a);
    return std::any_of(names.records.begin(), names.records.end(),
                       [&](const dns::Record& record) { return estate.node_at(record.address) == node.id; });
}

bool Site::joined(const Node& from, const Node& to) const {
    for (base::LinkId link : estate.platform.links_between(from.estate.host, to.estate.host))
        if (links_off[link.index()]) return false;
    return true;
}

std::string Site::new_id() { return fmt::format("{:011X}", base::mix(++ids_) & 0xfffffffffffull); }

}  // namespace mailsim::lab
