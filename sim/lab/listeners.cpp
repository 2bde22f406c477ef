#include "lab/listeners.hpp"

#include <fmt/format.h>

#include "lab/dns_server.hpp"
#include "lab/mailbox_session.hpp"
#include "lab/smtp_session.hpp"

namespace mailsim::lab {
namespace {

using estate::Protocol;

constexpr std::size_t most_sessions = 4000;  // of one node; the others wait in the system's queue
constexpr int backlog = 1024;
constexpr base::Duration short_wait = std::chrono::milliseconds(100);

// A node that is silent takes the connection and says nothing, as far as sockets can show it.
base::Task<void> say_nothing(std::unique_ptr<sockets::Stream> stream) {
    sockets::Got got = sockets::Got::done;
    while (got == sockets::Got::done) got = co_await stream->read(base::never_ends);
}

base::Task<void> protocol_session(Site& site, Node& node, std::size_t listener,
                                  std::unique_ptr<sockets::Stream> stream) {
    if (!node.up()) return say_nothing(std::move(stream));
    switch (node.estate.listeners[listener].protocol) {
        case Protocol::pop3: return serve_pop3(site, node, listener, std::move(stream));
        case Protocol::imap: return serve_imap(site, node, listener, std::move(stream));
        case Protocol::dns: return serve_dns(site, node, std::move(stream));
        default: return serve_smtp(site, node, listener, std::move(stream));
    }
}

base::Task<void> session(Site& site, Node& node, std::size_t listener,
                         std::unique_ptr<sockets::Stream> stream) {
    sockets::Stream* key = stream.get();
    base::NodeId from = site.plan.node_at(stream->peer().address);
    // A node that is slow takes its time before it says anything.
    if (node.slow > 1) {
        sockets::Alarm alarm(site.loop);
        co_await alarm.wait(site.loop.wall(base::from_seconds(0.05 * node.slow)));
    }
    ++node.sessions;
    node.streams.insert(key);
    node.tables.open_session(from);
    co_await protocol_session(site, node, listener, std::move(stream));
    node.tables.close_session(from);
    node.streams.erase(key);
    --node.sessions;
}

base::Task<void> accept_all(Site& site, Node& node, std::size_t listener,
                            std::shared_ptr<sockets::Acceptor> acceptor) {
    sockets::Alarm alarm(site.loop);
    while (acceptor->is_open() && !site.loop.stopping()) {
        if (node.sessions >= most_sessions) {
            co_await alarm.wait(short_wait);
            continue;
        }
        auto stream = co_await acceptor->accept();
        if (stream)
            site.loop.spawn(session(site, node, listener, std::move(stream)));
        else if (acceptor->is_open())
            co_await alarm.wait(short_wait);
    }
}

void complain(base::Problems& problems, const Node& node, const sockets::Endpoint& at,
              const std::string& why) {
    bool needs_root = at.port < 1024 && why.find("Permission denied") != std::string::npos;
    std::string hint = needs_root ? "; ports below 1024 need root: use --port-offset 10000" : "";
    problems.add(
        "mailsim", "lab",
        fmt::format("{} cannot listen on {}: {}{}", node.estate.id, sockets::to_string(at), why, hint));
}

}  // namespace

bool on_the_wire(Protocol protocol) {
    return protocol != Protocol::webmail && protocol != Protocol::mapi && protocol != Protocol::activesync;
}

void open_ports(Site& site, Node& node, base::Problems& problems) {
    node.acceptors.clear();
    for (std::size_t i = 0; i < node.estate.listeners.size(); ++i) {
        const estate::Listener& listener = node.estate.listeners[i];
        if (!on_the_wire(listener.protocol)) continue;
        if (listener.port + site.options.port_offset > 65535)
            return problems.add("mailsim", "--port-offset",
                                fmt::format("port {} of {} and {} make more than 65535", listener.port,
                                            node.estate.id, site.options.port_offset));
        sockets::Endpoint at = site.at(node, listener.port);
        auto acceptor = sockets::Acceptor::open(site.loop, at, backlog);
        if (!acceptor) return complain(problems, node, at, acceptor.error());  // its others fail alike
        node.acceptors.push_back(std::move(*acceptor));
        site.loop.spawn(accept_all(site, node, i, node.acceptors.back()));
        if (listener.protocol != Protocol::dns) continue;
        auto dns = sockets::Datagrams::open(site.loop, at, [&site, &node](auto query, const auto& from) {
            answer_datagram(site, node, query, from);
        });
        if (dns)
            node.dns = std::move(*dns);
        else
            complain(problems, node, at, dns.error());
    }
}

void close_ports(Node& node) {
    for (auto& acceptor : node.acceptors) acceptor->close();
    node.acceptors.clear();
    node.dns.reset();
    for (sockets::Stream* stream : node.streams) stream->reset();
}

}  // namespace mailsim::lab
