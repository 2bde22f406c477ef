// One delivery: into mailboxes here, or over sockets to the hosts of the next hop.
#include <fmt/format.h>

#include "dns/mx.hpp"
#include "lab/made.hpp"
#include "lab/notices.hpp"
#include "lab/post.hpp"
#include "lab/postmaster.hpp"
#include "lab/smtp_client.hpp"
#include "mail/mime.hpp"

namespace mailsim::lab {
namespace {

constexpr base::Duration silent_answer = std::chrono::seconds(10);  // of DNS; recorded: 2 tries of 5 s

struct Host {
    base::NodeId node;  // invalid: the address is nobody's in the estate
    std::string name;
    base::Ip address;  // as the estate has it
};

Told told(const mail::Reply& reply, std::string_view text = {}) {
    return {reply.code, reply.enhanced, mail::fill(reply.text, {"", "", "", "", text, ""}), "", {}};
}

class Delivery {
  public:
    Delivery(Site& site, Node& node, std::uint32_t place)
        : site_(site), node_(node), place_(place), entry_(*node.entries[place]), letter_(entry_.letter) {}

    base::Task<void> run() {
        queue::Result result = queue::Result::reached;
        if (entry_.local)
            into_mailboxes();
        else if (!entry_.transport)
            fail_all({0, {5, 4, 4}, "no transport leads to " + first().text, "", {}}, "none");
        else
            result = co_await over_smtp();
        finish(site_, node_, place_, result);
    }

  private:
    const Addressee& first() const { return letter_->to[entry_.copies.front()]; }

    // What became of one copy: sent and failed ones leave the entry. offers: of the server that took it.
    void settle(std::uint32_t copy, const Told& outcome, std::string_view relay,
                const smtp::Extensions* offers = nullptr) {
        const Addressee& to = letter_->to[copy];
        log_delivery(site_, node_, entry_, to, outcome, relay);
        if (!outcome.positive() && !outcome.permanent()) {
            entry_.last = outcome;
            return;
        }
        std::erase(entry_.copies, copy);
        if (!outcome.positive()) return entry_.file->failed.push_back({&to, outcome, "failed"});
        site_.keeper.forget(*letter_, copy);
        note_taken(*entry_.file, to, outcome, offers);
    }
    void settle_all(const Told& outcome, std::string_view relay) {
        for (std::uint32_t copy : std::vector<std::uint32_t>(entry_.copies)) settle(copy, outcome, relay);
    }
    void fail_all(const Told& outcome, std::string_view relay) { settle_all(outcome, relay); }

    void into_mailboxes() {
        for (std::uint32_t copy : std::vector<std::uint32_t>(entry_.copies)) {
            site_.keeper.begin();
            settle(copy, put_into_mailbox(site_, node_, *letter_, letter_->to[copy]), node_.estate.id);
            site_.keeper.commit();
        }
    }

    base::Task<queue::Result> over_smtp() {
        std::vector<Host> hosts;
        const bool found = co_await find_hosts(hosts);
        if (!found) co_return queue::Result::reached;
        bool reached = false;
        int sessions = 0;
        const std::size_t fallback = hosts.size() - entry_.transport->fallback.size();
        for (std::size_t i = 0; i < hosts.size() && !entry_.copies.empty(); ++i) {
            if (i == fallback) sessions = 0;
            const std::size_t tried = i < fallback ? i : i - fallback;
            if (!node_.estate.tries_another(tried, sessions)) continue;
            const bool more = i + 1 < hosts.size(), other = i < fallback && fallback < hosts.size();
            const bool talked = co_await offer_to(
                hosts[i], {!other && !(more && node_.estate.tries_another(tried + 1, sessions)),
                           !other && !(more && node_.estate.tries_another(tried + 1, sessions + 1))});
            reached = reached || talked;
            sessions += talked;
        }
        co_return reached ? queue::Result::reached : queue::Result::failed;
    }

    // Whether a host is the delivery's last one, if nobody answers there and if it gets to talk.
    struct Last {
        bool unreached, talked;
    };

    base::Task<bool> offer_to(const Host& host, Last last) {
        std::string name =
            fmt::format("{}[{}]:{}", host.name, base::to_string(host.address), entry_.transport->port);
        Node* target = host.node.valid() ? &site_.node(host.node) : nullptr;
        if (!target || !target->up() || !site_.joined(node_, *target)) {
            // Nobody answers, and a loopback address cannot keep silent: the wait is made here.
            sockets::Alarm alarm(site_.loop);
            co_await alarm.wait(site_.loop.wall(node_.estate.connect_timeout));
            put_off(told(decide::no_connection, name), name, last.unreached);
            co_return false;
        }
        SmtpClient client(site_, node_, *target, *letter_, entry_.copies, *entry_.transport);
        bool reached = co_await client.run();
        if (!reached) {
            put_off(told(decide::connection_refused, name), name, last.unreached);
            co_return false;
        }
        std::vector<std::uint32_t> offered = entry_.copies;
        for (std::size_t i = 0; i < offered.size(); ++i) {
            Told outcome = client.outcome(i, host.name, host.address);
            bool waits = !outcome.positive() && !outcome.permanent();
            if (waits && !last.talked)
                entry_.last = outcome;  // the next host is asked within this attempt
            else
                settle(offered[i], outcome, name, &client.offers());
        }
        co_return true;
    }

    void put_off(const Told& outcome, const std::string& name, bool last) {
        if (last)
            settle_all(outcome, name);
        else
            entry_.last = outcome;
    }

    // False: there are none now (deferred) or ever (failed).
    base::Task<bool> find_hosts(std::vector<Host>& hosts) {
        unsigned attempt = entry_.attempts ? entry_.attempts - 1 : 0;
        decide::NextHop hop =
            decide::next_hop(site_.drawing_view(node_), node_.id, first().address, letter_->key, attempt);
        if (hop.kind == decide::NextHop::Kind::nodes) {
            for (base::NodeId id : hop.targets()) add_node(id, hosts);
            for (base::NodeId id : hop.transport->fallback) add_node(id, hosts);
            co_return true;
        }
        co_return co_await ask_mx(hosts, decide::mx_draw(site_.drawing_view(node_), letter_->key, attempt));
    }

    void add_node(base::NodeId id, std::vector<Host>& hosts) const {
        const estate::Node& node = site_.estate.node(id);
        hosts.push_back({id, node.name, node.addresses.empty() ? base::Ip{} : node.addresses.front()});
    }

    base::Task<bool> ask_mx(std::vector<Host>& hosts, std::uint64_t draw) {
        dns::NameTable& names = site_.estate.zones.names();
        dns::MxQuestion question(names);
        dns::MxOptions options;
        options.draw = draw;
        options.own_addresses = node_.estate.addresses;
        question.ask(names.intern(site_.estate.book.domain_name(first().address.domain)), options);
        bool resolver_up = node_.estate.resolver.valid() && site_.node(node_.estate.resolver).up();
        sockets::Alarm alarm(site_.loop);
        while (auto next = question.needs()) {
            dns::Answer answer = site_.estate.zones.resolve(next->name, next->type);
            if (!resolver_up) answer.status = dns::Status::silence;
            if (answer.status == dns::Status::silence) answer.delay = silent_answer;
            if (answer.delay.count() > 0) co_await alarm.wait(site_.loop.wall(answer.delay));
            question.tell(answer);
        }
        const std::vector<base::NodeId>& fallback = entry_.transport->fallback;
        if (const dns::MxFailure* failure = question.failure();
            failure && !decide::may_fall_back(*entry_.transport, mail::parse_enhanced(failure->enhanced))) {
            settle_all({0, mail::parse_enhanced(failure->enhanced), dns::reply_text(*failure, names), "", {}},
                       "none");
            co_return false;
        }
        for (const dns::MxTarget& target : question.targets())
            hosts.push_back(
                {site_.estate.node_at(target.address), std::string(names.text(target.name)), target.address});
        for (base::NodeId id : fallback) add_node(id, hosts);
        co_return true;
    }

    Site& site_;
    Node& node_;
    std::uint32_t place_;
    Entry& entry_;
    std::shared_ptr<const Letter> letter_;
};

Told append(const std::shared_ptr<mailbox::Account>& account, const Letter& letter, const Addressee& to) {
    if (!account) return {452, {4, 3, 1}, "too many mailboxes are in use here", "", {}};
    std::string content =
        fmt::format("Return-Path: <{}>\r\nDelivered-To: {}\r\n", letter.sender_text, to.text);
    content += mail::with_crlf(*letter.content);  // as a server's files have line ends of their own
    auto uid = account->append(account->inbox().row.id,
                               std::make_shared<const std::string>(std::move(content)), {}, unix_time());
    if (!uid && uid.error() == mailbox::Failure::over_quota)
        return {
            552, {5, 2, 2}, fmt::format("<{}> Quota exceeded (mailbox for user is full)", to.text), "", {}};
    if (!uid) return {451, {4, 3, 0}, "the mailbox could not be written", "", {}};
    return {250, {2, 0, 0}, "delivered to mailbox", "", {}};
}

}  // namespace

Told put_into_mailbox(Site& site, Node& node, const Letter& letter, const Addressee& to) {
    if (is_postmaster(to.text)) return append(postmasters_mailbox(site, node), letter, to);
    mail::Address address = to.address;
    if (!site.estate.has_mailbox(address))
        return {550, {5, 1, 1}, fmt::format("<{0}> User doesn't exist: {0}", to.text), "", {}};
    decide::Client local;
    local.node = node.id;
    if (!node.estate.addresses.empty()) local.address = node.estate.addresses.front();
    local.protocol = estate::Protocol::lmtp;
    decide::Transaction t;
    t.sender = letter.sender;
    t.recipient = address;
    t.size = {static_cast<std::int64_t>(letter.content->size())};
    t.key = letter.key;
    t.hops = letter.hops;
    t.spam = is_test_spam(*letter.content);
    decide::Verdict verdict = site.judge(node, decide::Stage::delivery, local, t);
    if (!verdict.accepted()) {
        std::string words =
            mail::fill(verdict.reply.text, {to.text, letter.sender_text, "", node.estate.name, "", ""});
        return {verdict.reply.code, verdict.reply.enhanced, words, "", {}};
    }
    Told told = append(site.mailboxes.open(address), letter, to);
    if (!told.positive()) return told;
    if (auto answer = automatic_answer(site, node, letter, to)) post(site, node, answer);
    return told;
}

base::Task<void> deliver(Site& site, Node& node, std::uint32_t place) {
    Delivery delivery(site, node, place);
    co_await delivery.run();
}

}  // namespace mailsim::lab
