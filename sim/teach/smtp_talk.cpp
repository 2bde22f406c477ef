// A conversation in SMTP, typed by hand.
#include <fmt/format.h>

#include "estate/spoken.hpp"
#include "nodes/context.hpp"
#include "smtp/format.hpp"
#include "smtp/reader.hpp"
#include "smtp/server.hpp"
#include "teach/talk.hpp"

namespace mailsim::teach {
namespace {

using decide::Stage;
using smtp::Action;

class SmtpTalk : public Talk {
  public:
    SmtpTalk(World& world, base::NodeId node, const estate::Listener& at, const Caller& caller)
        : world_(world), entry_(node), node_(node), listener_(at) {
        policy_ = nodes::policy_of(world.estate().node(node), at);
        if (at.to_home) policy_.auth_required = true;  // before the sign-in nobody knows whose rules hold
        client_.address = caller.ip;
        client_.protocol = at.protocol;
        client_.kind =
            at.protocol == estate::Protocol::smtp ? estate::ClientKind::peer : estate::ClientKind::outlook;
    }

    std::string begin() override {
        reader_.start();
        follow(machine_.connect(policy_, false));
        return std::exchange(out_, {});
    }

    std::string line(const std::string& said) override {
        std::string octets = said + "\r\n";
        std::string_view input = octets;
        while (!over_) {
            smtp::Reader::Event event = reader_.next(input);
            if (event.what == smtp::Reader::Event::What::more) break;
            on(event);
        }
        return std::exchange(out_, {});
    }

    bool over() const override { return over_; }

  private:
    void on(const smtp::Reader::Event& event) {
        using What = smtp::Reader::Event::What;
        if (event.what == What::content) return;  // only its size counts
        if (event.what == What::command) return follow(machine_.on(named(event.command)));
        if (event.what == What::response) return follow(machine_.auth_response(event.text));
        limit_ = std::to_string(reader_.octets());
        follow(chunk_ ? machine_.chunk_end(reader_.bare_newline())
                      : machine_.content_end(reader_.octets(), reader_.bare_newline()));
    }

    const smtp::Command& named(const smtp::Command& command) {
        if (!command.text) return command;
        bool whole = command.verb == smtp::Verb::vrfy || command.verb == smtp::Verb::etrn;
        word_ = whole ? command.text->argument : command.text->option;
        if (command.verb == smtp::Verb::mail || command.verb == smtp::Verb::rcpt ||
            command.verb == smtp::Verb::vrfy)
            path_ = smtp::to_string(command.text->path);
        if (command.verb == smtp::Verb::mail) declared_ = {std::max<std::int64_t>(command.size, 0)};
        return command;
    }

    void follow(Action action) {
        for (;;) {
            if (action.what == Action::Do::ask) {
                action = machine_.answer(verdict(action.stage));
                continue;
            }
            if (action.what == Action::Do::say) say(action);
            if (action.then != Action::Then::more) break;
            action = machine_.more();
        }
        chunk_ = action.then == Action::Then::chunk;
        over_ = action.then == Action::Then::close || action.then == Action::Then::tls;
        if (action.then == Action::Then::tls)
            out_ += "The server waits for encryption now, which telnet cannot speak.\n";
        reader_.expect(action.then, machine_.chunk_size());
    }

    void say(const Action& action) {
        mail::Reply reply = action.reply;
        std::string login = world_.estate().book.text(client_.login);
        std::string host = estate::client_host_for(reply.text, world_.estate(), client_.address);
        std::string text =
            mail::fill(reply.text, {recipient_, sender_, base::to_string(client_.address),
                                    world_.estate().node(node_).name, word_, limit_, login, host});
        reply.text = text;
        std::string lines = action.listing ? smtp::format_listing(reply, machine_.offered(), policy_.lmtp)
                                           : smtp::format(reply);
        for (char c : lines)
            if (c != '\r') out_ += c;
    }

    mail::Reply judged(Stage stage) {
        decide::Verdict verdict = decide::judge(world_.view(), node_, stage, client_, t_);
        return verdict.accepted() ? mail::Reply{verdict.reply.code, {}, ""} : verdict.reply;
    }

    mail::Reply verdict(smtp::Stage stage) {
        switch (stage) {
            case smtp::Stage::connect: {
                mail::Reply reply = judged(Stage::connect);
                return reply.positive() ? mail::Reply{220, {}, "{node} ESMTP"} : reply;
            }
            case smtp::Stage::helo: return {250, {}, ""};
            case smtp::Stage::auth: return sign_in();
            case smtp::Stage::mail:
                sender_ = path_, t_ = {}, t_.size = declared_;
                if (auto address = world_.estate().book.parse(path_)) t_.sender = *address;
                return judged(Stage::mail);
            case smtp::Stage::rcpt: return recipient();
            case smtp::Stage::vrfy: return looked_up();
            case smtp::Stage::data: return {354, {}, ""};
            case smtp::Stage::content: break;
        }
        t_.size = {machine_.content_size()};
        word_ = "by-hand";
        mail::Reply reply = judged(Stage::data);
        return reply.positive() ? mail::Reply{250, {2, 0, 0}, ""} : reply;
    }

    mail::Reply recipient() {
        recipient_ = path_;
        auto address = world_.estate().book.parse(path_);
        if (!address) return {501, {5, 1, 3}, "Bad recipient address syntax"};
        t_.recipient = *address;
        t_.accepted_recipients = machine_.accepted();
        return judged(Stage::rcpt);
    }

    mail::Reply looked_up() {
        decide::Transaction kept = std::exchange(t_, {});
        mail::Reply reply = recipient();
        t_ = kept;
        return reply;
    }

    // A front-end that passes people on knows whose rules hold only now.
    mail::Reply sign_in() {
        auto account = world_.mailbox(machine_.credentials().user);
        const estate::Account* named = account ? world_.estate().account(*account) : nullptr;
        std::string_view password =
            named && !named->password.empty() ? std::string_view(named->password) : estate::default_password;
        base::NodeId home = account ? world_.estate().home(*account) : base::NodeId{};
        bool good =
            account && machine_.credentials().password == password && (listener_.to_home || home == entry_);
        client_.login = account.value_or(mail::Address{});
        client_.wrong_password = !good;
        if (good && listener_.to_home && world_.answers(home)) node_ = home;
        mail::Reply reply = judged(Stage::auth);
        if (reply.positive() && !good)
            reply = {535, {5, 7, 8}, "Error: authentication failed: (reason unavailable)"};
        if (reply.positive() && !world_.answers(home))
            reply = {454, {4, 7, 0}, "Temporary authentication failure"};
        client_.wrong_password = false;
        if (!reply.positive()) client_.login = {};
        return reply.positive() ? mail::Reply{235, {2, 7, 0}, ""} : reply;
    }

    World& world_;
    base::NodeId entry_, node_;
    const estate::Listener& listener_;
    smtp::ServerPolicy policy_;
    smtp::Server machine_;
    smtp::Reader reader_;
    decide::Client client_;
    decide::Transaction t_;
    base::Bytes declared_{0};
    std::string out_, path_, sender_, recipient_, word_, limit_;
    bool over_ = false, chunk_ = false;
};

}  // namespace

std::unique_ptr<Talk> smtp_talk(World& world, base::NodeId node, const estate::Listener& at,
                                const Caller& caller) {
    return std::make_unique<SmtpTalk>(world, node, at, caller);
}

}  // namespace mailsim::teach
