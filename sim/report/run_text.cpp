#include "report/run_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/advice.hpp"
#include "report/figure.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using observe::Summary;

// The few colours there are; each word says the same without them.
struct Paint {
    bool on;
    std::string heading(std::string_view text) const {
        return on ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
    }
    std::string good(std::string_view text) const {
        return on ? fmt::format("\033[32m{}\033[0m", text) : std::string(text);
    }
    std::string bad(std::string_view text) const {
        return on ? fmt::format("\033[31m{}\033[0m", text) : std::string(text);
    }
};

std::string of_all(std::uint64_t part, std::uint64_t all) {
    return all ? share_text(static_cast<double>(part) / static_cast<double>(all)) : "-";
}

std::string ledger_text(const Summary& s, const Paint& paint) {
    const observe::LedgerSummary& l = s.ledger;
    std::uint64_t taken = l.accepted + l.created;
    TextTable table({"<", "", "<"});
    table.row({"offered", count_text(l.offered), ""});
    table.row({"rejected at the edge", count_text(l.rejected),
               of_all(l.rejected, l.offered) + " of what was offered"});
    table.row({"accepted", count_text(l.accepted), of_all(l.accepted, l.offered) + " of what was offered"});
    table.row({"created inside", count_text(l.created), "notifications and copies"});
    table.row(
        {"delivered", count_text(l.delivered), of_all(l.delivered, taken) + " of accepted and created"});
    if (l.bounced) table.row({"bounced", count_text(l.bounced), of_all(l.bounced, taken)});
    if (l.discarded) table.row({"discarded", count_text(l.discarded), of_all(l.discarded, taken)});
    if (l.quarantined) table.row({"quarantined", count_text(l.quarantined), of_all(l.quarantined, taken)});
    table.row({"still queued", count_text(l.queued), of_all(l.queued, taken)});
    if (s.outside_waiting) table.row({"waiting outside", count_text(s.outside_waiting), "not answered yet"});
    return paint.heading("Mail, in envelope recipients") + "\n" + table.text();
}

void delay_row(TextTable& table, std::string name, const observe::DelaySummary& d) {
    auto cell = [&](const char* figure, const std::optional<double>& value) {
        bool open = std::find(d.at_least.begin(), d.at_least.end(), figure) != d.at_least.end();
        return (open ? "> " : "") + seconds_text(value);
    };
    table.row({std::move(name), count_text(d.n), seconds_text(d.mean), cell("p50", d.p50), cell("p95", d.p95),
               cell("p99", d.p99), seconds_text(d.max), d.censored ? count_text(d.censored) : ""});
}

std::string delay_text(const Summary& s, const Paint& paint) {
    TextTable table({"<", "delivered", "mean", "median", "95 %", "99 %", "longest", "waiting"});
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        if (s.delay_by[k].n + s.delay_by[k].censored)
            delay_row(table, mail::name(static_cast<mail::Kind>(k)), s.delay_by[k]);
    delay_row(table, "all", s.delay);
    return paint.heading("Delay, from submission to the mailbox or the peer; waiting: still queued") + "\n" +
           table.text();
}

std::string node_text(const Summary& s, const Paint& paint) {
    auto share = [](const std::optional<double>& v) { return v ? share_text(*v) : "-"; };
    TextTable table(
        {"<", "<", "processor", "disk", "memory", "processes", "queue", "peak", "out/s", "refused"});
    for (const observe::NodeSummary& n : s.nodes) {
        if (n.peer) continue;
        table.row({n.id, n.role, share(n.utilisation.processor), share(n.utilisation.disk),
                   share(n.utilisation.memory), share(n.utilisation.processes), number_text(n.queue_mean),
                   count_text(n.queue_max), number_text(n.throughput),
                   n.refused_sessions ? count_text(n.refused_sessions) : ""});
    }
    std::string text =
        paint.heading(
            "Nodes: shares in use, recipients in their care, recipients out a second, sessions refused") +
        "\n" + table.text();
    if (s.busiest)
        text += fmt::format("  busiest: {}, {} {} in use\n", s.busiest->node, s.busiest->resource,
                            share_text(s.busiest->utilisation));
    std::string links;
    for (const observe::StationSummary& st : s.stations)
        if (st.resource == "link")
            links += fmt::format("{}{} {}", links.empty() ? "" : ", ", st.name, share_text(st.utilisation));
    if (!links.empty()) text += fmt::format("  links: {} in use\n", links);
    return text;
}

// Colours a word wherever it begins a row; the table has been laid out without the colour's bytes.
void paint_word(std::string& rows, std::string_view word, const std::string& painted) {
    std::string begin = "\n  " + std::string(word) + " ";
    rows.insert(0, "\n");
    for (std::size_t at = 0; (at = rows.find(begin, at)) != std::string::npos; at += painted.size())
        rows.replace(at + 3, word.size(), painted);
    rows.erase(0, 1);
}

std::string objective_text(const Summary& s, const Paint& paint) {
    std::string text = paint.heading("Objectives: " + verdict(s)) + "\n";
    TextTable table({"<", "<", "", "<", "<"});
    for (const observe::ObjectiveSummary& o : s.objectives)
        table.row({!o.met   ? "-"
                   : *o.met ? "met"
                            : "MISSED",
                   o.name, o.value ? value_text(*o.value, o.unit) : "-",
                   fmt::format("({} {})", o.direction == "at_least" ? "at least" : "at most",
                               value_text(o.limit, o.unit)),
                   o.note});
    std::string rows = table.text();
    paint_word(rows, "met", paint.good("met"));
    paint_word(rows, "MISSED", paint.bad("MISSED"));
    return text + rows;
}

}  // namespace

std::string run_text(const Summary& s, bool colour) {
    Paint paint{colour};
    std::string text =
        fmt::format("{}\n  {} simulated, {}\n", paint.heading(s.title), seconds_text(s.simulated_seconds),
                    s.complete ? "complete" : paint.bad("interrupted: a partial result"));
    text += "\n" + ledger_text(s, paint) + "\n" + delay_text(s, paint) + "\n" + node_text(s, paint) + "\n" +
            objective_text(s, paint);
    if (s.differences.empty()) {
        text += fmt::format("\nSelf-checks: all {} laws hold\n", s.checks);
    } else {
        text += "\n" + paint.bad("Self-checks that failed") + "\n";
        for (const std::string& line : s.differences) text += "  " + line + "\n";
    }
    text += "\n" + paint.heading("Look at next") + "\n";
    for (const std::string& line : advice(s)) text += "  " + line + "\n";
    return text;
}

}  // namespace mailsim::report
