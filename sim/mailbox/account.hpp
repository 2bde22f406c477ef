// One account's mail with its rules: folder names, UIDs, quota, and telling every open view of a folder what
// changed. Not here: protocols (pop3, imap), nor where mail is kept (store.hpp). For one thread: a driver
// with several keeps all sessions of an account on one strand.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/units.hpp"
#include "mailbox/store.hpp"

namespace mailsim::mailbox {

class View;

enum class Failure : std::uint8_t {
    no_such_folder,
    folder_exists,
    bad_name,
    itself,        // a folder cannot be renamed to its own name,
    below_itself,  // nor to one below it
    inbox,
    over_quota,
    too_many,
    not_stored
};

inline constexpr char separator = '.';
inline constexpr std::size_t most_folders = 1000;
inline constexpr std::size_t longest_folder_name = 255;  // octets

// One folder with what is known of its messages; contents stay in the store.
struct Folder {
    FolderRow row;
    std::vector<MessageRow> messages;  // by rising UID
    std::vector<View*> views;          // open sessions on it
    const MessageRow* find(Uid uid) const;
};

class Account {
  public:
    // Makes INBOX, Sent, Drafts, Trash and Junk (all subscribed) when the store has no INBOX yet. Quota 0:
    // none.
    Account(std::unique_ptr<Store> store, base::Bytes quota, UnixTime now);
    Account(const Account&) = delete;

    // Folders. INBOX is found in any case; other names exactly (RFC 3501 5.1).
    const Folder* find(std::string_view name) const;
    const Folder& folder(FolderId id) const { return folders_.at(id); }
    const Folder& inbox() const { return *find("INBOX"); }
    bool exists(FolderId id) const { return folders_.count(id) != 0; }
    std::vector<const Folder*> folders() const;  // by name, INBOX first
    base::expected<FolderId, Failure> create(std::string_view name, UnixTime now);
    base::expected<FolderId, Failure> remove(
        std::string_view name);  // open views see their messages expunged
    // Takes folders below along. INBOX: its messages move to a new folder of this name (RFC 3501 6.3.5).
    base::expected<FolderId, Failure> rename(std::string_view from, std::string_view to, UnixTime now);
    std::vector<std::string> subscriptions() const { return store_->subscriptions(); }
    void subscribe(std::string_view name, bool subscribed);

    // Messages. A failed append or copy changes nothing.
    base::expected<Uid, Failure> append(FolderId to, Content content, const Flags& flags, UnixTime received);
    base::expected<std::vector<Uid>, Failure> copy(FolderId from, std::span<const Uid> uids, FolderId to);
    void set_flags(FolderId id, Uid uid, const Flags& flags, const View* by = nullptr);  // `by` is not told
    void expunge(FolderId id, Uid uid);                                                  // every view is told
    Content content(FolderId id, Uid uid) const { return store_->content(id, uid); }

    base::Bytes used() const { return used_; }
    base::Bytes quota() const { return quota_; }
    std::uint64_t message_count() const;
    void set_quota(base::Bytes quota) { quota_ = quota; }
    bool fits(base::Bytes size) const { return quota_.count == 0 || used_ + size <= quota_; }

    // A POP3 session has the mailbox for itself (RFC 1939 4). False: another one has it.
    bool lock_for_pop3() { return !std::exchange(pop3_locked_, true); }
    void unlock_for_pop3() { pop3_locked_ = false; }

  private:
    friend class View;
    Folder* find_mutable(std::string_view name);
    base::expected<FolderId, Failure> add_folder(std::string name, SpecialUse use, UnixTime now);
    base::expected<FolderId, Failure> rename_inbox(std::string_view to, UnixTime now);
    base::expected<Uid, Failure> put(Folder& to, MessageRow row, const Content& content);
    void claim_recent(Folder& folder);  // a view has shown all messages that are there now

    std::unique_ptr<Store> store_;
    std::map<FolderId, Folder> folders_;
    base::Bytes quota_, used_;
    std::uint32_t last_uid_validity_ = 0;
    std::uint32_t next_folder_ = 0;
    bool pop3_locked_ = false;
};

// Whether a folder may have this name: not empty, no control characters, '/', quotes, no empty level; at
// most 16 levels.
bool is_folder_name(std::string_view name);
bool is_utf7(std::string_view name);  // modified UTF-7 (RFC 3501 5.1.3)
// INBOX in any case is "INBOX"; other names stay as they are.
std::string canonical_name(std::string_view name);

}  // namespace mailsim::mailbox
