#include "mailbox/account.hpp"

#include <catch2/catch.hpp>

#include "mailbox/view.hpp"

using namespace mailsim;
using namespace mailsim::mailbox;
using Kind = Update::Kind;

namespace mailsim::mailbox {
bool operator==(const Update& a, const Update& b) { return a.kind == b.kind && a.number == b.number; }
}  // namespace mailsim::mailbox

namespace {

std::shared_ptr<Account> new_account(std::int64_t quota = 0) {
    return std::make_shared<Account>(memory_store(), base::Bytes{quota}, 1000);
}
Content text(std::size_t octets) { return std::make_shared<const std::string>(octets, 'x'); }
FolderId inbox(const std::shared_ptr<Account>& account) { return account->inbox().row.id; }

}  // namespace

TEST_CASE("a new account has its folders, each with a UIDVALIDITY of its own") {
    auto account = new_account();
    std::vector<std::string> names;
    for (const Folder* folder : account->folders()) names.push_back(folder->row.name);
    CHECK(names == std::vector<std::string>{"INBOX", "Drafts", "Junk", "Sent", "Trash"});
    CHECK(account->inbox().row.uid_validity == 1000);
    CHECK(account->find("Sent")->row.uid_validity > 1000);
    CHECK(account->find("inbox") == &account->inbox());
    CHECK(account->find("sent") == nullptr);
}

TEST_CASE("UIDs rise and are never used again") {
    auto account = new_account();
    CHECK(account->append(inbox(account), text(1), {}, 1).value() == 1);
    CHECK(account->append(inbox(account), text(1), {}, 1).value() == 2);
    account->expunge(inbox(account), 2);
    CHECK(account->append(inbox(account), text(1), {}, 1).value() == 3);
}

TEST_CASE("a folder made again under an old name has a new UIDVALIDITY") {
    auto account = new_account();
    auto first = account->folder(account->create("x", 2000).value()).row.uid_validity;
    account->remove("x");
    CHECK(account->folder(account->create("x", 2000).value()).row.uid_validity > first);
}

TEST_CASE("the quota holds for appending and copying, and expunging frees room") {
    auto account = new_account(100);
    CHECK(account->append(inbox(account), text(60), {}, 1).has_value());
    CHECK(account->append(inbox(account), text(41), {}, 1).error() == Failure::over_quota);
    Uid uid = 1;
    CHECK(account->copy(inbox(account), {&uid, 1}, account->find("Sent")->row.id).error() ==
          Failure::over_quota);
    account->expunge(inbox(account), 1);
    CHECK(account->used().count == 0);
    CHECK(account->append(inbox(account), text(100), {}, 1).has_value());
}

TEST_CASE("folders are named by rules") {
    auto account = new_account();
    for (const char* name : {"", ".", "a.", ".a", "a..b", "a/b", "a\nb", "\xc3\xa9"})
        CHECK(account->create(name, 1).error() == Failure::bad_name);
    // Modified UTF-7: not closed, no base64, bits left over, a letter that needs no coding, and three good
    // ones.
    for (const char* name : {"&", "a&b", "&bad", "&AO!-", "&AO-", "&AOR-", "&AGE-"})
        CHECK(account->create(name, 1).error() == Failure::bad_name);
    for (const char* name : {"&-", "&AOQ-", "x&AOQA9g-y"}) CHECK(account->create(name, 1).has_value());
    CHECK(account->create(std::string(256, 'a'), 1).error() == Failure::bad_name);
    CHECK(account->create("INBOX", 1).error() == Failure::folder_exists);
    CHECK(account->create("a.b", 1).has_value());
    CHECK(account->rename("a.b", "a.b.c", 1).error() == Failure::below_itself);
    CHECK(account->remove("INBOX").error() == Failure::inbox);
}

TEST_CASE("renaming takes folders below along; renaming INBOX moves its messages") {
    auto account = new_account();
    account->create("a", 1);
    account->create("a.b", 1);
    account->create("ab", 1);
    CHECK(account->rename("a", "z", 1).has_value());
    CHECK(account->find("z.b"));
    CHECK(account->find("ab"));
    CHECK_FALSE(account->find("a.b"));
    // A name that stands only in those of the folders below it.
    account->create("deep.er.est", 1);
    CHECK(account->rename("deep", "shallow", 1).has_value());
    CHECK(account->find("shallow.er.est"));
    CHECK(account->rename("deep", "again", 1).error() == Failure::no_such_folder);
    account->append(inbox(account), text(5), Flag::seen, 7);
    CHECK(account->rename("INBOX", "old", 1).has_value());
    CHECK(account->inbox().messages.empty());
    REQUIRE(account->find("old")->messages.size() == 1);
    CHECK(account->find("old")->messages[0].received == 7);
    CHECK(account->used().count == 5);
}

TEST_CASE("an account reads its store back") {
    // A store that two accounts use one after another.
    struct Kept : Store {
        std::shared_ptr<Store> store;
        explicit Kept(std::shared_ptr<Store> s) : store(std::move(s)) {}
        std::vector<FolderRow> folders() override { return store->folders(); }
        void put_folder(const FolderRow& row) override { store->put_folder(row); }
        void drop_folder(FolderId id) override { store->drop_folder(id); }
        std::vector<std::string> subscriptions() override { return store->subscriptions(); }
        void set_subscribed(const std::string& name, bool on) override { store->set_subscribed(name, on); }
        std::vector<MessageRow> messages(FolderId id) override { return store->messages(id); }
        Content content(FolderId id, Uid uid) override { return store->content(id, uid); }
        bool put_message(const FolderRow& folder, const MessageRow& row, const Content& content) override {
            return store->put_message(folder, row, content);
        }
        void set_flags(FolderId id, Uid uid, const Flags& flags) override {
            store->set_flags(id, uid, flags);
        }
        void drop_message(FolderId id, Uid uid) override { store->drop_message(id, uid); }
    };
    std::shared_ptr<Store> store = memory_store();
    {
        Account account(std::make_unique<Kept>(store), {}, 1000);
        account.append(account.inbox().row.id, text(3), Flag::flagged, 1);
        account.append(account.inbox().row.id, text(4), {}, 1);
        account.expunge(account.inbox().row.id, 2);
        account.create("x", 1000);
    }
    Account again(std::make_unique<Kept>(store), {}, 5000);
    CHECK(again.inbox().row.uid_validity == 1000);
    CHECK(again.inbox().row.uid_next == 3);
    REQUIRE(again.inbox().messages.size() == 1);
    CHECK(again.inbox().messages[0].flags.has(Flag::flagged));
    CHECK(again.used().count == 3);
    CHECK(again.find("x"));
}

TEST_CASE("views tell each other's changes only when asked, expunges only when allowed") {
    auto account = new_account();
    for (int i = 0; i < 4; ++i) account->append(inbox(account), text(1), {}, 1);
    View one(account, inbox(account), false), two(account, inbox(account), false);
    CHECK(one.recent() == 4);
    CHECK(two.recent() == 0);  // the first session has them
    account->expunge(inbox(account), 2);
    account->set_flags(inbox(account), 4, Flag::seen, &one);
    account->append(inbox(account), text(1), {}, 1);
    CHECK(two.size() == 4);
    CHECK(two.row(2) == nullptr);
    CHECK(two.sync(false) == std::vector<Update>{{Kind::exists, 5}, {Kind::recent, 1}, {Kind::flags, 4}});
    CHECK(two.number_of(4) == 4u);
    CHECK(two.changed());
    CHECK(two.sync(true) == std::vector<Update>{{Kind::expunge, 2}});
    CHECK(two.number_of(4) == 3u);
    CHECK_FALSE(two.changed());
    // one: message 2 was recent to it, the new one is not
    CHECK(one.sync(true) == std::vector<Update>{{Kind::expunge, 2}, {Kind::exists, 4}, {Kind::recent, 3}});
}

TEST_CASE("expunges are told from the highest number down") {
    auto account = new_account();
    for (int i = 0; i < 5; ++i) account->append(inbox(account), text(1), {}, 1);
    View view(account, inbox(account), true);
    for (Uid uid : {1, 3, 5}) account->expunge(inbox(account), uid);
    auto updates = view.sync(true);
    REQUIRE(updates.size() == 4);
    CHECK(updates[0] == Update{Kind::expunge, 5});
    CHECK(updates[2] == Update{Kind::expunge, 1});
    CHECK(view.uid(1) == 2);
    CHECK(view.uid(2) == 4);
}

TEST_CASE("a message that came and went between two looks is never told") {
    auto account = new_account();
    View view(account, inbox(account), false);
    int calls = 0;
    view.on_change([&] { ++calls; });
    Uid uid = account->append(inbox(account), text(1), {}, 1).value();
    account->expunge(inbox(account), uid);
    CHECK(calls == 1);
    CHECK(view.sync(true).empty());
}

TEST_CASE("a view outlives its folder") {
    auto account = new_account();
    FolderId id = account->create("x", 1).value();
    account->append(id, text(1), {}, 1);
    View view(account, id, false);
    account->remove("x");
    CHECK(view.folder() == nullptr);
    CHECK(view.row(1) == nullptr);
    CHECK(view.sync(true) == std::vector<Update>{{Kind::expunge, 1}, {Kind::recent, 0}});
}

TEST_CASE("flags are known in any case; keywords are limited") {
    Flags flags;
    CHECK(flags.add("\\seen"));
    CHECK_FALSE(flags.add("\\Foo"));
    CHECK_FALSE(flags.add(""));
    CHECK_FALSE(flags.add(std::string(51, 'k')));
    CHECK(flags.add("b"));
    CHECK(flags.add("A"));
    CHECK(flags.add("a"));
    CHECK(to_string(flags) == "\\Seen A b");
    for (int i = 0; i < 100; ++i) flags.add("k" + std::to_string(i));
    CHECK(flags.keywords().size() == most_keywords);
    flags.remove(Flag::seen);
    CHECK_FALSE(flags.has(Flag::seen));
}
