// Where the lab keeps one account's mail: rows of folders and messages, and contents. Narrow on purpose: a
// store keeps and gives back, nothing else. The rules (names, quota, UIDs, who sees which change) stand in
// account.hpp and view.hpp.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "mailbox/flags.hpp"

namespace mailsim::mailbox {

using FolderId = base::Id<struct FolderTag>;  // stays the same when a folder is renamed
using Uid = std::uint32_t;                    // 1 and up, never used twice in a folder (RFC 3501 2.3.1.1)
using UnixTime = std::int64_t;                // seconds since 1970-01-01 UTC; the driver tells it

// A whole message as it travels: lines end in CRLF. Shared, so that a reader may outlive an expunge.
using Content = std::shared_ptr<const std::string>;

// RFC 6154.
enum class SpecialUse : std::uint8_t { none, sent, drafts, trash, junk };

struct FolderRow {
    FolderId id;
    std::string name;  // as on the wire (modified UTF-7); levels are separated by '.'
    std::uint32_t uid_validity = 0;
    Uid uid_next = 1;
    Uid recent_from = 1;  // messages from here on were not yet shown to any session
    SpecialUse use = SpecialUse::none;
};

struct MessageRow {
    Uid uid = 0;
    std::uint32_t size = 0;  // octets
    UnixTime received = 0;   // INTERNALDATE
    Flags flags;
};

class Store {
  public:
    virtual ~Store() = default;
    virtual std::vector<FolderRow> folders() = 0;
    virtual void put_folder(const FolderRow& row) = 0;  // a new one, or new values of the one with this id
    virtual void drop_folder(FolderId id) = 0;          // with its messages
    virtual std::vector<std::string> subscriptions() = 0;
    virtual void set_subscribed(const std::string& name, bool subscribed) = 0;

    virtual std::vector<MessageRow> messages(FolderId id) = 0;  // by rising UID
    virtual Content content(FolderId id, Uid uid) = 0;          // empty pointer: not there
    // False: not stored (a full disk); nothing has changed then. `folder` has the uid_next that holds
    // afterwards.
    virtual bool put_message(const FolderRow& folder, const MessageRow& row, const Content& content) = 0;
    virtual void set_flags(FolderId id, Uid uid, const Flags& flags) = 0;
    virtual void drop_message(FolderId id, Uid uid) = 0;
};

std::unique_ptr<Store> memory_store();  // forgets all when it is destroyed

}  // namespace mailsim::mailbox
