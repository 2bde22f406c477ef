// A log in the style of Axigen. The lines of SMTP-IN follow the sample in Axigen's documentation ("Email
// Flow", log level "Protocol Communication"), the time stamp a line of its log as others quote it. The words
// of PROCESSING and SMTP-OUT are ours: no sample of them was found.
#include <fmt/format.h>

#include "render/dialects/all.hpp"
#include "render/ids.hpp"

namespace mailsim::render {
namespace {

class Axigen : public Listener {
  public:
    Axigen(const Scene& scene, Lines& to) : scene_(scene), clock_(scene.start_of_week), to_(to) {}

    void take(const Event& e) override {
        using What = Event::What;
        const Peer peer = client_of(scene_, e.peer, *e.letter);
        switch (e.what) {
            case What::connected:
                return line(e, 8, session(e),
                            fmt::format("[{}:{}] connection accepted from [{}:{}]",
                                        address_of(scene_.node(e.node)), e.port, peer.address, port(e)));
            case What::rejected: return rejected(e);
            case What::taken: return taken(e);
            case What::unreached:
                return line(e, 2, out(e),
                            fmt::format("Error connecting to [{}]: connection {}", e.host,
                                        e.refused_connection ? "refused" : "timed out"));
            case What::tried: return tried(e);
            case What::expired:
                return line(
                    e, 2, processing(*e.care),
                    fmt::format("maximum number of retries reached for <{}>, giving up", recipient(e)));
            case What::dropped:
                return line(
                    e, 4, session(e),
                    fmt::format("Set smtp action to {} ({})", e.held ? "QUARANTINE" : "DISCARD", e.text));
            case What::notified:
                return line(e, 4, processing(*e.care),
                            fmt::format("{} report sent to <{}>, enqueued with id {}", told(e.told),
                                        sender(e), axigen_id(e.other_care->arrived, e.other_care->message)));
            case What::done: return line(e, 8, processing(*e.care), "mail removed from queue");
            case What::disconnected:
                return line(e, 8, session(e),
                            fmt::format("closing session from [{}:{}]", peer.address, port(e)));
            case What::active:
            case What::greeted_tls: return;
        }
    }

  private:
    void line(const Event& e, int level, const std::string& source, const std::string& text) {
        const std::string& name = scene_.node(e.node).name;
        to_.write(e.node, fmt::format("{} +0000 {:02} {} {}: {}", clock_.iso(e.at), level,
                                      name.substr(0, name.find('.')), source, text));
    }
    static const char* told(mail::Told what) {
        constexpr const char* names[] = {"permanent delivery error", "delivery delay", "delivery status"};
        return names[static_cast<int>(what)];
    }
    static std::uint64_t port(const Event& e) { return 10000 + e.connection % 50000; }
    static std::string session(const Event& e) {
        return fmt::format("SMTP-IN:{:08X}", e.connection & 0xFFFFFFFF);
    }
    static std::string out(const Event& e) {
        return fmt::format("SMTP-OUT:{:08X}", e.letter->message.id.value);
    }
    std::string processing(const Care& care) const {
        return "PROCESSING:" + axigen_id(care.arrived, care.message);
    }
    std::string sender(const Event& e) const { return scene_.estate.book.text(e.letter->message.sender); }
    std::string recipient(const Event& e) const { return scene_.estate.book.text(e.to); }
    static std::string id_form(const Clock&, base::Instant at, base::MessageId message) {
        return axigen_id(at, message);
    }
    std::string reply(const Event& e) const {
        std::string enhanced = mail::to_string(mail::unpack_enhanced(e.enhanced));
        return fmt::format("{} {}{}{}", e.code, enhanced, enhanced.empty() ? "" : " ",
                           said(scene_, e, id_form));
    }

    void rejected(const Event& e) {
        if (e.point == smtp::Point::auth)
            return line(e, 2, session(e),
                        fmt::format("Authentication error for user '{}': Invalid password", sender(e)));
        if (e.point == smtp::Point::rcpt) line(e, 8, session(e), fmt::format("<< RCPT TO: {}", recipient(e)));
        if (e.point == smtp::Point::mail) line(e, 8, session(e), fmt::format("<< MAIL FROM: {}", sender(e)));
        line(e, 2, session(e), ">> " + reply(e));
    }

    void taken(const Event& e) {
        std::string own = axigen_id(e.care->arrived, e.care->message);
        if (!e.care->made_here) {
            line(e, 8, session(e), fmt::format("<< MAIL FROM: {}", sender(e)));
            for (mail::Address one : named_at(*e.care, *e.letter))
                line(e, 8, session(e), fmt::format("<< RCPT TO: {}", scene_.estate.book.text(one)));
            line(e, 8, session(e),
                 fmt::format("<< {} bytes and final dot read", e.letter->message.size.count));
        }
        line(e, 4, e.care->made_here ? processing(*e.care) : session(e),
             fmt::format("Mail enqueued with id {}", own));
    }

    void tried(const Event& e) {
        std::string to = recipient(e);
        if (e.status == Status::sent)
            return line(e, 4, processing(*e.care),
                        e.local ? fmt::format("mail delivered to local mailbox <{}>", to)
                                : fmt::format("mail for <{}> relayed to [{}]: {}", to, e.host, reply(e)));
        std::string why = e.code ? reply(e) : e.text;
        line(e, 2, processing(*e.care),
             fmt::format("{} delivery error for <{}>: {}",
                         e.status == Status::bounced ? "permanent" : "temporary", to, why));
    }

    Scene scene_;
    Clock clock_;
    Lines& to_;
};

}  // namespace

std::unique_ptr<Listener> make_axigen(const Scene& scene, Lines& to) {
    return std::make_unique<Axigen>(scene, to);
}

}  // namespace mailsim::render
