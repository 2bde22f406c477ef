// The state on disk: letters and mailboxes come back, what is gone stays gone, a failed part leaves nothing.
#include "lab/state.hpp"
#include "mailbox/account.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>

using namespace mailsim;
using namespace mailsim::lab;

namespace {

struct Folder {
    std::string path =
        (std::filesystem::temp_directory_path() / ("mailsim-state-" + std::to_string(getpid()))).string();
    Folder() { std::filesystem::remove_all(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

Letter letter_to(std::initializer_list<const char*> names) {
    Letter letter;
    letter.id = "ID";
    letter.at_name = "fe";
    letter.sender_text = "me@x.test";
    letter.envid = "e";
    letter.hops = 2;
    letter.arrived = base::Instant{} + std::chrono::seconds(77);
    letter.content = std::make_shared<const std::string>(std::string("a\0b", 3));
    for (const char* name : names) letter.to.push_back({{}, name, "", 4});
    return letter;
}

}  // namespace

TEST_CASE("letters come back with the copies that are left") {
    Folder folder;
    Letter both = letter_to({"one@x.test", "two@x.test"}), gone = letter_to({"three@x.test"});
    {
        auto keeper = keep_in(folder.path);
        REQUIRE(keeper->keep(both));
        REQUIRE(keeper->keep(gone));
        keeper->forget(both, 0);
        keeper->forget(gone, 0);
        CHECK(keeper->dirty());
        REQUIRE(keeper->sync());
        CHECK_FALSE(keeper->dirty());
    }
    auto kept = keep_in(folder.path)->load();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].node == "fe");
    CHECK(kept[0].left == std::vector<std::uint32_t>{1});
    CHECK(kept[0].letter->to[1].text == "two@x.test");
    CHECK(kept[0].letter->to[1].notify == 4);
    CHECK(kept[0].letter->hops == 2);
    CHECK(*kept[0].letter->content == *both.content);
    CHECK(kept[0].letter->arrived == both.arrived);
}

TEST_CASE("a letter that is forgotten twice takes no later one with it") {
    Folder folder;
    Letter first = letter_to({"one@x.test"}), later = letter_to({"two@x.test"});
    {
        auto keeper = keep_in(folder.path);
        REQUIRE(keeper->keep(first));
        keeper->forget(first, 0);  // the next node has it
        REQUIRE(keeper->keep(later));
        keeper->forget(first, 0);  // and its 250 arrives
        REQUIRE(keeper->sync());
    }
    auto kept = keep_in(folder.path)->load();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].letter->to[0].text == "two@x.test");
}

TEST_CASE("a file of an earlier version is taken, its letters without their time of arrival") {
    Folder folder;
    std::filesystem::create_directories(folder.path);
    {
        SQLite::Database old(folder.path + "/lab.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec(
            "CREATE TABLE letters(row INTEGER PRIMARY KEY, id TEXT, node TEXT, key INTEGER, sender TEXT, "
            "envid TEXT,"
            " ret INTEGER, utf8 INTEGER, eight INTEGER, hops INTEGER, content BLOB);"
            "CREATE TABLE copies(letter INTEGER, n INTEGER, gone INTEGER, recipient TEXT, orcpt TEXT, notify "
            "INTEGER,"
            " PRIMARY KEY(letter, n)) WITHOUT ROWID;"
            "INSERT INTO letters VALUES(1,'ID','fe',5,'me@x.test','',0,0,0,1,'x');"
            "INSERT INTO copies VALUES(1,0,0,'one@x.test','',0);");
    }
    auto keeper = keep_in(folder.path);
    Letter more = letter_to({"two@x.test"});
    REQUIRE(keeper->keep(more));
    auto kept = keeper->load();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].letter->arrived == base::Instant{});
    CHECK(kept[1].letter->arrived == more.arrived);
}

TEST_CASE("what nodes remember comes back in its order, and not what no table needs any more") {
    Folder folder;
    using tables::Change;
    constexpr auto at = [](int seconds) { return base::Instant{} + std::chrono::seconds(seconds); };
    {
        auto keeper = keep_in(folder.path);
        std::vector<Change> changes{{Change::Kind::greylist_seen, ~0ull, 7, at(90), {}},
                                    {Change::Kind::connection, 3, 0, {}, std::chrono::seconds(60)}};
        keeper->remember("mta1", changes, at(100));
        keeper->remember("fe", std::vector<Change>{{Change::Kind::failed_login, 9, 0, {}, {}}}, at(110));
        REQUIRE(keeper->sync());
    }
    // The rate's unit of 60 s that began at 100 s matters until 220 s at most; the greylist for weeks.
    CHECK(keep_in(folder.path)->memories(at(200)).size() == 3);
    auto later = keep_in(folder.path)->memories(at(221));
    REQUIRE(later.size() == 2);
    CHECK(later[0].node == "mta1");
    CHECK(later[0].at == at(100));
    CHECK(later[0].change.kind == Change::Kind::greylist_seen);
    CHECK(later[0].change.key == ~0ull);
    CHECK(later[0].change.client == 7);
    CHECK(later[0].change.since == at(90));
    CHECK(later[1].node == "fe");
    CHECK(keep_in(folder.path)->memories(at(36 * 86400)).empty());
}

TEST_CASE("what was not synced is not there") {
    Folder folder;
    Letter letter = letter_to({"one@x.test"});
    { REQUIRE(keep_in(folder.path)->keep(letter)); }
    CHECK(keep_in(folder.path)->load().empty());
}

TEST_CASE("mailboxes come back with flags, keywords and folders") {
    Folder folder;
    using namespace mailbox;
    {
        auto keeper = keep_in(folder.path);
        Account account(keeper->store("ann@x.test"), {0}, 1000);
        auto uid = account.append(account.inbox().row.id,
                                  std::make_shared<const std::string>("Subject: x\r\n\r\n"), {}, 1000);
        REQUIRE(uid);
        Flags flags;
        flags.add("\\Seen");
        flags.add("$word");
        account.set_flags(account.inbox().row.id, *uid, flags);
        REQUIRE(account.create("Work", 1000));
        REQUIRE(keeper->sync());
    }
    auto keeper = keep_in(folder.path);
    Account account(keeper->store("ann@x.test"), {0}, 2000);
    REQUIRE(account.inbox().messages.size() == 1);
    const MessageRow& row = account.inbox().messages[0];
    CHECK(to_string(row.flags) == "\\Seen $word");
    CHECK(*account.content(account.inbox().row.id, row.uid) == "Subject: x\r\n\r\n");
    CHECK(account.find("Work") != nullptr);
    CHECK(Account(keeper->store("bob@x.test"), {0}, 2000).inbox().messages.empty());
}
