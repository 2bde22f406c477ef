#include "mailbox/account.hpp"

#include <algorithm>

#include "base/names.hpp"
#include "mailbox/view.hpp"

namespace mailsim::mailbox {
namespace {

auto place_of(auto& messages, Uid uid) {
    return std::lower_bound(messages.begin(), messages.end(), uid,
                            [](const MessageRow& row, Uid wanted) { return row.uid < wanted; });
}

}  // namespace

const MessageRow* Folder::find(Uid uid) const {
    auto at = place_of(messages, uid);
    return at != messages.end() && at->uid == uid ? &*at : nullptr;
}

Account::Account(std::unique_ptr<Store> store, base::Bytes quota, UnixTime now)
    : store_(std::move(store)), quota_(quota) {
    for (FolderRow& row : store_->folders()) {
        last_uid_validity_ = std::max(last_uid_validity_, row.uid_validity);
        next_folder_ = std::max(next_folder_, row.id.value + 1);
        Folder& folder = folders_[row.id];
        folder.messages = store_->messages(row.id);
        for (const MessageRow& message : folder.messages) used_.count += message.size;
        folder.row = std::move(row);
    }
    if (find("INBOX")) return;
    add_folder("INBOX", SpecialUse::none, now);
    add_folder("Drafts", SpecialUse::drafts, now);
    add_folder("Junk", SpecialUse::junk, now);
    add_folder("Sent", SpecialUse::sent, now);
    add_folder("Trash", SpecialUse::trash, now);
    for (const char* name : {"Drafts", "Junk", "Sent", "Trash"}) subscribe(name, true);
}

std::uint64_t Account::message_count() const {
    std::uint64_t sum = 0;
    for (const auto& [id, folder] : folders_) sum += folder.messages.size();
    return sum;
}

base::expected<Uid, Failure> Account::put(Folder& to, MessageRow row, const Content& content) {
    FolderRow after = to.row;
    row.uid = after.uid_next++;
    if (row.uid == 0xffffffffu || !store_->put_message(after, row, content))
        return base::unexpected(Failure::not_stored);
    to.row = after;
    used_.count += row.size;
    to.messages.push_back(row);
    for (View* view : to.views) view->appended(row.uid);
    return row.uid;
}

base::expected<Uid, Failure> Account::append(FolderId to, Content content, const Flags& flags,
                                             UnixTime received) {
    auto at = folders_.find(to);
    if (at == folders_.end()) return base::unexpected(Failure::no_such_folder);
    if (content->size() > 0x7fffffff) return base::unexpected(Failure::not_stored);
    if (!fits({static_cast<std::int64_t>(content->size())})) return base::unexpected(Failure::over_quota);
    return put(at->second, {0, static_cast<std::uint32_t>(content->size()), received, flags}, content);
}

base::expected<std::vector<Uid>, Failure> Account::copy(FolderId from, std::span<const Uid> uids,
                                                        FolderId to) {
    if (!exists(from) || !exists(to)) return base::unexpected(Failure::no_such_folder);
    std::vector<MessageRow> rows;  // taken first: the folders may be one
    std::vector<Content> contents;
    base::Bytes sum;
    for (Uid uid : uids) {
        const MessageRow* row = folders_[from].find(uid);
        Content content = row ? store_->content(from, uid) : Content{};
        if (!content) return base::unexpected(Failure::not_stored);
        sum.count += row->size;
        rows.push_back(*row);
        contents.push_back(std::move(content));
    }
    if (!fits(sum)) return base::unexpected(Failure::over_quota);
    std::vector<Uid> copies;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto copied = put(folders_[to], rows[i], contents[i]);
        if (copied) {
            copies.push_back(*copied);
            continue;
        }
        for (Uid uid : copies) expunge(to, uid);  // all or nothing (RFC 3501 6.4.7)
        return base::unexpected(copied.error());
    }
    return copies;
}

void Account::set_flags(FolderId id, Uid uid, const Flags& flags, const View* by) {
    auto at = folders_.find(id);
    if (at == folders_.end()) return;
    auto row = place_of(at->second.messages, uid);
    if (row == at->second.messages.end() || row->uid != uid || row->flags == flags) return;
    row->flags = flags;
    store_->set_flags(id, uid, flags);
    for (View* view : at->second.views)
        if (view != by) view->flags_changed(uid);
}

void Account::expunge(FolderId id, Uid uid) {
    auto at = folders_.find(id);
    if (at == folders_.end()) return;
    auto row = place_of(at->second.messages, uid);
    if (row == at->second.messages.end() || row->uid != uid) return;
    used_.count -= row->size;
    at->second.messages.erase(row);
    store_->drop_message(id, uid);
    for (View* view : at->second.views) view->expunged(uid);
}

void Account::claim_recent(Folder& folder) {
    if (folder.row.recent_from == folder.row.uid_next) return;
    folder.row.recent_from = folder.row.uid_next;
    store_->put_folder(folder.row);
}

}  // namespace mailsim::mailbox
