#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/page_parts.hpp"
#include "report/sheet.hpp"

namespace mailsim::report {
namespace {

using observe::Summary;

std::string of_all(std::uint64_t part, std::uint64_t all) {
    return all ? share_text(static_cast<double>(part) / static_cast<double>(all)) : "";
}

// A share with a small bar beside it, so that the eye finds the high ones.
std::string meter(const std::optional<double>& share) {
    if (!share) return "<span class=\"note\">-</span>";
    return report::meter(*share);
}

std::string nonzero(std::uint64_t n) { return n ? count_text(n) : ""; }

}  // namespace

std::string objectives_part(const Summary& s) {
    HtmlTable table("What the run is judged by", {"<objective", "<", "value", "limit", "<"});
    for (const observe::ObjectiveSummary& o : s.objectives) {
        const char* word = !o.met   ? "<span class=\"note\">no figures</span>"
                           : *o.met ? "<span class=\"good\">met</span>"
                                    : "<strong class=\"bad\">missed</strong>";
        table.row({escape(o.name), word, o.value ? escape(value_text(*o.value, o.unit)) : "-",
                   fmt::format("{} {}", o.direction == "at_least" ? "at least" : "at most",
                               escape(value_text(o.limit, o.unit))),
                   escape(o.note)});
    }
    return table.html();
}

std::string ledger_part(const Summary& s) {
    const observe::LedgerSummary& l = s.ledger;
    std::uint64_t taken = l.accepted + l.created;
    HtmlTable table(
        "Where every envelope recipient is: offered = accepted + rejected; accepted + created = the five "
        "ends",
        {"<", "recipients", "share", "<"});
    auto row = [&](const char* name, std::uint64_t n, std::uint64_t of, const char* what) {
        table.row({name, count_text(n), of_all(n, of), what});
    };
    row("offered", l.offered, 0, "by customers and by other providers' servers");
    row("accepted", l.accepted, l.offered, "a node of the estate took responsibility");
    row("rejected", l.rejected, l.offered, "refused at the edge; the sender knows");
    row("created", l.created, 0, "made inside: notifications (DSN), alias and archive copies");
    row("delivered", l.delivered, taken, "in a mailbox, or taken by the other provider");
    row("bounced", l.bounced, taken, "given up; the sender got a notification");
    row("discarded", l.discarded, taken, "dropped on purpose, or a notification nobody could take");
    row("quarantined", l.quarantined, taken, "held back for a person to look at");
    row("queued", l.queued, taken, "still in a queue when the run ended");
    std::string note =
        s.outside_waiting
            ? fmt::format("<p>{} more recipients wait outside: their senders had no answer yet.</p>\n",
                          count_text(s.outside_waiting))
            : "";
    return table.html() + note;
}

std::string delay_part(const Summary& s) {
    HtmlTable table("Delay from first submission to the mailbox or the other provider, by kind of mail",
                    {"<kind", "delivered", "mean", "median", "95 %", "99 %", "longest", "still queued"});
    auto row = [&](const char* name, const observe::DelaySummary& d) {
        auto cell = [&](const char* figure, const std::optional<double>& value) {
            bool open = std::find(d.at_least.begin(), d.at_least.end(), figure) != d.at_least.end();
            return escape((open ? "> " : "") + seconds_text(value));
        };
        table.row({name, count_text(d.n), seconds_text(d.mean), cell("p50", d.p50), cell("p95", d.p95),
                   cell("p99", d.p99), seconds_text(d.max), nonzero(d.censored)});
    };
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        if (s.delay_by[k].n + s.delay_by[k].censored)
            row(mail::name(static_cast<mail::Kind>(k)), s.delay_by[k]);
    row("all", s.delay);
    return table.html() +
           "<p class=\"note\">Mail that is still queued counts as later than its age: a percentile with &gt; "
           "is only known to be later than that.</p>\n";
}

std::string nodes_part(const Summary& s) {
    HtmlTable table("The estate's own nodes, measured part of the run",
                    {"<node", "<role", "processor", "disk", "memory", "processes", "queue mean", "queue max",
                     "recipients/s", "sessions", "refused"});
    HtmlTable ledger("Each node's ledger: accepted + received + created = handed on + the five ends",
                     {"<node", "accepted", "received", "created", "handed on", "delivered", "bounced",
                      "discarded", "quarantined", "queued", "rejected"});
    for (const observe::NodeSummary& n : s.nodes) {
        const observe::LedgerSummary& l = n.ledger;
        if (l.accepted + l.received + l.created + l.rejected)
            ledger.row({escape(n.id), nonzero(l.accepted), nonzero(l.received), nonzero(l.created),
                        nonzero(l.handed_on), nonzero(l.delivered), nonzero(l.bounced), nonzero(l.discarded),
                        nonzero(l.quarantined), nonzero(l.queued), nonzero(l.rejected)});
        if (n.peer) continue;
        table.row({escape(n.id), escape(n.role), meter(n.utilisation.processor), meter(n.utilisation.disk),
                   meter(n.utilisation.memory), meter(n.utilisation.processes), number_text(n.queue_mean),
                   count_text(n.queue_max), number_text(n.throughput), nonzero(n.sessions),
                   n.refused_sessions
                       ? fmt::format("<strong class=\"bad\">{}</strong>", count_text(n.refused_sessions))
                       : ""});
    }
    HtmlTable stations(
        "Every station: processor, disk, process slots, link",
        {"<station", "servers", "in use", "jobs inside", "visits", "mean stay", "mean demand"});
    for (const observe::StationSummary& st : s.stations) {
        if (st.resource == "link")
            stations.row({"link " + escape(st.name), "", share_text(st.utilisation), "", "", "", ""});
        if (st.visits == 0) continue;
        stations.row({escape(st.name), number_text(st.servers), share_text(st.utilisation),
                      number_text(st.population_mean), count_text(st.visits), seconds_text(st.sojourn_mean),
                      seconds_text(st.demand_mean)});
    }
    return table.html() + details("Ledger of each node, other providers included", ledger.html()) +
           (stations.empty() ? "" : details("Every station", stations.html()));
}

std::string sessions_part(const Summary& s) {
    std::string out;
    HtmlTable kinds("Sessions by kind, whole run",
                    {"<kind", "sessions", "refused for lack of resources", "fetches", "messages fetched"});
    for (const observe::SessionSummary& k : s.sessions)
        kinds.row({escape(k.kind), count_text(k.sessions), nonzero(k.refused), nonzero(k.fetches),
                   nonzero(k.messages)});
    HtmlTable phases("Functions timed by SPECmail2001",
                     {"<function", "times", "mean", "median", "95 %", "99 %", "longest"});
    for (const observe::PhaseSummary& p : s.phases)
        phases.row({escape(p.name), count_text(p.n), seconds_text(p.mean), seconds_text(p.p50),
                    seconds_text(p.p95), seconds_text(p.p99), seconds_text(p.max)});
    if (!kinds.empty()) out += kinds.html();
    if (!phases.empty()) out += phases.html();
    std::string line = fmt::format("Offered {} recipients a second; {} fetches a second.",
                                   number_text(s.messages_rate), number_text(s.fetch_rate));
    if (s.dns_hit_rate)
        line += fmt::format(" {} DNS questions, {} of them answered from the cache.",
                            count_text(s.dns_queries), share_text(*s.dns_hit_rate));
    return out + "<p>" + line + "</p>\n";
}

std::string events_part(const Summary& s, double week_start) {
    if (s.events.empty())
        return "<p>Nothing failed: this scenario has no faults, and no peer or name server changed.</p>\n";
    HtmlTable table("What happened to the estate", {"<time", "<what", "<where", "<detail"});
    constexpr std::size_t most = 200;
    for (std::size_t i = 0; i < std::min(most, s.events.size()); ++i) {
        const observe::EventSummary& e = s.events[i];
        table.row({clock_text(week_start + e.t), escape(e.kind), escape(e.node), escape(e.detail)});
    }
    std::string more = s.events.size() > most
                           ? fmt::format("<p>And {} more, in results.sqlite.</p>\n", s.events.size() - most)
                           : "";
    return table.html() + more;
}

std::string basis_part(const Summary& s, const estate::Estate& estate, const scenario::Scenario& sc) {
    std::string out = fmt::format(
        "<dl class=\"pairs\"><dt>Scenario</dt><dd>{} <span "
        "class=\"note\">{}</span></dd><dt>Topology</dt><dd>{} <span class=\"note\">{}</span></dd>"
        "<dt>Load for</dt><dd>{}{}{}</dd><dt>Measured part</dt><dd>{} to {} after the "
        "start</dd><dt>Load</dt><dd>{} mailboxes, times {}{}</dd>"
        "<dt>Seed</dt><dd>{}, replication {}</dd></dl>\n",
        escape(sc.name), escape(sc.description), escape(estate.name), escape(estate.description),
        seconds_text(base::seconds(sc.duration)),
        sc.warm_up.count() ? ", warm-up " + seconds_text(base::seconds(sc.warm_up)) : "",
        sc.drain ? ", then until the queues are empty" : "", seconds_text(s.measured_from),
        seconds_text(s.measured_to), sc.load.population ? count_text(estate.mailbox_count) : "no",
        number_text(sc.load.multiplier), sc.load.fetching ? "" : ", without fetching", sc.seed,
        sc.replication);
    out +=
        "<h3>Measured</h3><p>Every figure on this page was counted in this simulated run. Counts are exact; "
        "times are within 0.1 %; utilisations come from the stations' own integrals.</p>\n";
    out += fmt::format(
        "<h3>Assumed</h3><p>The load and the service demands are parameters, not measurements of this "
        "estate; <code>mailsim explain NAME</code> tells the source of each. The topology marks {} "
        "statements as assumptions of ours.</p>\n",
        estate.assumptions.size());
    if (!estate.assumptions.empty()) {
        HtmlTable table("Assumptions of the topology", {"<where", "<what and why"});
        for (const estate::Assumption& a : estate.assumptions)
            table.row({"<code>" + escape(a.pointer) + "</code>", escape(a.reason)});
        out += details(fmt::format("The {} assumptions", estate.assumptions.size()), table.html());
    }
    return out;
}

}  // namespace mailsim::report
