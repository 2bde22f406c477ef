#include "lab/smtp_session.hpp"

#include <fmt/format.h>

#include "estate/spoken.hpp"
#include "lab/postmaster.hpp"
#include "lab/smtp_session_impl.hpp"
#include "smtp/format.hpp"

namespace mailsim::lab {

using smtp::Action;

SmtpSession::SmtpSession(Site& site, Node& node, std::size_t listener, sockets::Stream& stream)
    : site_(site),
      entry_(node),
      node_(&node),
      listener_(listener),
      stream_(stream),
      client_(site.client_of(stream.peer(), node.estate.listeners[listener])) {
    ++site_.commits.writers;
}

SmtpSession::~SmtpSession() {
    drop_content();
    --site_.commits.writers;
}

bool SmtpSession::stressed() const {
    return entry_.sessions >
           static_cast<std::size_t>(entry_.estate.processes.limit[static_cast<int>(estate::Process::smtpd)]);
}

base::Task<void> SmtpSession::run() {
    site_.log.line(entry_.estate.id, "smtpd",
                   fmt::format("connect from {}[{}]", base::to_string(client_.address),
                               sockets::to_string(stream_.peer())));
    bool tls = listener().tls == estate::Tls::implicit;
    sockets::Got secure = sockets::Got::done;
    if (tls) secure = co_await stream_.accept_tls(*entry_.tls, session_patience);
    if (secure != sockets::Got::done) co_return;
    client_.tls = tls;
    reader_.start();
    Action action = machine_.connect(policy(), tls);
    for (;;) {
        const bool going = co_await settle(action);
        if (!going) break;
        Event event;
        bool heard = co_await next(event);
        while (heard && event.what == Event::What::content) {
            add_content(event.text);
            heard = co_await next(event);
        }
        if (!heard) break;
        action = take(event);
    }
    site_.log.line(entry_.estate.id, "smtpd",
                   fmt::format("disconnect from {}", base::to_string(client_.address)));
}

// Follows an action up to the point where the machine waits for input.
base::Task<bool> SmtpSession::settle(Action& action) {
    for (;;) {
        if (action.what == Action::Do::ask) {
            mail::Reply reply = co_await verdict(action);
            action = machine_.answer(reply);
            continue;
        }
        if (action.what == Action::Do::say) {
            bool going = true;
            if (action.tarpit) going = co_await wait(error_delay);
            if (!going) co_return false;
            say(action);
            action.what = Action::Do::read;
        }
        if (action.then == Action::Then::more) {
            action = machine_.more();
            continue;
        }
        if (action.then == Action::Then::close) {
            co_await flush();
            co_return false;
        }
        if (action.then == Action::Then::tls) {
            const bool secure = co_await start_tls(action);
            if (!secure) co_return false;
            continue;
        }
        reader_.expect(action.then, machine_.chunk_size());
        co_return true;
    }
}

// What the client pipelined behind STARTTLS was said by nobody we know: it is dropped (RFC 3207 4.2).
base::Task<bool> SmtpSession::start_tls(Action& action) {
    const bool sent = co_await flush();
    if (!sent) co_return false;
    in_ = {};
    const sockets::Got got = co_await stream_.accept_tls(*entry_.tls, session_patience);
    if (got != sockets::Got::done) co_return false;
    client_.tls = true;
    reader_.start();
    action = machine_.tls_started();
    co_return true;
}

base::Task<bool> SmtpSession::next(Event& event) {
    base::Duration waited{0};
    for (;;) {
        event = reader_.next(in_);
        if (event.what != Event::What::more) co_return true;
        const bool sent = co_await flush();
        if (!sent) co_return false;
        auto began = std::chrono::steady_clock::now();
        base::Duration patience = stressed() ? stressed_patience - waited : session_patience;
        sockets::Got got =
            co_await stream_.read(std::max<base::Duration>(patience, std::chrono::milliseconds(1)));
        waited += std::chrono::steady_clock::now() - began;
        if (got == sockets::Got::timed_out) {
            site_.log.line(entry_.estate.id, "smtpd", "timeout from " + base::to_string(client_.address));
            co_return false;
        }
        if (got != sockets::Got::done) co_return false;
        in_ = stream_.piece();
    }
}

base::Task<bool> SmtpSession::flush() {
    if (out_.empty()) co_return true;
    const sockets::Got got = co_await stream_.write(std::exchange(out_, {}), session_patience);
    co_return got == sockets::Got::done;
}

base::Task<bool> SmtpSession::wait(base::Duration length) {
    const bool sent = co_await flush();
    if (!sent) co_return false;
    sockets::Alarm alarm(site_.loop);
    const base::Outcome outcome = co_await alarm.wait(length);
    co_return outcome != base::Outcome::failed;
}

Action SmtpSession::take(const Event& event) {
    using What = Event::What;
    if (event.what == What::command) {
        take_command(event.command);
        return machine_.on(event.command);
    }
    if (event.what == What::response)
        return machine_.auth_response(event.too_long ? std::string(20000, 'x') : event.text);
    limit_ = std::to_string(reader_.octets());
    if (std::exchange(chunk_, false)) return machine_.chunk_end(reader_.bare_newline());
    return machine_.content_end(reader_.octets(), reader_.bare_newline());
}

// The words of a command live until the next one; what the verdict needs is kept.
void SmtpSession::take_command(const smtp::Command& command) {
    chunk_ = command.verb == smtp::Verb::bdat;
    if (!command.text) return;
    const smtp::CommandText& text = *command.text;
    bool whole = command.verb == smtp::Verb::vrfy || command.verb == smtp::Verb::etrn;
    word_ = whole ? text.argument : text.option;
    if (command.verb == smtp::Verb::ehlo || command.verb == smtp::Verb::helo ||
        command.verb == smtp::Verb::lhlo)
        helo_ = text.argument;
    if (command.fault != smtp::Error::none) return;
    if (command.verb == smtp::Verb::mail || command.verb == smtp::Verb::rcpt ||
        command.verb == smtp::Verb::vrfy) {
        pending_ = {{}, smtp::to_string(text.path), std::string(text.orcpt), command.notify};
        take_address(command.verb != smtp::Verb::mail, text.path);
    }
    if (command.verb == smtp::Verb::mail && machine_.phase() == smtp::Phase::none) {
        envid_ = text.envid;
        ret_ = command.ret;
        smtputf8_ = command.smtputf8;
        eight_bit_ = command.body == smtp::Body::eight_bit;
        transaction_ = {};
        transaction_.size = {std::max<std::int64_t>(command.size, 0)};
    }
}

void SmtpSession::take_address(bool recipient, const smtp::Path& path) {
    bool own = recipient && listener().protocol == estate::Protocol::smtp && is_postmaster(path);
    if (own) {
        pending_address_ = named_postmaster(site_, entry_);
        pending_.text =
            pending_address_ ? site_.estate.book.text(*pending_address_) : std::string(postmaster);
        if (!pending_address_) pending_address_ = mail::Address{};
        return;
    }
    bool known_here = recipient && policy().lmtp;  // Dovecot knows users, and completes no names
    if (path.domain.empty() && !path.local.empty() && !known_here)
        pending_.text = with_domain(pending_.text, entry_.estate.name);
    pending_address_ = site_.envelope_address(pending_.text);
}

void SmtpSession::add_content(std::string_view piece) {
    bool too_much = content_.size() + piece.size() > static_cast<std::size_t>(policy().offers.size) + 65536;
    if (too_much || no_room_) return;  // the machine refuses it by its size
    if (site_.held + piece.size() > Site::most_held) {
        drop_content();
        no_room_ = true;
        return;
    }
    site_.held += piece.size();
    content_ += piece;
}

void SmtpSession::drop_content() {
    site_.held -= content_.size();
    content_.clear();
    content_.shrink_to_fit();
    whole_.reset();
}

void SmtpSession::say(const Action& action) {
    mail::Reply reply = action.reply;
    std::string login = site_.estate.book.text(client_.login);
    std::string host = estate::client_host_for(reply.text, site_.estate, client_.address);
    std::string text =
        mail::fill(reply.text, {recipient_text_, sender_text_, base::to_string(client_.address),
                                entry_.estate.name, word_, limit_, login, host});
    reply.text = text;
    out_ +=
        action.listing ? smtp::format_listing(reply, machine_.offered(), policy().lmtp) : smtp::format(reply);
}

base::Task<void> serve_smtp(Site& site, Node& node, std::size_t listener,
                            std::unique_ptr<sockets::Stream> stream) {
    SmtpSession session(site, node, listener, *stream);
    co_await session.run();
    stream->close();
}

}  // namespace mailsim::lab
