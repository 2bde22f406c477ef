#include "smtp/error.hpp"

namespace mailsim::smtp {
namespace {

struct Row {
    Error error;
    mail::Reply postfix;
    mail::Reply dovecot = {};  // code 0: says the same
};

// Wordings of Postfix 3.7.11 (smtpd). Those of Dovecot 2.3.19 (LMTP) where they differ and are known. One is
// in neither: need_auth (RFC 4954 6).
constexpr Row rows[error_count] = {
    {Error::none, {}},
    {Error::hello_first,
     {503, {5, 5, 1}, "Error: send HELO/EHLO first"},
     {503, {5, 5, 1}, "LHLO needed first"}},
    {Error::nested_mail,
     {503, {5, 5, 1}, "Error: nested MAIL command"},
     {503, {5, 5, 0}, "MAIL already given"}},
    {Error::need_mail, {503, {5, 5, 1}, "Error: need MAIL command"}, {503, {5, 5, 0}, "MAIL needed first"}},
    {Error::need_rcpt, {503, {5, 5, 1}, "Error: need RCPT command"}, {503, {5, 5, 0}, "MAIL needed first"}},
    {Error::no_valid_recipients,
     {554, {5, 5, 1}, "Error: no valid recipients"},
     {503, {5, 5, 0}, "No valid recipients"}},
    {Error::mail_after_bdat, {503, {5, 5, 1}, "Error: MAIL after BDAT"}},
    {Error::rcpt_after_bdat, {503, {5, 5, 1}, "Error: RCPT after BDAT"}},
    {Error::data_after_bdat,
     {503, {5, 5, 1}, "Error: DATA after BDAT"},
     {503, {5, 5, 0}, "Previous data chunk failed, issue RSET first"}},
    {Error::discarded,
     {551, {5, 0, 0}, "Discarded {limit} bytes after earlier error"},
     {503, {5, 5, 0}, "Previous data chunk failed, issue RSET first"}},
    {Error::in_transaction, {503, {5, 5, 1}, "Error: MAIL transaction in progress"}},
    {Error::etrn_in_transaction, {503, {}, "Error: MAIL transaction in progress"}},
    {Error::already_authenticated, {503, {5, 5, 1}, "Error: already authenticated"}},
    {Error::auth_not_enabled, {503, {5, 5, 1}, "Error: authentication not enabled"}},
    {Error::tls_active, {554, {5, 5, 1}, "Error: TLS already active"}},
    {Error::need_tls, {530, {5, 7, 0}, "Must issue a STARTTLS command first"}},
    {Error::need_auth, {530, {5, 7, 0}, "Authentication required"}},
    {Error::access_denied, {503, {5, 7, 0}, "Error: access denied for {client_host}"}},
    {Error::not_implemented,
     {502, {5, 5, 1}, "Error: command not implemented"},
     {502, {5, 5, 1}, "TLS support is not enabled."}},
    {Error::not_recognized,
     {500, {5, 5, 2}, "Error: command not recognized"},
     {500, {5, 5, 1}, "Unknown command"}},
    {Error::wrong_hello, {500, {5, 5, 1}, "Unknown command"}},
    {Error::bdat_not_implemented, {521, {5, 5, 1}, "Error: command not implemented"}},
    {Error::too_many_errors,
     {421, {4, 7, 0}, "{node} Error: too many errors"},
     {421, {4, 7, 0}, "{node} Too many invalid commands."}},
    {Error::too_many_recipients, {452, {4, 5, 3}, "Error: too many recipients"}},
    {Error::size_declared, {552, {5, 3, 4}, "Message size exceeds fixed limit"}},
    {Error::size_content, {552, {5, 3, 4}, "Error: message file too big"}},
    {Error::size_chunk, {552, {5, 3, 4}, "Chunk exceeds message size limit"}},
    {Error::bare_newline, {550, {5, 5, 2}, "{node} Error: bare <LF> received"}},
    {Error::timeout, {421, {4, 4, 2}, "{node} Error: timeout exceeded"}},
    {Error::bad_syntax, {500, {5, 5, 2}, "Error: bad syntax"}, {500, {5, 5, 1}, "Unknown command"}},
    {Error::bad_utf8,
     {500, {5, 5, 2}, "Error: bad UTF-8 syntax"},
     {500, {5, 5, 2}, "Invalid command syntax"}},
    {Error::not_smtp, {221, {2, 7, 0}, "Error: I can break rules, too. Goodbye."}},
    {Error::not_authorized,
     {550, {5, 7, 0}, "Error: insufficient authorization"},
     {550, {5, 7, 14}, "You are not from trusted IP"}},
    {Error::helo_syntax, {501, {}, "Syntax: HELO hostname"}},
    {Error::ehlo_syntax, {501, {}, "Syntax: EHLO hostname"}},
    {Error::lhlo_syntax, {501, {}, "Syntax: LHLO hostname"}, {501, {}, "Missing hostname"}},
    {Error::mail_syntax,
     {501, {5, 5, 4}, "Syntax: MAIL FROM:<address>"},
     {501, {5, 5, 4}, "Invalid parameters"}},
    {Error::sender_syntax,
     {501, {5, 1, 7}, "Bad sender address syntax"},
     {501, {5, 5, 4}, "Invalid FROM: Invalid character in path"}},
    {Error::size_syntax,
     {501, {5, 5, 4}, "Bad message size syntax"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::size_overflow,
     {552, {5, 3, 4}, "Message size exceeds file system imposed limit"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::body_syntax,
     {555, {5, 5, 4}, "Unsupported option: {text}"},
     {555, {5, 5, 4}, "Unsupported mail BODY type"}},
    {Error::ret_syntax,
     {501, {5, 5, 4}, "Bad RET parameter syntax"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::envid_syntax,
     {501, {5, 5, 4}, "Bad ENVID parameter syntax"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::unsupported_option,
     {555, {5, 5, 4}, "Unsupported option: {text}"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::rcpt_syntax,
     {501, {5, 5, 4}, "Syntax: RCPT TO:<address>"},
     {501, {5, 5, 4}, "Invalid parameters"}},
    {Error::recipient_syntax,
     {501, {5, 1, 3}, "Bad recipient address syntax"},
     {501, {5, 5, 4}, "Invalid TO: Invalid character in path"}},
    {Error::notify_syntax,
     {501, {5, 5, 4}, "Error: Bad NOTIFY parameter syntax"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::orcpt_syntax, {501, {5, 5, 4}, "Error: Bad ORCPT parameter syntax"}},
    {Error::need_smtputf8,
     {553, {5, 6, 7}, "Must declare SMTPUTF8 to send unicode address"},
     {501, {5, 5, 4}, "Invalid TO: Invalid character in localpart"}},
    {Error::dsn_disabled,
     {501, {5, 7, 1}, "DSN support is disabled"},
     {555, {5, 5, 4}, "Unsupported parameters"}},
    {Error::data_syntax, {501, {5, 5, 4}, "Syntax: DATA"}, {501, {5, 5, 4}, "Invalid parameters"}},
    {Error::rset_syntax, {501, {5, 5, 4}, "Syntax: RSET"}, {501, {5, 5, 4}, "Invalid parameters"}},
    {Error::starttls_syntax, {501, {5, 5, 4}, "Syntax: STARTTLS"}},
    {Error::vrfy_syntax,
     {501, {5, 5, 4}, "Syntax: VRFY address [SMTPUTF8]"},
     {501, {5, 5, 4}, "Invalid parameters"}},
    {Error::etrn_syntax, {500, {}, "Syntax: ETRN domain"}},
    {Error::etrn_domain, {501, {}, "Error: invalid parameter syntax"}},
    {Error::etrn_refused, {459, {}, "<{text}>: service unavailable"}},
    {Error::bdat_syntax,
     {521, {5, 5, 4}, "Syntax: BDAT count [LAST]"},
     {501, {5, 5, 4}, "Invalid chunk size parameter"}},
    {Error::bdat_null, {551, {5, 7, 1}, "Null BDAT request"}},
    {Error::auth_syntax, {501, {5, 5, 4}, "Syntax: AUTH mechanism"}},
    {Error::auth_mechanism,
     {535, {5, 7, 8}, "Error: authentication failed: Invalid authentication mechanism"}},
    {Error::auth_base64,
     {535, {5, 7, 8}, "Error: authentication failed: Invalid base64 data in continued response"}},
    {Error::auth_base64_first,
     {535, {5, 7, 8}, "Error: authentication failed: Invalid base64 data in initial response"}},
    {Error::auth_twice, {503, {5, 5, 4}, "Error: multiple AUTH= options"}},
    {Error::auth_aborted, {501, {5, 7, 0}, "Authentication aborted"}},
    {Error::auth_too_long, {500, {5, 5, 6}, "SASL response limit exceeded"}},
};

constexpr bool in_order() {
    for (int i = 0; i < error_count; ++i)
        if (rows[i].error != static_cast<Error>(i)) return false;
    return true;
}
static_assert(in_order());

}  // namespace

const mail::Reply& reply_to(Error error, bool lmtp) {
    const Row& row = rows[static_cast<int>(error)];
    return lmtp && row.dovecot.code ? row.dovecot : row.postfix;
}

}  // namespace mailsim::smtp
