// What a node makes of mail that it has accepted: other addressees by its aliases and forwarders, copies for
// an archive, automatic answers (RFC 3834). Which ones is decide's matter.
#pragma once
#include "lab/site.hpp"

namespace mailsim::lab {

// The letters that take this one's place after the node's aliases and forwarders: itself, with other
// addressees, and one for each further envelope sender (SRS). received: it came from elsewhere, so archives
// get their copies.
std::vector<std::shared_ptr<Letter>> redirected(Site& site, Node& node, const std::shared_ptr<Letter>& letter,
                                                bool received);

// The answer of the mailbox that has just got this letter, or null.
std::shared_ptr<Letter> automatic_answer(Site& site, Node& node, const Letter& letter, const Addressee& to);

}  // namespace mailsim::lab
