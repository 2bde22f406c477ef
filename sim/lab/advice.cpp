// What the lab says at its start: commands to try, and who clients are.
#include <fmt/format.h>

#include "lab/lab.hpp"
#include "lab/parts.hpp"

namespace mailsim::lab {
namespace {

const Port* find(const std::vector<Port>& ports, std::string_view protocol, std::string_view tls,
                 std::string_view node = "") {
    for (const Port& port : ports)
        if (port.protocol == protocol && (tls.empty() || port.tls == tls) &&
            (node.empty() || port.node == node))
            return &port;
    return nullptr;
}

// A mailbox of the estate, the node that strangers' mail for it comes in at, and the node of its client.
struct Example {
    std::string inside, password, domain, entry, client;
};

std::string node_of(const estate::Estate& estate, dns::NameId name) {
    for (const dns::Record& record : estate.zones.resolve(name, dns::Type::a).records)
        if (base::NodeId node = estate.node_at(record.address); node.valid()) return estate.node(node).id;
    return "";
}

// The first mailbox of a domain: a named account, else one of the population. Empty: it has none.
std::string mailbox_of(const estate::Domain& domain) {
    if (!domain.accounts.empty()) return domain.accounts.front().local + "@" + domain.name;
    return domain.population ? "user1@" + domain.name : "";
}

Example example(const estate::Estate& estate) {
    Example out;
    for (const estate::Domain& domain : estate.domains) {
        std::string mailbox = mailbox_of(domain);
        if (domain.outside || mailbox.empty()) continue;
        bool own = !domain.accounts.empty() && !domain.accounts.front().password.empty();
        out = {mailbox, own ? domain.accounts.front().password : std::string(default_password), domain.name,
               "", ""};
        for (const dns::Record& mx : estate.zones.resolve(domain.name, dns::Type::mx).records)
            if (out.entry.empty()) out.entry = node_of(estate, mx.target);
        if (auto name = estate.zones.names().find(domain.client_server)) out.client = node_of(estate, *name);
        if (!out.entry.empty() && !out.client.empty()) break;
    }
    return out;
}

std::string stranger(const estate::Estate& estate) {
    for (const estate::Domain& domain : estate.domains)
        if (domain.outside && !mailbox_of(domain).empty()) return mailbox_of(domain);
    return "someone@elsewhere.example";
}

// As a word of a shell's command.
std::string quoted(const std::string& word) {
    bool plain =
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._-+:=/") ==
        std::string::npos;
    if (plain && !word.empty()) return word;
    std::string out = "'";
    for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

}  // namespace

std::vector<std::string> Lab::commands() const {
    std::vector<Port> all = ports();
    const estate::Estate& estate = parts_->site.estate;
    Example e = example(estate);
    std::vector<std::string> out;
    if (e.inside.empty()) return out;
    auto add = [&](std::string_view protocol, std::string_view tls, const std::string& node, auto make) {
        if (const Port* port = find(all, protocol, tls, node)) out.push_back(make(*port));
    };
    // Where TLS comes first, the certificate is the lab's own.
    auto scheme = [](const Port& p, std::string_view name) {
        return fmt::format("{}{}", name, p.tls == "implicit" ? "s" : "");
    };
    auto user = [&](const Port& p) {
        return fmt::format("{}-u {}", p.tls == "implicit" ? "-k " : "", quoted(e.inside + ":" + e.password));
    };
    add("dns", "", "",
        [&](const Port& p) { return fmt::format("dig @{} -p {} {} MX", p.address, p.port, e.domain); });
    add("smtp", "", e.entry, [&](const Port& p) {
        return fmt::format("swaks --server {}:{} --from {} --to {}", p.address, p.port,
                           quoted(stranger(estate)), quoted(e.inside));
    });
    bool starttls = find(all, "submission", "starttls", e.client) != nullptr;
    add("submission", starttls ? "starttls" : "", e.client, [&](const Port& p) {
        std::string tls = p.tls == "starttls" ? "-tls " : p.tls == "implicit" ? "-tlsc " : "";
        return fmt::format("swaks --server {}:{} {}--auth-user {} --auth-password {} --from {} --to {}",
                           p.address, p.port, tls, quoted(e.inside), quoted(e.password), quoted(e.inside),
                           quoted(stranger(estate)));
    });
    add("imap", "", e.client, [&](const Port& p) {
        return fmt::format("curl {} '{}://{}:{}/INBOX;MAILINDEX=1'", user(p), scheme(p, "imap"), p.address,
                           p.port);
    });
    add("pop3", "", e.client, [&](const Port& p) {
        return fmt::format("curl {} {}://{}:{}/1", user(p), scheme(p, "pop3"), p.address, p.port);
    });
    add("imap", "implicit", e.client, [&](const Port& p) {
        return fmt::format("openssl s_client -quiet -connect {}:{}", p.address, p.port);
    });
    return out;
}

std::string Lab::notes() const {
    const Site& site = parts_->site;
    std::string out = fmt::format(
        "Passwords are those of the estate, else \"{}\". Who a client is comes from its\n"
        "source address: a node's address is that node, any other a stranger\n"
        "(203.0.113.N for 127.x.y.N); on submission, POP3 and IMAP strangers, and on every\n"
        "port {}, are the customers' network ({}).\n",
        default_password, base::to_string(site.plan.customers()),
        base::to_string(site.estate.client_address));
    if (site.options.speed != 1)
        out += fmt::format("The lab's clock runs {:g} times as fast as the wall's.\n", site.options.speed);
    if (site.options.first.valid() && !site.options.first.is_loopback())
        out += fmt::format(
            "EXPOSED: {} addresses from {} on, not loopback. Whoever reaches them\n"
            "can send mail into this lab, read mail with the passwords above, and ask its DNS;\n"
            "mail goes to no address outside the lab.\n",
            site.nodes.size(), base::to_string(site.options.first));
    return out;
}

}  // namespace mailsim::lab
