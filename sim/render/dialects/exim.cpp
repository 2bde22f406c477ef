// Exim's main log, as its specification describes it (spec.txt, chapter 53, "Log files"); forms compared with
// recorded logs of Exim 4.96.
#include <fmt/format.h>

#include <utility>

#include "render/dialects/all.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

// errno of a connection that failed, as Linux numbers it.
constexpr int connection_refused = 111, timed_out = 110;
// Exim's own error numbers (errors.h): refused at MAIL, RCPT, DATA, end of data.
int error_number(smtp::Point point) {
    switch (point) {
        case smtp::Point::mail: return -45;
        case smtp::Point::rcpt: return -44;
        case smtp::Point::data: return -46;
        case smtp::Point::content: return -46;
        default: return -1;
    }
}

class Exim : public Listener {
  public:
    Exim(const Scene& scene, Lines& to) : scene_(scene), clock_(scene.start_of_week), to_(to) {}

    void take(const Event& e) override {
        using What = Event::What;
        switch (e.what) {
            case What::rejected: return rejected(e);
            case What::taken: return taken(e);
            case What::unreached:
                return line(e, fmt::format("{} H={} Connection {}",
                                           e.care ? id(*e.care) : exim_id(clock_, e.at, e.letter->message.id),
                                           host(e.host), e.refused_connection ? "refused" : "timed out"));
            case What::tried: return tried(e);
            case What::expired:
                return line(e, fmt::format("{} ** {}: retry timeout exceeded", id(*e.care), recipient(e)));
            case What::dropped: return dropped(e);
            case What::done: return line(e, id(*e.care) + " Completed");
            default: return;  // Exim writes no line of these unless log_selector asks for it
        }
    }

  private:
    void line(const Event& e, const std::string& text) { to_.write(e.node, clock_.iso(e.at) + " " + text); }
    std::string id(const Care& care) const { return exim_id(clock_, care.arrived, care.message); }
    std::string sender(const Event& e) const {
        std::string text = scene_.estate.book.text(e.letter->message.sender);
        return text.empty() ? "<>" : text;
    }
    std::string recipient(const Event& e) const { return scene_.estate.book.text(e.to); }
    // "name[address]:port" as Exim writes it: "name [address]".
    static std::string host(const std::string& text) {
        std::size_t open = text.find('['), close = text.find(']');
        if (open == std::string::npos || close == std::string::npos) return "[" + text + "]";
        return text.substr(0, open) + " " + text.substr(open, close - open + 1);
    }
    std::string client(const Event& e) const {
        Peer peer = client_of(scene_, e.peer, *e.letter);
        return e.peer.valid() ? fmt::format("H={} [{}]", peer.name, peer.address)
                              : fmt::format("H=({}) [{}]", peer.helo, peer.address);
    }
    static std::string enhanced(std::uint16_t packed) {
        std::string text = mail::to_string(mail::unpack_enhanced(packed));
        return text.empty() ? text : text + " ";
    }

    void taken(const Event& e) {
        const Care& care = *e.care;
        std::string text = fmt::format("{} <= {}", id(care), sender(e));
        bool person = !e.peer.valid();
        bool web = person && !care.made_here && care.protocol != estate::Protocol::smtp &&
                   care.protocol != estate::Protocol::submission;
        if (web)
            text += " U=www-data P=local";
        else if (care.made_here)
            text += e.letter->about.valid() ? fmt::format(" R={} U=mail P=local", about_)
                                            : fmt::format(" U=user P=local");
        else
            text += fmt::format(" {} P=esmtp{}{}{}", client(e), e.tls ? "s" : "", person ? "a" : "",
                                e.tls ? " X=TLS1.3:TLS_AES_256_GCM_SHA384:256" : "");
        if (person && !care.made_here && !web) text += " A=plain_server:" + sender(e);
        line(e, fmt::format("{} S={} id={}", text, e.letter->message.size.count,
                            message_id(scene_, clock_, *e.letter)));
    }

    void tried(const Event& e) {
        about_ = id(*e.care);
        std::string way = e.local ? "R=virtual_user T=dovecot_virtual_delivery" : "R=dnslookup T=remote_smtp";
        std::string to = recipient(e);
        if (!e.original.null()) to += fmt::format(" <{}>", scene_.estate.book.text(e.original));
        std::string answer = fmt::format("{} {}{}", e.code, enhanced(e.enhanced), said(scene_, e, exim_id));
        if (e.status == Status::sent)
            return line(e, fmt::format("{} {} {} {}{} C=\"{}\"", id(*e.care), further(e) ? "->" : "=>", to,
                                       way, e.host.empty() ? "" : " H=" + host(e.host), answer));
        std::string where = smtp::in_reply_to(e.point);
        bool asked = e.code != 0 && !e.local;
        std::string why =
            asked ? fmt::format("SMTP error from remote mail server after {}: {}", command(e, where), answer)
            : e.code ? answer
                     : e.text;
        if (asked && e.status == Status::deferred)
            why = fmt::format("SMTP error from remote mail server after {}: host {}: {}", command(e, where),
                              host(e.host), answer);
        if (e.status == Status::deferred)
            return line(e, fmt::format("{} == {} {} defer ({}): {}", id(*e.care), to, way,
                                       e.code ? error_number(e.point) : failed_connection(e), why));
        std::string at = e.host.empty() || e.local ? "" : " H=" + host(e.host);
        line(e, fmt::format("{} ** {} {}{}: {}", id(*e.care), to,
                            e.host.empty() && !e.local ? "R=dnslookup" : way, at, why));
    }

    // One transaction takes several addresses: those after the first have the shorter arrow.
    bool further(const Event& e) {
        Handing now{e.node, e.letter->message.id, e.connection, e.at};
        return std::exchange(handed_, now) == now && !e.local;
    }

    static int failed_connection(const Event& e) {
        return e.text.ends_with("refused")     ? connection_refused
               : e.text.ends_with("timed out") ? timed_out
                                               : -1;
    }
    std::string command(const Event& e, const std::string& where) const {
        if (e.point == smtp::Point::rcpt) return "RCPT TO:<" + recipient(e) + ">";
        if (e.point == smtp::Point::mail)
            return "MAIL FROM:<" + scene_.estate.book.text(e.letter->message.sender) + ">";
        return where.empty()                     ? "initial connection"
               : e.point == smtp::Point::content ? "end of data"
                                                 : "DATA";
    }

    void rejected(const Event& e) {
        std::string who = client(e), reply = fmt::format("{}{}", enhanced(e.enhanced), e.text);
        if (e.point == smtp::Point::connect || e.point == smtp::Point::none)
            return line(e, fmt::format("H=[{}] rejected connection in connect ACL: {}",
                                       client_of(scene_, e.peer, *e.letter).address, reply));
        if (e.point == smtp::Point::auth)
            return line(
                e,
                fmt::format(
                    "plain_server authenticator failed for {}: 535 Incorrect authentication data (set_id={})",
                    who.substr(2), sender(e)));
        const char* how = e.code < 500 ? "temporarily rejected" : "rejected";
        if (e.point == smtp::Point::rcpt)
            return line(
                e, fmt::format("{} F=<{}> {} RCPT <{}>: {}", who,
                               scene_.estate.book.text(e.letter->message.sender), how, recipient(e), reply));
        if (e.point == smtp::Point::mail && e.code == 552)
            return line(e, fmt::format("rejected MAIL FROM:<{}> {}: message too big: size={} max={}",
                                       scene_.estate.book.text(e.letter->message.sender), who,
                                       e.letter->message.size.count, offers_of(scene_.node(e.node), 0).size));
        if (e.point == smtp::Point::mail)
            return line(e, fmt::format("{} {} MAIL <{}>: {}", who, how,
                                       scene_.estate.book.text(e.letter->message.sender), reply));
        line(e, fmt::format("{} {} F=<{}> {} after DATA: {}", exim_id(clock_, e.at, e.letter->message.id),
                            who, scene_.estate.book.text(e.letter->message.sender), how, reply));
    }

    void dropped(const Event& e) {
        std::string own = exim_id(clock_, e.at, e.letter->message.id);
        line(e, fmt::format("{} {} F=<{}> {}: {}", own, client(e),
                            scene_.estate.book.text(e.letter->message.sender),
                            e.held ? "frozen by ACL" : "discarded by DATA ACL", e.text));
    }

    Scene scene_;
    Clock clock_;
    Lines& to_;
    struct Handing {
        base::NodeId node;
        base::MessageId message;
        std::uint64_t connection = 0;
        base::Instant at;
        bool operator==(const Handing&) const = default;
    };
    Handing handed_;     // the last one
    std::string about_;  // id of the message tried last: what a notification that follows is about
};

}  // namespace

std::unique_ptr<Listener> make_exim(const Scene& scene, Lines& to) {
    return std::make_unique<Exim>(scene, to);
}

}  // namespace mailsim::render
