// May the client's address send for the sender's domain (RFC 7208)? For the null sender the client's own name
// is asked. DNS is looked at as it stands; the driver spends the time of the questions.
#include "dns/spf.hpp"

#include <fmt/format.h>

#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { stage_name, trusted, fail, softfail, temperror, permerror, lookups, void_lookups };
constexpr base::Parameter rows[] = {
    {"at", "text", "", "rcpt", "mail or rcpt", "the stage at which it is asked",
     "Postfix check_policy_service in smtpd_recipient_restrictions", base::Mark::background},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that are not asked about",
     "Postfix permit_mynetworks before the policy service", base::Mark::background},
    {"fail", "text", "", "refuse", "refuse or mark", "what happens when the domain forbids the address",
     "policyd-spf Mail_From_reject = Fail", base::Mark::background},
    {"softfail", "text", "", "mark", "refuse or mark",
     "what happens when the domain thinks that the address may not", "RFC 7208 8.5", base::Mark::verified},
    {"temperror", "text", "", "mark", "refuse or mark",
     "what happens when DNS fails: refuse is a 450, so that the client tries again",
     "policyd-spf TempError_Defer = False", base::Mark::background},
    {"permerror", "text", "", "mark", "refuse or mark", "what happens when the domain's record is wrong",
     "policyd-spf PermError_reject = False", base::Mark::background},
    {"lookups", "count", "", "10", "at least 1", "mechanisms that may ask DNS", "RFC 7208 4.6.4",
     base::Mark::verified},
    {"void_lookups", "count", "", "2", "at least 0", "look-ups that may find nothing", "RFC 7208 4.6.4",
     base::Mark::verified},
};

bool is_asked(const estate::Setting& setting, Stage stage, const Client& client) {
    return setting.values[stage_name].text == name(stage) && !client.authenticated() &&
           client.address.valid() && client.protocol != estate::Protocol::lmtp &&
           !among(setting.values[trusted], client);
}

// noted: the questions take time; the recipients of one message share one check.
dns::SpfOutcome check(const View& view, const estate::Setting& setting, const Client& client,
                      const Transaction& t, bool noted = false) {
    const estate::Estate& estate = view.estate;
    std::string_view helo = client.node.valid() ? std::string_view(estate.node(client.node).name) : "";
    std::string_view domain = t.sender.null() ? helo : estate.book.domain_name(t.sender.domain);
    std::string local = t.sender.null() ? "" : estate.book.local_text(t.sender);
    dns::SpfLimits limits;
    limits.lookups = static_cast<int>(setting.values[lookups].number);
    limits.void_lookups = static_cast<int>(setting.values[void_lookups].number);
    return dns::check_host(
        {client.address, domain, local, helo},
        [&](std::string_view name, dns::Type type) {
            if (noted) note_question(view, name, type);
            return estate.zones.resolve(name, type);
        },
        limits);
}

// What policyd-spf 3.0.4 says, with the reasons of pyspf 2.0.14; Postfix makes a 450 of its deferral.
struct Answer {
    dns::SpfResult result;
    int setting;  // that says whether it is refused
    mail::Reply reply;
};
constexpr Answer answers[] = {
    {dns::SpfResult::fail,
     fail,
     {550,
      {5, 7, 23},
      "<{recipient}>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please "
      "see "
      "http://www.openspf.net/Why?s=mfrom;id={sender};ip={client};r=<UNKNOWN>"}},
    {dns::SpfResult::softfail,
     softfail,
     {550,
      {5, 7, 23},
      "<{recipient}>: Recipient address rejected: Message rejected due to: domain owner discourages use of "
      "this "
      "host. Please see http://www.openspf.net/Why?s=mfrom;id={sender};ip={client};r=<UNKNOWN>"}},
    {dns::SpfResult::temperror,
     temperror,
     {450,
      {4, 7, 24},
      "<{recipient}>: Recipient address rejected: Message deferred due to: SPF Temporary Error: DNS. Please "
      "see "
      "http://www.openspf.net/Why?s=mfrom;id={sender};ip={client};r=<UNKNOWN>"}},
    {dns::SpfResult::permerror,
     permerror,
     {550,
      {5, 7, 24},
      "<{recipient}>: Recipient address rejected: Message rejected due to: SPF Permanent Error. Please see "
      "http://www.openspf.net/Why?s=mfrom;id={sender};ip={client};r=<UNKNOWN>"}},
};

std::optional<Verdict> verdict_on(dns::SpfResult result, const estate::Setting& setting) {
    for (const Answer& answer : answers)
        if (answer.result == result &&
            setting.values[static_cast<std::size_t>(answer.setting)].text == "refuse")
            return refuse(answer.reply);
    return std::nullopt;
}

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting,
                             Stage stage, const Client& client, const Transaction& t, Cost&) {
    if (!is_asked(setting, stage, client)) return std::nullopt;
    dns::SpfOutcome outcome = check(view, setting, client, t, t.accepted_recipients == 0);
    return verdict_on(outcome.result, setting);
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
               const Client& client, const Transaction&) {
    return is_asked(setting, stage, client);
}

std::string answer(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                   const Client& client, const Transaction& t) {
    dns::SpfOutcome outcome = check(view, setting, client, t);
    std::string result(dns::to_string(outcome.result));
    return outcome.because.empty() ? result : fmt::format("{} ({})", result, outcome.because);
}

}  // namespace

const Rule spf{"spf",
               at(Stage::mail) | at(Stage::rcpt),
               facts::Step::spf,
               facts::Step::spf,
               "may the client's address send for the sender's domain (SPF)?",
               "pass",
               "checks by SPF whether the client may send for the sender's domain",
               rows,
               judge,
               has_point,
               nullptr,
               answer};

}  // namespace mailsim::decide::rules
