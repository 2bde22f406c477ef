#include "render/ending.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "estate/manner.hpp"
#include "render/panel.hpp"
#include "render/teller.hpp"
#include "render/views.hpp"

namespace mailsim::render {
namespace {

using facts::Fact;
using facts::Kind;
using mail::Outcome;

Outcome outcome_of(Kind kind) {
    switch (kind) {
        case Kind::delivered: return Outcome::delivered;
        case Kind::rejected: return Outcome::rejected;
        case Kind::bounced: return Outcome::bounced;
        case Kind::discarded: return Outcome::discarded;
        case Kind::quarantined: return Outcome::quarantined;
        default: return Outcome::deferred;
    }
}

class Reader {
  public:
    Reader(const Scene& scene, const Record& record) : scene_(scene), record_(record) {}

    Ending read(const Letter& letter, base::RecipientId id) {
        Ending e;
        e.message = letter.message.id;
        e.recipient = id;
        e.to = e.became = letter.recipient(id);
        for (const mail::Redirection& r : letter.redirections)
            if (r.recipient == id) e.became = r.to, e.made_of = r.of == id ? e.made_of : r.from;
        e.notification = letter.about.valid();
        e.submitted = letter.message.submitted;
        if (letter.maker.valid()) e.at = letter.maker;
        for (const Fact& f : record_.facts)
            if (f.message == e.message && f.recipient == id) take(e, letter, f);
        tell(e, letter);
        return e;
    }

  private:
    void take(Ending& e, const Letter& letter, const Fact& f) {
        switch (f.kind) {
            case Kind::accepted:
            case Kind::created:
            case Kind::received:
                e.hops.push_back({f.node, {}, f.at, base::never, 0});
                e.at = f.node;
                break;
            case Kind::handed_on: leave(e, f.node, f.other, f.at); break;
            case Kind::queued:
                if (scene_.node(f.node).role == estate::Role::peer && e.hops.empty()) e.at = f.node;
                break;
            case Kind::attempt:
                for (Hop& hop : e.hops)
                    if (hop.node == f.node && hop.left == base::never) ++hop.attempts;
                if (f.code < 200 || f.code >= 400) answer(e, letter, f, f.other, f.node);
                break;
            case Kind::rejected:
            case Kind::delivered:
            case Kind::bounced:
            case Kind::discarded:
            case Kind::quarantined: finish(e, letter, f); break;
            default: break;
        }
    }
    void answer(Ending& e, const Letter& letter, const Fact& f, base::NodeId server, base::NodeId client) {
        e.code = f.code;
        e.enhanced = f.enhanced;
        std::string enhanced = mail::to_string(mail::unpack_enhanced(f.enhanced));
        std::string text = words(scene_, f.text ? f.text : "", letter, f.recipient, client, server, f.at);
        e.reply = f.code ? fmt::format("{} ", f.code) : "";
        e.reply += enhanced + (enhanced.empty() ? "" : " ") + text;
        if (!f.rule.valid() || !server.valid()) return;
        e.rule = std::string(decide::rule(f.rule).name);
        e.pointer = pointer_of(scene_.node(server), f.rule);
    }
    static void leave(Ending& e, base::NodeId node, base::NodeId next, base::Instant at) {
        for (Hop& hop : e.hops)
            if (hop.node == node && hop.left == base::never) hop.left = at, hop.next = next;
    }
    void finish(Ending& e, const Letter& letter, const Fact& f) {
        e.outcome = outcome_of(f.kind);
        e.finished = f.at;
        e.at = f.node;
        for (Hop& hop : e.hops)
            if (hop.left == base::never) hop.left = f.at;
        base::NodeId spoke = f.kind == Kind::bounced && f.other.valid() ? f.other : f.node;
        if (f.code || f.text) answer(e, letter, f, spoke, f.kind == Kind::rejected ? base::NodeId{} : f.node);
    }

    void tell(Ending& e, const Letter& letter) const {
        const estate::Domain* domain = scene_.estate.domain(letter.message.sender.domain);
        bool person = domain && !domain->outside && !e.notification;
        e.sender_sees = sender_sees(e, person);
        e.support_sees = support_sees(e);
        e.check_next = check(e);
    }
    std::string id(base::NodeId node) const {
        return node.valid() ? scene_.node(node).id : "the sender's program";
    }

    std::string sender_sees(const Ending& e, bool person) const {
        if (e.notification && e.outcome != Outcome::delivered)
            return "nothing: a notification that fails is not answered";
        switch (e.outcome) {
            case Outcome::delivered:
                return e.notification ? "this notification in the inbox" : "nothing: the mail has arrived";
            case Outcome::rejected:
                return person ? "an error in the mail program: " + e.reply
                              : "a notification that the sender's own server writes, with: " + e.reply;
            case Outcome::bounced:
                return fmt::format("a notification (Undelivered Mail) from {}, with: {}",
                                   id(e.hops.empty() ? e.at : e.hops.back().node), e.reply);
            case Outcome::discarded: return "nothing: the mail looks as if it had arrived";
            case Outcome::quarantined: return "nothing: the mail waits for a person to release it";
            case Outcome::deferred: break;
        }
        return e.hops.empty() && person ? "the mail stays in the outbox; the program tries again"
                                        : "nothing yet: the mail waits and is tried again";
    }

    std::string support_sees(const Ending& e) const {
        if (!e.at.valid()) return "nothing: no server of the estate has seen the mail";
        base::NodeId at = e.at;
        if (scene_.node(at).role == estate::Role::peer && !e.hops.empty()) {
            for (const Hop& hop : e.hops)
                if (scene_.node(hop.node).role != estate::Role::peer) at = hop.node;
        }
        const estate::Node& node = scene_.node(at);
        std::string dialect(own_dialect(node)), last;
        std::string to = scene_.estate.book.text(e.became);
        if (dialect == "panel") {
            for (const PanelRow& row : panel_rows(scene_, record_, {}, at))
                if (row.message == e.message && row.about == e.recipient)
                    last = fmt::format("{} at {}, {}", name(row.state),
                                       Clock(scene_.start_of_week).iso(row.at), row.result);
        } else {
            last = last_line(log_of(scene_, record_, dialect, at), e);
        }
        if (node.role == estate::Role::peer)
            return fmt::format("nothing in the estate's logs: {} is another provider's server", node.id);
        std::string where = dialect == "panel" ? "the panel's Track Delivery on " + node.id
                                               : fmt::format("the log of {} (look for {})", node.id, to);
        if (e.outcome == Outcome::deferred) where = "the queue of " + node.id + ", and " + where;
        return last.empty() ? where : where + ": " + last;
    }

    // What a log says of this recipient last; else of the message, when it was refused as a whole.
    static std::string last_line(const std::vector<LogLine>& lines, const Ending& e) {
        std::string last, of_the_whole;
        for (const LogLine& line : lines) {
            if (line.message != e.message) continue;
            if (line.recipient == e.recipient) last = line.text;
            if (!line.recipient.valid() && !e.reply.empty() && line.text.find(e.reply) != std::string::npos)
                of_the_whole = line.text;
        }
        return last.empty() ? of_the_whole : last;
    }

    std::string check(const Ending& e) const {
        if (e.outcome == Outcome::delivered && e.notification)
            return "what the notification says about the message itself";
        if (e.outcome == Outcome::delivered) {
            bool peer = e.at.valid() && scene_.node(e.at).role == estate::Role::peer;
            return peer ? "nothing on our side: the other provider has taken it; if it is missed, its spam "
                          "folder there"
                        : "if it is missed: webmail, then the rules and folders of the recipient's program";
        }
        if (std::string_view own = next_check(e.rule); !own.empty()) return std::string(own);
        if (e.reply.find("5.1.1") != std::string::npos)
            return "the spelling of the recipient's address, and whether the account exists";
        if (e.code == 0 && e.reply.find("connect") != std::string::npos)
            return "whether the next server answers: telnet to its port from the server that holds the mail; "
                   "its MX and address records";
        if (e.reply.find("Host or domain") != std::string::npos || e.reply.find("4.4.3") != std::string::npos)
            return "DNS: dig MX of the recipient's domain, from the estate's resolver";
        if (e.outcome == Outcome::deferred) return "wait for the next try; then the same log again";
        return "the words of the refusal, and the rule that is named";
    }

    Scene scene_;
    const Record& record_;
};

struct Check {
    std::string_view rule, text;
};
// The support table of document 002, and the rules' own meaning.
constexpr Check checks[] = {
    {"authentication",
     "user name and password in the mail program (test account settings); whether webmail works"},
    {"client_blocked",
     "whether the customer's address is blocked at the server: neither mailbox nor sending works from it"},
    {"sender_blocked", "whether webmail works; then SMTP sending is blocked for this account: systems team"},
    {"sender_login", "whether the program signs in with the account that it sends as"},
    {"sender_rate", "how much this account has sent: a stolen password or a mailing list"},
    {"rate_limit", "how much this client sends; wait and try again"},
    {"too_many_failed_logins", "which program keeps trying an old password"},
    {"connection_limit", "how many connections this client holds open"},
    {"quota", "how full the recipient's mailbox is: delete mail or raise the quota"},
    {"recipient_known", "the spelling of the recipient's address, and whether the account exists"},
    {"relay",
     "whether the program signs in before it sends; whether the domain's MX points to the right server"},
    {"size", "the size of the attachment against the limit"},
    {"spf", "the SPF record of the sender's domain against the address that sends"},
    {"dnsbl", "whether the sending address stands on a block list, and why"},
    {"listed_client",
     "whether our gateway's address is blocked by that provider: systems team, with the bounce as evidence"},
    {"greylist", "nothing: the next try comes through"},
    {"content_scan", "the antispam's decision for this message: quarantine or false alarm"},
    {"require_tls", "the encryption setting in the mail program (SSL/TLS)"},
    {"hop_limit", "a loop: two servers that hand the domain to each other"},
    {"slow_answer", "nothing: the server answers slowly on purpose"},
    {"random_refusal", "the other provider's words in our gateway's log: their policy, or our reputation"},
    {"fixed_reply", "the rule that is named: this server always answers so"},
};

}  // namespace

std::string_view next_check(std::string_view rule) {
    for (const Check& check : checks)
        if (check.rule == rule) return check.text;
    return "";
}

std::string_view own_dialect(const estate::Node& node) {
    std::string software = base::lower_case(node.software);
    for (const char* word : {"panel", "track delivery"})
        if (software.find(word) != std::string::npos) return "panel";
    switch (estate::manner_of(node)) {
        case estate::Manner::axigen: return "axigen";
        case estate::Manner::exim: return "exim";
        default: return "postfix";
    }
}

std::vector<Ending> endings_of(const Scene& scene, const Record& record) {
    std::vector<Ending> out;
    Reader reader(scene, record);
    for (base::MessageId message : record.messages) {
        const Letter& letter = *record.letter(message);
        for (std::uint32_t n = 0; n < letter.recipients.size(); ++n)
            out.push_back(reader.read(letter, {letter.message.first_recipient.value + n}));
        for (const auto& [id, address] : letter.added) out.push_back(reader.read(letter, id));
    }
    return out;
}

}  // namespace mailsim::render
