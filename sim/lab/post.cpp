#include "lab/post.hpp"

#include <fmt/format.h>

#include "lab/made.hpp"
#include "lab/notices.hpp"
#include "lab/postmaster.hpp"

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

void leave_queue(Site& site, Node& node, std::uint32_t place) {
    node.queue.remove(node.entries[place]->ticket);
    auto file = node.entries[place]->file;
    give_entry(node, place);
    --file->entries;
    end_pass(site, node, file);
    if (file->entries == 0) site.log.line(node.estate.id, "qmgr", file->letter->id + ": removed");
}

void defer(Site& site, Node& node, std::uint32_t place) {
    Entry& entry = *node.entries[place];
    auto file = entry.file;
    queue::Retry retry = node.queue.defer(entry.ticket, site.loop.now());
    if (!retry.give_up) {
        entry.under_way = false;
        return end_pass(site, node, file);
    }
    for (std::uint32_t copy : entry.copies) {
        file->expired.push_back({&file->letter->to[copy], entry.last, "failed"});
        site.log.line(node.estate.id, "qmgr",
                      fmt::format("{}: from=<{}>, status=expired, returned to sender", file->letter->id,
                                  file->letter->sender_text));
    }
    leave_queue(site, node, place);
}

void defer_suspended(Site& site, Node& node, std::uint32_t place) {
    Entry& entry = *node.entries[place];
    if (!entry.last.enhanced.present()) entry.last = {0, {4, 4, 1}, "delivery temporarily suspended", "", {}};
    defer(site, node, place);
}

}  // namespace

namespace {

// Kept as one, and queued.
bool take(Site& site, Node& node, const std::vector<std::shared_ptr<Letter>>& letters) {
    site.keeper.begin();
    bool good = true;
    for (const auto& letter : letters) {
        letter->arrived = site.memory_now();
        good = good && site.keeper.keep(*letter);
    }
    site.keeper.commit();
    if (!good) return false;
    for (const auto& letter : letters) {
        std::vector<std::uint32_t> copies;
        for (std::uint32_t i = 0; i < letter->to.size(); ++i) copies.push_back(i);
        enqueue(site, node, letter, std::move(copies));
    }
    return true;
}

}  // namespace

bool accept(Site& site, Node& node, const std::shared_ptr<Letter>& letter) {
    return take(site, node, redirected(site, node, letter, true));
}

bool post(Site& site, Node& node, const std::shared_ptr<Letter>& letter) {
    return take(site, node, redirected(site, node, letter, false));
}

void enqueue(Site& site, Node& node, const std::shared_ptr<const Letter>& letter,
             std::vector<std::uint32_t> copies) {
    auto most = static_cast<std::size_t>(node.estate.queue.recipients_per_delivery);
    site.log.line(node.estate.id, "qmgr",
                  fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", letter->id,
                              letter->sender_text, letter->content->size(), copies.size()));
    auto file = std::make_shared<QueueFile>();
    file->letter = letter;
    base::Duration age = site.memory_now() - letter->arrived;
    file->arrived = site.loop.now() - age;
    file->arrival_date = std::time(nullptr) - std::chrono::duration_cast<std::chrono::seconds>(age).count();
    std::map<std::uint64_t, std::uint32_t> open;  // destination -> the entry that still has room
    std::vector<std::uint32_t> made;
    for (std::uint32_t copy : copies) {
        mail::Address to = letter->to[copy].address;
        decide::NextHop hop;
        if (is_postmaster(letter->to[copy].text))
            hop.kind = decide::NextHop::Kind::mailbox;
        else
            hop = decide::next_hop(site.view(node), node.id, to, letter->key);
        std::uint64_t key = destination_key(node, hop, to);
        auto found = open.find(key);
        if (found != open.end() && node.entries[found->second]->copies.size() < most) {
            node.entries[found->second]->copies.push_back(copy);
            continue;
        }
        std::uint32_t place = new_entry(node);
        Entry& entry = *node.entries[place];
        entry.letter = letter;
        entry.file = file;
        ++file->entries;
        begin_pass(entry);
        entry.copies.push_back(copy);
        entry.transport = hop.transport;
        entry.local = hop.kind == decide::NextHop::Kind::mailbox;
        auto next = static_cast<std::uint32_t>(node.destinations.size());
        entry.destination = node.destinations.try_emplace(key, queue::DestinationId{next}).first->second;
        open[key] = place;
        made.push_back(place);
    }
    // Only now: a delivery starts with all its recipients.
    for (std::uint32_t place : made)
        node.entries[place]->ticket = node.queue.arrive(place, file->arrived, letter->sender.null());
    node.wake.wake();
}

void pump(Site& site, Node& node) {
    if (!node.up()) return;
    node.remote.wake(site.loop.now());
    for (bool more = true; more;) {
        more = false;
        while (auto taken = node.queue.take_due(site.loop.now())) {
            Entry& entry = *node.entries[taken->message];
            entry.attempts = taken->attempt;
            begin_pass(entry);
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
        base::Instant due =
            node.up() ? std::min(node.queue.next_due(), node.remote.next_wake()) : base::never;
        const base::Outcome outcome = co_await node.wake.wait_until(due);
        if (outcome == base::Outcome::failed) co_return;
    }
}

void finish(Site& site, Node& node, std::uint32_t place, queue::Result result) {
    Entry& entry = *node.entries[place];
    queue::Destinations& set = entry.local ? node.local : node.remote;
    queue::DestinationId destination = entry.destination;
    auto effect = set.finished(destination, result, site.loop.now());
    if (entry.copies.empty())
        leave_queue(site, node, place);
    else
        defer(site, node, place);
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
