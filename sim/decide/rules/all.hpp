// Every rule, each defined in the file of its name.
#pragma once
#include "decide/rule.hpp"

namespace mailsim::decide::rules {

extern const Rule client_blocked, connection_limit, authentication, sender_blocked, size, relay,
    recipient_known, listed_client, random_refusal, hop_limit, content_scan, quota, fixed_reply, slow_answer,
    spf, dnsbl, greylist, rate_limit, sender_rate, require_tls, sender_login, too_many_failed_logins, alias,
    forward, catch_all, archive, autoresponder, spam_score;

}  // namespace mailsim::decide::rules
