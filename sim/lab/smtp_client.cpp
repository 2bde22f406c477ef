#include "lab/smtp_client.hpp"

#include <fmt/format.h>

#include "smtp/content.hpp"
#include "smtp/format.hpp"

namespace mailsim::lab {
namespace {

constexpr base::Duration patience = std::chrono::seconds(300);

// The envelope's words as they came: the last @ parts them.
smtp::Path path_of(std::string_view text) {
    std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace

SmtpClient::SmtpClient(Site& site, Node& from, Node& to, const Letter& letter,
                       const std::vector<std::uint32_t>& copies, const estate::Transport& transport)
    : site_(site), from_(from), to_(to), letter_(letter), copies_(copies), transport_(transport) {
    const estate::Listener* listener = decide::mail_listener(to.estate, transport.port, transport.tls);
    policy_.lmtp = listener && listener->protocol == estate::Protocol::lmtp;
    policy_.tls = transport.tls == estate::Tls::starttls ? smtp::TlsUse::opportunistic : smtp::TlsUse::none;
    policy_.tls_from_start = transport.tls == estate::Tls::implicit;
    policy_.keep_texts = true;
    begin();
}

void SmtpClient::begin() {
    for (std::uint32_t copy : copies_) {
        const Addressee& to = letter_.to[copy];
        paths_.push_back(path_of(to.text));
        addresses_.push_back(to.address);
        notify_.push_back(to.notify);
        orcpt_.push_back(to.orcpt);
    }
    text_ = {path_of(letter_.sender_text), paths_.data(), letter_.envid, orcpt_.data()};
    envelope_.sender = letter_.sender;
    envelope_.recipients = addresses_.data();
    envelope_.count = static_cast<std::uint32_t>(copies_.size());
    envelope_.size = static_cast<std::int64_t>(letter_.content->size());
    envelope_.body = letter_.eight_bit ? smtp::Body::eight_bit : smtp::Body::unsaid;
    envelope_.smtputf8 = letter_.smtputf8;
    envelope_.ret = letter_.ret;
    envelope_.notify = notify_.data();
    envelope_.text = &text_;
    replies_.start();
    machine_.start(policy_, envelope_);
}

base::Task<bool> SmtpClient::connect() {
    stream_ = std::make_unique<sockets::Stream>(site_.loop);
    sockets::Got got = co_await stream_->connect(from_.address, site_.at(to_, transport_.port), patience);
    if (got != sockets::Got::done) co_return false;
    end_transfer();
    own_end_ = sockets::to_string(stream_->local());
    site_.transfers[own_end_] = {&letter_, &copies_};
    co_return true;
}

base::Task<bool> SmtpClient::talk() {
    const bool connected = co_await connect();
    if (connected) co_await converse();
    co_return connected;
}

base::Task<bool> SmtpClient::run() {
    const bool reached = co_await talk();
    if (!reached || !machine_.retry_without_tls()) co_return reached;
    policy_.tls = smtp::TlsUse::none;
    replies_.start();
    in_ = {};
    machine_.start(policy_, envelope_);
    co_return co_await talk();
}

base::Task<void> SmtpClient::converse() {
    using What = smtp::Send::What;
    if (policy_.tls_from_start) {
        sockets::Got got = co_await stream_->start_tls(*site_.client_tls, to_.estate.name, patience);
        if (got != sockets::Got::done) lose(got);
    }
    while (!machine_.finished()) {
        smtp::Send send = machine_.next();
        if (send.what == What::command) {
            out_ += smtp::format(send.command, &site_.estate.book, from_.estate.name);
        } else if (send.what == What::response) {
            out_.append(machine_.auth_line()).append("\r\n");
        } else if (send.what == What::content) {
            smtp::ContentWriter writer;
            if (!send.empty) writer.write(*letter_.content, out_);
            writer.finish(out_);
            in_content_ = true;
        } else if (send.what == What::wait) {
            const bool sent = co_await flush();
            if (sent) co_await hear();
        } else if (send.what == What::tls) {
            const bool sent = co_await flush();
            if (sent) co_await shake_hands();
        } else {
            break;
        }
    }
    co_await flush();
    stream_->close();
}

base::Task<bool> SmtpClient::flush() {
    if (out_.empty()) co_return true;
    sockets::Got got = co_await stream_->write(std::exchange(out_, {}), patience);
    if (got == sockets::Got::done)
        in_content_ = false;
    else if (!machine_.finished())
        lose(got);
    co_return got == sockets::Got::done;
}

base::Task<void> SmtpClient::hear() {
    for (;;) {
        smtp::ReplyReader::What what = replies_.next(in_);
        if (what == smtp::ReplyReader::What::reply)
            co_return machine_.on(replies_.reply(), replies_.offers());
        if (what == smtp::ReplyReader::What::broken) co_return lose(sockets::Got::failed);
        sockets::Got got = co_await stream_->read(patience);
        if (got != sockets::Got::done) co_return lose(got);
        in_ = stream_->piece();
    }
}

base::Task<void> SmtpClient::shake_hands() {
    in_ = {};  // what came in the clear behind the 220 is nobody's word
    replies_.start();
    sockets::Got got = co_await stream_->start_tls(*site_.client_tls, to_.estate.name, patience);
    if (got == sockets::Got::done)
        machine_.tls_started();
    else
        machine_.tls_failed();
}

Told SmtpClient::outcome(std::size_t copy, const std::string& name, const base::Ip& address) const {
    const smtp::Result& result = machine_.results()[static_cast<std::uint32_t>(copy)];
    std::string by = fmt::format("{}[{}]", name, base::to_string(address));
    std::string size = std::to_string(machine_.envelope().size);
    std::string limit = std::to_string(machine_.offers().size);
    Told told{result.reply.code, result.reply.enhanced,
              mail::fill(result.reply.text, {"", "", "", by, size, limit}), by, result.at};
    if (result.fate == smtp::Fate::accepted) return told;
    // The machine's word on what is for good holds, whatever the code's first figure.
    bool permanent = result.fate == smtp::Fate::permanent;
    if (permanent != told.permanent()) {
        told.enhanced.class_ = permanent ? 5 : 4;
        told.text = mail::to_string(result.reply) + (told.code ? "" : told.text);
        told.code = 0;
    }
    return told;
}

}  // namespace mailsim::lab
