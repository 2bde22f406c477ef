#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "estate/check_parts.hpp"

namespace mailsim::estate {
namespace {

// One kind of recipient: mailboxes of a domain on one server, or one address that a transport names.
struct Recipient {
    const Domain* domain = nullptr;  // null: a domain that the estate does not know
    base::NodeId home;
    mail::Address user;
    mail::DomainId id() const { return domain ? domain->id : mail::DomainId{}; }
    std::string text(const Estate& estate) const {
        if (!user.null()) return estate.book.text(user);
        return domain ? domain->name : "a domain of the Internet";
    }
};

class Relaying {
  public:
    Relaying(const Estate& estate, base::Problems& problems) : estate_(estate), problems_(problems) {}

    void check(const Recipient& recipient) {
        recipient_ = recipient;
        state_.assign(estate_.nodes.size(), State::unseen);
        way_.clear();
        for (base::NodeId start : starts()) visit(start);
    }

    // Servers whose people may write to this recipient, and those that the Internet's senders reach first.
    std::vector<base::NodeId> starts() {
        std::set<base::NodeId> all;
        for (const Domain& domain : estate_.domains) {
            if (domain.outside && (!recipient_.domain || recipient_.domain->outside)) continue;
            for (base::NodeId home : homes(domain)) all.insert(home);
        }
        return {all.begin(), all.end()};
    }

    static std::set<base::NodeId> homes(const Domain& domain) {
        std::set<base::NodeId> all;
        auto take = [&](base::NodeId node) {
            if (node.valid()) all.insert(node);
        };
        take(domain.home);
        for (const Part& part : domain.parts) take(part.home);
        for (const Account& account : domain.accounts) take(account.home);
        return all;
    }

  private:
    enum class State : char { unseen, open, done };

    void visit(base::NodeId node) {
        if (state_[node.index()] == State::done) return;
        if (state_[node.index()] == State::open) return loop(node);
        state_[node.index()] = State::open;
        way_.push_back(node);
        for (base::NodeId next : onward(node)) visit(next);
        way_.pop_back();
        state_[node.index()] = State::done;
    }

    std::vector<base::NodeId> onward(base::NodeId id) {
        const Node& node = estate_.node(id);
        const Transport* transport = first_match(id);
        if (!transport) {
            if (unroutable_.insert(id).second)
                problems_.add(estate_.file, node.pointer + "/transports",
                              fmt::format("no transport takes mail for {}", recipient_.text(estate_)));
            return {};
        }
        switch (transport->next) {
            case Transport::Next::mailbox: return {};
            case Transport::Next::nodes: return transport->nodes;
            case Transport::Next::mx: return mx(id, *transport);
            case Transport::Next::home: break;
        }
        if (!recipient_.home.valid()) return {};
        if (recipient_.home == id)
            problem(transport->pointer + "/next",
                    fmt::format("'{}' is itself the home of {}", node.id, recipient_.text(estate_)));
        return recipient_.home == id ? std::vector<base::NodeId>{} : std::vector{recipient_.home};
    }

    const Transport* first_match(base::NodeId id) const {
        for (const Transport& transport : estate_.node(id).transports) {
            bool matches = false;
            if (transport.match == Transport::Match::local) matches = recipient_.home == id;
            if (transport.match == Transport::Match::domains)
                matches = transport.domains.contains(recipient_.id());
            if (transport.match == Transport::Match::users)
                matches = !recipient_.user.null() &&
                          std::count(transport.users.begin(), transport.users.end(), recipient_.user) > 0;
            if (matches) return &transport;
        }
        return nullptr;
    }

    // RFC 5321 5.1: a node that is itself an MX sends only to better ones.
    std::vector<base::NodeId> mx(base::NodeId self, const Transport& transport) {
        if (!recipient_.domain) return {};
        auto hosts = mx_hosts();
        unsigned own = std::numeric_limits<unsigned>::max();
        for (auto& [preference, node] : hosts)
            if (node == self) own = std::min(own, preference);
        std::vector<base::NodeId> next;
        for (auto& [preference, node] : hosts)
            if (preference < own && node.valid()) next.push_back(node);
        if (next.empty() && own != std::numeric_limits<unsigned>::max())
            problem(transport.pointer + "/next",
                    fmt::format("a loop of relays: '{}' is itself the best MX of {}", estate_.node(self).id,
                                recipient_.text(estate_)));
        return next;
    }

    std::vector<std::pair<unsigned, base::NodeId>> mx_hosts() {
        std::vector<std::pair<unsigned, base::NodeId>> hosts;
        auto addresses = [&](std::string_view name, unsigned preference) {
            for (const dns::Record& record : estate_.zones.resolve(name, dns::Type::a).records)
                hosts.push_back({preference, estate_.node_at(record.address)});
        };
        const std::string& name = recipient_.domain->name;
        dns::Answer answer = estate_.zones.resolve(name, dns::Type::mx);
        for (const dns::Record& record : answer.records)
            addresses(estate_.zones.names().text(record.target), record.preference);
        if (answer.records.empty()) addresses(name, 0);
        if (answer.records.empty() && hosts.empty())
            problem(recipient_.domain->pointer + "/name",
                    fmt::format("'{}' has neither an MX nor an address in the zones", name));
        return hosts;
    }

    // The nodes from this one on, up to the last visited, send to each other in a circle.
    void loop(base::NodeId node) {
        auto first = std::find(way_.begin(), way_.end(), node);
        std::set<base::NodeId> members(first, way_.end());
        if (!loops_.insert(members).second) return;
        std::string circle;
        for (auto i = first; i != way_.end(); ++i) circle += estate_.node(*i).id + " -> ";
        const Transport* transport = first_match(node);
        problem(transport->pointer, fmt::format("a loop of relays for {}: {}{}", recipient_.text(estate_),
                                                circle, estate_.node(node).id));
    }

    void problem(const std::string& pointer, const std::string& message) {
        if (told_.insert(pointer + message).second) problems_.add(estate_.file, pointer, message);
    }

    const Estate& estate_;
    base::Problems& problems_;
    Recipient recipient_;
    std::vector<State> state_;                // by node, for this recipient
    std::vector<base::NodeId> way_;           // from the start to where the walk is
    std::set<std::set<base::NodeId>> loops_;  // told once, whoever the recipient
    std::set<base::NodeId> unroutable_;
    std::set<std::string> told_;
};

}  // namespace

void check_relaying(const Estate& estate, base::Problems& problems) {
    Relaying relaying(estate, problems);
    for (const Domain& domain : estate.domains)
        for (base::NodeId home : Relaying::homes(domain)) relaying.check({&domain, home, {}});
    for (const Node& node : estate.nodes)
        for (const Transport& transport : node.transports)
            for (mail::Address user : transport.users)
                if (const Domain* domain = estate.domain(user.domain))
                    relaying.check({domain, estate.home(user), user});
    relaying.check({});
}

}  // namespace mailsim::estate
