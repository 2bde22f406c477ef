// A capture file as if taken at each server: every connection with its handshake, sequence numbers and the
// instants of the run, every question to DNS. Inside TLS only lengths can be read, as on a real wire.
// Left out: retransmissions, windows that fill; a front-end that passes a connection on is not a second one.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "decide/access.hpp"
#include "dns/packet.hpp"
#include "mail/clock.hpp"
#include "render/document.hpp"
#include "render/documents/frames.hpp"
#include "render/documents/letter.hpp"
#include "render/documents/tls_records.hpp"
#include "render/ids.hpp"
#include "smtp/auth.hpp"
#include "smtp/format.hpp"

namespace mailsim::render {
namespace {

using facts::Fact;
using facts::Kind;

constexpr std::size_t segment_size = 1460;

// Octets that one end sends, passing the server from `at` on; the last at `until`.
struct Sending {
    base::Instant at, until;
    bool from_client = false;
    std::string octets;
};

struct Conversation {
    Endpoint client, server;
    base::Instant opened, closed = base::never;
    base::Duration one_way{0};
    std::uint64_t number = 0;
    bool tls = false;
    bool in_the_middle = false;  // opened before anything of it was followed
    std::vector<Sending> sendings;
};

struct Packet {
    base::Instant at;
    std::string record;
};

class Capture {
  public:
    explicit Capture(const View& view) : view_(view), clock_(view.scene.start_of_week) {}

    std::string write() {
        for (const Fact& fact : view_.record.facts) take(fact);
        for (auto& [number, c] : conversations_) tell(c);
        std::stable_sort(packets_.begin(), packets_.end(),
                         [](const Packet& a, const Packet& b) { return a.at < b.at; });
        std::string out = capture_header();
        for (const Packet& packet : packets_) out += packet.record;
        return out;
    }

  private:
    void take(const Fact& f) {
        if (view_.node.valid() && f.node != view_.node && f.other != view_.node) return;
        switch (f.kind) {
            case Kind::opened: return open(f);
            case Kind::line: return line(f);
            case Kind::tls: return handshake(f);
            case Kind::content: return content(f);
            case Kind::name_asked: return asked(f);
            case Kind::name_answer: return answered(f);
            case Kind::closed:
                if (Conversation* c = find(f)) c->closed = f.at;
                return;
            default: flush_question(); return;
        }
    }
    Conversation* find(const Fact& f) {
        flush_question();
        auto found = conversations_.find(f.amount);
        return found == conversations_.end() ? nullptr : &found->second;
    }
    const Letter& letter(const Fact& f) const { return *view_.record.letter(f.message); }
    static base::Ip ip_of(const estate::Node& node) {
        return node.addresses.empty() ? base::Ip::v4(192, 0, 2, 254) : node.addresses.front();
    }

    void open(const Fact& f) {
        flush_question();
        if (f.amount == 0) return;  // one request of a session without a wire protocol
        begin(f).server.port = f.code;
    }
    Conversation& begin(const Fact& f) {
        Conversation c;
        c.number = static_cast<std::uint64_t>(f.amount);
        c.client = {base::Ip::v4(192, 0, 2, 253), static_cast<std::uint16_t>(32768 + c.number % 28000)};
        if (f.other.valid())
            c.client.address = ip_of(view_.scene.node(f.other));
        else if (auto ip = base::parse_ip(client_of(view_.scene, f.other, letter(f)).address))
            c.client.address = *ip;
        c.server = {ip_of(view_.scene.node(f.node)), 25};
        c.opened = f.at;
        c.one_way = base::Duration{f.value};
        return conversations_[f.amount] = std::move(c);
    }

    void say(Conversation& c, bool from_client, base::Instant at, base::Instant until, std::string octets) {
        if (c.tls) octets = sealed(octets.size(), c.number << 20 ^ c.sendings.size());
        c.sendings.push_back({at, until, from_client, std::move(octets)});
    }

    void line(const Fact& f) {
        Conversation* c = find(f);
        bool client = f.detail == 'C';
        if (!c && !client) return;
        if (!c) {
            c = &begin(f);
            c->in_the_middle = true;
        }
        base::Instant at = client ? f.at + base::Duration{f.value} : f.at;
        say(*c, client, at, at, client ? command(f) : reply(f));
    }
    std::string command(const Fact& f) const {
        const Letter& l = letter(f);
        smtp::Command command;
        command.verb = smtp::verb_named(f.text);
        command.address =
            command.verb == smtp::Verb::mail ? l.message.sender : l.recipient(f.recipient, f.other, f.at);
        if (command.verb == smtp::Verb::mail) command.size = l.message.size.count;
        std::string text =
            smtp::format(command, &view_.scene.estate.book, client_of(view_.scene, f.other, l).helo);
        if (command.verb == smtp::Verb::auth) {
            std::string user = view_.scene.estate.book.text(l.message.sender);
            text = "AUTH PLAIN " +
                   smtp::base64(std::string(1, '\0') + user + std::string(1, '\0') + "secret") + "\r\n";
        }
        return text;
    }
    std::string reply(const Fact& f) const {
        bool listing = f.detail == 'E';
        std::string text = words(view_.scene, f.text ? f.text : "", letter(f), f.recipient, f.other, f.node,
                                 f.at, estate::queue_id(view_.scene.node(f.node), clock_, f.at, f.message));
        mail::Reply reply{f.code, listing ? mail::Enhanced{} : mail::unpack_enhanced(f.enhanced), text};
        return listing ? smtp::format_listing(reply, offers_of(view_.scene.node(f.node), f.enhanced))
                       : smtp::format(reply);
    }
    // The hello passes the server when it arrives there; what the server sends back takes no time here.
    void handshake(const Fact& f) {
        Conversation* c = find(f);
        if (!c) return;
        base::Instant at = f.at + c->one_way;
        c->sendings.push_back({at, at, true, client_hello(view_.scene.node(f.node).name, c->number)});
        c->sendings.push_back({at, at, false, server_hello(c->number)});
        c->sendings.push_back({at + 2 * c->one_way, at + 2 * c->one_way, true, client_finished(c->number)});
        c->tls = true;
    }
    void content(const Fact& f) {
        Conversation* c = find(f);
        if (!c) return;
        std::string head = written_header(view_, letter(f)) + "Subject: A message from mailsim\n\n", out;
        std::string text = head + body_of(letter(f), head);
        for (char ch : text) out += ch == '\n' ? std::string("\r\n") : std::string(1, ch);
        base::Instant until = f.at + base::Duration{f.value};
        base::Instant from = std::min(f.at + c->one_way, until);
        say(*c, true, from, until, out + ".\r\n");
    }

    // TCP: who has sent how much at which instant, seen at the server. What the server sends has reached the
    // client one way later, and what the client then sends passes the server one more way later: until then
    // the client cannot acknowledge it.
    void tell(Conversation& c) {
        std::stable_sort(c.sendings.begin(), c.sendings.end(),
                         [](const Sending& a, const Sending& b) { return a.at < b.at; });
        Tcp tcp{1000 + static_cast<std::uint32_t>(base::mix(c.number)),
                5000 + static_cast<std::uint32_t>(base::mix(~c.number)),
                0,
                {}};
        base::Instant last = c.in_the_middle ? c.opened + c.one_way : shake_hands(c, tcp);
        if (c.in_the_middle) tcp.acknowledged = tcp.server;
        for (const Sending& s : c.sendings) last = send(c, tcp, s, last);
        bool seen = c.closed != base::never;
        if (seen) last = std::max(last, c.closed + c.one_way);
        acknowledge(c, tcp, seen ? last : base::never);
        if (!seen) return;
        emit(c, true, last, tcp.client++, tcp.acknowledged, fin | ack, "");
        for (auto& [when, octets] : tcp.pending) last = std::max(last, when);
        emit(c, false, last, tcp.server++, tcp.client, fin | ack, "");
        emit(c, true, last + 2 * c.one_way, tcp.client, tcp.server, ack, "");
    }

    struct Tcp {
        std::uint32_t client, server;                                 // the next sequence numbers
        std::uint32_t acknowledged;                                   // by the client
        std::deque<std::pair<base::Instant, std::uint32_t>> pending;  // when what may be acknowledged
    };

    base::Instant shake_hands(const Conversation& c, Tcp& tcp) {
        base::Instant at = c.opened + c.one_way;
        emit(c, true, at, tcp.client++, 0, syn, "");
        tcp.acknowledged = tcp.server + 1;
        emit(c, false, at, tcp.server++, tcp.client, syn | ack, "");
        emit(c, true, at + 2 * c.one_way, tcp.client, tcp.server, ack, "");
        return at + 2 * c.one_way;
    }

    base::Instant send(Conversation& c, Tcp& tcp, const Sending& s, base::Instant last) {
        std::size_t parts = (s.octets.size() + segment_size - 1) / segment_size;
        for (std::size_t part = 0; part < parts; ++part) {
            std::string_view piece = std::string_view(s.octets).substr(part * segment_size, segment_size);
            base::Duration step = parts > 1 ? (s.until - s.at) * static_cast<std::int64_t>(part) /
                                                  static_cast<std::int64_t>(parts - 1)
                                            : base::Duration{0};
            last =
                std::max(last, s.at + step);  // one after the other, whatever the stamps of pipelined lines
            acknowledge(c, tcp, last - base::Duration{1});
            if (s.from_client) {
                while (!tcp.pending.empty() && tcp.pending.front().first <= last) pop(tcp);
                emit(c, true, last, tcp.client, tcp.acknowledged, push | ack, piece);
                tcp.client += static_cast<std::uint32_t>(piece.size());
                if (part % 2 == 1 || part + 1 == parts) emit(c, false, last, tcp.server, tcp.client, ack, "");
            } else {
                emit(c, false, last, tcp.server, tcp.client, push | ack, piece);
                tcp.server += static_cast<std::uint32_t>(piece.size());
                tcp.pending.emplace_back(last + 2 * c.one_way, tcp.server);
            }
        }
        return last;
    }
    static void pop(Tcp& tcp) {
        tcp.acknowledged = tcp.pending.front().second;
        tcp.pending.pop_front();
    }
    // The client's acknowledgements that pass the server until then, on their own.
    void acknowledge(Conversation& c, Tcp& tcp, base::Instant until) {
        while (!tcp.pending.empty() && tcp.pending.front().first <= until) {
            base::Instant at = tcp.pending.front().first;
            pop(tcp);
            emit(c, true, at, tcp.client, tcp.acknowledged, ack, "");
        }
    }
    void emit(const Conversation& c, bool from_client, base::Instant at, std::uint32_t sequence,
              std::uint32_t acknowledgement, int flags, std::string_view payload) {
        Segment s{from_client ? c.client : c.server,
                  from_client ? c.server : c.client,
                  sequence,
                  acknowledgement,
                  static_cast<std::uint8_t>(flags),
                  payload};
        packets_.push_back({at, tcp_record(clock_.unix_seconds(at), nanoseconds(at), s)});
    }
    std::int64_t nanoseconds(base::Instant at) const {
        auto since = view_.scene.start_of_week + at.time_since_epoch();
        return (since - std::chrono::floor<std::chrono::seconds>(since)).count();
    }

    // A question is written when all of its answer has been told.
    void asked(const Fact& f) {
        flush_question();
        question_ = f;
        answer_ = {};
        answer_.status = static_cast<dns::Status>(f.detail);
        answer_.type = static_cast<dns::Type>(f.code);
        has_question_ = true;
    }
    void answered(const Fact& f) {
        answer_.records.push_back({.type = static_cast<dns::Type>(f.code),
                                   .ttl = static_cast<std::uint32_t>(f.value),
                                   .rdata = f.text});
    }
    void flush_question() {
        if (!std::exchange(has_question_, false)) return;
        const Fact& f = question_;
        Endpoint asker{ip_of(view_.scene.node(f.other)),
                       static_cast<std::uint16_t>(40000 + questions_ % 20000)},
            server{ip_of(view_.scene.node(f.node)), 53};
        dns::Query query;
        query.id = static_cast<std::uint16_t>(base::mix(questions_++));
        query.name = f.text;
        query.type = answer_.type;
        query.recursion_desired = true;
        base::Instant at = f.at - base::Duration{f.value};
        dns::Octets octets = dns::response(query, answer_, view_.scene.estate.zones, dns::Transport::udp);
        packets_.push_back({at, udp_record(clock_.unix_seconds(at), nanoseconds(at), asker, server,
                                           question_octets(query))});
        if (octets.empty()) return;
        std::string text(octets.begin(), octets.end());
        packets_.push_back(
            {f.at, udp_record(clock_.unix_seconds(f.at), nanoseconds(f.at), server, asker, text)});
    }
    static std::string question_octets(const dns::Query& query) {
        std::string out;
        auto two = [&](unsigned n) { out += static_cast<char>(n >> 8), out += static_cast<char>(n & 255); };
        two(query.id), two(0x0100), two(1), two(0), two(0), two(0);
        for (std::size_t from = 0; from < query.name.size();) {
            std::size_t dot = std::min(query.name.find('.', from), query.name.size());
            out += static_cast<char>(dot - from);
            out += query.name.substr(from, dot - from);
            from = dot + 1;
        }
        out += '\0';
        two(static_cast<unsigned>(query.type)), two(1);
        return out;
    }

    const View& view_;
    Clock clock_;
    std::map<std::int64_t, Conversation> conversations_;
    std::vector<Packet> packets_;
    Fact question_;
    dns::Answer answer_;
    bool has_question_ = false;
    std::uint64_t questions_ = 0;
};

}  // namespace

std::string pcap(const View& view) { return Capture(view).write(); }

}  // namespace mailsim::render
