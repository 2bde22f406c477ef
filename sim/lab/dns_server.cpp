#include "lab/dns_server.hpp"

#include <fmt/format.h>

#include "dns/packet.hpp"

namespace mailsim::lab {
namespace {

constexpr base::Duration patience = std::chrono::seconds(30);  // of a TCP connection (RFC 7766 6.2.3)

dns::Rewrite rewrite(const Site& site) {
    if (site.options.true_addresses) return {};
    return {[&site](base::Ip address) { return site.plan.to_lab(address); },
            [&site](base::Ip address) { return site.plan.to_estate(address); }};
}

void log_question(Site& site, Node& node, std::span<const std::uint8_t> query,
                  const sockets::Endpoint& from) {
    dns::Query asked;
    if (dns::parse_query(query, asked) && !asked.name.empty())
        site.log.line(
            node.estate.id, "dns",
            fmt::format("{} asks {} {}", sockets::to_string(from), asked.name, dns::to_string(asked.type)));
}

base::Task<void> send_later(Site& site, Node& node, sockets::Endpoint to, dns::Octets octets,
                            base::Duration delay) {
    sockets::Alarm alarm(site.loop);
    const base::Outcome outcome = co_await alarm.wait(site.loop.wall(delay));
    if (outcome == base::Outcome::timed_out && node.up() && node.dns) node.dns->send(to, std::move(octets));
}

}  // namespace

void answer_datagram(Site& site, Node& node, std::span<const std::uint8_t> query,
                     const sockets::Endpoint& from) {
    if (!node.up()) return;
    log_question(site, node, query, from);
    dns::Served served = dns::serve(query, site.estate.zones, dns::Transport::udp, rewrite(site));
    if (served.bytes.empty()) return;
    if (served.delay.count() > 0)
        site.loop.spawn(send_later(site, node, from, std::move(served.bytes), served.delay));
    else
        node.dns->send(from, std::move(served.bytes));
}

base::Task<void> serve_dns(Site& site, Node& node, std::unique_ptr<sockets::Stream> stream) {
    std::string waiting;
    for (;;) {
        if (waiting.size() >= 2) {
            auto size = static_cast<std::size_t>(static_cast<unsigned char>(waiting[0])) << 8 |
                        static_cast<unsigned char>(waiting[1]);
            if (waiting.size() >= size + 2) {
                std::vector<std::uint8_t> query(waiting.begin() + 2,
                                                waiting.begin() + 2 + static_cast<std::ptrdiff_t>(size));
                waiting.erase(0, size + 2);
                log_question(site, node, query, stream->peer());
                dns::Served served = dns::serve(query, site.estate.zones, dns::Transport::tcp, rewrite(site));
                sockets::Alarm alarm(site.loop);
                if (served.delay.count() > 0) co_await alarm.wait(site.loop.wall(served.delay));
                if (served.bytes.empty()) continue;
                std::string out{static_cast<char>(served.bytes.size() >> 8),
                                static_cast<char>(served.bytes.size() & 255)};
                out.append(served.bytes.begin(), served.bytes.end());
                const sockets::Got sent = co_await stream->write(std::move(out), patience);
                if (sent != sockets::Got::done) co_return;
                continue;
            }
        }
        const sockets::Got got = co_await stream->read(patience);
        if (got != sockets::Got::done) co_return;
        waiting += stream->piece();
    }
}

}  // namespace mailsim::lab
