#include "lab/mailbox_session.hpp"

#include <fmt/format.h>

#include "imap/server.hpp"
#include "lab/postmaster.hpp"
#include "lab/smtp_session.hpp"
#include "nodes/spend.hpp"
#include "pop3/server.hpp"

namespace mailsim::lab {
namespace {

using estate::Tls;

// What the two protocols say in their own words.
struct Pop3 {
    using Server = pop3::Server;
    static constexpr std::string_view name = "pop3", blocked = "-ERR [SYS/PERM] ", away = "-ERR [SYS/TEMP] ";
    static constexpr base::Duration patience = pop3_patience;
    static std::unique_ptr<Server> make(Tls tls) {
        pop3::ServerOptions options;
        options.stls = tls == Tls::starttls;
        options.tls = tls == Tls::implicit;
        return std::make_unique<Server>(options);
    }
    static void receive(Server& server, std::string_view octets) { server.receive(octets); }
    static void on_change(Server&, std::function<void()>) {}
    static bool known(const Server& server) { return server.state() == pop3::State::transaction; }
    static std::size_t held(const Server&) { return 0; }  // a line at most
    using AskLogin = pop3::AskLogin;
    using AskTls = pop3::AskTls;
};
struct Imap {
    using Server = imap::Server;
    static constexpr std::string_view name = "imap", blocked = "* BYE ", away = "NO [UNAVAILABLE] ";
    static constexpr base::Duration patience = imap_patience;
    static std::unique_ptr<Server> make(Tls tls) {
        imap::ServerOptions options;
        options.starttls = tls == Tls::starttls;
        options.tls = tls == Tls::implicit;
        return std::make_unique<Server>(options);
    }
    static void receive(Server& server, std::string_view octets) { server.receive(octets, unix_time()); }
    static void on_change(Server& server, std::function<void()> call) { server.on_change(std::move(call)); }
    static bool known(const Server& server) { return server.state() != imap::State::not_authenticated; }
    static std::size_t held(const Server& server) { return server.held(); }
    using AskLogin = imap::AskLogin;
    using AskTls = imap::AskTls;
};

template <class Protocol>
class Session {
  public:
    Session(Site& site, Node& node, std::size_t listener, sockets::Stream& stream)
        : site_(site),
          node_(node),
          listener_(node.estate.listeners[listener]),
          stream_(stream),
          client_(site.client_of(stream.peer(), listener_)),
          server_(Protocol::make(listener_.tls)) {
        Protocol::on_change(*server_, [&stream] { stream.wake(); });
    }

    ~Session() { site_.held -= held_; }

    base::Task<void> run() {
        sockets::Got secure = sockets::Got::done;
        if (listener_.tls == Tls::implicit)
            secure = co_await stream_.accept_tls(*node_.tls, stranger_patience);
        if (secure != sockets::Got::done) co_return;
        if (std::string refusal = refused_at(node_); !refusal.empty()) {
            co_await stream_.write(std::string(Protocol::blocked) + refusal + "\r\n", stranger_patience);
            co_return;
        }
        for (;;) {
            const bool going = co_await answer();
            if (!going || server_->ended()) co_return;
            if (!has_room()) {
                co_await stream_.write(
                    std::string(Protocol::blocked) + "Too much is being sent to this lab\r\n",
                    stranger_patience);
                co_return;
            }
            const sockets::Got got =
                co_await stream_.read(Protocol::known(*server_) ? Protocol::patience : stranger_patience);
            if (got == sockets::Got::woken) continue;
            if (got != sockets::Got::done) co_return;
            Protocol::receive(*server_, stream_.piece());
        }
    }

  private:
    // Whether the lab has room for what its sessions are receiving, this one's among it.
    bool has_room() {
        site_.held -= held_;
        held_ = Protocol::held(*server_);
        site_.held += held_;
        return site_.held <= Site::most_held;
    }

    // Says all there is to say and answers the machine's questions. False: the connection is over.
    base::Task<bool> answer() {
        for (;;) {
            if (std::string out = server_->take_output(); !out.empty()) {
                const bool kept = co_await site_.commits.durable();  // an answered APPEND is on disk
                if (!kept) co_return false;
                const sockets::Got got = co_await stream_.write(std::move(out), Protocol::patience);
                if (got != sockets::Got::done) co_return false;
            } else if (const auto* login = std::get_if<typename Protocol::AskLogin>(&server_->asked())) {
                const bool going = co_await sign_in(login->user, login->password);
                if (!going) co_return false;
            } else if (std::holds_alternative<typename Protocol::AskTls>(server_->asked())) {
                const sockets::Got got = co_await stream_.accept_tls(*node_.tls, stranger_patience);
                if (got != sockets::Got::done) co_return false;
                server_->tls_started();
            } else {
                co_return true;
            }
        }
    }

    std::string refused_at(Node& node) {
        decide::Verdict verdict = site_.judge(node, decide::Stage::connect, client_, {});
        if (verdict.accepted()) return "";
        return decide::reply_text(site_.view(node), node.id, verdict.reply, client_, {});
    }

    base::Task<bool> sign_in(std::string user, std::string password) {
        bool own = is_postmaster(user);
        auto address = own ? std::nullopt : site_.address(user);
        bool good = own ? password == default_password : address && site_.is_password(*address, password);
        base::NodeId home = own ? node_.id : good ? site_.estate.home(*address) : base::NodeId{};
        if (!listener_.to_home && home != node_.id) good = false;
        // What the node remembers of failed logins, and how long it lets this client wait, are the rules'
        // matter.
        client_.login = address.value_or(mail::Address{});
        client_.wrong_password = !good;
        base::Instant now = site_.loop.now();
        decide::Verdict verdict = site_.judge(node_, decide::Stage::auth, client_, {});
        base::Duration pause = site_.loop.wall(nodes::end_of_wait(now, verdict.cost) - now);
        client_.login = {};
        if (!good) pause = std::max(pause, wrong_password_delay);
        if (pause.count() > 0) {
            sockets::Alarm alarm(site_.loop);
            const base::Outcome outcome = co_await alarm.wait(pause);
            if (outcome == base::Outcome::failed) co_return false;
        }
        std::string away;
        if (good && !site_.node(home).up()) away = "The mailbox's server does not answer";
        if (good && away.empty() && home != node_.id) away = refused_at(site_.node(home));
        std::shared_ptr<mailbox::Account> account;
        if (good && away.empty())
            account = own ? postmasters_mailbox(site_, node_) : site_.mailboxes.open(*address);
        if (good && away.empty() && !account) away = "Too many mailboxes are in use here";
        site_.log.line(node_.estate.id, Protocol::name,
                       fmt::format("login {} by {}: {}", user, base::to_string(client_.address),
                                   account        ? "good"
                                   : away.empty() ? "refused"
                                                  : away));
        if (!good) {
            server_->login_refused();
        } else if (!account) {
            server_->login_refused(std::string(Protocol::away) + away);
        } else {
            server_->logged_in(std::move(account));
        }
        co_return true;
    }

    Site& site_;
    Node& node_;
    const estate::Listener& listener_;
    sockets::Stream& stream_;
    decide::Client client_;
    std::unique_ptr<typename Protocol::Server> server_;
    std::size_t held_ = 0;  // of site_.held
};

template <class Protocol>
base::Task<void> serve(Site& site, Node& node, std::size_t listener,
                       std::unique_ptr<sockets::Stream> stream) {
    Session<Protocol> session(site, node, listener, *stream);
    co_await session.run();
    stream->close();
}

}  // namespace

base::Task<void> serve_pop3(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream) {
    return serve<Pop3>(site, node, listener, std::move(stream));
}
base::Task<void> serve_imap(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream) {
    return serve<Imap>(site, node, listener, std::move(stream));
}

}  // namespace mailsim::lab
