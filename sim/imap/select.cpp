// Commands that enter and leave a folder: SELECT, EXAMINE, CHECK, CLOSE, UNSELECT; and IDLE.
#include <fmt/format.h>

#include <algorithm>

#include "imap/commands.hpp"
#include "imap/format.hpp"
#include "imap/words.hpp"

namespace mailsim::imap {
namespace {

constexpr std::size_t most_shown_keywords = 64;

void collect(std::vector<std::string>& keywords, const mailbox::Flags& flags) {
    for (const std::string& keyword : flags.keywords()) {
        auto same = [&](const std::string& known) { return upper_case(known) == upper_case(keyword); };
        if (std::any_of(keywords.begin(), keywords.end(), same)) continue;
        if (keywords.size() < most_shown_keywords) keywords.push_back(keyword);
    }
}

void say_flags(Session& session) {
    std::string keywords;
    for (const std::string& keyword : session.keywords) keywords += " " + keyword;
    session.say(fmt::format("{}{})", words::flags, keywords));
    if (session.view->read_only())
        session.say("* OK [PERMANENTFLAGS ()] Read-only mailbox.");
    else
        session.say(fmt::format("{}{}{}", words::permanent_flags, keywords, words::permanent_flags_end));
}

std::uint32_t first_unseen(const mailbox::View& view) {
    for (std::uint32_t n = 1; n <= view.size(); ++n)
        if (!view.row(n)->flags.has(mailbox::Flag::seen)) return n;
    return 0;
}

void say_status(Session& session) {
    const mailbox::View& view = *session.view;
    say_flags(session);
    session.say(fmt::format("* {} EXISTS", view.size()));
    session.say(fmt::format("* {} RECENT", view.recent()));
    if (std::uint32_t n = first_unseen(view)) session.say(fmt::format("* OK [UNSEEN {}] First unseen.", n));
    const mailbox::FolderRow& row = view.folder()->row;
    session.say(fmt::format("* OK [UIDVALIDITY {}] UIDs valid", row.uid_validity));
    session.say(fmt::format("* OK [UIDNEXT {}] Predicted next UID", row.uid_next));
}

}  // namespace

void Session::tell_keywords(const mailbox::Flags& flags) {
    std::size_t known = keywords.size();
    collect(keywords, flags);
    if (keywords.size() != known) say_flags(*this);
}

void Session::tell_changes(bool may_expunge) {
    if (!view) return;
    if (!view->folder()) {  // another session has deleted it
        say("* BYE IMAP session state is inconsistent, please relogin.");
        leave_folder();
        state = State::logged_out;
        return;
    }
    std::vector<mailbox::Update> updates = view->sync(may_expunge);
    for (const mailbox::Update& update : updates) {
        bool flags = update.kind == mailbox::Update::Kind::flags;
        if (const mailbox::MessageRow* row = flags ? view->row(update.number) : nullptr)
            tell_keywords(row->flags);
    }
    for (const mailbox::Update& update : updates) {
        using Kind = mailbox::Update::Kind;
        switch (update.kind) {
            case Kind::expunge: say(fmt::format("* {} EXPUNGE", update.number)); break;
            case Kind::exists: say(fmt::format("* {} EXISTS", update.number)); break;
            case Kind::recent: say(fmt::format("* {} RECENT", update.number)); break;
            case Kind::flags:
                if (const mailbox::MessageRow* row = view->row(update.number)) {
                    std::string uid = uid_command() ? fmt::format("UID {} ", row->uid) : "";
                    say(fmt::format("* {} FETCH ({}FLAGS {})", update.number, uid,
                                    shown_flags(*row, view->is_recent(update.number))));
                }
                break;
        }
    }
}

Result do_select(Session& session, Parser& parser) {
    std::string name = parser.astring();
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    if (session.view) {
        session.leave_folder();
        session.say("* OK [CLOSED] Previous mailbox closed.");
    }
    const mailbox::Folder* folder = session.account->find(name);
    if (!folder) return no_name(name).value_or(no(no_such_mailbox(name)));
    bool read_only = session.verb == Verb::examine;
    session.view = std::make_unique<mailbox::View>(session.account, folder->row.id, read_only);
    session.view->on_change([&session] {
        bool idle = session.exchange == Exchange::idle;
        if (idle && session.on_change) session.on_change();
    });
    for (const mailbox::MessageRow& row : folder->messages) collect(session.keywords, row.flags);
    say_status(session);
    return ok(read_only ? "[READ-ONLY] Examine completed" : "[READ-WRITE] Select completed");
}

Result do_check(Session&, Parser&) { return ok("Check completed"); }

Result do_close(Session& session, Parser&) {
    const mailbox::Folder* folder = session.view->folder();
    std::vector<mailbox::Uid> uids;
    if (folder && !session.view->read_only())
        for (const mailbox::MessageRow& row : folder->messages)
            if (row.flags.has(mailbox::Flag::deleted)) uids.push_back(row.uid);
    for (mailbox::Uid uid : uids) session.account->expunge(session.view->id(), uid);
    session.leave_folder();
    return ok("Close completed");
}

Result do_unselect(Session& session, Parser&) {
    session.leave_folder();
    return ok("Unselect completed");
}

Result do_idle(Session& session, Parser&) {
    session.exchange = Exchange::idle;
    session.say(words::idling);
    return later();
}

}  // namespace mailsim::imap
