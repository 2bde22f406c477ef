// A conversation in POP3 or IMAP, typed by hand. The mailbox holds what the run has delivered.
#include <fmt/format.h>

#include "imap/server.hpp"
#include "mailbox/account.hpp"
#include "pop3/server.hpp"
#include "teach/talk.hpp"

namespace mailsim::teach {
namespace {

constexpr mailbox::UnixTime today = 1'767'692'400;  // of the drill's day; only dates in IMAP show it

struct Pop3 {
    using Server = pop3::Server;
    using AskLogin = pop3::AskLogin;
    using AskTls = pop3::AskTls;
    static constexpr std::string_view blocked = "-ERR [SYS/PERM] ", away = "-ERR [SYS/TEMP] ";
    static std::unique_ptr<Server> make(estate::Tls tls) {
        pop3::ServerOptions options;
        options.stls = tls == estate::Tls::starttls;
        return std::make_unique<Server>(options);
    }
    static void receive(Server& server, const std::string& octets) { server.receive(octets); }
};
struct Imap {
    using Server = imap::Server;
    using AskLogin = imap::AskLogin;
    using AskTls = imap::AskTls;
    static constexpr std::string_view blocked = "* BYE ", away = "NO [UNAVAILABLE] ";
    static std::unique_ptr<Server> make(estate::Tls tls) {
        imap::ServerOptions options;
        options.starttls = tls == estate::Tls::starttls;
        return std::make_unique<Server>(options);
    }
    static void receive(Server& server, const std::string& octets) { server.receive(octets, today); }
};

std::shared_ptr<mailbox::Account> account_of(World& world, const std::string& address) {
    auto account = std::make_shared<mailbox::Account>(mailbox::memory_store(), base::Bytes{0}, today);
    for (const Letter& letter : world.record().letters()) {
        Whereabouts w = letter.at(world.now());
        if (letter.to != address || w.state != State::delivered) continue;
        std::string text = fmt::format("From: {}\r\nTo: {}\r\n\r\n({} octets)\r\n",
                                       letter.from.empty() ? "Mail Delivery System" : letter.from, letter.to,
                                       letter.message.size.count);
        (void)account->append(account->inbox().row.id, std::make_shared<const std::string>(text), {},
                              today + std::chrono::duration_cast<std::chrono::seconds>(w.when).count());
    }
    return account;
}

template <class Protocol>
class MailboxTalk : public Talk {
  public:
    MailboxTalk(World& world, base::NodeId node, const estate::Listener& at, const Caller& caller)
        : world_(world), node_(node), listener_(at), server_(Protocol::make(at.tls)) {
        client_.address = caller.ip;
        client_.protocol = at.protocol;
        client_.kind = estate::ClientKind::outlook;
    }

    std::string begin() override {
        if (std::string words = refused_at(node_); !words.empty()) {
            over_ = true;
            return std::string(Protocol::blocked) + words + "\n";
        }
        return answers();
    }
    std::string line(const std::string& said) override {
        Protocol::receive(*server_, said + "\r\n");
        return answers();
    }
    bool over() const override { return over_ || server_->ended(); }

  private:
    std::string answers() {
        std::string out;
        for (;;) {
            std::string said = server_->take_output();
            for (char c : said)
                if (c != '\r') out += c;
            if (const auto* login = std::get_if<typename Protocol::AskLogin>(&server_->asked())) {
                sign_in(login->user, login->password);
            } else if (std::holds_alternative<typename Protocol::AskTls>(server_->asked())) {
                over_ = true;
                return out + "The server waits for encryption now, which telnet cannot speak.\n";
            } else if (said.empty()) {
                return out;
            }
        }
    }

    std::string refused_at(base::NodeId node) {
        decide::Verdict v = decide::judge(world_.view(), node, decide::Stage::connect, client_, {});
        return v.accepted() ? "" : decide::reply_text(world_.view(), node, v.reply, client_, {});
    }

    void sign_in(std::string user, std::string password) {
        auto account = world_.mailbox(user);
        const estate::Account* named = account ? world_.estate().account(*account) : nullptr;
        std::string_view right =
            named && !named->password.empty() ? std::string_view(named->password) : estate::default_password;
        base::NodeId home = account ? world_.estate().home(*account) : base::NodeId{};
        bool good = account && password == right && (listener_.to_home || home == node_);
        if (!good) return server_->login_refused();
        if (!world_.answers(home))
            return server_->login_refused(std::string(Protocol::away) +
                                          "The mailbox's server does not answer");
        server_->logged_in(account_of(world_, world_.estate().book.text(*account)));
    }

    World& world_;
    base::NodeId node_;
    const estate::Listener& listener_;
    decide::Client client_;
    std::unique_ptr<typename Protocol::Server> server_;
    bool over_ = false;
};

}  // namespace

std::unique_ptr<Talk> mailbox_talk(World& world, base::NodeId node, const estate::Listener& at,
                                   const Caller& caller) {
    if (at.protocol == estate::Protocol::pop3)
        return std::make_unique<MailboxTalk<Pop3>>(world, node, at, caller);
    return std::make_unique<MailboxTalk<Imap>>(world, node, at, caller);
}

}  // namespace mailsim::teach
