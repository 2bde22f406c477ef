// Postfix 3.7's log, as syslog writes it. Forms compared with recorded logs (tests/render/postfix_test.py).
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "estate/spoken.hpp"
#include "render/dialects/all.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

// Postfix's format_tv: two significant digits, at most two behind the point, zeros at the end left out.
std::string seconds(base::Duration d) {
    double s = base::seconds(d);
    if (s >= 10) return fmt::format("{:.0f}", s);
    std::string text = fmt::format("{:.{}f}", s, s >= 1 ? 1 : 2);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

constexpr int web_user = 33;  // www-data on Debian

// What syslog calls each node: the first part of its name, as hostname(1); its id where two would be the
// same.
std::vector<std::string> host_names(const estate::Estate& estate) {
    auto short_name = [](const estate::Node& node) { return node.name.substr(0, node.name.find('.')); };
    std::map<std::string, int> count;
    for (const estate::Node& node : estate.nodes) ++count[short_name(node)];
    std::vector<std::string> names;
    for (const estate::Node& node : estate.nodes)
        names.push_back(count[short_name(node)] > 1 ? node.id : short_name(node));
    return names;
}

class Postfix : public Listener {
  public:
    Postfix(const Scene& scene, Lines& to)
        : scene_(scene), clock_(scene.start_of_week), to_(to), hosts_(host_names(scene.estate)) {}

    void take(const Event& e) override {
        using What = Event::What;
        switch (e.what) {
            case What::connected:
                if (smtp(e)) line(e, smtpd(e), fmt::format("connect from {}", client(e)));
                return;
            case What::greeted_tls:
                return line(e, smtpd(e),
                            fmt::format("Anonymous TLS connection established from {}: TLSv1.3 with cipher "
                                        "TLS_AES_256_GCM_SHA384 (256/256 bits)",
                                        client(e)));
            case What::rejected: return rejected(e);
            case What::taken: return taken(e);
            case What::active: return active(e);
            case What::unreached:
                return line(e, "smtp[2101]",
                            fmt::format("connect to {}: Connection {}", e.host,
                                        e.refused_connection ? "refused" : "timed out"));
            case What::tried: return tried(e);
            case What::expired:
                return line(
                    e, "qmgr[901]",
                    fmt::format("{}: from=<{}>, status=expired, returned to sender", id(*e.care), sender(e)));
            case What::dropped: return dropped(e);
            case What::notified:
                return line(e, "bounce[2301]",
                            fmt::format("{}: sender {} notification: {}", id(*e.care), told(e.told),
                                        id(*e.other_care)));
            case What::done: return line(e, "qmgr[901]", fmt::format("{}: removed", id(*e.care)));
            case What::disconnected: return disconnected(e);
        }
    }

  private:
    static bool smtp(const Event& e) {
        return e.protocol == estate::Protocol::smtp || e.protocol == estate::Protocol::submission;
    }
    void line(const Event& e, const std::string& program, const std::string& text) {
        to_.write(e.node, fmt::format("{} {} postfix/{}: {}", clock_.syslog(e.at), hosts_[e.node.index()],
                                      program, text));
    }
    static std::string smtpd(const Event& e) { return fmt::format("smtpd[{}]", 3000 + e.connection % 30000); }
    static const char* told(mail::Told what) {
        constexpr const char* names[] = {"non-delivery", "delay", "delivery status"};
        return names[static_cast<int>(what)];
    }
    std::string id(const Care& care) const { return postfix_id(clock_, care.arrived, care.message); }
    std::string client(const Event& e) const {
        Peer peer = client_of(scene_, e.peer, *e.letter);
        return fmt::format("{}[{}]", peer.name, peer.address);
    }
    std::string sender(const Event& e) const { return scene_.estate.book.text(e.letter->message.sender); }
    std::string recipient(const Event& e) const { return scene_.estate.book.text(e.to); }
    std::string original(const Event& e) const {
        return e.original.null() ? "" : fmt::format(", orig_to=<{}>", scene_.estate.book.text(e.original));
    }
    static std::string enhanced(std::uint16_t packed) {
        std::string text = mail::to_string(mail::unpack_enhanced(packed));
        return text.empty() ? text : text + " ";
    }

    void rejected(const Event& e) {
        constexpr const char* stages[] = {"RCPT", "CONNECT", "CONNECT", "EHLO", "STARTTLS",
                                          "AUTH", "MAIL",    "RCPT",    "DATA", "END-OF-MESSAGE"};
        Peer peer = client_of(scene_, e.peer, *e.letter);
        if (e.point == smtp::Point::auth)
            return line(
                e, smtpd(e),
                fmt::format(
                    "warning: {}: SASL PLAIN authentication failed: (reason unavailable), sasl_username={}",
                    client(e), sender(e)));
        std::string text =
            fmt::format("NOQUEUE: reject: {} from {}: {} {}{};", stages[static_cast<int>(e.point)], client(e),
                        e.code, enhanced(e.enhanced), e.text);
        if (e.point >= smtp::Point::mail) text += fmt::format(" from=<{}>", sender(e));
        if (e.point == smtp::Point::rcpt) text += fmt::format(" to=<{}>", recipient(e));
        text +=
            e.point >= smtp::Point::helo ? fmt::format(" proto=ESMTP helo=<{}>", peer.helo) : " proto=SMTP";
        line(e, smtpd(e), text);
    }

    // Webmail, MAPI, ActiveSync: a program on the server itself hands the message over.
    static bool written_in_browser(const Event& e) { return !e.peer.valid() && !smtp(e); }

    void taken(const Event& e) {
        if (e.care->made_here || written_in_browser(e)) {
            line(e, e.letter->about.valid() ? "cleanup[2201]" : "pickup[902]",
                 e.letter->about.valid()
                     ? fmt::format("{}: message-id=<{}>", id(*e.care), message_id(scene_, clock_, *e.letter))
                     : fmt::format("{}: uid={} from=<{}>", id(*e.care), e.care->made_here ? 1000 : web_user,
                                   sender(e)));
        } else {
            std::string text = fmt::format("{}: client={}", id(*e.care), client(e));
            if (!e.peer.valid()) text += fmt::format(", sasl_method=PLAIN, sasl_username={}", sender(e));
            line(e, smtpd(e), text);
        }
        if (!e.care->made_here || !e.letter->about.valid())
            line(e, "cleanup[2201]",
                 fmt::format("{}: message-id=<{}>", id(*e.care), message_id(scene_, clock_, *e.letter)));
    }

    // The queue manager takes it up: at once after its arrival, and once more for each further try.
    void active(const Event& e) {
        line(e, "qmgr[901]",
             fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", id(*e.care), sender(e),
                         e.letter->message.size.count, e.care->came.size()));
    }

    std::string said(const Event& e) const {
        mail::Enhanced own = mail::unpack_enhanced(e.enhanced);
        if (e.code && own.present()) own.class_ = static_cast<std::uint8_t>(e.code / 100);
        std::string answer =
            fmt::format("{} {}{}", e.code, enhanced(mail::pack(own)), render::said(scene_, e, postfix_id));
        if (e.status == Status::sent) return answer;
        if (e.code == 0) return e.text;
        std::string where = smtp::in_reply_to(e.point);
        std::string relay = e.local || e.host.empty() ? mailbox_server(e.node) : e.host;
        std::string host = relay.substr(0, relay.rfind(':'));
        if (e.point == smtp::Point::greeting || e.point == smtp::Point::helo)
            return fmt::format("host {} refused to talk to me: {}", host, answer);
        return where.empty() ? fmt::format("host {} said: {}", host, answer)
                             : fmt::format("host {} said: {} (in reply to {})", host, answer, where);
    }

    // Where a node's mailboxes are reached: over LMTP on a port, when it listens on one; else over a socket
    // in its own file system.
    std::string mailbox_server(base::NodeId id) const {
        const estate::Node& node = scene_.node(id);
        const estate::Listener* lmtp = node.listener(estate::Protocol::lmtp);
        return lmtp ? estate::host_at(node, lmtp->port) : node.name + "[private/dovecot-lmtp]";
    }

    void tried(const Event& e) {
        base::Duration all{0};
        for (base::Duration d : e.delays) all += d;
        const bool nobody = e.code == 0 && e.point == smtp::Point::none;  // there was no session
        std::string relay = e.local ? mailbox_server(e.node) : e.host.empty() || nobody ? "none" : e.host;
        static constexpr const char* status[] = {"sent", "deferred", "bounced"};
        mail::Enhanced dsn = mail::unpack_enhanced(e.enhanced);
        if (!dsn.present()) dsn = {static_cast<std::uint8_t>(e.code >= 200 ? e.code / 100 : 4), 0, 0};
        line(e, fmt::format("{}[{}]", e.local ? "lmtp" : "smtp", e.local ? 2102 : 2101),
             fmt::format("{}: to=<{}>{}, relay={}, delay={}, delays={}/{}/{}/{}, dsn={}, status={} ({})",
                         id(*e.care), recipient(e), original(e), relay, seconds(all), seconds(e.delays[0]),
                         seconds(e.delays[1]), seconds(e.delays[2]), seconds(e.delays[3]),
                         mail::to_string(dsn), status[static_cast<int>(e.status)], said(e)));
    }

    void dropped(const Event& e) {
        line(
            e, "cleanup[2201]",
            fmt::format(
                "{}: {}: END-OF-MESSAGE from {}: triggers {} action; from=<{}> to=<{}> proto=ESMTP helo=<{}>",
                postfix_id(clock_, e.at, e.letter->message.id), e.held ? "hold" : "discard", client(e),
                e.text, sender(e), recipient(e), client_of(scene_, e.peer, *e.letter).helo));
    }

    void disconnected(const Event& e) {
        std::string text = fmt::format("disconnect from {}", client(e));
        int good = 0, all = 0;
        for (const Event::Count& c : e.commands) {
            std::string verb(c.verb);
            for (char& letter : verb) letter = static_cast<char>(letter + ('a' - 'A'));
            text += fmt::format(" {}={}", verb, c.given - c.refused);
            if (c.refused) text += fmt::format("/{}", c.given);
            good += c.given - c.refused;
            all += c.given;
        }
        text += fmt::format(" commands={}", good);
        if (good != all) text += fmt::format("/{}", all);
        line(e, smtpd(e), text);
    }

    Scene scene_;
    Clock clock_;
    Lines& to_;
    std::vector<std::string> hosts_;  // by node
};

}  // namespace

std::unique_ptr<Listener> make_postfix(const Scene& scene, Lines& to) {
    return std::make_unique<Postfix>(scene, to);
}

}  // namespace mailsim::render
