#include "teach/door.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::teach {
namespace {

using decide::Obstacle;
using decide::Stage;
using Stop = Knock::Stop;

Stop stop_of(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::none: return Stop::none;
        case Obstacle::no_such_name: return Stop::no_name;
        case Obstacle::nobody_there: return Stop::no_answer;
        case Obstacle::port_closed: return Stop::refused;
        case Obstacle::tls: return Stop::tls;
        case Obstacle::no_server: return Stop::away;
    }
    return Stop::none;
}

// One node's word at one stage; "" when it does not object.
std::string objection(World& world, base::NodeId node, Stage stage, const decide::Client& client,
                      const decide::Transaction& t) {
    decide::View view = world.view();
    decide::Verdict v = decide::judge(view, node, stage, client, t);
    if (v.accepted()) return "";
    return fmt::format("{} {}", v.reply.code, decide::reply_text(view, node, v.reply, client, t));
}

// The same as a POP3 or IMAP server says it, which has no codes of three digits.
std::string as_mailbox_server(estate::Protocol protocol, Stage stage, const std::string& said) {
    bool pop3 = protocol == estate::Protocol::pop3;
    if (said.empty() || (!pop3 && protocol != estate::Protocol::imap)) return said;
    if (stage == Stage::auth)
        return pop3 ? "-ERR [AUTH] Authentication failed."
                    : "NO [AUTHENTICATIONFAILED] Authentication failed.";
    return (pop3 ? "-ERR [SYS/PERM] " : "* BYE ") + said.substr(std::min<std::size_t>(4, said.size()));
}

void sign_in(World& world, Knock& k, const decide::Access& way, const decide::Client& client,
             mail::Address account, Direction direction) {
    decide::Transaction t;
    auto fails = [&](base::NodeId node, Stage stage, Stop stop) {
        k.said = objection(world, node, stage, client, t);
        if (direction == Direction::in) k.said = as_mailbox_server(k.protocol, stage, k.said);
        if (!k.said.empty()) k.stop = stop;
        return !k.said.empty();
    };
    if (fails(way.entry, Stage::connect, Stop::turned_away)) return;
    if (way.server != way.entry) {
        if (!world.answers(way.server)) return void(k.stop = Stop::away);
        if (fails(way.server, Stage::connect, Stop::turned_away)) return;
    }
    if (fails(way.server, Stage::auth, Stop::sign_in)) return;
    if (client.wrong_password) {
        k.stop = Stop::sign_in;
        k.said = direction == Direction::in ? as_mailbox_server(k.protocol, Stage::auth, "535")
                                            : "535 5.7.8 Error: authentication failed: (reason unavailable)";
        return;
    }
    if (direction == Direction::in) return;
    t.sender = t.recipient = account;
    t.size = {2000};
    if (!fails(way.server, Stage::mail, Stop::mail)) fails(way.server, Stage::rcpt, Stop::mail);
}

}  // namespace

Knock knock(World& world, mail::Address account, estate::ClientKind kind, Direction direction) {
    const estate::Estate& estate = world.estate();
    const estate::ClientSettings& settings = estate.client_settings(account, kind);
    bool in = direction == Direction::in;
    decide::Access way =
        in ? decide::way_in(estate, account, settings) : decide::way_out(estate, account, settings);
    Knock k;
    k.server = in ? settings.fetch_server : settings.submit_server;
    if (const estate::Domain* domain = estate.domain(account.domain); k.server.empty() && domain)
        k.server = domain->client_server;
    k.port = in ? settings.fetch_port : settings.submit_port;
    k.protocol = in ? settings.fetch : settings.submit;
    k.tls = in ? settings.fetch_tls : settings.submit_tls;
    k.stop = stop_of(way.obstacle);
    if (way.entry.valid() && !world.answers(way.entry))
        k.stop = world.refuses(way.entry) ? Stop::refused : Stop::no_answer;
    if (!k.ok() || !way.ok()) {
        if (k.ok()) k.stop = Stop::no_answer;
        return k;
    }
    sign_in(world, k, way, decide::person(estate, account, kind, way), account, direction);
    return k;
}

std::string reason(const Knock& k) {
    std::string where = fmt::format("{} port {}", k.server, k.port);
    switch (k.stop) {
        case Stop::none: return "";
        case Stop::no_name: return fmt::format("The server {} cannot be found. Check the name.", k.server);
        case Stop::no_answer: return fmt::format("{} does not answer. The time is over.", where);
        case Stop::refused: return fmt::format("Cannot connect to {}: the connection is refused.", where);
        case Stop::tls:
            return fmt::format(
                "Connected to {}, but the server does not support this kind of encryption "
                "there. Change the encryption, or the port.",
                where);
        case Stop::turned_away: return fmt::format("{} closed the connection and said:", where);
        case Stop::away:
            return fmt::format("{} answers, but cannot reach the mailbox now. Try later.", where);
        case Stop::sign_in:
            return fmt::format("Connected to {}, but it does not accept the user name or the password.",
                               where);
        case Stop::mail: return fmt::format("Signed in to {}, but the message was refused:", where);
    }
    return "";
}

estate::ClientKind program_of(const estate::Estate& estate, mail::Address account) {
    return estate.client_kind(account);
}

std::string program_name(estate::ClientKind kind) {
    switch (kind) {
        case estate::ClientKind::outlook: return "Outlook (IMAP)";
        case estate::ClientKind::outlook_pop3: return "Outlook (POP3)";
        case estate::ClientKind::outlook_mapi: return "Outlook (Exchange connection)";
        case estate::ClientKind::webmail: return "webmail only";
        case estate::ClientKind::phone: return "phone (ActiveSync)";
        case estate::ClientKind::peer: return "another provider's mail";
    }
    return "";
}

}  // namespace mailsim::teach
