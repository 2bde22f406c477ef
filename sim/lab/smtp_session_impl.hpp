// The inside of serve_smtp: one object a session.
#pragma once
#include "lab/post.hpp"
#include "lab/smtp_session.hpp"
#include "smtp/reader.hpp"
#include "smtp/server.hpp"

namespace mailsim::lab {

class SmtpSession {
  public:
    SmtpSession(Site& site, Node& node, std::size_t listener, sockets::Stream& stream);
    ~SmtpSession();
    base::Task<void> run();

  private:
    using Event = smtp::Reader::Event;
    const estate::Listener& listener() const { return entry_.estate.listeners[listener_]; }
    const smtp::ServerPolicy& policy() const { return entry_.policies[listener_]; }
    bool stressed() const;

    // smtp_session.cpp: the octets
    base::Task<bool> settle(smtp::Action& action);  // says and asks until input is needed; false: the end
    base::Task<bool> next(Event& event);            // false: the connection is over
    base::Task<bool> flush();
    base::Task<bool> wait(base::Duration length);  // replies so far go out first
    base::Task<bool> start_tls(smtp::Action& action);
    smtp::Action take(const Event& event);
    void take_command(const smtp::Command& command);
    void take_address(bool recipient, const smtp::Path& path);
    void add_content(std::string_view piece);
    void drop_content();
    void say(const smtp::Action& action);

    // smtp_verdicts.cpp: the decisions, and the mail
    base::Task<mail::Reply> verdict(const smtp::Action& action);
    mail::Reply decided(const smtp::Action& action);
    mail::Reply judged(decide::Stage stage);
    mail::Reply greeting();
    mail::Reply sign_in();
    mail::Reply sender();
    mail::Reply recipient();
    mail::Reply looked_up();
    mail::Reply content();
    mail::Reply content_for(const Addressee& to);  // LMTP
    mail::Reply keep(std::vector<Addressee> to);
    bool is_deliverable(mail::Address to) const;
    void drop_detail();
    void begin_content();
    void forget_at_sender(const Addressee& to);
    std::string protocol() const;
    std::string received(const std::string& recipient) const;
    void log_refusal(const decide::Verdict& verdict);

    Site& site_;
    Node& entry_;  // that the client connected to
    Node* node_;   // whose rules hold: the entry, or the account's home behind it
    std::size_t listener_;
    sockets::Stream& stream_;
    decide::Client client_;
    decide::Transaction transaction_;
    smtp::Server machine_;
    smtp::Reader reader_;
    std::string out_;
    std::string_view in_;
    // The envelope of the transaction under way, and its content.
    std::string helo_, sender_text_, envid_, word_, recipient_text_, id_, limit_;
    smtp::Ret ret_ = smtp::Ret::unsaid;
    bool smtputf8_ = false, eight_bit_ = false, no_room_ = false, chunk_ = false;
    Addressee pending_;
    std::optional<mail::Address> pending_address_;
    std::vector<Addressee> accepted_;
    std::string content_;
    mailbox::Content whole_;
    decide::Cost owed_;       // its waits, by the lab's clock
    std::string reply_text_;  // holds the words of the verdict under way
};

}  // namespace mailsim::lab
