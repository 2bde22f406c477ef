// What a node tells a sender: notifications (RFC 3464), collected in the letter's queue file and sent when
// none of its recipients is being tried any more, as Postfix's queue manager does.
#pragma once
#include "lab/site.hpp"

namespace mailsim::lab {

// One part of the letter is due for a try, or has been tried: after the last one the sender is told.
void begin_pass(Entry& entry);
void end_pass(Site& site, Node& node, const std::shared_ptr<QueueFile>& file);

// What became of one recipient for whom nothing is left to be done; who asked for it hears of success.
// offers: what the server that took it had announced; null: it is in a mailbox here.
void note_taken(QueueFile& file, const Addressee& to, const Told& told, const smtp::Extensions* offers);

}  // namespace mailsim::lab
