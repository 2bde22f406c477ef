#include <map>
#include <set>

#include "mailbox/store.hpp"

namespace mailsim::mailbox {
namespace {

class MemoryStore : public Store {
  public:
    std::vector<FolderRow> folders() override {
        std::vector<FolderRow> rows;
        for (const auto& [id, shelf] : shelves_) rows.push_back(shelf.row);
        return rows;
    }
    void put_folder(const FolderRow& row) override { shelves_[row.id].row = row; }
    void drop_folder(FolderId id) override { shelves_.erase(id); }

    std::vector<std::string> subscriptions() override { return {subscribed_.begin(), subscribed_.end()}; }
    void set_subscribed(const std::string& name, bool subscribed) override {
        if (subscribed)
            subscribed_.insert(name);
        else
            subscribed_.erase(name);
    }

    std::vector<MessageRow> messages(FolderId id) override {
        std::vector<MessageRow> rows;
        for (const auto& [uid, kept] : shelves_[id].messages) rows.push_back(kept.row);
        return rows;
    }
    Content content(FolderId id, Uid uid) override {
        const auto& kept = shelves_[id].messages;
        auto at = kept.find(uid);
        return at == kept.end() ? Content{} : at->second.content;
    }
    bool put_message(const FolderRow& folder, const MessageRow& row, const Content& content) override {
        Shelf& shelf = shelves_[folder.id];
        shelf.row = folder;
        shelf.messages[row.uid] = {row, content};
        return true;
    }
    void set_flags(FolderId id, Uid uid, const Flags& flags) override {
        auto& kept = shelves_[id].messages;
        if (auto at = kept.find(uid); at != kept.end()) at->second.row.flags = flags;
    }
    void drop_message(FolderId id, Uid uid) override { shelves_[id].messages.erase(uid); }

  private:
    struct Kept {
        MessageRow row;
        Content content;
    };
    struct Shelf {
        FolderRow row;
        std::map<Uid, Kept> messages;
    };
    std::map<FolderId, Shelf> shelves_;
    std::set<std::string> subscribed_;
};

}  // namespace

std::unique_ptr<Store> memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace mailsim::mailbox
