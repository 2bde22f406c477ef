// The account as the provider's own pages show it: which service, which server, whether it may send, room.
#include <fmt/format.h>

#include "base/quantity.hpp"
#include "teach/door.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::string room(World& world, mail::Address account) {
    base::Bytes quota = world.estate().quota(account);
    base::Bytes used = world.quotas().used(world.estate().mailbox(account));
    double share =
        static_cast<double>(used.count) / static_cast<double>(std::max<std::int64_t>(1, quota.count));
    return fmt::format("{} of {} used ({:.0f} %)", base::to_string(used), base::to_string(quota),
                       100 * share);
}

std::string ip_of(World& world, mail::Address account) {
    const estate::Account* named = world.estate().account(account);
    return base::to_string(named && named->client_address.valid() ? named->client_address
                                                                  : world.estate().client_address);
}

std::string service(World& world, mail::Address account) {
    base::NodeId home = world.estate().home(account);
    const estate::Node& node = world.estate().node(home);
    if (is_nmail(world, account)) return fmt::format("Nmail, mailbox on {}", node.id);
    return fmt::format("hosting, mailbox on {}", node.id);
}

Shown show_account(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("account"));
    std::string said;
    auto account = our_mailbox(world, words[0], said);
    if (!account) return {said};
    const estate::Account* named = world.estate().account(*account);
    const estate::Domain* domain = world.estate().domain(account->domain);
    return {fmt::format(
        "Account           {}\n"
        "Service           {}\n"
        "Mail server       {} (for mail programs)\n"
        "Antispam          {}\n"
        "Sending by SMTP   {}\n"
        "Room              {}\n"
        "Last seen from    {}\n",
        world.estate().book.text(*account), service(world, *account), domain->client_server,
        domain->antispam ? "bought" : "not bought", named && named->sending_blocked ? "blocked" : "allowed",
        room(world, *account), ip_of(world, *account))};
}

Shown show_quota(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("quota"));
    std::string said;
    auto account = our_mailbox(world, words[0], said);
    if (!account) return mistake(said);
    return {fmt::format("{}: {}\n", world.estate().book.text(*account), room(world, *account))};
}

}  // namespace

const Look account{
    "account",   "account ADDRESS", "the account's page: service, server, sending, room, IP address",
    1,           Argument::account, Argument::none,
    show_account};
const Look quota{"quota",        "quota ACCOUNT", "how much room is used", 1, Argument::account,
                 Argument::none, show_quota};

}  // namespace mailsim::teach::looks
