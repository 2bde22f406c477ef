// What waits in the queues: as Postfix's postqueue -p and qshape show it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "render/document.hpp"
#include "render/ids.hpp"
#include "render/views.hpp"

namespace mailsim::render {
namespace {

base::Instant instant_of(const View& view) { return view.at == base::never ? view.record.end : view.at; }

std::vector<base::NodeId> nodes_of(const View& view) {
    if (view.node.valid()) return {view.node};
    std::vector<base::NodeId> nodes;
    for (std::uint32_t n = 0; n < view.scene.estate.nodes.size(); ++n) nodes.push_back({n});
    return nodes;
}

constexpr int columns = 10;  // qshape's default: 5, 10, ... 1280 minutes, and more

// Which column an age falls in: 5, 10, 20 ... minutes.
int column_of(base::Duration age) {
    double minutes = base::seconds(age) / 60;
    int column = 0;
    for (double edge = 5; column < columns - 1 && minutes >= edge; edge *= 2) ++column;
    return column;
}

}  // namespace

std::string mailq(const View& view) {
    Clock clock(view.scene.start_of_week);
    base::Instant at = instant_of(view);
    std::string out;
    for (base::NodeId node : nodes_of(view)) {
        std::vector<Care> queue = queue_at(view.scene, view.record, node, at);
        if (queue.empty() && !view.node.valid()) continue;
        if (!view.node.valid()) out += (out.empty() ? "" : "\n") + view.scene.node(node).id + "\n";
        if (queue.empty()) return "Mail queue is empty\n";
        out += "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n";
        std::int64_t octets = 0;
        for (const Care& care : queue) {
            const Letter& letter = *view.record.letter(care.message);
            bool active = std::all_of(care.waiting.begin(), care.waiting.end(),
                                      [](const Care::Waiting& w) { return w.due == base::never; });
            std::string sender = view.scene.estate.book.text(letter.message.sender);
            std::string date = clock.mail_date(care.arrived);  // "Mon, 5 Jan 2026 10:00:00 +0000"
            out += fmt::format("{:<11} {:7} {} {}  {}\n",
                               postfix_id(clock, care.arrived, care.message) + (active ? "*" : ""),
                               letter.message.size.count, date.substr(0, 3), clock.syslog(care.arrived),
                               sender.empty() ? "MAILER-DAEMON" : sender);
            std::string told;
            for (const Care::Waiting& w : care.waiting) {
                // Recipients that wait for one reason stand under it together; it ends at one column.
                std::string reason = why_waiting(w);
                if (!reason.empty() && reason != std::exchange(told, reason))
                    out +=
                        fmt::format("{:{}}({})\n", "", 76 - std::min<std::size_t>(76, reason.size()), reason);
                out += fmt::format("{:41}{}\n", "",
                                   view.scene.estate.book.text(letter.recipient(w.recipient, care.node, at)));
            }
            out += "\n";
            octets += letter.message.size.count;
        }
        out += fmt::format("-- {} Kbytes in {} Request{}.\n", (octets + 512) / 1024, queue.size(),
                           queue.size() == 1 ? "" : "s");
    }
    return out.empty() ? "Mail queue is empty\n" : out;
}

std::string qshape(const View& view) {
    base::Instant at = instant_of(view);
    std::map<std::string, std::array<int, columns>> rows;
    std::array<int, columns> total{};
    for (base::NodeId node : nodes_of(view))
        for (const Care& care : queue_at(view.scene, view.record, node, at))
            for (const Care::Waiting& w : care.waiting) {
                mail::Address to = view.record.letter(care.message)->recipient(w.recipient, node, at);
                int column = column_of(at - care.arrived);
                ++rows[std::string(view.scene.estate.book.domain_name(to.domain))]
                      [static_cast<std::size_t>(column)];
                ++total[static_cast<std::size_t>(column)];
            }
    auto sum = [](const auto& row) {
        int n = 0;
        for (int x : row) n += x;
        return n;
    };
    auto line = [&](const std::string& name, const auto& row) {
        std::string out = fmt::format("{:>30} {:>4}", name, sum(row));
        for (int n : row) out += fmt::format(" {:>5}", n);
        return out + "\n";
    };
    std::string out = fmt::format("{:>30} {:>4}", "", "T");
    int edge = 5;
    for (int c = 0; c < columns - 1; ++c, edge *= 2) out += fmt::format(" {:>5}", edge);
    out += fmt::format(" {:>5}\n", std::to_string(edge / 2) + "+") + line("TOTAL", total);
    std::vector<std::pair<std::string, std::array<int, columns>>> sorted(rows.begin(), rows.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const auto& a, const auto& b) { return sum(a.second) > sum(b.second); });
    for (const auto& [name, row] : sorted) out += line(name, row);
    return out;
}

}  // namespace mailsim::render
