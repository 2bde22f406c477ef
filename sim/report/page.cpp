#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/advice.hpp"
#include "report/drawing.hpp"
#include "report/figure.hpp"
#include "report/growth.hpp"
#include "report/html.hpp"
#include "report/page_parts.hpp"
#include "report/page_style.hpp"

namespace mailsim::report {
namespace {

using observe::Summary;

std::string pill(const char* kind, std::string_view text) {
    return fmt::format("<li class=\"pill {}\">{}</li>", kind, escape(text));
}

std::string pills(const Summary& s) {
    bool missed = false, any = false;
    for (const auto& o : s.objectives) {
        missed |= o.met == false;
        any |= o.met.has_value();
    }
    std::string out = "<ul class=\"pills\">";
    out += s.complete ? pill("", "complete") : pill("warn", "interrupted: a partial result");
    out += pill(missed ? "bad" : any ? "good" : "", verdict(s));
    out += s.differences.empty() ? pill("", fmt::format("{} self-checks hold", s.checks))
                                 : pill("bad", fmt::format("{} self-checks failed", s.differences.size()));
    return out + "</ul>\n";
}

std::string tile(const char* name, const std::string& value, const std::string& below) {
    return fmt::format("<div class=\"tile\"><dt>{}</dt><dd>{}</dd><dd>{}</dd></div>\n", name, escape(value),
                       escape(below));
}

std::string share_of(std::uint64_t part, std::uint64_t all, const char* what) {
    return all ? share_text(static_cast<double>(part) / static_cast<double>(all)) + what : "";
}

std::string percentile(const observe::DelaySummary& d, const char* name, const std::optional<double>& value) {
    bool open = std::find(d.at_least.begin(), d.at_least.end(), name) != d.at_least.end();
    return (open ? "> " : "") + seconds_text(value);
}

std::string tiles(const Summary& s) {
    const observe::LedgerSummary& l = s.ledger;
    std::uint64_t taken = l.accepted + l.created;
    std::string out = "<dl class=\"tiles\">\n";
    out += tile("Offered", count_text(l.offered), share_of(l.rejected, l.offered, " refused at the edge"));
    out +=
        tile("Delivered", count_text(l.delivered), share_of(l.delivered, taken, " of accepted and created"));
    out += tile("Median delay", percentile(s.delay, "p50", s.delay.p50), "submission to mailbox, all kinds");
    out += tile("95 % within", percentile(s.delay, "p95", s.delay.p95),
                "99 % within " + percentile(s.delay, "p99", s.delay.p99));
    if (s.busiest)
        out += tile("Busiest node", s.busiest->node,
                    fmt::format("{} {} in use", s.busiest->resource, share_text(s.busiest->utilisation)));
    out += tile("Queued at the end", count_text(l.queued),
                share_of(l.queued, taken, " of accepted and created"));
    return out + "</dl>\n";
}

std::string next(const Summary& s) {
    std::string out = "<ul class=\"next\">\n";
    for (const std::string& line : advice(s)) out += "<li>" + escape(line) + "</li>\n";
    return out + "</ul>\n";
}

std::string differences(const Summary& s) {
    if (s.differences.empty()) return "";
    std::string out = "<ul class=\"bad\">\n";
    for (const std::string& line : s.differences) out += "<li>" + escape(line) + "</li>\n";
    return section("self-checks", "Self-checks that failed", out + "</ul>\n");
}

constexpr const char* navigation =
    "<nav aria-label=\"Sections\"><ul><li><a href=\"#estate\">Estate</a></li><li><a "
    "href=\"#objectives\">Objectives</a></li>"
    "<li><a href=\"#curves\">Over time</a></li><li><a href=\"#delays\">Delays</a></li><li><a "
    "href=\"#nodes\">Nodes</a></li><li><a href=\"#twin\">Theory</a></li>"
    "<li><a href=\"#ledger\">Ledger</a></li><li><a href=\"#sessions\">Sessions</a></li><li><a "
    "href=\"#events\">Events</a></li>"
    "<li><a href=\"#basis\">Assumed and measured</a></li></ul></nav>\n";

std::string start_text(double week_start) {
    static constexpr const char* days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    auto day = static_cast<std::size_t>(week_start / 86400) % 7;
    return fmt::format("{} {}", days[day], clock_text(std::fmod(week_start, 86400)));
}

}  // namespace

std::string page(const Summary& s, const estate::Estate& estate, const scenario::Scenario& scenario) {
    double week_start = base::seconds(scenario.start_of_week), day_start = std::fmod(week_start, 86400);
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"/>\n<title>{0} - "
        "mailsim</title>\n<style>{1}</style>\n</head>\n<body>\n"
        "<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n<header><h1>{0}</h1>\n<p "
        "class=\"sub\">{2} simulated from {3}, "
        "topology {4}, seed {5}</p>\n{6}{7}</header>\n<main id=\"main\">\n",
        escape(s.title), page_style, seconds_text(s.simulated_seconds), start_text(week_start),
        escape(estate.name), scenario.seed, pills(s), navigation);
    out += tiles(s) + differences(s);
    out += section("next", "What to look at next", next(s));
    out += section("estate", "The estate and its mail",
                   "<p class=\"note\">Mail goes from left to right; a line is as wide as the mail that took "
                   "it. A node that takes "
                   "mail back from the mailboxes stands again on the way out.</p>\n" +
                       drawing(s, estate));
    out += section("objectives", "Objectives", objectives_part(s));
    out += section("curves", "Over the run", curves_part(s, week_start));
    out += section("delays", "Delays", delay_part(s));
    out += section("nodes", "Nodes", nodes_part(s));
    out += section("twin", "Queueing theory beside the run", twin_html(study::twin(s)));
    out += section("ledger", "Ledger", ledger_part(s));
    out += section("sessions", "Sessions and fetching", sessions_part(s));
    out += section("events", "Events", events_part(s, day_start));
    out += section("basis", "What is assumed, what is measured", basis_part(s, estate, scenario));
    return out +
           "</main>\n<footer>Made by mailsim. Beside this page: summary.json and results.sqlite hold the "
           "figures, recipe.json "
           "makes the same run again, timing.json tells how long it took.</footer>\n</body>\n</html>\n";
}

}  // namespace mailsim::report
