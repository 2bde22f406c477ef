// Every mistake a client can make that the protocol itself answers, without asking a verdict of anybody, and
// the reply to each: in Postfix 3.7's words for SMTP, in Dovecot 2.3's for LMTP.
#pragma once
#include <cstdint>

#include "mail/reply.hpp"

namespace mailsim::smtp {

enum class Error : std::uint8_t {
    none,
    // order
    hello_first,
    nested_mail,
    need_mail,
    need_rcpt,
    no_valid_recipients,
    mail_after_bdat,
    rcpt_after_bdat,
    data_after_bdat,
    discarded,
    in_transaction,
    etrn_in_transaction,
    already_authenticated,
    auth_not_enabled,
    tls_active,
    need_tls,
    need_auth,
    access_denied,
    not_implemented,
    not_recognized,
    wrong_hello,
    bdat_not_implemented,
    // limits
    too_many_errors,
    too_many_recipients,
    size_declared,
    size_content,
    size_chunk,
    bare_newline,
    timeout,
    // syntax
    bad_syntax,
    bad_utf8,
    not_smtp,
    not_authorized,
    helo_syntax,
    ehlo_syntax,
    lhlo_syntax,
    mail_syntax,
    sender_syntax,
    size_syntax,
    size_overflow,
    body_syntax,
    ret_syntax,
    envid_syntax,
    unsupported_option,
    rcpt_syntax,
    recipient_syntax,
    notify_syntax,
    orcpt_syntax,
    need_smtputf8,
    dsn_disabled,
    data_syntax,
    rset_syntax,
    starttls_syntax,
    vrfy_syntax,
    etrn_syntax,
    etrn_domain,
    etrn_refused,
    bdat_syntax,
    bdat_null,
    auth_syntax,
    auth_mechanism,
    auth_base64,
    auth_base64_first,
    auth_twice,
    auth_aborted,
    auth_too_long,
};
inline constexpr int error_count = static_cast<int>(Error::auth_too_long) + 1;

// The reply to a mistake. {node}, {client}, {limit} (octets) and {text} (the offending word) are left to
// fill.
const mail::Reply& reply_to(Error error, bool lmtp = false);

}  // namespace mailsim::smtp
