// The standing replies of a server that goes on: Postfix 3.7's for SMTP, Dovecot 2.3's for LMTP, as recorded.
// The replies to mistakes are in error.cpp.
#pragma once
#include "mail/reply.hpp"

namespace mailsim::smtp {

struct Words {
    mail::Reply greeting, hello, ok, sender_ok, recipient_ok, go_ahead, queued, chunks_queued, chunk_ok, bye;
    mail::Reply start_tls, authenticated, maybe, help;
};

// {node}: the server; {text}: the queue id, or VRFY's string; {limit}: octets of a chunk or message;
// {recipient}: of LMTP's reply for one recipient.
inline constexpr Words postfix_words{
    .greeting = {220, {}, "{node} ESMTP Postfix"},
    .hello = {250, {}, "{node}"},
    .ok = {250, {2, 0, 0}, "Ok"},
    .sender_ok = {250, {2, 1, 0}, "Ok"},
    .recipient_ok = {250, {2, 1, 5}, "Ok"},
    .go_ahead = {354, {}, "End data with <CR><LF>.<CR><LF>"},
    .queued = {250, {2, 0, 0}, "Ok: queued as {text}"},
    .chunks_queued = {250, {2, 0, 0}, "Ok: {limit} bytes queued as {text}"},
    .chunk_ok = {250, {2, 0, 0}, "Ok: {limit} bytes"},
    .bye = {221, {2, 0, 0}, "Bye"},
    .start_tls = {220, {2, 0, 0}, "Ready to start TLS"},
    .authenticated = {235, {2, 7, 0}, "Authentication successful"},
    .maybe = {252, {2, 0, 0}, "{text}"},
    .help = {214, {2, 0, 0}, "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY AUTH STARTTLS QUIT"},
};
inline constexpr Words dovecot_words{
    .greeting = {220, {}, "{node} Dovecot ready."},
    .hello = {250, {}, "{node}"},
    .ok = {250, {2, 0, 0}, "OK"},
    .sender_ok = {250, {2, 1, 0}, "OK"},
    .recipient_ok = {250, {2, 1, 5}, "OK"},
    .go_ahead = {354, {}, "OK"},
    .queued = {250, {2, 0, 0}, "<{recipient}> {text} Saved"},
    .chunks_queued = {250, {2, 0, 0}, "<{recipient}> {text} Saved"},
    .chunk_ok = {250, {2, 0, 0}, "Added {limit} octets"},
    .bye = {221, {2, 0, 0}, "Bye"},
    .start_tls = {220, {2, 0, 0}, "Begin TLS negotiation now."},
    .authenticated = {235, {2, 7, 0}, "Logged in."},
    .maybe = {252, {2, 3, 3}, "Try RCPT instead"},
    .help = {214, {2, 0, 0}, "LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY QUIT"},
};

constexpr const Words& words(bool lmtp) { return lmtp ? dovecot_words : postfix_words; }

// The verdict's own words, or the standing ones when it has none.
constexpr const mail::Reply& standing(const mail::Reply& verdict, const mail::Reply& words) {
    return verdict.text.empty() ? words : verdict;
}

}  // namespace mailsim::smtp
