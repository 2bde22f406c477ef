// An address without a mailbox of its own, whose mail goes to others (Postfix virtual_alias_maps). The
// envelope sender is kept: where an alias leads to another provider, SPF fails there unless the sender is
// rewritten.
#include "decide/redirect.hpp"
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { address, to, srs };
constexpr base::Parameter rows[] = {
    {"address", "recipients", "", "", "one or more addresses", "the addresses that are no mailboxes",
     "Postfix virtual_alias_maps", base::Mark::verified},
    {"to", "recipients", "", "", "one or more addresses", "where their mail goes",
     "Postfix virtual_alias_maps", base::Mark::verified},
    {"srs", "flag", "", "false", "true or false",
     "rewrite the envelope sender to an address of the alias's domain (SRS), so that SPF holds at the next "
     "server",
     "Postfix keeps the sender; SRS: openspf.org, postsrsd(8)", base::Mark::background},
};

void redirect(const View& view, const estate::Node&, const estate::Setting& setting, const Transaction& t,
              Elsewhere& out) {
    bool rewrites = setting.values[srs].flag();
    for (mail::Address one : setting.values[address].recipients) {
        if (one == t.recipient) {
            out.matched = true;
            out.to = setting.values[to].recipients;
            out.sender = rewrites ? srs_sender(view, t.sender, one.domain) : t.sender;
            return;
        }
        if (!rewrites || one.domain != t.recipient.domain) continue;
        mail::Address original = srs_reverse(view, t.recipient);
        if (original.null()) continue;
        out.matched = true;
        out.to = {original};
        out.sender = t.sender;
        return;
    }
}

}  // namespace

const Rule alias{.name = "alias",
                 .stages = 0,
                 .step = facts::Step::valid_mailbox,
                 .outgoing_step = facts::Step::internal,
                 .question = "does the address stand for others?",
                 .pass = "no",
                 .meaning = "passes mail for an address that is no mailbox on to others",
                 .parameters = rows,
                 .judge = nullptr,
                 .redirect = redirect};

}  // namespace mailsim::decide::rules
