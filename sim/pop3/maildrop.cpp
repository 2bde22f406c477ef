#include "pop3/maildrop.hpp"

#include <fmt/format.h>

namespace mailsim::pop3 {

std::unique_ptr<Maildrop> Maildrop::open(std::shared_ptr<mailbox::Account> account) {
    if (!account->lock_for_pop3()) return nullptr;
    return std::unique_ptr<Maildrop>(new Maildrop(std::move(account)));
}

Maildrop::Maildrop(std::shared_ptr<mailbox::Account> account) : account_(std::move(account)) {
    const mailbox::Folder& inbox = account_->inbox();
    inbox_ = inbox.row.id;
    uid_validity_ = inbox.row.uid_validity;
    entries_.reserve(inbox.messages.size());
    for (const mailbox::MessageRow& row : inbox.messages) entries_.push_back({row.uid, row.size});
}

std::string Maildrop::unique_id(std::uint32_t number) const {
    return fmt::format("{:08x}{:08x}", entries_[number - 1].uid, uid_validity_);
}

mailbox::Content Maildrop::content(std::uint32_t number) const {
    return account_->content(inbox_, entries_[number - 1].uid);
}

void Maildrop::unmark_all() {
    for (Entry& entry : entries_) entry.marked = false;
}

void Maildrop::seen(std::uint32_t number) {
    const mailbox::MessageRow* row = account_->inbox().find(entries_[number - 1].uid);
    if (!row || row->flags.has(mailbox::Flag::seen)) return;
    mailbox::Flags flags = row->flags;
    flags.add(mailbox::Flag::seen);
    account_->set_flags(inbox_, row->uid, flags);
}

std::uint32_t Maildrop::count() const {
    std::uint32_t sum = 0;
    for (const Entry& entry : entries_) sum += !entry.marked;
    return sum;
}

std::uint64_t Maildrop::octets() const {
    std::uint64_t sum = 0;
    for (const Entry& entry : entries_) sum += entry.marked ? 0 : entry.octets;
    return sum;
}

std::uint32_t Maildrop::commit() {
    std::uint32_t removed = 0;
    for (const Entry& entry : entries_) {
        if (!entry.marked) continue;
        account_->expunge(inbox_, entry.uid);
        ++removed;
    }
    return removed;
}

}  // namespace mailsim::pop3
