#include "mailbox/view.hpp"

#include <algorithm>

namespace mailsim::mailbox {

View::View(std::shared_ptr<Account> account, FolderId folder, bool read_only)
    : account_(std::move(account)), id_(folder), read_only_(read_only) {
    Folder& shown = account_->folders_.at(id_);
    entries_.reserve(shown.messages.size());
    for (const MessageRow& row : shown.messages)
        entries_.push_back({row.uid, row.uid >= shown.row.recent_from, false, false});
    if (!read_only_) account_->claim_recent(shown);
    shown.views.push_back(this);
    told_recent_ = recent();
}

View::~View() {
    if (!gone_) std::erase(account_->folders_.at(id_).views, this);
}

std::uint32_t View::recent() const {
    return static_cast<std::uint32_t>(
        std::count_if(entries_.begin(), entries_.end(), [](const Entry& e) { return e.recent; }));
}

const MessageRow* View::row(std::uint32_t number) const {
    const Entry& entry = entries_[number - 1];
    return entry.gone || gone_ ? nullptr : account_->folder(id_).find(entry.uid);
}

std::uint32_t View::number_from(Uid uid) const {
    auto at = std::lower_bound(entries_.begin(), entries_.end(), uid,
                               [](const Entry& e, Uid u) { return e.uid < u; });
    return static_cast<std::uint32_t>(at - entries_.begin()) + 1;
}

std::optional<std::uint32_t> View::number_of(Uid wanted) const {
    std::uint32_t number = number_from(wanted);
    if (number > size() || uid(number) != wanted) return std::nullopt;
    return number;
}

View::Entry* View::entry(Uid uid) {
    auto number = number_of(uid);
    return number ? &entries_[*number - 1] : nullptr;
}

void View::change() {
    bool first = !std::exchange(changed_, true);
    if (first && call_) call_();
}

void View::appended(Uid uid) {
    arrived_.push_back(uid);
    change();
}

void View::flags_changed(Uid uid) {
    Entry* changed = entry(uid);
    if (!changed) return;  // not yet told of the message itself
    changed->flags_changed = true;
    change();
}

void View::expunged(Uid uid) {
    if (Entry* gone = entry(uid)) {
        gone->gone = true;
        change();
    } else {
        std::erase(arrived_, uid);
    }
}

void View::folder_gone() {
    gone_ = true;
    change();
}

// The highest number first, so that the numbers still to be told do not move (as Dovecot does).
void View::drop_gone(std::vector<Update>& updates) {
    for (std::uint32_t number = size(); number >= 1; --number)
        if (entries_[number - 1].gone) updates.push_back({Update::Kind::expunge, number});
    std::erase_if(entries_, [](const Entry& e) { return e.gone; });
}

void View::take_new(std::vector<Update>& updates) {
    if (arrived_.empty() || gone_) return;
    Folder& shown = account_->folders_.at(id_);
    for (Uid uid : arrived_) entries_.push_back({uid, uid >= shown.row.recent_from, false, false});
    arrived_.clear();
    if (!read_only_) account_->claim_recent(shown);
    updates.push_back({Update::Kind::exists, size()});
}

std::vector<Update> View::sync(bool may_expunge) {
    std::vector<Update> updates;
    if (!changed_) return updates;
    if (may_expunge) drop_gone(updates);
    take_new(updates);
    if (std::uint32_t now = recent(); now != std::exchange(told_recent_, now))
        updates.push_back({Update::Kind::recent, now});
    bool gone_left = false;
    for (std::uint32_t number = 1; number <= size(); ++number) {
        Entry& entry = entries_[number - 1];
        gone_left |= entry.gone;
        if (std::exchange(entry.flags_changed, false) && !entry.gone)
            updates.push_back({Update::Kind::flags, number});
    }
    changed_ = gone_left;
    return updates;
}

}  // namespace mailsim::mailbox
