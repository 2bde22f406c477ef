// The settings of the customer's mail program, as the customer reads them out on the telephone.
#include <fmt/format.h>

#include "teach/door.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::string tls_words(estate::Tls tls) {
    switch (tls) {
        case estate::Tls::none: return "none";
        case estate::Tls::starttls: return "STARTTLS";
        case estate::Tls::implicit: return "SSL/TLS from the start";
    }
    return "";
}

std::string protocol_words(estate::Protocol protocol) {
    switch (protocol) {
        case estate::Protocol::imap: return "IMAP";
        case estate::Protocol::pop3: return "POP3";
        default: return std::string(estate::name(protocol));
    }
}

std::string rules(World& world, mail::Address account) {
    const estate::Account* named = world.estate().account(account);
    std::string out;
    for (const estate::ClientRule& rule : named ? named->client_rules : std::vector<estate::ClientRule>{}) {
        std::string where = rule.folder;
        if (where.empty()) where = rule.action == estate::ClientRule::Action::block ? "Deleted" : "Junk";
        out += fmt::format("                  mail from {} goes to {}\n", rule.sender, where);
    }
    return out.empty() ? "Rules             none\n" : "Rules" + out.substr(5);
}

Shown show(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("client"));
    std::string said;
    auto account = our_mailbox(world, words[0], said);
    if (!account) return mistake(said);
    estate::ClientKind kind = program_of(world.estate(), *account);
    const estate::ClientSettings& s = world.estate().client_settings(*account, kind);
    std::string address = world.estate().book.text(*account);
    std::string out = fmt::format("Program           {}\n", program_name(kind));
    if (kind != estate::ClientKind::outlook && kind != estate::ClientKind::outlook_pop3) {
        out += "There are no servers or ports to be set in it.\n";
        return {out + rules(world, *account)};
    }
    const std::string& usual = world.estate().domain(account->domain)->client_server;
    auto server = [&](const std::string& own) { return own.empty() ? usual : own; };
    auto way = [&](const std::string& name, std::uint16_t port, estate::Tls tls) {
        return fmt::format("{} port {}, encryption: {}\n", server(name), port, tls_words(tls));
    };
    out += fmt::format("{:<18}", fmt::format("Incoming ({})", protocol_words(s.fetch))) +
           way(s.fetch_server, s.fetch_port, s.fetch_tls);
    out += "Outgoing (SMTP)   " + way(s.submit_server, s.submit_port, s.submit_tls);
    out += fmt::format("User name         {}\n", s.user.empty() ? address : s.user);
    out += "Password          ******** (kept in the program)\n";
    return {out + rules(world, *account)};
}

}  // namespace

const Look client{"client", "client ACCOUNT",  "the settings of the customer's mail program, and its rules",
                  3,        Argument::account, Argument::none,
                  show};

}  // namespace mailsim::teach::looks
