// Commands on the selected folder's messages: EXPUNGE, SEARCH, STORE, COPY and their UID forms.
#include <fmt/format.h>

#include "imap/commands.hpp"
#include "imap/search.hpp"
#include "imap/sequence_set.hpp"

namespace mailsim::imap {
namespace {

std::optional<SequenceSet> parse_set(Parser& parser, std::string_view otherwise = "Invalid messageset") {
    auto set = SequenceSet::parse(parser.sequence_text(otherwise));
    if (!set) parser.fail(otherwise);
    return set;
}

struct StoreOrder {
    char sign = ' ';  // '+', '-', or ' ' to replace
    bool silent = false;
    mailbox::Flags flags;
};

StoreOrder parse_order(Parser& parser) {
    StoreOrder order;
    if (parser.peek() == '+' || parser.peek() == '-') {
        order.sign = parser.peek();
        parser.take(order.sign);
    }
    if (!parser.take_word("FLAGS")) parser.fail();
    order.silent = parser.take_word(".SILENT");
    if (!parser.at_end()) parser.space();
    order.flags = parser.flags(false);
    parser.end();
    return order;
}

mailbox::Flags changed(const mailbox::Flags& now, const StoreOrder& order) {
    if (order.sign == ' ') return order.flags;
    mailbox::Flags flags = now;
    if (order.sign == '+')
        flags.add(order.flags);
    else
        flags.remove(order.flags);
    return flags;
}

void store_one(Session& session, std::uint32_t number, const StoreOrder& order) {
    mailbox::View& view = *session.view;
    const mailbox::MessageRow* row = view.row(number);
    if (!row) return;
    mailbox::Flags flags = changed(row->flags, order);
    if (flags == row->flags) return;  // nothing changed, nothing to tell (as Dovecot)
    session.account->set_flags(view.id(), row->uid, flags, &view);
    if (order.sign != '-') session.tell_keywords(flags);
    if (order.silent) return;
    std::string uid = session.uid_command() ? fmt::format("UID {} ", row->uid) : "";
    session.say(
        fmt::format("* {} FETCH ({}FLAGS {})", number, uid, shown_flags(*row, view.is_recent(number))));
}

}  // namespace

std::optional<std::vector<std::uint32_t>> chosen(Session& session, Parser& parser) {
    auto set = parse_set(parser);
    if (!set) return std::nullopt;
    bool valid = true;
    std::vector<std::uint32_t> numbers = set->numbers(*session.view, session.uid_command(), valid);
    if (!valid) parser.fail("Invalid messageset");
    return valid ? std::optional(std::move(numbers)) : std::nullopt;
}

Result do_expunge(Session& session, Parser& parser) {
    mailbox::View& view = *session.view;
    std::optional<SequenceSet> only;
    if (session.uid_command()) {
        if (parser.at_end()) parser.fail("Missing arguments");
        only = parse_set(parser, "Invalid uidset");
        parser.end();
        if (parser.failed()) return bad(parser.mistake());
    }
    if (view.read_only()) return ok("Expunge completed");
    std::uint32_t star = view.size() ? view.uid(view.size()) : 0;
    for (std::uint32_t n = 1; n <= view.size(); ++n) {
        const mailbox::MessageRow* row = view.row(n);
        if (!row || !row->flags.has(mailbox::Flag::deleted)) continue;
        if (!only || only->contains(row->uid, star)) session.account->expunge(view.id(), row->uid);
    }
    return ok("Expunge completed");
}

Result do_search(Session& session, Parser& parser) {
    Search search = parse_search(parser);
    if (!search.charset_known) return no("[BADCHARSET] Unknown charset");
    if (parser.failed()) return bad(parser.mistake());
    std::string line = "* SEARCH";
    for (std::uint32_t n : matches(*session.view, search.key))
        fmt::format_to(std::back_inserter(line), " {}", session.uid_command() ? session.view->uid(n) : n);
    session.say(line);
    return ok("Search completed");
}

Result do_store(Session& session, Parser& parser) {
    auto numbers = chosen(session, parser);
    if (!parser.failed() && parser.at_end()) parser.fail();
    parser.space();
    StoreOrder order = parse_order(parser);
    if (parser.failed()) return bad(parser.mistake());
    if (session.view->read_only()) return ok("Store ignored with read-only mailbox");
    for (std::uint32_t n : *numbers) store_one(session, n, order);
    return ok("Store completed");
}

Result do_copy(Session& session, Parser& parser) {
    auto numbers = chosen(session, parser);
    parser.space();
    std::string name = parser.astring();
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    const mailbox::Folder* to = session.account->find(name);
    if (!to) return no_name(name).value_or(no("[TRYCREATE] " + no_such_mailbox(name)));
    std::vector<mailbox::Uid> uids;
    for (std::uint32_t n : *numbers)
        if (session.view->row(n)) uids.push_back(session.view->uid(n));
    // All or none (RFC 3501 6.4.7): another session has expunged some.
    if (uids.size() != numbers->size())
        return no("[EXPUNGEISSUED] Some of the requested messages no longer exist");
    if (uids.empty()) return ok("No messages found");
    auto copies = session.account->copy(session.view->id(), uids, to->row.id);
    if (copies)
        return ok(fmt::format("[COPYUID {} {} {}] Copy completed", to->row.uid_validity, compact(uids),
                              compact(*copies)));
    if (copies.error() == mailbox::Failure::over_quota)
        return no("[OVERQUOTA] " + session.options.quota_words);
    return no("[SERVERBUG] Internal error occurred.");
}

}  // namespace mailsim::imap
