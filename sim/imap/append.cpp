// APPEND (RFC 3501 6.3.11, UIDPLUS: RFC 4315). Name, flags and date are checked before the message is read,
// so that what cannot be stored is refused without taking it.
#include <fmt/format.h>

#include "imap/commands.hpp"
#include "imap/date.hpp"
#include "mail/mime.hpp"

namespace mailsim::imap {
namespace {

struct AppendTo {
    std::string name;
    mailbox::Flags flags;
    std::optional<UnixTime> date;
};

AppendTo parse_target(Parser& parser) {
    AppendTo to;
    to.name = parser.astring();
    if (!parser.failed() && parser.at_end()) parser.fail("Missing message size");
    parser.space();
    if (parser.peek() == '(') {
        to.flags = parser.flags(true);
        parser.space();
    }
    if (parser.peek() == '"') {
        to.date = parse_internal_date(parser.string());
        if (!to.date) parser.fail("Invalid internal date");
        parser.space();
    }
    return to;
}

Result not_stored(const Session& session, mailbox::Failure failure) {
    if (failure == mailbox::Failure::over_quota) return no("[OVERQUOTA] " + session.options.quota_words);
    return no("[SERVERBUG] Internal error occurred.");
}

}  // namespace

LiteralCheck check_append(Session& session, Parser parser, std::uint64_t size) {
    std::string_view all = parser.rest();
    Parser name = parser;
    name.astring();
    bool name_announced = name.failed() && all.starts_with('{');  // the folder's name itself is a literal
    if (name_announced) return {};
    AppendTo to = parse_target(parser);
    if (parser.failed()) return {LiteralFor::message, bad(parser.mistake())};
    if (parser.peek() != '{') return {LiteralFor::message, bad("Invalid arguments")};
    if (!session.account->find(to.name))
        return {LiteralFor::message,
                no_name(to.name).value_or(no("[TRYCREATE] " + no_such_mailbox(to.name)))};
    if (size > session.options.largest_message)
        return {LiteralFor::message, no("[TOOBIG] Message is too large")};
    if (!session.account->fits({static_cast<std::int64_t>(size)}))
        return {LiteralFor::message, not_stored(session, mailbox::Failure::over_quota)};
    return {LiteralFor::message, std::nullopt};
}

Result do_append(Session& session, Parser& parser) {
    AppendTo to = parse_target(parser);
    if (!parser.failed() && parser.peek() != '{') parser.fail("Missing message size");
    auto content = std::make_shared<const std::string>(mail::with_crlf(parser.literal()));
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    const mailbox::Folder* folder = session.account->find(to.name);
    if (!folder) return no_name(to.name).value_or(no("[TRYCREATE] " + no_such_mailbox(to.name)));
    if (content->empty()) return no("Can't save a zero byte message");
    auto uid = session.account->append(folder->row.id, content, to.flags, to.date.value_or(session.now));
    if (!uid) return not_stored(session, uid.error());
    return ok(fmt::format("[APPENDUID {} {}] Append completed", folder->row.uid_validity, *uid));
}

}  // namespace mailsim::imap
