// A message joins a node's queue: one record of it, and its copies in parts by destination, each at most as
// long as one delivery. When the parts are tried is queueing.hpp's.
#pragma once
#include "nodes/spend.hpp"

namespace mailsim::nodes {

inline std::size_t recipients_per_delivery(const estate::Node& node, const decide::NextHop& hop) {
    int own = hop.transport ? hop.transport->recipients_per_delivery : 0;
    return static_cast<std::size_t>(own > 0 ? own : node.queue.recipients_per_delivery);
}

// Which entries share a destination: a kind, and the number that tells destinations of that kind apart.
template <class W>
std::uint64_t destination_key(const Node<W>& node, const decide::NextHop& hop, mail::Address recipient) {
    auto key = [](std::uint64_t kind, std::uint64_t number) { return kind << 56 | number; };
    // One recipient a delivery: then each recipient is a destination (Postfix, qmgr_message_resolve).
    if (recipients_per_delivery(*node.estate, hop) == 1 && hop.kind != decide::NextHop::Kind::unroutable)
        return key(6, base::mix(recipient.key()) >> 8);
    switch (hop.kind) {
        case decide::NextHop::Kind::mailbox: return key(1, 0);
        case decide::NextHop::Kind::mx: return key(2, recipient.domain.value);
        case decide::NextHop::Kind::nodes:
            if (hop.transport->next == estate::Transport::Next::home) return key(3, hop.nodes[0].value);
            return key(4, static_cast<std::uint64_t>(hop.transport - node.estate->transports.data()));
        case decide::NextHop::Kind::unroutable: break;
    }
    return key(5, 0);
}

template <class W>
queue::DestinationId destination_of(Node<W>& node, std::uint64_t key) {
    auto next = static_cast<std::uint32_t>(node.destinations.size());
    return node.destinations.try_emplace(key, queue::DestinationId{next}).first->second;
}

template <class W>
void tell_queued(Context<W>& c, facts::Kind kind, NodeId node, const Entry& entry, std::int64_t value = 0) {
    const Mail& mail = c.mails[entry.mail];
    facts::Fact f = c.fact(kind, node);
    f.message = mail.message.id;
    f.value = value;
    f.code = entry.last.code;
    f.enhanced = mail::pack(entry.last.enhanced);
    f.rule = entry.last_rule;
    f.other = entry.last_node;
    for (std::uint32_t copy : entry.copies) {
        f.recipient = mail.recipient_id(copy);
        f.mail_kind = static_cast<std::uint8_t>(c.kind_of(mail, copy));
        c.stream.emit(facts::Level::hop, f);
    }
}

// The node's record of the message that an entry, and those split from it, carry.
template <class W>
std::uint32_t open_file(Context<W>& c, Node<W>& node, const Entry& entry) {
    std::uint32_t place = c.files.take();
    const Mail& mail = c.mails[entry.mail];
    QueueFile& file = c.files[place];
    file.mail = entry.mail;
    file.node = node.id;
    file.entries = file.under_way = file.taken = 0;
    file.arrived = c.now();
    file.message = mail.message;
    file.notify = entry.notify;
    file.ret = mail.ret;
    file.outside = entry.outside;
    file.warned = false;
    file.failed.clear();
    file.aside.clear();
    file.jobs.assign(node.sets(), {});
    return place;
}

template <class W>
void begin_pass(Context<W>& c, Entry& entry) {
    if (std::exchange(entry.under_way, true)) return;
    ++c.files[entry.file].under_way;
}

// One entry, all of whose copies have the same destination, joins the node's queue. first: the ticket of the
// message's first part there.
template <class W>
void join_queue(Context<W>& c, Node<W>& node, std::uint32_t place, queue::TicketId& first) {
    Entry& entry = c.entries[place];
    bool null_sender = c.mails[entry.mail].message.sender.null();
    auto recipients = static_cast<std::uint32_t>(entry.copies.size());
    entry.ticket = node.queue.arrive(place, c.now(), null_sender, recipients, first);
    if (!first.valid()) first = entry.ticket;
    node.queued += entry.copies.size();
    if (entry.outside) node.queued_outside += entry.copies.size();
    tell_queued(c, facts::Kind::queued, node.id, entry);
}

// Copies of one message go into parts, one destination each, at most as long as one delivery.
template <class W>
class Splitting {
  public:
    Splitting(Context<W>& c, Node<W>& node, std::uint32_t whole)
        : c_(c), node_(node), whole_(whole), file_(open_file(c, node, c.entries[whole])) {}

    // The entry becomes the first part.
    void run() {
        std::vector<std::uint32_t>& copies = c_.entries[whole_].copies;
        const std::size_t count = copies.size();
        begin_part(whole_, hop(copies.front()));
        if (count > 1) {
            std::vector<std::uint32_t> all(copies);
            copies.resize(1);
            open_[key_] = whole_;
            for (std::size_t i = 1; i < count; ++i) put(all[i]);
        }
        queue::TicketId first;
        join_queue(c_, node_, whole_, first);
        for (std::uint32_t place : others_) join_queue(c_, node_, place, first);
    }

  private:
    decide::NextHop hop(std::uint32_t copy) {
        const Mail& mail = c_.mails[c_.entries[whole_].mail];
        decide::NextHop hop =
            decide::next_hop(c_.view(node_), node_.id, mail.recipients[copy], mail.message.key);
        key_ = destination_key(node_, hop, mail.recipients[copy]);
        return hop;
    }

    void put(std::uint32_t copy) {
        decide::NextHop its = hop(copy);
        auto [found, fresh] = open_.try_emplace(key_);
        if (fresh || c_.entries[found->second].copies.size() >= recipients_per_delivery(*node_.estate, its)) {
            found->second = another();
            begin_part(found->second, its);
        }
        c_.entries[found->second].copies.push_back(copy);
    }

    std::uint32_t another() {
        const std::uint32_t place = c_.new_entry(c_.entries[whole_].mail, node_.id);
        Entry &entry = c_.entries[place], &whole = c_.entries[whole_];
        entry.hops = whole.hops;
        entry.outside = whole.outside;
        entry.notify = whole.notify;
        others_.push_back(place);
        return place;
    }

    // What hop() just found.
    void begin_part(std::uint32_t place, const decide::NextHop& its) {
        Entry& entry = c_.entries[place];
        entry.transport = its.transport;
        entry.local = its.kind == decide::NextHop::Kind::mailbox;
        entry.destination = destination_of(node_, key_);
        entry.file = file_;
        ++c_.files[file_].entries;
        begin_pass(c_, entry);
    }

    Context<W>& c_;
    Node<W>& node_;
    std::uint32_t whole_, file_;
    std::uint64_t key_ = 0;                                  // of the destination that hop() found last
    std::unordered_map<std::uint64_t, std::uint32_t> open_;  // by destination: the part that may have room
    std::vector<std::uint32_t> others_;
};

}  // namespace mailsim::nodes
