#include "lab/notices.hpp"

#include <fmt/format.h>

#include "lab/post.hpp"
#include "lab/text.hpp"

namespace mailsim::lab {
namespace {

// RFC 3461 4.1: without NOTIFY= the sender hears of failures, and of delays from who warns of them.
bool wants(const Addressee& to, std::uint8_t what) {
    if (to.notify == 0) return what != smtp::notify_success;
    return !(to.notify & smtp::notify_never) && to.notify & what;
}

void send(Site& site, Node& node, const QueueFile& file, const std::vector<Reported>& copies,
          std::time_t retry_until = 0) {
    const Letter& about = *file.letter;
    if (copies.empty() || about.sender.null()) return;
    auto letter = std::make_shared<Letter>();
    letter->id = site.new_id();
    letter->key = base::mix(about.key + 1);
    letter->at = node.id;
    letter->at_name = node.estate.id;
    letter->eight_bit = about.eight_bit;
    letter->to.push_back({about.sender, about.sender_text, "", smtp::notify_never});
    letter->content = std::make_shared<std::string>(
        notification({about, copies, node.estate.name, letter->id, file.arrival_date, retry_until}));
    std::string_view action = copies.front().action;
    std::string_view kind = action == "failed" ? "non-delivery" : action == "delayed" ? "delay" : "delivery";
    site.log.line(node.estate.id, "bounce",
                  fmt::format("{}: sender {} notification: {}", about.id, kind, letter->id));
    post(site, node, letter);
}

void tell_failed(Site& site, Node& node, QueueFile& file, std::vector<Reported>& copies) {
    if (copies.empty()) return;
    std::vector<Reported> wanted;
    for (const Reported& copy : copies)
        if (wants(*copy.to, smtp::notify_failure)) wanted.push_back(copy);
    site.keeper.begin();
    send(site, node, file, wanted);
    for (const Reported& copy : copies)
        site.keeper.forget(*file.letter, static_cast<std::uint32_t>(copy.to - file.letter->to.data()));
    site.keeper.commit();
    copies.clear();
}

// Once for a letter, when it has waited so long (Postfix delay_warning_time).
void warn_of_delay(Site& site, Node& node, QueueFile& file, const std::shared_ptr<QueueFile>& same) {
    base::Duration after = node.estate.queue.delay_warning, age = site.loop.now() - file.arrived;
    if (after.count() == 0) after = node.schedule.delay_warning;
    if (after.count() == 0 || file.warned || file.entries == 0 || age < after) return;
    file.warned = true;
    std::vector<Reported> waiting;
    for (const auto& entry : node.entries) {
        if (entry->file != same) continue;
        for (std::uint32_t copy : entry->copies)
            if (wants(file.letter->to[copy], smtp::notify_delay))
                waiting.push_back({&file.letter->to[copy], entry->last, "delayed"});
    }
    auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(node.estate.queue.lifetime);
    send(site, node, file, waiting, file.arrival_date + lifetime.count());
}

}  // namespace

void begin_pass(Entry& entry) {
    if (std::exchange(entry.under_way, true)) return;
    ++entry.file->under_way;
}

void end_pass(Site& site, Node& node, const std::shared_ptr<QueueFile>& file) {
    if (--file->under_way > 0) return;
    tell_failed(site, node, *file, file->failed);
    send(site, node, *file, std::exchange(file->taken, {}));
    tell_failed(site, node, *file, file->expired);
    warn_of_delay(site, node, *file, file);
}

void note_taken(QueueFile& file, const Addressee& to, const Told& told, const smtp::Extensions* offers) {
    if (!wants(to, smtp::notify_success)) return;
    if (offers && offers->has(smtp::Extension::dsn)) return;  // who took it will tell
    file.taken.push_back({&to, told, offers ? "relayed" : "delivered"});
}

}  // namespace mailsim::lab
