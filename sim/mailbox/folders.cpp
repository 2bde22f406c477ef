// The part of Account that makes, names, moves and removes folders.
#include <algorithm>

#include "base/names.hpp"
#include "mailbox/account.hpp"
#include "mailbox/view.hpp"

namespace mailsim::mailbox {

namespace {

constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

// What stands between '&' and '-' in a name: UTF-16 in base64, nothing in it that could stand for itself.
bool is_shifted(std::string_view text) {
    unsigned bits = 0, held = 0;
    for (char c : text) {
        std::size_t value = base64.find(c);
        if (value == std::string_view::npos) return false;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0x3fffff;
        held += 6;
        if (held < 16) continue;
        held -= 16;
        unsigned unit = bits >> held & 0xffff;
        if (unit >= 0x20 && unit < 0x7f) return false;
    }
    return held < 6 && (bits & ((1u << held) - 1)) == 0;
}

// A special use is a name's, whoever makes the folder.
SpecialUse use_of(std::string_view name) {
    return name == "Drafts"  ? SpecialUse::drafts
           : name == "Junk"  ? SpecialUse::junk
           : name == "Sent"  ? SpecialUse::sent
           : name == "Trash" ? SpecialUse::trash
                             : SpecialUse::none;
}

}  // namespace

// Modified UTF-7 (RFC 3501 5.1.3).
bool is_utf7(std::string_view name) {
    for (std::size_t at = name.find('&'); at != std::string_view::npos; at = name.find('&', at)) {
        std::size_t end = name.find('-', at);
        if (end == std::string_view::npos || !is_shifted(name.substr(at + 1, end - at - 1))) return false;
        at = end;
    }
    return true;
}

bool is_folder_name(std::string_view name) {
    if (name.empty() || name.size() > longest_folder_name) return false;
    if (name.front() == separator || name.back() == separator || name.front() == '~') return false;
    if (name.find("..") != std::string_view::npos) return false;
    if (std::count(name.begin(), name.end(), separator) >= 16 || !is_utf7(name)) return false;
    return std::none_of(name.begin(), name.end(), [](unsigned char c) {
        return c < 0x20 || c >= 0x7f || c == '/' || c == '"' || c == '\\';
    });
}

std::string canonical_name(std::string_view name) {
    bool inbox = base::lower_case(name.substr(0, 5)) == "inbox" && (name.size() == 5 || name[5] == separator);
    return inbox ? "INBOX" + std::string(name.substr(5)) : std::string(name);
}

Folder* Account::find_mutable(std::string_view name) {
    std::string wanted = canonical_name(name);
    for (auto& [id, folder] : folders_)
        if (folder.row.name == wanted) return &folder;
    return nullptr;
}

const Folder* Account::find(std::string_view name) const {
    return const_cast<Account*>(this)->find_mutable(name);
}

std::vector<const Folder*> Account::folders() const {
    std::vector<const Folder*> list;
    for (const auto& [id, folder] : folders_) list.push_back(&folder);
    std::sort(list.begin(), list.end(), [](const Folder* a, const Folder* b) {
        auto key = [](const Folder* f) {
            return std::pair(f->row.name != "INBOX", std::string_view(f->row.name));
        };
        return key(a) < key(b);
    });
    return list;
}

base::expected<FolderId, Failure> Account::add_folder(std::string name, SpecialUse use, UnixTime now) {
    if (folders_.size() >= most_folders) return base::unexpected(Failure::too_many);
    last_uid_validity_ = std::max(static_cast<std::uint32_t>(now), last_uid_validity_ + 1);
    FolderId id{next_folder_++};
    Folder& folder = folders_[id];
    folder.row = {id, std::move(name), last_uid_validity_, 1, 1, use};
    store_->put_folder(folder.row);
    return id;
}

base::expected<FolderId, Failure> Account::create(std::string_view name, UnixTime now) {
    std::string wanted = canonical_name(name);
    if (!is_folder_name(wanted)) return base::unexpected(Failure::bad_name);
    if (find(wanted)) return base::unexpected(Failure::folder_exists);
    return add_folder(wanted, use_of(wanted), now);
}

base::expected<FolderId, Failure> Account::remove(std::string_view name) {
    Folder* folder = find_mutable(name);
    if (!folder) return base::unexpected(Failure::no_such_folder);
    if (folder->row.name == "INBOX") return base::unexpected(Failure::inbox);
    FolderId id = folder->row.id;
    while (!folder->messages.empty()) expunge(id, folder->messages.back().uid);
    for (View* view : folder->views) view->folder_gone();
    store_->drop_folder(id);
    folders_.erase(id);
    return id;
}

base::expected<FolderId, Failure> Account::rename(std::string_view from, std::string_view to, UnixTime now) {
    std::string old_name = canonical_name(from), new_name = canonical_name(to);
    if (!is_folder_name(new_name)) return base::unexpected(Failure::bad_name);
    if (old_name == new_name && find(old_name)) return base::unexpected(Failure::itself);
    if (find(new_name)) return base::unexpected(Failure::folder_exists);
    if (old_name == "INBOX") return rename_inbox(new_name, now);
    // A name may stand only in those of folders below it; they are renamed all the same.
    std::string below = old_name + separator;
    std::vector<Folder*> moved;
    for (auto& [id, other] : folders_)
        if (other.row.name == old_name || other.row.name.starts_with(below)) moved.push_back(&other);
    if (moved.empty()) return base::unexpected(Failure::no_such_folder);
    if (new_name.starts_with(below)) return base::unexpected(Failure::below_itself);
    for (Folder* folder : moved) {
        folder->row.name = new_name + folder->row.name.substr(old_name.size());
        folder->row.use = use_of(folder->row.name);
        store_->put_folder(folder->row);
    }
    return moved.front()->row.id;
}

base::expected<FolderId, Failure> Account::rename_inbox(std::string_view to, UnixTime now) {
    auto made = add_folder(std::string(to), SpecialUse::none, now);
    if (!made) return made;
    Folder* inbox = find_mutable("INBOX");
    std::vector<Uid> uids;
    for (const MessageRow& row : inbox->messages) uids.push_back(row.uid);
    base::Bytes quota = std::exchange(quota_, {});  // moving needs no new room
    auto moved = copy(inbox->row.id, uids, *made);
    quota_ = quota;
    if (!moved) return base::unexpected(moved.error());
    for (Uid uid : uids) expunge(inbox->row.id, uid);
    return made;
}

void Account::subscribe(std::string_view name, bool subscribed) {
    store_->set_subscribed(canonical_name(name), subscribed);
}

}  // namespace mailsim::mailbox
