#include "report/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "report/figure.hpp"
#include "report/html.hpp"

namespace mailsim::report {
namespace {

using estate::Role;
using observe::NodeSummary;
using observe::Summary;

enum Tier { senders, antispam, relays, front_ends, mailboxes, way_out, gateways, receivers, tier_count };
constexpr const char* tier_names[] = {"From",      "Antispam", "Relays",   "Front-end",
                                      "Mailboxes", "Way out",  "Gateways", "To"};

Tier tier_of(Role role) {
    switch (role) {
        case Role::antispam: return antispam;
        case Role::relay: return relays;
        case Role::front_end: return front_ends;
        case Role::gateway: return gateways;
        case Role::peer:
        case Role::dns: return receivers;
        default: return mailboxes;
    }
}

// A box: a node at one place of the drawing, or several peers drawn as one.
struct Box {
    std::string label, sub;
    Tier tier;
    const NodeSummary* node = nullptr;
    std::uint64_t recipients = 0;  // through this box
    double x = 0, y = 0;
};
constexpr double box_width = 152, box_height = 54, box_gap = 12, column_gap = 44, head = 30;
constexpr std::size_t most_peers = 6;

double busiest(const NodeSummary& n) {
    return std::max({n.utilisation.processor.value_or(0), n.utilisation.disk.value_or(0),
                     n.utilisation.processes.value_or(0)});
}

// Puts every flow between two boxes, making the boxes on the way.
class Plan {
  public:
    Plan(const Summary& summary, const estate::Estate& estate) : summary_(summary), estate_(estate) {
        find_returns();
        rank_peers();
        for (const observe::FlowSummary& f : summary.flows) add(f);
        place();
    }
    std::vector<Box> boxes;
    std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> flows;
    double width = 0, height = 0;
    std::vector<std::pair<double, const char*>> heads;

  private:
    Tier home(const std::string& id) const {
        base::NodeId node = estate_.find_node(id);
        return node.valid() ? tier_of(estate_.node(node).role) : receivers;
    }
    bool peer(const std::string& id) const {
        base::NodeId node = estate_.find_node(id);
        return node.valid() && estate_.node(node).role == Role::peer;
    }
    std::string role(const std::string& id) const {
        base::NodeId node = estate_.find_node(id);
        return node.valid() ? std::string(estate::name(estate_.node(node).role)) : "";
    }
    Tier from_tier(const std::string& id) const { return id.empty() || peer(id) ? senders : home(id); }

    // Which nodes get mail from their own tier or a later one: they stand on the way out as well.
    void find_returns() {
        for (const auto& f : summary_.flows)
            if (!peer(f.to) && from_tier(f.from) >= home(f.to)) returns_[f.to] = true;
    }
    // Small peers are drawn together.
    void rank_peers() {
        std::map<std::string, std::uint64_t> in, out;
        for (const auto& f : summary_.flows) {
            if (peer(f.from)) out[f.from] += f.recipients;
            if (peer(f.to)) in[f.to] += f.recipients;
        }
        for (auto* side : {&out, &in}) {
            std::vector<std::pair<std::uint64_t, std::string>> order;
            for (const auto& [id, n] : *side) order.emplace_back(n, id);
            std::sort(order.rbegin(), order.rend());
            for (std::size_t i = most_peers - 1; order.size() > most_peers && i < order.size(); ++i)
                together_[{side == &out ? senders : receivers, order[i].second}] = true;
        }
    }
    std::size_t box(Tier tier, const std::string& id) {
        bool back = tier == receivers && !peer(id);  // one box for all mail that enters the estate again
        std::string key = back ? "estate again" : together_.count({tier, id}) ? "other peers" : id;
        auto [at, fresh] = index_.try_emplace({tier, key}, boxes.size());
        if (!fresh) return at->second;
        Box b{key, "", tier, nullptr, 0, 0, 0};
        for (const NodeSummary& n : summary_.nodes)
            if (n.id == key && !n.peer) b.node = &n;
        if (id.empty()) b.label = "customers";
        b.sub = id.empty()  ? "sessions"
                : back      ? "comes back"
                : key != id ? "together"
                : peer(id)  ? "Internet"
                            : role(id);
        boxes.push_back(b);
        return at->second;
    }
    std::size_t source(const std::string& id, Tier to) {
        Tier tier = from_tier(id);
        bool out = returns_.count(id) && (tier == front_ends || tier == relays) && to > way_out;
        return box(out ? way_out : tier, id);
    }
    std::size_t target(const std::string& id, Tier from) {
        Tier tier = home(id);
        if (tier <= from) tier = tier == front_ends || tier == relays ? way_out : receivers;
        if (tier <= from) tier = receivers;
        return box(tier, id);
    }
    void add(const observe::FlowSummary& f) {
        if (peer(f.from) && peer(f.to)) return;  // beyond the estate
        Tier from = from_tier(f.from);
        std::size_t to = target(f.to, from), at = source(f.from, boxes[to].tier);
        flows[{at, to}] += f.recipients;
        boxes[to].recipients += f.recipients;
        if (boxes[at].tier == senders) boxes[at].recipients += f.recipients;
    }
    void place() {
        std::vector<std::vector<std::size_t>> columns(tier_count);
        for (std::size_t i = 0; i < boxes.size(); ++i) columns[boxes[i].tier].push_back(i);
        std::size_t rows = 1;
        for (auto& column : columns) {
            rows = std::max(rows, column.size());
            std::stable_sort(column.begin(), column.end(),
                             [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
        }
        height = head + static_cast<double>(rows) * (box_height + box_gap);
        double x = 1;
        for (int tier = 0; tier < tier_count; ++tier) {
            const auto& column = columns[static_cast<std::size_t>(tier)];
            if (column.empty()) continue;
            double used = static_cast<double>(column.size()) * (box_height + box_gap) - box_gap;
            double y = head + (height - head - used) / 2;
            for (std::size_t i : column) {
                boxes[i].x = x;
                boxes[i].y = y;
                y += box_height + box_gap;
            }
            heads.emplace_back(x, tier_names[tier]);
            x += box_width + column_gap;
        }
        width = x - column_gap + 1;
    }
    // Customers first, the estate's order next, "other peers" last.
    std::size_t rank(std::size_t i) const {
        if (boxes[i].label == "customers" || boxes[i].label == "estate again") return 0;
        for (std::size_t n = 0; n < estate_.nodes.size(); ++n)
            if (boxes[i].label.starts_with(estate_.nodes[n].id)) return n + 1;
        return estate_.nodes.size() + 1;
    }

    const Summary& summary_;
    const estate::Estate& estate_;
    std::map<std::string, bool> returns_;
    std::map<std::pair<Tier, std::string>, bool> together_;
    std::map<std::pair<Tier, std::string>, std::size_t> index_;
};

std::string flow_svg(const Box& from, const Box& to, std::uint64_t n, std::uint64_t most) {
    double width = 1 + 13 * std::sqrt(static_cast<double>(n) / static_cast<double>(most));
    double x1 = from.x + box_width, y1 = from.y + box_height / 2, x2 = to.x, y2 = to.y + box_height / 2;
    double bend = (x2 - x1) / 2;
    return fmt::format(
        "<path class=\"flow {}\" stroke-width=\"{:.1f}\" d=\"M{:.0f} {:.0f}C{:.0f} {:.0f} {:.0f} {:.0f} "
        "{:.0f} "
        "{:.0f}\"><title>{} to {}: {} recipients</title></path>\n",
        to.tier <= mailboxes ? "in" : "out", width, x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2,
        escape(from.label), escape(to.label), count_text(n));
}

std::string box_svg(const Box& b) {
    bool busy = b.node && b.tier != receivers;
    double share = busy ? busiest(*b.node) : 0;
    std::string out = fmt::format(
        "<g transform=\"translate({:.0f} {:.0f})\"><rect class=\"box{}\" width=\"{}\" height=\"{}\" "
        "rx=\"6\"/>"
        "<text x=\"9\" y=\"19\" class=\"name\">{}</text><text x=\"9\" y=\"36\" class=\"sub\">{}</text>"
        "<text x=\"{}\" y=\"36\" class=\"n\" text-anchor=\"end\">{}</text>",
        b.x, b.y, b.node ? "" : " outside", box_width, box_height, escape(b.label), escape(b.sub),
        box_width - 9, b.recipients ? count_text(b.recipients) : "");
    if (busy)
        out += fmt::format(
            "<text x=\"{}\" y=\"19\" class=\"sub\" text-anchor=\"end\">{}</text><rect class=\"track\" "
            "x=\"9\" y=\"43\" "
            "width=\"{}\" height=\"4\" rx=\"2\"/><rect class=\"{}\" x=\"9\" y=\"43\" width=\"{:.1f}\" "
            "height=\"4\" rx=\"2\"/>",
            box_width - 9, share_text(share), box_width - 18,
            share >= 0.7   ? "high"
            : share >= 0.5 ? "mid"
                           : "low",
            (box_width - 18) * std::min(1.0, share));
    return out + "</g>\n";
}

// The same for a narrow screen and for screen readers: tier after tier, each node with where its mail came
// from.
std::string tier_item(const Plan& plan, std::size_t box) {
    const Box& b = plan.boxes[box];
    std::string from;
    for (const auto& [flow, n] : plan.flows)
        if (flow.second == box)
            from += fmt::format("{}{} {}", from.empty() ? "from " : ", ",
                                escape(plan.boxes[flow.first].label), count_text(n));
    return fmt::format("<li><b>{}</b> {}{}, {} <span class=\"note\">{}</span></li>\n", escape(b.label),
                       escape(b.sub),
                       b.node && b.tier != receivers ? ", " + share_text(busiest(*b.node)) + " busy" : "",
                       count_text(b.recipients), from);
}

std::string tier_list(const Plan& plan) {
    std::vector<std::size_t> order(plan.boxes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return plan.boxes[a].y < plan.boxes[b].y; });
    std::string out = "<ol class=\"tiers\">\n";
    for (int tier = 0; tier < tier_count; ++tier) {
        std::string items;
        for (std::size_t i : order)
            if (plan.boxes[i].tier == tier) items += tier_item(plan, i);
        if (!items.empty())
            out += fmt::format("<li><span class=\"tier\">{}</span><ul>\n{}</ul></li>\n", tier_names[tier],
                               items);
    }
    return out + "</ol>\n";
}

}  // namespace

std::string drawing(const Summary& summary, const estate::Estate& estate) {
    Plan plan(summary, estate);
    if (plan.boxes.empty()) return "<p>No mail moved in this run.</p>\n";
    std::uint64_t most = 1;
    for (const auto& [flow, n] : plan.flows) most = std::max(most, n);
    std::string svg = fmt::format(
        "<svg class=\"estate\" viewBox=\"0 0 {:.0f} {:.0f}\" style=\"min-width:{:.0f}px\" role=\"img\" "
        "aria-label=\"The estate's tiers and the mail between them\">\n",
        plan.width, plan.height, std::min(plan.width, 900.0));
    for (const auto& [x, name] : plan.heads)
        svg += fmt::format("<text class=\"head\" x=\"{:.0f}\" y=\"14\">{}</text>\n", x, name);
    for (const auto& [flow, n] : plan.flows)
        svg += flow_svg(plan.boxes[flow.first], plan.boxes[flow.second], n, most);
    for (const Box& b : plan.boxes) svg += box_svg(b);
    return "<div class=\"drawing\">\n" + svg + "</svg></div>\n" + tier_list(plan);
}

}  // namespace mailsim::report
