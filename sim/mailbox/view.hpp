// One session's picture of one folder: its message numbers, \Recent, and the changes it has not been told
// yet. Several views of a folder live side by side; numbers change only when sync() says so (RFC
// 3501 5.2, 7.4.1).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "mailbox/account.hpp"

namespace mailsim::mailbox {

// What a session is to be told, in the order in which it must be told.
struct Update {
    enum class Kind : std::uint8_t { expunge, exists, recent, flags } kind;
    std::uint32_t number;  // expunge, flags: a message's number at that moment; exists, recent: how many
};

class View {
  public:
    // Opened to write, it takes the folder's recent messages for itself.
    View(std::shared_ptr<Account> account, FolderId folder, bool read_only);
    ~View();
    View(const View&) = delete;

    Account& account() const { return *account_; }
    const std::shared_ptr<Account>& shared_account() const { return account_; }
    FolderId id() const { return id_; }
    const Folder* folder() const { return gone_ ? nullptr : &account_->folder(id_); }  // null: it was deleted
    bool read_only() const { return read_only_; }

    std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
    std::uint32_t recent() const;
    Uid uid(std::uint32_t number) const { return entries_[number - 1].uid; }  // number: 1 to size()
    bool is_recent(std::uint32_t number) const { return entries_[number - 1].recent; }
    // Null: expunged by another session, which this one has not been told yet.
    const MessageRow* row(std::uint32_t number) const;
    // The first message with this UID or a higher one; size() + 1 when there is none.
    std::uint32_t number_from(Uid uid) const;
    std::optional<std::uint32_t> number_of(Uid uid) const;

    bool changed() const { return changed_; }    // sync(true) would tell something
    std::vector<Update> sync(bool may_expunge);  // from here on, the new numbers hold
    void on_change(std::function<void()> call) {
        call_ = std::move(call);
    }  // called at the first untold change;
       // it must not use the account at once
  private:
    friend class Account;
    struct Entry {
        Uid uid = 0;
        bool recent = false, gone = false, flags_changed = false;
    };
    void appended(Uid uid);
    void flags_changed(Uid uid);
    void expunged(Uid uid);
    void folder_gone();
    void change();
    Entry* entry(Uid uid);
    void take_new(std::vector<Update>& updates);
    void drop_gone(std::vector<Update>& updates);

    std::shared_ptr<Account> account_;
    FolderId id_;
    bool read_only_;
    bool gone_ = false;
    bool changed_ = false;
    std::vector<Entry> entries_;
    std::vector<Uid> arrived_;  // not yet told
    std::uint32_t told_recent_ = 0;
    std::function<void()> call_;
};

}  // namespace mailsim::mailbox
