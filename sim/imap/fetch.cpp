// FETCH and UID FETCH: checked at once, answered message by message as the peer takes the output.
#include "imap/commands.hpp"

namespace mailsim::imap {

Result do_fetch(Session& session, Parser& parser) {
    auto numbers = chosen(session, parser);
    if (!parser.failed() && parser.at_end()) parser.fail();
    parser.space();
    FetchItems items = parse_fetch_items(parser, session.uid_command());
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    session.fetch = std::make_unique<FetchUnderWay>();
    session.fetch->items = std::move(items);
    session.fetch->numbers = std::move(*numbers);
    return later();
}

namespace {

// Fetching a text sets \Seen (RFC 3501 6.4.5); then the flags are told along.
bool set_seen(Session& session, std::uint32_t number) {
    const mailbox::MessageRow* row = session.view->row(number);
    if (!row || session.view->read_only() || row->flags.has(mailbox::Flag::seen)) return false;
    mailbox::Flags flags = row->flags;
    flags.add(mailbox::Flag::seen);
    session.account->set_flags(session.view->id(), row->uid, flags, session.view.get());
    return true;
}

}  // namespace

std::optional<Result> fetch_next(Session& session) {
    FetchUnderWay& fetch = *session.fetch;
    if (fetch.next < fetch.numbers.size()) {
        std::uint32_t number = fetch.numbers[fetch.next++];
        bool seen = fetch.items.sets_seen() && set_seen(session, number);
        const mailbox::MessageRow* row = session.view->row(number);
        if (row && fetch.items.has(FetchItem::Kind::flags)) session.tell_keywords(row->flags);
        bool flags_too = seen && !fetch.items.has(FetchItem::Kind::flags);
        if (!append_fetch(session.output, *session.view, number, fetch.items, flags_too))
            fetch.some_gone = true;
        else if (fetch.items.has(FetchItem::Kind::section))
            ++session.fetched;
        return std::nullopt;
    }
    bool gone = fetch.some_gone;
    session.fetch.reset();
    if (gone) return ok("[EXPUNGEISSUED] Some messages were already expunged");
    return ok("Fetch completed");
}

}  // namespace mailsim::imap
