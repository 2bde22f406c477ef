// One account's mail in the lab's file.
#include "lab/state_impl.hpp"

namespace mailsim::lab {
namespace {

using namespace mailbox;

class DiskStore : public Store {
  public:
    DiskStore(std::shared_ptr<Disk> disk, std::string mailbox)
        : disk_(std::move(disk)), mailbox_(std::move(mailbox)) {}

    std::vector<FolderRow> folders() override {
        std::vector<FolderRow> rows;
        SQLite::Statement q(
            disk_->database,
            "SELECT id, name, validity, next, recent, use FROM folders WHERE mailbox=? ORDER BY id");
        q.bind(1, mailbox_);
        while (q.executeStep())
            rows.push_back({FolderId{q.getColumn(0).getUInt()}, q.getColumn(1).getString(),
                            q.getColumn(2).getUInt(), q.getColumn(3).getUInt(), q.getColumn(4).getUInt(),
                            static_cast<SpecialUse>(q.getColumn(5).getInt())});
        return rows;
    }
    void put_folder(const FolderRow& row) override {
        disk_->attempt([&] { write(row); });
    }
    void drop_folder(FolderId id) override {
        disk_->attempt([&] {
            disk_->run("DELETE FROM messages WHERE mailbox=? AND folder=?", mailbox_, id.value);
            disk_->run("DELETE FROM folders WHERE mailbox=? AND id=?", mailbox_, id.value);
        });
    }
    std::vector<std::string> subscriptions() override {
        std::vector<std::string> names;
        SQLite::Statement q(disk_->database, "SELECT name FROM subscriptions WHERE mailbox=? ORDER BY name");
        q.bind(1, mailbox_);
        while (q.executeStep()) names.push_back(q.getColumn(0).getString());
        return names;
    }
    void set_subscribed(const std::string& name, bool subscribed) override {
        const char* sql = subscribed ? "INSERT OR IGNORE INTO subscriptions VALUES(?,?)"
                                     : "DELETE FROM subscriptions WHERE mailbox=? AND name=?";
        disk_->attempt([&] { disk_->run(sql, mailbox_, name); });
    }

    std::vector<MessageRow> messages(FolderId id) override {
        std::vector<MessageRow> rows;
        SQLite::Statement q(
            disk_->database,
            "SELECT uid, size, received, system, keywords FROM messages WHERE mailbox=? AND folder=?"
            " ORDER BY uid");
        q.bind(1, mailbox_);
        q.bind(2, id.value);
        while (q.executeStep()) {
            MessageRow row{q.getColumn(0).getUInt(), q.getColumn(1).getUInt(), q.getColumn(2).getInt64(), {}};
            row.flags.set_system(static_cast<std::uint8_t>(q.getColumn(3).getInt()));
            std::string words = q.getColumn(4).getString();
            for (std::size_t at = 0; at < words.size();) {
                std::size_t end = std::min(words.find(' ', at), words.size());
                row.flags.add(std::string_view(words).substr(at, end - at));
                at = end + 1;
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }
    Content content(FolderId id, Uid uid) override {
        SQLite::Statement q(disk_->database,
                            "SELECT content FROM messages WHERE mailbox=? AND folder=? AND uid=?");
        q.bind(1, mailbox_);
        q.bind(2, id.value);
        q.bind(3, uid);
        if (!q.executeStep()) return {};
        return std::make_shared<const std::string>(q.getColumn(0).getString());
    }
    bool put_message(const FolderRow& folder, const MessageRow& row, const Content& content) override {
        disk_->begin();
        bool good = disk_->attempt([&] {
            write(folder);
            SQLite::Statement put(disk_->database, "INSERT INTO messages VALUES(?,?,?,?,?,?,?,?)");
            put.bind(1, mailbox_);
            put.bind(2, folder.id.value);
            put.bind(3, row.uid);
            put.bind(4, row.size);
            put.bind(5, row.received);
            put.bind(6, static_cast<int>(row.flags.system()));
            put.bind(7, keywords(row.flags));
            put.bindNoCopy(8, content->data(), static_cast<int>(content->size()));
            put.exec();
        });
        return disk_->end(good);
    }
    void set_flags(FolderId id, Uid uid, const Flags& flags) override {
        disk_->attempt([&] {
            disk_->run("UPDATE messages SET system=?, keywords=? WHERE mailbox=? AND folder=? AND uid=?",
                       static_cast<int>(flags.system()), keywords(flags), mailbox_, id.value, uid);
        });
    }
    void drop_message(FolderId id, Uid uid) override {
        disk_->attempt([&] {
            disk_->run("DELETE FROM messages WHERE mailbox=? AND folder=? AND uid=?", mailbox_, id.value,
                       uid);
        });
    }

  private:
    static std::string keywords(const Flags& flags) {
        std::string out;
        for (const std::string& word : flags.keywords()) out += (out.empty() ? "" : " ") + word;
        return out;
    }
    void write(const FolderRow& row) {
        disk_->run("INSERT OR REPLACE INTO folders VALUES(?,?,?,?,?,?,?)", mailbox_, row.id.value, row.name,
                   row.uid_validity, row.uid_next, row.recent_from, static_cast<int>(row.use));
    }
    std::shared_ptr<Disk> disk_;
    std::string mailbox_;
};

}  // namespace

std::unique_ptr<mailbox::Store> disk_store(std::shared_ptr<Disk> disk, const std::string& mailbox) {
    return std::make_unique<DiskStore>(std::move(disk), mailbox);
}

}  // namespace mailsim::lab
