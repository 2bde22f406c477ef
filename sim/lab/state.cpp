#include "lab/state.hpp"

#include <fmt/format.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "lab/state_impl.hpp"

namespace mailsim::lab {
namespace {

// WAL with FULL syncs the log at every commit: what was committed is there after a crash of the machine too.
constexpr const char* settings =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
constexpr const char* tables =
    "CREATE TABLE IF NOT EXISTS letters(row INTEGER PRIMARY KEY, id TEXT, node TEXT, key INTEGER, sender "
    "TEXT,"
    " envid TEXT, ret INTEGER, utf8 INTEGER, eight INTEGER, hops INTEGER, content BLOB, arrived INTEGER);"
    "CREATE TABLE IF NOT EXISTS copies(letter INTEGER, n INTEGER, gone INTEGER, recipient TEXT, orcpt TEXT,"
    " notify INTEGER, PRIMARY KEY(letter, n)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS folders(mailbox TEXT, id INTEGER, name TEXT, validity INTEGER, next INTEGER,"
    " recent INTEGER, use INTEGER, PRIMARY KEY(mailbox, id));"
    "CREATE TABLE IF NOT EXISTS subscriptions(mailbox TEXT, name TEXT, PRIMARY KEY(mailbox, name));"
    "CREATE TABLE IF NOT EXISTS messages(mailbox TEXT, folder INTEGER, uid INTEGER, size INTEGER, received "
    "INTEGER,"
    " system INTEGER, keywords TEXT, content BLOB, PRIMARY KEY(mailbox, folder, uid));"
    "CREATE TABLE IF NOT EXISTS memories(node TEXT, kind INTEGER, key INTEGER, client INTEGER, since "
    "INTEGER,"
    " span INTEGER, at INTEGER);";

class DiskKeeper : public Keeper {
  public:
    explicit DiskKeeper(const std::string& file) : disk_(std::make_shared<Disk>(file)) {
        disk_->database.exec(settings);
        disk_->database.exec("BEGIN EXCLUSIVE");
        disk_->database.exec(tables);
        add_column("letters", "arrived", "INTEGER");
        disk_->database.exec("COMMIT");
        last_row_ = disk_->database.execAndGet("SELECT coalesce(max(row), 0) FROM letters").getInt64();
    }

    bool keep(Letter& letter) override {
        begin();
        bool good = disk_->attempt([&] { insert(letter); });
        return commit_if(good);
    }

    void forget(const Letter& letter, std::uint32_t copy) override {
        auto row = static_cast<std::int64_t>(letter.row);
        if (!row) return;
        disk_->attempt([&] {
            disk_->run("UPDATE copies SET gone=1 WHERE letter=? AND n=?", row, copy);
            SQLite::Statement left(disk_->database,
                                   "SELECT 1 FROM copies WHERE letter=? AND NOT gone LIMIT 1");
            left.bind(1, row);
            if (left.executeStep()) return;
            disk_->run("DELETE FROM copies WHERE letter=?", row);
            disk_->run("DELETE FROM letters WHERE row=?", row);
        });
    }

    std::unique_ptr<mailbox::Store> store(const std::string& mailbox) override {
        return disk_store(disk_, mailbox);
    }
    std::vector<Kept> load() override;
    void begin() override { disk_->begin(); }
    void commit() override { commit_if(true); }
    void remember(const std::string& node, std::span<const tables::Change> changes,
                  base::Instant at) override {
        begin();
        commit_if(disk_->attempt([&] {
            write_memories(*disk_, node, changes, at);
            if (++remembered_ % 10'000 == 0) drop_old_memories(*disk_, at);
        }));
    }
    std::vector<Remembered> memories(base::Instant now) override { return read_memories(*disk_, now); }
    bool dirty() const override { return disk_->dirty(); }
    bool sync() override { return disk_->sync(); }

  private:
    bool commit_if(bool good) { return disk_->end(good); }
    void insert(Letter& letter);
    // A file of an earlier version gets what it lacks.
    void add_column(const std::string& table, const std::string& name, const std::string& type) {
        SQLite::Statement has(
            disk_->database,
            fmt::format("SELECT 1 FROM pragma_table_info('{}') WHERE name='{}'", table, name));
        if (!has.executeStep())
            disk_->database.exec(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", table, name, type));
    }
    std::shared_ptr<Disk> disk_;
    std::uint64_t remembered_ = 0;
    // Rows are numbered by us and never again: who is told late that a letter is another's forgets it a
    // second time, and must not meet a new letter in its row.
    std::int64_t last_row_ = 0;
};

void DiskKeeper::insert(Letter& letter) {
    SQLite::Statement put(disk_->database, "INSERT INTO letters VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
    put.bind(1, ++last_row_);
    put.bind(2, letter.id);
    put.bind(3, letter.at_name);
    put.bind(4, static_cast<std::int64_t>(letter.key));
    put.bind(5, letter.sender_text);
    put.bind(6, letter.envid);
    put.bind(7, static_cast<int>(letter.ret));
    put.bind(8, letter.smtputf8);
    put.bind(9, letter.eight_bit);
    put.bind(10, letter.hops);
    put.bindNoCopy(11, letter.content->data(), static_cast<int>(letter.content->size()));
    put.bind(12, ticks(letter.arrived));
    put.exec();
    letter.row = static_cast<std::uint64_t>(last_row_);
    for (std::uint32_t n = 0; n < letter.to.size(); ++n)
        disk_->run("INSERT INTO copies VALUES(?,?,0,?,?,?)", static_cast<std::int64_t>(letter.row), n,
                   letter.to[n].text, letter.to[n].orcpt, static_cast<int>(letter.to[n].notify));
}

std::vector<Keeper::Kept> DiskKeeper::load() {
    std::vector<Kept> all;
    SQLite::Statement rows(disk_->database, "SELECT * FROM letters ORDER BY row");
    while (rows.executeStep()) {
        Kept kept;
        kept.letter = std::make_shared<Letter>();
        Letter& letter = *kept.letter;
        letter.row = static_cast<std::uint64_t>(rows.getColumn(0).getInt64());
        letter.id = rows.getColumn(1).getString();
        letter.at_name = kept.node = rows.getColumn(2).getString();
        letter.key = static_cast<std::uint64_t>(rows.getColumn(3).getInt64());
        letter.sender_text = rows.getColumn(4).getString();
        letter.envid = rows.getColumn(5).getString();
        letter.ret = static_cast<smtp::Ret>(rows.getColumn(6).getInt());
        letter.smtputf8 = rows.getColumn(7).getInt() != 0;
        letter.eight_bit = rows.getColumn(8).getInt() != 0;
        letter.hops = static_cast<std::uint16_t>(rows.getColumn(9).getInt());
        letter.content = std::make_shared<const std::string>(rows.getColumn(10).getString());
        letter.arrived = instant(rows.getColumn(11).getInt64());
        SQLite::Statement copies(
            disk_->database, "SELECT gone, recipient, orcpt, notify FROM copies WHERE letter=? ORDER BY n");
        copies.bind(1, static_cast<std::int64_t>(letter.row));
        while (copies.executeStep()) {
            if (!copies.getColumn(0).getInt())
                kept.left.push_back(static_cast<std::uint32_t>(letter.to.size()));
            letter.to.push_back({{},
                                 copies.getColumn(1).getString(),
                                 copies.getColumn(2).getString(),
                                 static_cast<std::uint8_t>(copies.getColumn(3).getInt())});
        }
        if (!kept.left.empty()) all.push_back(std::move(kept));
    }
    return all;
}

}  // namespace

Disk::Disk(const std::string& file) : database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {}

bool Disk::attempt(const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const SQLite::Exception& error) {
        std::fprintf(stderr, "mailsim: the lab's state could not be written: %s\n", error.what());
        return false;
    }
}

void Disk::begin() {
    if (depth_++ > 0) return;
    failed_ = !attempt([&] {
        if (!open_) database.exec("BEGIN");
        open_ = true;
        database.exec("SAVEPOINT part");
    });
}

bool Disk::end(bool good) {
    if (!good) failed_ = true;
    if (--depth_ > 0) return !failed_;
    bool stands = !failed_ && attempt([&] { database.exec("RELEASE part"); });
    if (!stands && open_) attempt([&] { database.exec("ROLLBACK TO part; RELEASE part"); });
    return stands;
}

bool Disk::sync() {
    if (!open_) return true;
    bool good = attempt([&] { database.exec("COMMIT"); });
    if (!good) attempt([&] { database.exec("ROLLBACK"); });
    open_ = false;
    return good;
}

std::unique_ptr<Keeper> keep_in(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    try {
        return std::make_unique<DiskKeeper>(folder + "/lab.sqlite");
    } catch (const SQLite::Exception& wrong) {
        throw std::runtime_error(
            fmt::format("cannot keep the lab's state in '{}': {}", folder, wrong.what()));
    }
}

}  // namespace mailsim::lab
