// What a session asks decide, and what becomes of mail that was accepted.
#include <fmt/format.h>

#include "decide/redirect.hpp"
#include "estate/spoken.hpp"
#include "lab/postmaster.hpp"
#include "lab/smtp_session_impl.hpp"
#include "nodes/spend.hpp"
#include "smtp/words.hpp"

namespace mailsim::lab {
namespace {

constexpr mail::Reply no_room{452, {4, 3, 1}, "Insufficient system storage"};
constexpr mail::Reply not_kept{451, {4, 3, 0}, "Error: queue file write error"};
constexpr mail::Reply no_such_user{550, {5, 1, 1}, "<{recipient}> User doesn't exist: {recipient}"};
constexpr mail::Reply wrong_password{535, {5, 7, 8}, "Error: authentication failed: (reason unavailable)"};

}  // namespace

// Rules that make the client wait do so by the lab's clock; a wrong password always waits.
base::Task<mail::Reply> SmtpSession::verdict(const smtp::Action& action) {
    owed_ = {};
    mail::Reply reply = decided(action);
    base::Instant now = site_.loop.now();
    base::Duration pause = site_.loop.wall(nodes::end_of_wait(now, owed_) - now);
    if (action.stage == smtp::Stage::auth && !reply.positive()) pause = std::max(pause, wrong_password_delay);
    if (pause.count() > 0) co_await wait(pause);
    if (action.stage != smtp::Stage::content || !reply.positive()) co_return reply;
    const bool kept = co_await site_.commits.durable();
    co_return kept ? reply : not_kept;
}

mail::Reply SmtpSession::decided(const smtp::Action& action) {
    switch (action.stage) {
        case smtp::Stage::connect: return greeting();
        case smtp::Stage::helo: return {250, {}, ""};
        case smtp::Stage::auth: return sign_in();
        case smtp::Stage::mail: return sender();
        case smtp::Stage::rcpt: return recipient();
        case smtp::Stage::vrfy: return looked_up();
        case smtp::Stage::data: begin_content(); return {354, {}, ""};
        case smtp::Stage::content: break;
    }
    if (!policy().lmtp) return content();
    recipient_text_ = accepted_[action.recipient].text;
    return content_for(accepted_[action.recipient]);
}

mail::Reply SmtpSession::judged(decide::Stage stage) {
    decide::Verdict verdict = site_.judge(*node_, stage, client_, transaction_);
    owed_ += verdict.cost;
    if (verdict.accepted()) return {verdict.reply.code, {}, ""};
    log_refusal(verdict);
    return verdict.reply;
}

void SmtpSession::log_refusal(const decide::Verdict& verdict) {
    std::string words = mail::fill(
        verdict.reply.text, {recipient_text_, sender_text_, base::to_string(client_.address),
                             node_->estate.name, "", "", site_.estate.book.text(client_.login),
                             estate::client_host_for(verdict.reply.text, site_.estate, client_.address)});
    site_.log.line(node_->estate.id, "smtpd",
                   fmt::format("reject from {}: {} {} {}; from=<{}> to=<{}> rule={} {}",
                               base::to_string(client_.address), verdict.reply.code,
                               mail::to_string(verdict.reply.enhanced), words, sender_text_, recipient_text_,
                               decide::rule(verdict.rule).name, verdict.setting->pointer));
}

mail::Reply SmtpSession::greeting() {
    if (entry_.mode == fault::Mode::refusing_mail)
        return {421, {4, 3, 2}, "{node} Service not available, closing transmission channel"};
    mail::Reply reply = judged(decide::Stage::connect);
    if (!reply.positive() || policy().lmtp) return reply;
    return {220, {}, "{node} ESMTP"};
}

// A front-end that passes people on knows whose rules hold only now.
mail::Reply SmtpSession::sign_in() {
    auto account = site_.address(machine_.credentials().user);
    client_.login = account.value_or(mail::Address{});
    client_.wrong_password = !account || !site_.is_password(*account, machine_.credentials().password);
    base::NodeId home = account ? site_.estate.home(*account) : base::NodeId{};
    if (!client_.wrong_password && listener().to_home && home.valid()) node_ = &site_.node(home);
    if (!client_.wrong_password && !site_.takes_sign_in(entry_, listener(), *account))
        client_.wrong_password = true;
    if (!node_->up()) {
        node_ = &entry_;
        client_.login = {};
        return {454, {4, 7, 0}, "Temporary authentication failure: the mailbox's server does not answer"};
    }
    mail::Reply reply = node_ == &entry_ ? mail::Reply{220, {}, ""} : judged(decide::Stage::connect);
    if (reply.positive()) reply = judged(decide::Stage::auth);
    if (reply.positive() && client_.wrong_password) reply = wrong_password;
    site_.log.line(node_->estate.id, "smtpd",
                   fmt::format("login {} by {}: {}", machine_.credentials().user,
                               base::to_string(client_.address), reply.positive() ? "good" : "refused"));
    if (reply.positive()) return {235, {2, 7, 0}, ""};
    client_.login = {};
    client_.wrong_password = false;
    node_ = &entry_;
    return reply;
}

mail::Reply SmtpSession::sender() {
    drop_content();
    accepted_.clear();
    sender_text_ = pending_.text;
    recipient_text_.clear();
    if (!pending_address_) return no_room;
    id_ = site_.new_id();
    transaction_.sender = *pending_address_;
    transaction_.key = base::mix(std::hash<std::string>{}(id_));
    return judged(decide::Stage::mail);
}

mail::Reply SmtpSession::recipient() {
    recipient_text_ = pending_.text;
    if (policy().lmtp && recipient_text_.find('@') == std::string::npos) return no_such_user;
    if (!pending_address_) return no_room;
    pending_.address = transaction_.recipient = *pending_address_;
    if (policy().lmtp && !is_deliverable(pending_.address)) drop_detail();
    transaction_.accepted_recipients = static_cast<std::uint32_t>(accepted_.size());
    const bool unknown = policy().lmtp && !is_deliverable(pending_.address);
    mail::Reply reply = unknown                        ? no_such_user
                        : is_postmaster(pending_.text) ? mail::Reply{250, {}, ""}
                                                       : judged(decide::Stage::rcpt);
    if (reply.positive()) accepted_.push_back(pending_);
    return reply;
}

// VRFY: what RCPT would be told if nobody were the sender (Postfix 3.7).
mail::Reply SmtpSession::looked_up() {
    recipient_text_ = pending_.text;
    if (!pending_address_) return no_room;
    if (is_postmaster(pending_.text)) return {250, {}, ""};
    decide::Transaction kept = std::exchange(transaction_, {});
    transaction_.recipient = *pending_address_;
    mail::Reply reply = judged(decide::Stage::rcpt);
    transaction_ = kept;
    return reply;
}

// "ann+lists@..." is Ann's where nobody has the whole name (Dovecot recipient_delimiter).
void SmtpSession::drop_detail() {
    std::size_t plus = pending_.text.find('+'), at = pending_.text.rfind('@');
    if (plus == std::string::npos || plus == 0 || plus > at) return;
    auto plain = site_.envelope_address(pending_.text.substr(0, plus) + pending_.text.substr(at));
    if (plain) pending_.address = transaction_.recipient = *plain;
}

// Dovecot's LMTP server looks for the mailbox before it takes the content.
bool SmtpSession::is_deliverable(mail::Address to) const {
    decide::NextHop hop = decide::next_hop(site_.view(*node_), node_->id, to, transaction_.key);
    if (hop.kind != decide::NextHop::Kind::mailbox || site_.estate.has_mailbox(to)) return true;
    std::vector<decide::Destined> elsewhere;  // an alias, a catch-all
    return decide::redirect(site_.view(*node_), node_->id, transaction_, elsewhere);
}

void SmtpSession::begin_content() {
    drop_content();
    no_room_ = false;
}

std::string SmtpSession::protocol() const {
    std::string base = policy().lmtp ? "LMTP" : machine_.esmtp() ? "ESMTP" : "SMTP";
    if (smtputf8_) base = "UTF8" + (policy().lmtp ? base : std::string("SMTP"));  // RFC 6531 3.7.3
    if (base == "SMTP") return base;
    return base + (client_.tls ? "S" : "") + (client_.authenticated() ? "A" : "");  // RFC 3848
}

std::string SmtpSession::received(const std::string& recipient) const {
    Passage p;
    p.helo = helo_;
    p.client_name = client_.node.valid() ? site_.estate.node(client_.node).name : "";
    p.client_address = base::to_string(client_.address);
    p.by = node_->estate.name;
    p.protocol = protocol();
    p.tls = stream_.tls_words();
    p.id = id_;
    p.recipient = recipient;
    return received_line(p);
}

// Judges the whole content once for all recipients, then takes it.
mail::Reply SmtpSession::content() {
    word_ = id_;
    limit_ = std::to_string(size_in_lines(content_));
    if (no_room_) return no_room;
    transaction_.recipient = accepted_.size() == 1 ? accepted_.front().address : mail::Address{};
    transaction_.size = {static_cast<std::int64_t>(content_.size())};
    transaction_.hops = static_cast<std::uint16_t>(count_received(content_));
    transaction_.spam = is_test_spam(content_);
    decide::Verdict verdict = site_.judge(*node_, decide::Stage::data, client_, transaction_);
    owed_ += verdict.cost;
    if (!verdict.accepted()) {
        log_refusal(verdict);
        return verdict.reply;
    }
    if (verdict.action == decide::Action::accept) return keep(accepted_);
    site_.log.line(
        node_->estate.id, "smtpd",
        fmt::format("{}: {}", id_, verdict.action == decide::Action::discard ? "discarded" : "quarantined"));
    return {250, {2, 0, 0}, ""};
}

// When the client is a node of this lab, its copy goes as ours comes.
void SmtpSession::forget_at_sender(const Addressee& to) {
    auto found = site_.transfers.find(sockets::to_string(stream_.peer()));
    if (found == site_.transfers.end()) return;
    const Letter& letter = *found->second.letter;
    for (std::uint32_t copy : *found->second.copies)
        if (letter.to[copy].text == to.text) site_.keeper.forget(letter, copy);
}

mail::Reply SmtpSession::keep(std::vector<Addressee> to) {
    auto letter = std::make_shared<Letter>();
    letter->id = id_;
    letter->key = transaction_.key;
    letter->at = node_->id;
    letter->at_name = node_->estate.id;
    letter->sender = transaction_.sender;
    letter->sender_text = sender_text_;
    letter->envid = envid_;
    letter->ret = ret_;
    letter->smtputf8 = smtputf8_;
    letter->eight_bit = eight_bit_;
    letter->hops = static_cast<std::uint16_t>(transaction_.hops + 1);
    // One copy for an address that was named twice (Postfix duplicate_filter_limit).
    for (Addressee& one : to)
        if (std::none_of(letter->to.begin(), letter->to.end(),
                         [&](const Addressee& other) { return other.address == one.address; }))
            letter->to.push_back(std::move(one));
    std::string whole = received(letter->to.size() == 1 ? letter->to.front().text : "");
    whole.append(missing_blank_line(content_)).append(content_);
    letter->content = std::make_shared<const std::string>(std::move(whole));
    site_.log.line(node_->estate.id, "smtpd",
                   fmt::format("{}: client={}", id_, base::to_string(client_.address)));
    site_.keeper.begin();
    const bool kept = accept(site_, *node_, letter);
    if (kept)
        for (const Addressee& one : letter->to) forget_at_sender(one);
    site_.keeper.commit();
    if (!kept) return not_kept;
    if (!policy().lmtp) drop_content();
    return {250, {2, 0, 0}, ""};
}

// LMTP: each recipient's mail is in its mailbox before the reply (RFC 2033 4.2).
mail::Reply SmtpSession::content_for(const Addressee& to) {
    word_ = id_;
    if (no_room_) return no_room;
    transaction_.recipient = to.address;
    transaction_.size = {static_cast<std::int64_t>(content_.size())};
    transaction_.hops = static_cast<std::uint16_t>(count_received(content_));
    decide::Verdict verdict = site_.judge(*node_, decide::Stage::data, client_, transaction_);
    owed_ += verdict.cost;
    if (!verdict.accepted()) return verdict.reply;
    decide::NextHop hop = decide::next_hop(site_.view(*node_), node_->id, to.address, transaction_.key);
    std::vector<decide::Destined> elsewhere;
    bool redirected = decide::redirect(site_.view(*node_), node_->id, transaction_, elsewhere);
    if (hop.kind != decide::NextHop::Kind::mailbox || redirected) return keep({to});
    Letter letter;
    letter.id = id_;
    letter.key = transaction_.key;
    letter.sender = transaction_.sender;
    letter.sender_text = sender_text_;
    letter.hops = transaction_.hops;
    letter.content = std::make_shared<const std::string>(
        received(to.text).append(missing_blank_line(content_)) + content_);
    site_.keeper.begin();
    Told told = put_into_mailbox(site_, *node_, letter, to);
    if (told.positive()) forget_at_sender(to);
    site_.keeper.commit();
    site_.log.line(node_->estate.id, "lmtp",
                   fmt::format("{}: to=<{}>, status={} ({})", id_, to.text,
                               told.positive() ? "sent" : "refused", told.text));
    if (told.positive()) return {250, {2, 0, 0}, ""};
    reply_text_ = told.text;
    return {told.code, told.enhanced, reply_text_};
}

}  // namespace mailsim::lab
