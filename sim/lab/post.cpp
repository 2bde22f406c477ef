#include "lab/post.hpp"

#include <fmt/format.h>

namespace mailsim::lab {
namespace {

// Which copies share a destination; the same numbering as the simulator's queue.
std::uint64_t destination_key(const Node& node, const decide::NextHop& hop, mail::Address recipient) {
    auto key = [](std::uint64_t kind, std::uint64_t number) { return kind << 56 | number; };
    switch (hop.kind) {
        case decide::NextHop::Kind::mailbox: return key(1, 0);
        case decide::NextHop::Kind::mx: return key(2, recipient.domain.value);
        case decide::NextHop::Kind::nodes:
            if (hop.transport->next == estate::Transport::Next::home) return key(3, hop.nodes[0].value);
            return key(4, static_cast<std::uint64_t>(hop.transport - node.estate.transports.data()));
        case decide::NextHop::Kind::unroutable: break;
    }
    return key(5, 0);
}

std::uint32_t new_entry(Node& node) {
    if (node.free_entries.empty()) {
        node.entries.push_back(std::make_unique<Entry>());
        return static_cast<std::uint32_t>(node.entries.size() - 1);
    }
    std::uint32_t place = node.free_entries.back();
    node.free_entries.pop_back();
    *node.entries[place] = {};
    return place;
}

void give_entry(Node& node, std::uint32_t place) {
    *node.entries[place] = {};
    node.free_entries.push_back(place);
}

std::shared_ptr<Letter> new_notification(Site& site, Node& node, const Letter& about) {
    auto letter = std::make_shared<Letter>();
    letter->id = site.new_id();
    letter->key = base::mix(about.key + 1);
    letter->at = node.id;
    letter->at_name = node.estate.id;
    letter->eight_bit = about.eight_bit;
    letter->to.push_back({about.sender, about.sender_text, "", smtp::notify_never});
    return letter;
}

void send_notification(Site& site, Node& node, const Letter& about, const std::vector<Failed>& copies,
                       std::string_view action) {
    if (copies.empty() || about.sender.null()) return;
    auto letter = new_notification(site, node, about);
    letter->content =
        std::make_shared<std::string>(notification(about, copies, action, node.estate.name, letter->id));
    site.log.line(node.estate.id, "bounce",
                  fmt::format("{}: sender {} notification: {}", about.id,
                              action == "failed" ? "non-delivery" : "delivery", letter->id));
    accept(site, node, letter);
}

void bounce(Site& site, Node& node, const Letter& letter, const std::vector<Failed>& failed) {
    std::vector<Failed> wanted;
    for (const Failed& copy : failed)
        if (!(copy.to->notify & smtp::notify_never) &&
            (!copy.to->notify || copy.to->notify & smtp::notify_failure))
            wanted.push_back(copy);
    send_notification(site, node, letter, wanted, "failed");
}

void defer(Site& site, Node& node, std::uint32_t place) {
    Entry& entry = *node.entries[place];
    queue::Retry retry = node.queue.defer(entry.ticket, site.loop.now());
    if (!retry.give_up) return;
    std::vector<Failed> failed;
    auto letter = entry.letter;
    for (std::uint32_t copy : entry.copies) {
        failed.push_back({&letter->to[copy], entry.last});
        site.log.line(node.estate.id, "qmgr",
                      fmt::format("{}: from=<{}>, status=expired, returned to sender", letter->id,
                                  letter->sender_text));
    }
    auto copies = entry.copies;
    node.queue.remove(entry.ticket);
    give_entry(node, place);
    site.keeper.begin();
    bounce(site, node, *letter, failed);
    for (std::uint32_t copy : copies) site.keeper.forget(*letter, copy);
    site.keeper.commit();
}

void defer_suspended(Site& site, Node& node, std::uint32_t place) {
    Entry& entry = *node.entries[place];
    if (!entry.last.enhanced.present()) entry.last = {0, {4, 4, 1}, "delivery temporarily suspended", "", {}};
    defer(site, node, place);
}

}  // namespace

bool accept(Site& site, Node& node, const std::shared_ptr<Letter>& letter) {
    letter->arrived = site.memory_now();
    if (!site.keeper.keep(*letter)) return false;
    std::vector<std::uint32_t> copies;
    for (std::uint32_t i = 0; i < letter->to.size(); ++i) copies.push_back(i);
    enqueue(site, node, letter, std::move(copies));
    return true;
}

void enqueue(Site& site, Node& node, const std::shared_ptr<const Letter>& letter,
             std::vector<std::uint32_t> copies) {
    auto most = static_cast<std::size_t>(node.estate.queue.recipients_per_delivery);
    site.log.line(node.estate.id, "qmgr",
                  fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", letter->id,
                              letter->sender_text, letter->content->size(), copies.size()));
    std::map<std::uint64_t, std::uint32_t> open;  // destination -> the entry that still has room
    std::vector<std::uint32_t> made;
    for (std::uint32_t copy : copies) {
        mail::Address to = letter->to[copy].address;
        decide::NextHop hop = decide::next_hop(site.view(node), node.id, to, letter->key);
        std::uint64_t key = destination_key(node, hop, to);
        auto found = open.find(key);
        if (found != open.end() && node.entries[found->second]->copies.size() < most) {
            node.entries[found->second]->copies.push_back(copy);
            continue;
        }
        std::uint32_t place = new_entry(node);
        Entry& entry = *node.entries[place];
        entry.letter = letter;
        entry.copies.push_back(copy);
        entry.transport = hop.transport;
        entry.local = hop.kind == decide::NextHop::Kind::mailbox;
        auto next = static_cast<std::uint32_t>(node.destinations.size());
        entry.destination = node.destinations.try_emplace(key, queue::DestinationId{next}).first->second;
        open[key] = place;
        made.push_back(place);
    }
    // Only now: a delivery starts with all its recipients.
    base::Instant arrived = site.loop.now() - (site.memory_now() - letter->arrived);
    for (std::uint32_t place : made)
        node.entries[place]->ticket = node.queue.arrive(place, arrived, letter->sender.null());
    node.wake.wake();
}

void pump(Site& site, Node& node) {
    if (!node.up()) return;
    for (bool more = true; more;) {
        more = false;
        while (auto taken = node.queue.take_due(site.loop.now())) {
            Entry& entry = *node.entries[taken->message];
            entry.attempts = taken->attempt;
            queue::Destinations& set = entry.local ? node.local : node.remote;
            if (!set.add(entry.destination, taken->message, site.loop.now()))
                defer_suspended(site, node, taken->message);
            more = true;
        }
        for (queue::Destinations* set : {&node.local, &node.remote})
            while (auto start = set->select()) {
                site.loop.spawn(deliver(site, node, start->delivery));
                more = true;
            }
    }
}

base::Task<void> run_queue(Site& site, Node& node) {
    for (;;) {
        pump(site, node);
        base::Instant due = node.up() ? node.queue.next_due() : base::never;
        const base::Outcome outcome = co_await node.wake.wait_until(due);
        if (outcome == base::Outcome::failed) co_return;
    }
}

void finish(Site& site, Node& node, std::uint32_t place, queue::Result result, std::vector<Failed> failed) {
    Entry& entry = *node.entries[place];
    auto letter = entry.letter;
    queue::Destinations& set = entry.local ? node.local : node.remote;
    queue::DestinationId destination = entry.destination;
    auto effect = set.finished(destination, result, site.loop.now());
    if (entry.copies.empty()) {
        node.queue.remove(entry.ticket);
        give_entry(node, place);
        site.log.line(node.estate.id, "qmgr", letter->id + ": removed");
    } else {
        defer(site, node, place);
    }
    site.keeper.begin();
    bounce(site, node, *letter, failed);
    for (const Failed& copy : failed)
        site.keeper.forget(*letter, static_cast<std::uint32_t>(copy.to - letter->to.data()));
    site.keeper.commit();
    if (effect.died)
        while (auto waiting = set.take_waiting(destination)) defer_suspended(site, node, *waiting);
    node.wake.wake();
}

void log_delivery(Site& site, Node& node, const Entry& entry, const Addressee& to, const Told& told,
                  std::string_view relay) {
    mail::Enhanced code = told.enhanced;
    if (!code.present() && told.code) code = {static_cast<std::uint8_t>(told.code / 100), 0, 0};
    std::string_view status = told.positive() ? "sent" : told.permanent() ? "bounced" : "deferred";
    site.log.line(node.estate.id, entry.local ? "local" : "smtp",
                  fmt::format("{}: to=<{}>, relay={}, dsn={}, status={} ({})", entry.letter->id, to.text,
                              relay, mail::to_string(code), status, to_string(told)));
}

}  // namespace mailsim::lab
