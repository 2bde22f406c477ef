#include "smtp/order.hpp"

namespace mailsim::smtp {
namespace {

constexpr Error ok = Error::none;
constexpr Error nested = Error::nested_mail, no_mail = Error::need_mail, no_rcpt = Error::need_rcpt;
constexpr Error none_valid = Error::no_valid_recipients, in_mail = Error::in_transaction;
constexpr Error no_bdat_mail = Error::mail_after_bdat, no_bdat_rcpt = Error::rcpt_after_bdat;
constexpr Error no_bdat_data = Error::data_after_bdat, dropped = Error::discarded;
constexpr Error no_etrn = Error::etrn_in_transaction, no_such = Error::not_recognized;
constexpr Error wrong = Error::wrong_hello;

struct Row {
    Verb verb;
    Order order;
};

// The order of checks inside a cell is Postfix 3.7.11's (smtpd.c), RFC 5321 4.1.4 and RFC 3030 4.2. A chunk
// (BDAT) that comes at the wrong time is still read, so its refusals are said after it.
constexpr Row rows[verb_count] = {
    //                none      mail        rcpt     chunks        skipping      spoiled       hello  pre-TLS
    //                junk
    {Verb::ehlo, {{ok, ok, ok, ok, ok, ok}, false, true, true}},
    {Verb::helo, {{ok, ok, ok, ok, ok, ok}, false, true, true}},
    {Verb::lhlo, {{no_such, no_such, no_such, no_such, no_such, no_such}, false, true, true}},
    {Verb::mail, {{ok, nested, nested, nested, no_bdat_mail, nested}, true, false, false}},
    {Verb::rcpt, {{no_mail, ok, ok, no_bdat_rcpt, no_mail, no_bdat_rcpt}, false, false, false}},
    {Verb::data, {{no_rcpt, none_valid, ok, no_bdat_data, no_bdat_data, no_bdat_data}, false, false, false}},
    {Verb::bdat, {{no_rcpt, none_valid, ok, ok, dropped, dropped}, false, false, false}},
    {Verb::rset, {{ok, ok, ok, ok, ok, ok}, false, false, true}},
    {Verb::noop, {{ok, ok, ok, ok, ok, ok}, false, true, true}},
    {Verb::vrfy, {{ok, ok, ok, ok, ok, ok}, false, false, true}},
    {Verb::expn, {{no_such, no_such, no_such, no_such, no_such, no_such}, false, true, false}},
    {Verb::help, {{ok, ok, ok, ok, ok, ok}, false, true, true}},
    {Verb::etrn, {{ok, no_etrn, no_etrn, no_etrn, ok, no_etrn}, true, false, true}},
    {Verb::quit, {{ok, ok, ok, ok, ok, ok}, false, true, false}},
    {Verb::starttls, {{ok, ok, ok, ok, ok, ok}, false, true, false}},
    {Verb::auth, {{ok, in_mail, in_mail, in_mail, ok, in_mail}, true, false, false}},
    {Verb::unknown, {{no_such, no_such, no_such, no_such, no_such, no_such}, false, true, false}},
};

// LMTP turns the three greetings round (RFC 2033 4.1) and has no ETRN and no HELP; Dovecot's takes recipients
// between chunks too.
constexpr Order lmtp_hello = {{ok, ok, ok, ok, ok, ok}, false, true, true};
constexpr Order smtp_hello = {{wrong, wrong, wrong, wrong, wrong, wrong}, false, true, true};
constexpr Order unknown = {{no_such, no_such, no_such, no_such, no_such, no_such}, false, true, false};

constexpr Order lmtp_rcpt = {{no_mail, ok, ok, ok, no_mail, ok}, false, false, false};

constexpr bool in_order() {
    for (int i = 0; i < verb_count; ++i)
        if (rows[i].verb != static_cast<Verb>(i)) return false;
    return true;
}
static_assert(in_order());

}  // namespace

const Order& order(Verb verb, bool lmtp) {
    if (lmtp && verb == Verb::lhlo) return lmtp_hello;
    if (lmtp && (verb == Verb::ehlo || verb == Verb::helo)) return smtp_hello;
    if (lmtp && (verb == Verb::etrn || verb == Verb::help)) return unknown;
    if (lmtp && verb == Verb::rcpt) return lmtp_rcpt;
    return rows[static_cast<int>(verb)].order;
}

}  // namespace mailsim::smtp
