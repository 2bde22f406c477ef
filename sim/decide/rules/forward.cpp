// A mailbox whose mail goes to other addresses too, or only there (a .forward file, a forwarder of a hosting
// panel). The envelope sender is kept, as forwarders do: the next server sees the sender's domain come from
// the forwarder's address, and SPF fails. SRS is the remedy.
#include <algorithm>

#include "decide/redirect.hpp"
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { mailbox, to, keep, srs };
constexpr base::Parameter rows[] = {
    {"mailbox", "recipients", "", "", "one or more addresses", "whose mail is forwarded", "Postfix local(8)",
     base::Mark::verified},
    {"to", "recipients", "", "", "one or more addresses", "where it goes", "Postfix local(8), .forward files",
     base::Mark::verified},
    {"keep", "flag", "", "true", "true or false", "whether the mailbox keeps the mail besides",
     "hosting panels offer both; our choice", base::Mark::proposal},
    {"srs", "flag", "", "false", "true or false",
     "rewrite the envelope sender to an address of the mailbox's domain (SRS), so that SPF holds at the next "
     "server",
     "Postfix keeps the sender; SRS: openspf.org, postsrsd(8)", base::Mark::background},
};

void redirect(const View& view, const estate::Node&, const estate::Setting& setting, const Transaction& t,
              Elsewhere& out) {
    const auto& whose = setting.values[mailbox].recipients;
    bool rewrites = setting.values[srs].flag();
    if (std::find(whose.begin(), whose.end(), t.recipient) != whose.end()) {
        out.matched = true;
        out.kept = setting.values[keep].flag();
        out.to = setting.values[to].recipients;
        out.sender = rewrites ? srs_sender(view, t.sender, t.recipient.domain) : t.sender;
        return;
    }
    bool ours = std::any_of(whose.begin(), whose.end(),
                            [&](mail::Address one) { return one.domain == t.recipient.domain; });
    if (!rewrites || !ours) return;
    if (mail::Address original = srs_reverse(view, t.recipient); !original.null()) {
        out.matched = true;
        out.to = {original};
        out.sender = t.sender;
    }
}

}  // namespace

const Rule forward{.name = "forward",
                   .stages = 0,
                   .step = facts::Step::deliver,
                   .outgoing_step = facts::Step::deliver_local,
                   .question = "is the mailbox's mail forwarded?",
                   .pass = "no",
                   .meaning = "sends a mailbox's mail on to other addresses; the envelope sender stays",
                   .parameters = rows,
                   .judge = nullptr,
                   .redirect = redirect};

}  // namespace mailsim::decide::rules
