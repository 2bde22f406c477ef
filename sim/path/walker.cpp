#include "path/walker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "smtp/error.hpp"

namespace mailsim::path {

using decide::Stage;
using facts::Step;
using mail::Outcome;

namespace {

constexpr unsigned max_hops =
    60;  // more than any hop limit: a loop without a hop_limit rule ends all the same

std::string tls_words(estate::Tls tls) {
    switch (tls) {
        case estate::Tls::none: return "without TLS";
        case estate::Tls::starttls: return "with STARTTLS";
        case estate::Tls::implicit: return "with TLS from the start";
    }
    return "";
}

// A question that a node asks at several stages (size at MAIL and after the data) is shown once a visit.
bool asked_before(const std::vector<decide::Asked>& hops, const decide::Asked& asked) {
    for (auto one = hops.rbegin(); one != hops.rend() && one->node == asked.node; ++one)
        if (one->rule == asked.rule && one->question == asked.question && one->answer == asked.answer &&
            one->pointer == asked.pointer)
            return true;
    return false;
}

}  // namespace

Walker::Walker(const estate::Estate& estate, const decide::Policies& policies, const decide::QuotaUse& quotas,
               const Request& request)
    : estate_(estate), request_(request), view_{estate,        policies, quotas,          nullptr,
                                                request.draws, &trace_,  request.ignored, {}} {
    transaction_.sender = request.from;
    transaction_.recipient = request.to;
    transaction_.size = request.size;
    transaction_.key = request.key;
    transaction_.spam = request.spam;
}

Walk Walker::run() {
    estate::ClientKind kind = request_.client.value_or(estate_.client_kind(request_.from));
    if (estate::is_person(kind))
        submit(kind);
    else
        send_from_outside();
    follow();
    return std::move(walk_);
}

// From where the mail is to its end, and then all that was made of it.
void Walker::follow() {
    while (!ended_) forward(current_);
    for (decide::Asked& asked : trace_.asked)
        if (!asked_before(walk_.hops, asked)) walk_.hops.push_back(std::move(asked));
    if (walk_.route.size() + transaction_.hops > 2 * max_hops) return;
    for (Made& mail : walk_.made) {
        Walker further(*this, mail);
        further.follow();
        mail.walk = std::move(further.walk_);
    }
}

void Walker::ask(base::NodeId at, Step step, std::string question, std::string answer, std::string rule,
                 std::string pointer, std::string next) {
    decide::Asked asked;
    asked.node = at;
    asked.step = step;
    asked.question = std::move(question);
    asked.answer = std::move(answer);
    asked.rule = std::move(rule);
    asked.pointer = std::move(pointer);
    asked.next = std::move(next);
    trace_.asked.push_back(std::move(asked));
}

// Questions asked since `first` were asked over this connection.
void Walker::connected(std::size_t first, std::uint16_t port, estate::Tls tls) {
    for (std::size_t i = first; i < trace_.asked.size(); ++i) {
        trace_.asked[i].port = port;
        trace_.asked[i].tls = tls;
    }
}

void Walker::end(Outcome outcome, base::NodeId at, const mail::Reply& reply, const std::string& text,
                 const std::string& rule, const std::string& pointer) {
    ended_ = true;
    walk_.outcome = outcome;
    walk_.recipient = request_.to;
    walk_.reply = reply;
    walk_.reply_text = text;
    walk_.decided_at = at;
    walk_.rule = rule;
    walk_.pointer = pointer;
}

// A refusal: rejected while the message is still the sender's own, else deferred or bounced by who holds it.
void Walker::fail(base::NodeId at, const mail::Reply& reply, const std::string& text, const std::string& rule,
                  const std::string& pointer) {
    bool permanent = reply.permanent() || (reply.code == 0 && reply.enhanced.class_ == 5);
    Outcome outcome = Outcome::rejected;
    bool outside = still_outside();
    if (outside ? !permanent && !submitted_by_person_ : !permanent) outcome = Outcome::deferred;
    if (!outside && permanent) outcome = request_.from.null() ? Outcome::discarded : Outcome::bounced;
    end(outcome, at, reply, text, rule, pointer);
}

// Nobody of the estate has taken it: not the sender's server, nor the peers that pass an outsider's mail on.
bool Walker::still_outside() const {
    if (made_inside_) return false;
    return std::all_of(walk_.route.begin(), walk_.route.end(), [&](base::NodeId node) {
        return !submitted_by_person_ && estate_.node(node).role == estate::Role::peer;
    });
}

bool Walker::answers(base::NodeId node) const {
    return std::find(request_.off.begin(), request_.off.end(), node) == request_.off.end();
}

decide::Client Walker::sender_at(base::NodeId node) const {
    decide::Client client;
    client.node = node;
    const estate::Node& n = estate_.node(node);
    if (!n.addresses.empty()) client.address = n.addresses.front();
    return client;
}

bool Walker::stage(base::NodeId server, Stage stage, const decide::Client& client) {
    last_ = decide::judge(view_, server, stage, client, transaction_);
    return last_.accepted();
}

bool Walker::signs_in(base::NodeId server, const decide::Client& client, const estate::Listener& listener) {
    if (listener.protocol == estate::Protocol::smtp || listener.protocol == estate::Protocol::lmtp)
        return true;
    if (decide::wants_tls_first(listener, client)) {
        last_ = decide::refuse(smtp::reply_to(smtp::Error::need_tls));
        ask(server, Step::outgoing_rules, "is the session encrypted?", mail::to_string(last_.reply),
            "listener_tls", listener.pointer);
        return false;
    }
    if (!client.authenticated() && estate::is_person(client.kind)) return true;  // it does not try
    return stage(server, Stage::auth, client);
}

bool Walker::checks_spf(base::NodeId server) const {
    for (const estate::Setting& setting : estate_.node(server).rules)
        if (setting.rule == "spf") return true;
    return false;
}

// A server that sends does not offer a message that is larger than the next one takes.
bool Walker::will_not_offer(base::NodeId server, const decide::Client& client) {
    const estate::Setting* announced = decide::size_announced(estate_.node(server));
    if (!announced || !client.node.valid()) return false;
    std::int64_t limit = announced->values[0].bytes().count;
    if (limit <= 0 || transaction_.size.count <= limit) return false;
    last_ = decide::refuse(decide::too_large(view_, server, transaction_.size));
    last_.rule = announced->id;
    last_.setting = announced;
    ask(client.node, Step::send, "is the size within what the server announces?",
        decide::reply_text(view_, server, last_.reply, client, transaction_), "size", announced->pointer);
    return true;
}

// All stages of one session; on refusal last_ says why.
Walker::Taken Walker::session(base::NodeId server, const decide::Client& client,
                              const estate::Listener& listener) {
    greeted_ = stage(server, Stage::connect, client);
    if (!greeted_ || !signs_in(server, client, listener)) return Taken::refused;
    bool between = client.node.valid() && (estate_.node(client.node).role == estate::Role::peer) !=
                                              (estate_.node(server).role == estate::Role::peer);
    if (between && !checks_spf(server))
        ask(server, Step::spf,
            fmt::format("may {} send for {} (SPF)?", base::to_string(client.address),
                        request_.from.null() ? "<>" : estate_.book.domain_name(request_.from.domain)),
            "not checked", "spf");
    if (will_not_offer(server, client)) return Taken::refused;
    transaction_.accepted_recipients = 0;
    for (Stage s : {Stage::mail, Stage::rcpt})
        if (!stage(server, s, client)) return Taken::refused;
    transaction_.accepted_recipients = 1;
    if (!stage(server, Stage::data, client)) return Taken::refused;
    walk_.route.push_back(server);
    ++transaction_.hops;
    current_ = server;
    if (last_.action == decide::Action::accept) {
        if (!still_outside()) archive(server);
        redirect(server);
        return Taken::yes;
    }
    Outcome outcome = last_.action == decide::Action::discard ? Outcome::discarded : Outcome::quarantined;
    end(outcome, server, last_.reply, decide::reply_text(view_, server, last_.reply, client, transaction_),
        std::string(decide::rule(last_.rule).name), last_.setting->pointer);
    return Taken::yes;
}

// Step A: the person's program connects to the server in its settings.
void Walker::submit(estate::ClientKind kind) {
    submitted_by_person_ = true;
    const estate::ClientSettings& settings = estate_.client_settings(request_.from, kind);
    decide::Access way = decide::way_out(estate_, request_.from, settings);
    std::string question =
        fmt::format("where does {} of {} send?", estate::name(kind), estate_.book.text(request_.from));
    if (way.ok() && (!answers(way.entry) || !answers(way.server))) way.failure = "the server does not answer";
    if (!way.ok()) {
        mail::Reply none{0, {4, 4, 1}, "no connection"};
        ask(way.entry, Step::compose, question, way.failure, "client_settings", settings.pointer);
        return end(Outcome::rejected, way.entry, none, way.failure, "client_settings", settings.pointer);
    }
    decide::Client client = decide::person(estate_, request_.from, kind, way, request_.sign_in);
    const estate::Tls tls = client.tls ? settings.submit_tls : estate::Tls::none;
    const estate::Domain& domain = *estate_.domain(request_.from.domain);
    ask(way.entry, Step::compose, question,
        fmt::format("{} port {} ({}, {})",
                    settings.submit_server.empty() ? domain.client_server : settings.submit_server,
                    settings.submit_port, estate::name(settings.submit), tls_words(tls)),
        "client_settings", settings.pointer, id(way.server));
    connected(trace_.asked.size() - 1, settings.submit_port, tls);
    std::size_t asked_before = trace_.asked.size();
    Taken taken = Taken::yes;
    if (way.entry != way.server) {
        if (!stage(way.entry, Stage::connect, client))
            taken = Taken::refused;
        else
            ask(way.entry, Step::compose, "which server holds the sender's mailbox?", id(way.server),
                "to_home", way.listener->pointer, id(way.server));
    }
    base::NodeId server = taken == Taken::yes ? way.server : way.entry;
    if (taken == Taken::yes) taken = session(way.server, client, *way.listener);
    connected(asked_before, settings.submit_port, tls);
    if (taken == Taken::yes) return;
    bool by_rule = last_.setting != nullptr;
    fail(server, last_.reply, decide::reply_text(view_, server, last_.reply, client, transaction_),
         by_rule ? std::string(decide::rule(last_.rule).name) : "listener_tls",
         by_rule ? last_.setting->pointer : way.listener->pointer);
}

// A provider's own server sends: the sender's domain's peer, or the one that stands for all others.
void Walker::send_from_outside() {
    const estate::Domain* domain = estate_.domain(request_.from.domain);
    base::NodeId peer = domain && domain->outside ? domain->home : estate_.outsiders;
    if (!peer.valid()) {
        mail::Reply none{0, {4, 4, 1}, "no server"};
        return end(Outcome::rejected, {}, none, "the estate has no peer that could send this", "outsiders",
                   "/outsiders");
    }
    ask(peer, Step::compose, "who sends?",
        fmt::format("{} for {}", id(peer), request_.from.null() ? "<>" : estate_.book.text(request_.from)),
        "sender_domain", estate_.node(peer).pointer);
    current_ = peer;
}

void Walker::forward(base::NodeId at) {
    if (walk_.route.size() > max_hops)
        return fail(at, {554, {5, 4, 6}, ""}, "5.4.6 the message goes round in a loop", "loop",
                    estate_.node(at).pointer);
    decide::NextHop hop = decide::next_hop(view_, at, request_.to, request_.key);
    bool first = walk_.route.size() <= 1;
    Step step = first && submitted_by_person_ ? Step::internal : Step::send;
    std::string question =
        step == Step::internal ? "is it an internal mailbox?" : "where does it go from here?";
    std::string pointer = hop.transport ? hop.transport->pointer : estate_.node(at).pointer;
    if (hop.kind == decide::NextHop::Kind::unroutable) {
        ask(at, step, question, "nowhere: no transport matches", "transport", pointer);
        return fail(at, decide::no_route, "5.4.4 no transport leads to " + estate_.book.text(request_.to),
                    "transport", pointer);
    }
    if (hop.kind == decide::NextHop::Kind::mailbox) {
        ask(at, step, question, "yes, the mailbox is here", "transport", pointer);
        if (step != Step::internal) trace_.asked.back().answer = "into the mailbox here";
        return into_mailbox(at);
    }
    if (hop.kind == decide::NextHop::Kind::mx && step == Step::internal)
        ask(at, step, question, "no: by the MX records of its domain", "transport", pointer);
    std::vector<Target> found =
        hop.kind == decide::NextHop::Kind::mx ? mx_targets(at, hop) : targets(at, hop);
    if (!ended_) send(at, hop, found);
}

std::vector<Walker::Target> Walker::targets(base::NodeId at, const decide::NextHop& hop) {
    std::vector<Target> out;
    std::string names;
    for (base::NodeId node : hop.targets()) {
        out.push_back({node, id(node)});
        names += (names.empty() ? "" : ", ") + id(node);
    }
    bool first = walk_.route.size() <= 1 && submitted_by_person_;
    std::string answer = out.size() > 1 ? "one of " + names : "to " + names;
    if (first) answer = "no: " + answer;
    ask(at, first ? Step::internal : Step::send,
        first ? "is it an internal mailbox?" : "where does it go from here?", answer, "transport",
        hop.transport->pointer, id(out.front().node));
    add_fallback(hop, out);
    return out;
}

void Walker::add_fallback(const decide::NextHop& hop, std::vector<Target>& to) {
    for (base::NodeId node : hop.transport->fallback) to.push_back({node, id(node)});
}

// Step E: the MX records of the recipient's domain, as the zones stand.
std::vector<Walker::Target> Walker::mx_targets(base::NodeId at, const decide::NextHop& hop) {
    dns::NameTable& names = estate_.zones.names();
    dns::MxQuestion question(names);
    const estate::Node& node = estate_.node(at);
    std::string domain(estate_.book.domain_name(request_.to.domain));
    dns::MxOptions options;
    options.draw = decide::mx_draw(view_, request_.key, 0);
    options.shuffle = view_.draws != nullptr;
    options.own_addresses = node.addresses;
    question.ask(names.intern(domain), options);
    dns::answer_all(question,
                    [&](dns::NameId name, dns::Type type) { return estate_.zones.resolve(name, type); });
    if (const dns::MxFailure* failure = question.failure()) {
        std::string text = fmt::format("{} {}", failure->enhanced, dns::reply_text(*failure, names));
        ask(at, Step::mx_query, fmt::format("MX of {}?", domain), text, "mx", hop.transport->pointer);
        if (decide::may_fall_back(*hop.transport, mail::parse_enhanced(failure->enhanced))) {
            std::vector<Target> out;
            add_fallback(hop, out);
            return out;
        }
        fail(at, {0, mail::parse_enhanced(failure->enhanced), "MX query"}, text, "mx",
             hop.transport->pointer);
        return {};
    }
    std::vector<Target> out;
    std::string answer = question.implicit() ? "no MX record, the domain's own address: " : "";
    for (const dns::MxTarget& target : question.targets()) {
        base::NodeId found = estate_.node_at(target.address);
        out.push_back({found, found.valid() ? id(found) : base::to_string(target.address)});
        answer += fmt::format("{}{} {} [{}]", out.size() > 1 ? ", " : "", target.preference,
                              names.text(target.name), base::to_string(target.address));
    }
    ask(at, Step::mx_query, fmt::format("MX of {}?", domain), answer, "mx", hop.transport->pointer,
        out.front().name);
    add_fallback(hop, out);
    return out;
}

// Step F: one host after the other until one takes it or refuses it for good.
void Walker::send(base::NodeId at, const decide::NextHop& hop, const std::vector<Target>& list) {
    const estate::Node& sender = estate_.node(at);
    std::size_t tried = 0, first_fallback = list.size() - hop.transport->fallback.size();
    int sessions = 0;
    for (const Target& target : list) {
        const auto place = static_cast<std::size_t>(&target - list.data());
        if (place == first_fallback) tried = 0, sessions = 0;
        if (!sender.tries_another(tried, sessions)) continue;
        const estate::Listener* listener = nullptr;
        if (target.node.valid() && answers(target.node))
            listener = decide::mail_listener(estate_.node(target.node), hop.port, hop.tls);
        estate::Tls tls = listener ? decide::agreed_tls(hop.tls, listener->tls) : hop.tls;
        std::size_t asked_before = trace_.asked.size();
        ask(at, Step::send, fmt::format("send to {} on port {}?", target.name, hop.port),
            listener ? "connected, " + tls_words(tls) : "no connection", "transport", hop.transport->pointer,
            target.name);
        Taken taken = listener ? give_to(at, target, *listener, tls) : unreachable(target);
        connected(asked_before, hop.port, tls);
        if (taken == Taken::yes) return;
        ++tried;
        sessions += taken == Taken::refused && greeted_;
        const std::size_t end = place < first_fallback ? first_fallback : list.size();
        bool last = end == list.size() && (place + 1 == end || !sender.tries_another(tried, sessions));
        if (taken == Taken::refused && (!decide::tries_next_host(last_.reply) || last))
            return fail(target.node, last_.reply, walk_.reply_text,
                        std::string(decide::rule(last_.rule).name), last_.setting->pointer);
    }
    fail(at, last_.reply, walk_.reply_text, "connection", hop.transport->pointer);
}

Walker::Taken Walker::give_to(base::NodeId at, const Target& target, const estate::Listener& listener,
                              estate::Tls tls) {
    decide::Client client = sender_at(at);
    client.protocol = listener.protocol;
    client.tls = tls != estate::Tls::none;
    Taken taken = session(target.node, client, listener);
    if (taken == Taken::refused)
        walk_.reply_text = decide::reply_text(view_, target.node, last_.reply, client, transaction_);
    return taken;
}

Walker::Taken Walker::unreachable(const Target& target) {
    bool there = target.node.valid() && answers(target.node);
    last_ = {};
    last_.reply = there ? decide::connection_refused : decide::no_connection;
    walk_.reply_text = mail::to_string(last_.reply.enhanced) + " " +
                       mail::fill(last_.reply.text, {"", "", "", "", target.name, ""});
    return Taken::unreachable;
}

void Walker::into_mailbox(base::NodeId at) {
    decide::Client local = sender_at(at);
    local.protocol = estate::Protocol::lmtp;
    // What a peer has taken is delivered, as far as we can know; only its own users' mail is looked at here.
    bool taken_by_peer =
        estate_.node(at).role == estate::Role::peer && (made_inside_ || !walk_.route.empty());
    if (!taken_by_peer && !estate_.has_mailbox(request_.to)) {
        mail::Reply unknown{550, {5, 1, 1}, "<{recipient}> User doesn't exist: {recipient}"};
        std::string text = decide::reply_text(view_, at, unknown, local, transaction_);
        ask(at, Step::valid_mailbox, "is the recipient a valid mailbox?", "550 " + text, "mailbox",
            estate_.node(at).pointer);
        return fail(at, unknown, text, "mailbox", estate_.node(at).pointer);
    }
    if (!taken_by_peer && !stage(at, Stage::delivery, local))
        return fail(at, last_.reply, decide::reply_text(view_, at, last_.reply, local, transaction_),
                    std::string(decide::rule(last_.rule).name), last_.setting->pointer);
    bool local_mail = submitted_by_person_ && walk_.route.size() == 1;
    ask(at, local_mail ? Step::deliver_local : Step::deliver, "put into the mailbox?",
        "yes, the mailbox of " + estate_.book.text(request_.to), "mailbox", estate_.node(at).pointer);
    // A peer's own users among themselves.
    if (walk_.route.empty() && !made_inside_) walk_.route.push_back(at);
    after_delivery(at);
    respond(at);
}

// Steps K and L: how the recipient gets to see it.
void Walker::after_delivery(base::NodeId at) {
    walk_.mailbox = at;
    mail::Reply ok{250, {2, 0, 0}, "Ok"};
    end(Outcome::delivered, at, ok, "2.0.0 Ok", "mailbox", estate_.node(at).pointer);
    const estate::Domain* domain = estate_.domain(request_.to.domain);
    if (!domain || domain->outside) return;
    estate::ClientKind kind = estate_.client_kind(request_.to);
    const estate::ClientSettings& settings = estate_.client_settings(request_.to, kind);
    std::string way = decide::way_in(estate_, request_.to, settings).failure;
    if (way.empty() && settings.wrong_sign_in) way = "the user name or the password is wrong";
    ask(at, Step::fetch, "how does the recipient get it?",
        fmt::format("{} over {} from {} port {}{}", estate::name(kind), estate::name(settings.fetch),
                    settings.fetch_server.empty() ? domain->client_server : settings.fetch_server,
                    settings.fetch_port, way.empty() ? "" : ": not now, " + way),
        "client_settings", settings.pointer);
    const estate::ClientRule* rule = decide::client_rule(estate_, request_.to, request_.from);
    constexpr std::string_view folders[] = {"Junk", "", "Deleted"};
    if (rule)
        walk_.folder =
            rule->folder.empty() ? std::string(folders[static_cast<int>(rule->action)]) : rule->folder;
    ask(at, Step::client_rules, "do the recipient's own rules move it?",
        rule ? "yes: not in the inbox but in " + walk_.folder : "no, it is in the inbox", "client_rules",
        rule ? rule->pointer : "");
}

}  // namespace mailsim::path
