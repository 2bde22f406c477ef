// Commands on folders: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS.
#include <fmt/format.h>

#include <algorithm>

#include "imap/commands.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

using mailbox::Failure;

Result bad_name(std::string_view name) {
    if (auto result = no_name(name)) return *result;
    if (name.size() > mailbox::longest_folder_name) return no("[CANNOT] Mailbox name too long");
    std::string_view why = name.starts_with(mailbox::separator)        ? "Begins with hierarchy separator"
                           : name.find('/') != std::string_view::npos  ? "Name must not have '/' characters"
                           : name.starts_with('~')                     ? "Begins with '~'"
                           : name.find("..") != std::string_view::npos ? "Has adjacent hierarchy separators"
                                                                       : "Not a valid name";
    return no(fmt::format("[CANNOT] Invalid mailbox name: {}", why));
}

Result failed(Failure failure, std::string_view name, std::string_view exists) {
    switch (failure) {
        case Failure::no_such_folder: return no("[NONEXISTENT] " + no_such_mailbox(name));
        case Failure::folder_exists: return no(fmt::format("[ALREADYEXISTS] {}", exists));
        case Failure::bad_name: return bad_name(name);
        case Failure::itself: return no("[ALREADYEXISTS] Can't rename mailbox to itself");
        case Failure::below_itself: return no("Can't rename mailbox under its own child");
        case Failure::inbox: return no("INBOX can't be deleted");
        case Failure::too_many: return no("[LIMIT] Too many mailboxes");
        default: return no("[SERVERBUG] Internal error occurred.");
    }
}

// One name and nothing more; a trailing separator only says that there will be names below (RFC 3501 6.3.3).
std::string only_name(Parser& parser) {
    if (parser.at_end()) parser.fail("Missing arguments");
    std::string name = parser.astring();
    parser.end();
    if (name.size() > 1 && name.back() == mailbox::separator) name.pop_back();
    return name;
}

std::uint64_t unseen(const mailbox::Folder& folder) {
    return static_cast<std::uint64_t>(
        std::count_if(folder.messages.begin(), folder.messages.end(),
                      [](const mailbox::MessageRow& row) { return !row.flags.has(mailbox::Flag::seen); }));
}

std::uint64_t recent(const Session& session, const mailbox::Folder& folder) {
    if (session.view && session.view->id() == folder.row.id) return session.view->recent();
    return static_cast<std::uint64_t>(
        std::count_if(folder.messages.begin(), folder.messages.end(),
                      [&](const mailbox::MessageRow& row) { return row.uid >= folder.row.recent_from; }));
}

std::optional<std::uint64_t> status_item(const Session& session, const mailbox::Folder& folder,
                                         std::string_view item) {
    if (item == "MESSAGES") return folder.messages.size();
    if (item == "RECENT") return recent(session, folder);
    if (item == "UIDNEXT") return folder.row.uid_next;
    if (item == "UIDVALIDITY") return folder.row.uid_validity;
    if (item == "UNSEEN") return unseen(folder);
    return std::nullopt;
}

}  // namespace

std::optional<Result> no_name(std::string_view name) {
    if (name.empty()) return no("[CANNOT] Invalid mailbox name: Name is empty");
    if (!mailbox::is_utf7(name)) return no("Mailbox name is not valid mUTF-7");
    return std::nullopt;
}

std::string no_such_mailbox(std::string_view name) {
    std::string shown(name.substr(0, 300));
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return "Mailbox doesn't exist: " + shown;
}

Result do_create(Session& session, Parser& parser) {
    std::string name = only_name(parser);
    if (parser.failed()) return bad(parser.mistake());
    auto made = session.account->create(name, session.now);
    return made ? ok("Create completed") : failed(made.error(), name, "Mailbox already exists");
}

Result do_delete(Session& session, Parser& parser) {
    std::string name = only_name(parser);
    if (parser.failed()) return bad(parser.mistake());
    if (name.empty()) return no("[CANNOT] Storage root can't be deleted");
    const mailbox::Folder* folder = session.account->find(name);
    if (folder && folder->row.name != "INBOX" && session.view && session.view->id() == folder->row.id) {
        session.leave_folder();
        session.state = State::authenticated;
    }
    auto removed = session.account->remove(name);
    return removed ? ok("Delete completed") : failed(removed.error(), name, "");
}

Result do_rename(Session& session, Parser& parser) {
    std::string from = parser.astring();
    parser.space();
    std::string to = only_name(parser);
    if (parser.failed()) return bad(parser.mistake());
    auto renamed = session.account->rename(from, to, session.now);
    if (renamed) return ok("Rename completed");
    return failed(renamed.error(), renamed.error() == Failure::bad_name ? to : from,
                  "Target mailbox already exists");
}

Result do_subscribe(Session& session, Parser& parser) {
    std::string name = only_name(parser);
    if (parser.failed()) return bad(parser.mistake());
    if (!session.account->find(name)) return no(no_such_mailbox(name));
    session.account->subscribe(name, true);
    return ok("Subscribe completed");
}

Result do_unsubscribe(Session& session, Parser& parser) {
    std::string name = only_name(parser);
    if (parser.failed()) return bad(parser.mistake());
    session.account->subscribe(name, false);
    return ok("Unsubscribe completed");
}

Result do_status(Session& session, Parser& parser) {
    std::string name = parser.astring();
    parser.space();
    parser.expect('(');
    if (parser.peek() == ')') parser.fail("Empty status list");
    std::vector<std::string> items;
    while (!parser.failed()) {
        std::string item = upper_case(parser.atom());
        bool again = std::find(items.begin(), items.end(), item) != items.end();
        if (!again) items.push_back(item);
        if (!parser.take_space()) break;
    }
    parser.expect(')', "Missing ')'");
    parser.end();
    if (items.size() > 100) parser.fail("Too many status items");
    if (parser.failed()) return bad(parser.mistake());
    const mailbox::Folder* folder = session.account->find(name);
    std::string answer;
    for (const std::string& item : items) {
        static const mailbox::Folder any;
        auto value = status_item(session, folder ? *folder : any, item);
        if (!value) return bad("Invalid status item " + item);
        answer += fmt::format("{}{} {}", answer.empty() ? "" : " ", item, *value);
    }
    if (!folder) return no_name(name).value_or(no(no_such_mailbox(name)));
    session.say(fmt::format("* STATUS {} ({})", mailbox_name(name), answer));
    bool selected = session.view && session.view->id() == folder->row.id;
    return ok(selected ? "[CLIENTBUG] Status on selected mailbox completed" : "Status completed");
}

}  // namespace mailsim::imap
