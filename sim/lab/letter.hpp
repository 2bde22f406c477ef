// A message of the lab while a node is responsible for it: envelope and real content.
#pragma once
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "estate/node.hpp"
#include "mail/address.hpp"
#include "mailbox/store.hpp"
#include "queue/destinations.hpp"
#include "queue/queue.hpp"
#include "smtp/command.hpp"
#include "smtp/results.hpp"

namespace mailsim::lab {

// A reply with words of its own. code 0: no server spoke.
struct Told {
    std::uint16_t code = 0;
    mail::Enhanced enhanced;
    std::string text;
    std::string by;  // the server that said it, "fe.example[127.0.1.116]"
    smtp::Point at = smtp::Point::none;
    bool positive() const { return code >= 200 && code < 400; }
    bool permanent() const { return code >= 500 || (code == 0 && enhanced.class_ == 5); }
};
std::string to_string(const Told& told);  // as a log and a DSN say it: "host X said: 550 5.1.1 ..."

struct Addressee {
    mail::Address address;
    std::string text, orcpt;
    std::uint8_t notify = 0;  // bits of RFC 3461
};

struct Letter {
    std::string id;  // the queue id that the client was told
    std::uint64_t key = 0, row = 0;
    base::NodeId at;
    std::string at_name;
    mail::Address sender;
    std::string sender_text, envid;
    smtp::Ret ret = smtp::Ret::unsaid;
    bool smtputf8 = false, eight_bit = false;
    std::uint16_t hops = 0;
    base::Instant arrived{};  // by the site's memory_now(): a lab that starts again knows its age
    std::vector<Addressee> to;
    mailbox::Content content;
};

// What is to be told about one recipient: failed, delayed, relayed or delivered (RFC 3464 2.3.3).
struct Reported {
    const Addressee* to;
    Told told;
    std::string_view action;
};

// What a node keeps of one letter until all its recipients there are done: Postfix's queue file, with the
// logs of what the sender is to be told. It is told when no recipient is being tried any more.
struct QueueFile {
    std::shared_ptr<const Letter> letter;
    base::Instant arrived;
    std::time_t arrival_date = 0;
    unsigned entries = 0, under_way = 0;  // parts in the queue; of these: due for a try, or being tried
    bool warned = false;                  // the sender knows that it is delayed
    std::vector<Reported> failed, expired, taken;
};

// What waits in a node's queue: copies of one letter that go the same way.
struct Entry {
    std::shared_ptr<QueueFile> file;
    bool under_way = false;
    std::shared_ptr<const Letter> letter;
    std::vector<std::uint32_t> copies;  // places in letter->to
    const estate::Transport* transport = nullptr;
    bool local = false;
    queue::DestinationId destination;
    queue::TicketId ticket;
    unsigned attempts = 0;
    Told last;
};

}  // namespace mailsim::lab
