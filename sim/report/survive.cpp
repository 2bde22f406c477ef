#include "report/survive.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/sheet.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::Survival;
using study::SurvivalTable;

std::string bytes_text(std::int64_t bytes) {
    auto b = static_cast<double>(bytes);
    if (b >= 1e9) return number_text(b / 1e9) + " GB";
    if (b >= 1e6) return number_text(b / 1e6) + " MB";
    return b >= 1e3 ? number_text(b / 1e3) + " KB" : fmt::format("{} B", bytes);
}

std::string recovery(const Survival& s) {
    if (!s.recovery_seconds) return "not yet";
    return s.delayed == 0 ? "-" : seconds_text(*s.recovery_seconds);
}

std::string wave(const Survival& s) {
    if (s.second_wave < 1) return "-";
    return fmt::format("{} after {}", count_text(static_cast<std::uint64_t>(s.second_wave)),
                       seconds_text(s.second_wave_after));
}

std::string zero(std::uint64_t n) { return n ? count_text(n) : "-"; }

std::string when(const SurvivalTable& t) {
    return fmt::format("missing from {} to {} of the run", seconds_text(t.from), seconds_text(t.until));
}

Value row_json(const Survival& s) {
    Value failed = Value::array();
    for (const std::string& name : s.failed) failed.push(name);
    return Value::object({{"missing", s.missing},
                          {"kind", s.kind},
                          {"objectives_met", s.objectives_met},
                          {"objectives_missed", failed},
                          {"lost", s.lost},
                          {"delayed", s.delayed},
                          {"waiting", s.waiting},
                          {"peak_queue", s.peak_queue},
                          {"spool_bytes", s.spool_bytes},
                          {"fullest_node", s.fullest},
                          {"fullest_node_bytes", s.fullest_bytes},
                          {"recovery_seconds", s.recovery_seconds ? Value(*s.recovery_seconds) : Value()},
                          {"second_wave", Value::object({{"attempts_per_minute", s.second_wave},
                                                         {"after", s.second_wave_after}})}});
}

std::string tiles(const SurvivalTable& t) {
    auto count = [&](auto what) {
        return fmt::format("{} of {}", std::count_if(t.rows.begin(), t.rows.end(), what), t.rows.size());
    };
    std::string out =
        tile("Objectives missed without", count([](const Survival& s) { return !s.objectives_met; }),
             "one thing missing at a time");
    out += tile("Mail lost without", count([](const Survival& s) { return s.lost > 0; }),
                "that would have arrived");
    out += tile("Mail delayed without", count([](const Survival& s) { return s.delayed > 0; }),
                "by more than " + seconds_text(t.late));
    if (!t.rows.empty())
        out += tile("Worst", t.rows.front().missing,
                    fmt::format("{} lost, {} delayed", count_text(t.rows.front().lost),
                                count_text(t.rows.front().delayed)));
    return out;
}

std::string rows_table(const SurvivalTable& t) {
    HtmlTable table("What loses most first, then what delays most",
                    {"<Missing", "<Kind", "<Objectives", "Lost", "Delayed", "Peak queue", "Spool",
                     "<Fullest node", "Backlog gone after", "<Second wave, tries a minute"});
    auto add = [&](const Survival& s, const std::string& name) {
        std::string missed;
        for (const std::string& o : s.failed) missed += (missed.empty() ? "missed: " : ", ") + escape(o);
        table.row({escape(name), escape(s.kind),
                   missed.empty() ? "met" : "<span class=\"bad\">" + missed + "</span>", zero(s.lost),
                   zero(s.delayed), count_text(s.peak_queue), bytes_text(s.spool_bytes),
                   s.fullest_bytes ? escape(s.fullest) + ", " + bytes_text(s.fullest_bytes) : "", recovery(s),
                   wave(s)});
    };
    add(t.whole, "nothing");
    for (const Survival& s : t.rows) add(s, s.missing);
    return table.html();
}

// Bars of what was lost and delayed: one row a missing part, as long as its share of the worst.
std::string bars(const SurvivalTable& t) {
    double most = 1;
    std::vector<const Survival*> shown;
    for (const Survival& s : t.rows)
        if (s.lost + s.delayed > 0 && shown.size() < 24) {
            shown.push_back(&s);
            most = std::max(most, static_cast<double>(s.lost + s.delayed));
        }
    if (shown.empty()) return "";
    double height = 22.0 * static_cast<double>(shown.size()) + 8, y = 4;
    std::string out = fmt::format(
        "<figure><figcaption><strong>Recipients lost and delayed</strong> <span class=\"note\">by what was "
        "missing"
        "</span></figcaption>\n<ul class=\"legend\"><li><span class=\"key filled "
        "c4\"></span>lost</li><li><span "
        "class=\"key filled c2\"></span>delayed</li></ul>\n<svg viewBox=\"0 0 560 {:.0f}\" role=\"img\" "
        "aria-label=\"Recipients lost and delayed\">\n",
        height);
    for (const Survival* s : shown) {
        double lost = 330 * static_cast<double>(s->lost) / most,
               late = 330 * static_cast<double>(s->delayed) / most;
        out += fmt::format(
            "<text class=\"tick\" text-anchor=\"end\" x=\"128\" y=\"{:.0f}\">{}</text>"
            "<rect class=\"bar c4\" x=\"134\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"14\"/>"
            "<rect class=\"bar c2\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"14\"/>"
            "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.0f}\">{}</text>\n",
            y + 12, escape(s->missing), y, lost, 134 + lost, y, late, 140 + lost + late, y + 12,
            count_text(s->lost + s->delayed));
        y += 22;
    }
    return out + "</svg>\n</figure>\n";
}

}  // namespace

std::string survive_text(const SurvivalTable& t) {
    std::string out = fmt::format("{}\n  each {}, paired with the whole estate\n\n",
                                  t.title.empty() ? t.scenario : t.title, when(t));
    TextTable table(
        {"<missing", "<objectives", "lost", "delayed", "peak", "spool", "gone in", "<2nd wave/min"});
    auto add = [&](const Survival& s, const std::string& name) {
        table.row({name, s.objectives_met ? "met" : "MISSED", zero(s.lost), zero(s.delayed),
                   count_text(s.peak_queue), bytes_text(s.spool_bytes), recovery(s), wave(s)});
    };
    add(t.whole, "nothing");
    for (const Survival& s : t.rows) add(s, s.missing);
    out += table.text();
    out += fmt::format("\n  lost: delivered in the whole estate, never here; delayed: more than {} later\n",
                       seconds_text(t.late));
    return out +
           "  gone in: from repair until the last delayed one arrived; peak, spool: in the\n"
           "  estate's own queues at once; 2nd wave: tries more than in the whole estate\n";
}

Value to_json(const SurvivalTable& t) {
    Value rows = Value::array();
    for (const Survival& s : t.rows) rows.push(row_json(s));
    return Value::object({{"title", t.title},
                          {"scenario", t.scenario},
                          {"complete", t.complete},
                          {"from", t.from},
                          {"until", t.until},
                          {"late", t.late},
                          {"whole", row_json(t.whole)},
                          {"rows", rows}});
}

std::string survive_csv(const SurvivalTable& t) {
    std::string out =
        "missing,kind,objectives_met,lost,delayed,waiting,peak_queue,spool_bytes,recovery_seconds,"
        "second_wave_per_minute,second_wave_after\n";
    for (const Survival& s : t.rows)
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", s.missing, s.kind, s.objectives_met, s.lost,
                           s.delayed, s.waiting, s.peak_queue, s.spool_bytes,
                           s.recovery_seconds ? fmt::format("{}", *s.recovery_seconds) : "", s.second_wave,
                           s.second_wave_after);
    return out;
}

std::string survive_page(const SurvivalTable& t) {
    std::string body = section("bars", "What hurts", "<div class=\"figures\">\n" + bars(t) + "</div>\n") +
                       section("table", "Each missing in turn", rows_table(t));
    return sheet("Survival: " + (t.title.empty() ? t.scenario : t.title), "each " + when(t), tiles(t), body,
                 "Made by mailsim. Beside this page: survive.json and survive.csv hold the figures.");
}

}  // namespace mailsim::report
