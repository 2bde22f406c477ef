// What a node does with mail that it has accepted: its queue sorts it by destination, deliveries run, what
// failed waits for the schedule's next time or goes back to the sender. The rules are queue's and decide's.
#pragma once
#include "lab/site.hpp"
#include "lab/text.hpp"

namespace mailsim::lab {

// The letter is the node's from now on. False: it could not be kept (a full disk); nothing has changed.
// Its aliases, forwarders and archives see it first.
bool accept(Site& site, Node& node, const std::shared_ptr<Letter>& letter);
// The same for what the node has made itself: a notification, an answer. It is not archived.
bool post(Site& site, Node& node, const std::shared_ptr<Letter>& letter);
// As accept, for mail that is kept already.
void enqueue(Site& site, Node& node, const std::shared_ptr<const Letter>& letter,
             std::vector<std::uint32_t> copies);
// Starts what may start now.
void pump(Site& site, Node& node);
// The queue's own waiting; ends with the loop.
base::Task<void> run_queue(Site& site, Node& node);

// Puts one copy into its mailbox at this node, with the lines of a final delivery above it.
Told put_into_mailbox(Site& site, Node& node, const Letter& letter, const Addressee& to);
// One delivery of one entry, over SMTP or into mailboxes (deliver.cpp).
base::Task<void> deliver(Site& site, Node& node, std::uint32_t place);
void finish(Site& site, Node& node, std::uint32_t place, queue::Result result);
void log_delivery(Site& site, Node& node, const Entry& entry, const Addressee& to, const Told& told,
                  std::string_view relay);

}  // namespace mailsim::lab
