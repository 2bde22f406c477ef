// One message on paper: follows the decisions from hop to hop at one instant, without spending time, and
// writes down every question with its answer and rule. Temporary refusals end the walk as "deferred".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "decide/judge.hpp"
#include "estate/sign_in.hpp"
#include "mail/message.hpp"

namespace mailsim::path {

struct Request {
    mail::Address from, to;
    std::optional<estate::ClientKind> client;  // else by the sender's domain
    base::Bytes size{15'000};
    bool spam = false;
    std::uint64_t key = 0;               // for keyed draws; unused on paper
    const base::Draws* draws = nullptr;  // null: the most likely answers, pools in their order
    std::vector<base::NodeId> off;       // nodes that do not answer
    base::RuleId ignored;                // only tests set it
    estate::SignIn sign_in{};            // of a person who sends by SMTP
};

struct Made;

struct Walk {
    mail::Outcome outcome = mail::Outcome::deferred;
    mail::Reply reply;                // the last answer that mattered
    std::string reply_text;           // its words, names put in
    base::NodeId decided_at;          // invalid when the message never met a node
    std::string rule, pointer;        // what decided
    base::NodeId mailbox;             // where it was put into a mailbox
    mail::Address recipient;          // at the end: aliases and forwarders may have changed it
    std::string folder;               // step L: "" for the inbox
    std::vector<base::NodeId> route;  // nodes that took the message, in order
    std::vector<decide::Asked> hops;  // one entry a question
    std::vector<Made> made;           // further mail that nodes made of it on its way
};

// A copy for a further recipient of an alias or forwarder, for the archive, or an automatic answer.
struct Made {
    mail::Address from, to;
    base::NodeId at;            // who made it
    std::string rule, pointer;  // and why
    bool expanded = false;      // by the aliases of that node already
    Walk walk;
};

Walk walk(const estate::Estate& estate, const decide::Policies& policies, const decide::QuotaUse& quotas,
          const Request& request);

// Quota use at the start of a day: each mailbox at its mean fill, or the populations at the one fill given (0
// to 1). What other providers' mailboxes hold is not known: nothing.
class MeanQuotaUse : public decide::QuotaUse {
  public:
    explicit MeanQuotaUse(const estate::Estate& estate, std::optional<double> fill = std::nullopt)
        : estate_(estate), fill_(fill) {}
    base::Bytes used(std::uint32_t mailbox) const override;

  private:
    const estate::Estate& estate_;
    std::optional<double> fill_;
};

}  // namespace mailsim::path
