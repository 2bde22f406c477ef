// What one POP3 session sees of a mailbox: the INBOX as it stood at the login (RFC 1939 4 and 8), with its
// own marks for deletion. While it exists, no other POP3 session can open the mailbox.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mailbox/account.hpp"

namespace mailsim::pop3 {

class Maildrop {
  public:
    static std::unique_ptr<Maildrop> open(std::shared_ptr<mailbox::Account> account);  // null: in use
    ~Maildrop() { account_->unlock_for_pop3(); }
    Maildrop(const Maildrop&) = delete;

    // Messages are numbered 1 to size().
    std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
    bool marked(std::uint32_t number) const { return entries_[number - 1].marked; }
    std::uint32_t octets(std::uint32_t number) const { return entries_[number - 1].octets; }
    std::string unique_id(
        std::uint32_t number) const;  // as Dovecot's default: UID and UIDVALIDITY, %08x each
    mailbox::Content content(std::uint32_t number) const;  // null: another session expunged it
    void mark(std::uint32_t number) { entries_[number - 1].marked = true; }
    void unmark_all();
    void seen(std::uint32_t number);  // sets \Seen, as Dovecot does at RETR

    std::uint32_t count() const;   // of those not marked
    std::uint64_t octets() const;  // of those not marked
    std::uint32_t commit();        // the UPDATE state: removes what is marked; how many

  private:
    explicit Maildrop(std::shared_ptr<mailbox::Account> account);
    struct Entry {
        mailbox::Uid uid;
        std::uint32_t octets;
        bool marked = false;
    };
    std::shared_ptr<mailbox::Account> account_;
    mailbox::FolderId inbox_;
    std::uint32_t uid_validity_;
    std::vector<Entry> entries_;
};

}  // namespace mailsim::pop3
