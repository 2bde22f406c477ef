// GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 2087). One root for all folders.
#include <fmt/format.h>

#include "imap/commands.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

constexpr std::string_view root = "User quota";

void say_quota(Session& session) {
    const mailbox::Account& account = *session.account;
    std::string limits;  // STORAGE counts in units of 1024 octets
    if (account.quota().count)
        limits =
            fmt::format("STORAGE {} {}", (account.used().count + 1023) / 1024, account.quota().count / 1024);
    session.say(fmt::format("* QUOTA \"{}\" ({})", root, limits));
}

}  // namespace

Result do_getquota(Session& session, Parser& parser) {
    std::string name = parser.astring();
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    if (name != root) return no("Quota root doesn't exist");
    say_quota(session);
    return ok("Getquota completed");
}

Result do_getquotaroot(Session& session, Parser& parser) {
    std::string name = parser.astring();
    parser.end();
    if (parser.failed()) return bad(parser.mistake());
    session.say(fmt::format("* QUOTAROOT {} \"{}\"", mailbox_name(name), root));
    say_quota(session);
    return ok("Getquotaroot completed");
}

Result do_setquota(Session&, Parser&) { return no("Quota can be changed only by admin"); }

}  // namespace mailsim::imap
