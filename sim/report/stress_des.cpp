// A study documented for a reviewer, in the order of the STRESS-DES guidelines.
#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/study_page.hpp"

namespace mailsim::report {
namespace {

using study::Conclusion;

// Terms and their text; the text is HTML already.
class Pairs {
  public:
    Pairs& add(const char* term, const std::string& text) {
        out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", term, text);
        return *this;
    }
    std::string html() const { return "<dl class=\"pairs\">\n" + out_ + "</dl>\n"; }

  private:
    std::string out_;
};

std::string code(const std::string& text) { return "<code>" + escape(text) + "</code>"; }

std::string objectives_part(const Conclusion& c) {
    std::string outputs, limits;
    for (const auto& m : c.points.front().metrics)
        outputs +=
            (outputs.empty() ? "" : "; ") + escape(m.name + (m.unit.empty() ? "" : " (" + m.unit + ")"));
    for (const auto& o : c.points.front().objectives)
        limits += (limits.empty() ? "" : "; ") +
                  escape(fmt::format("{} {} {}", o.name, o.direction == "at_least" ? "at least" : "at most",
                                     value_text(o.limit, o.unit)));
    Pairs pairs;
    pairs.add("1.1 Purpose", escape(c.study.title.empty() ? c.study.name : c.study.title) +
                                 (c.study.description.empty() ? "" : ". " + escape(c.study.description)));
    pairs.add("1.2 Outputs", outputs + (limits.empty() ? "" : ". Judged by: " + limits));
    pairs.add("1.3 Aims of experiments", fmt::format("{} points, compared with point {} pair by pair",
                                                     c.points.size(), c.study.baseline));
    return section("objectives", "1. Objectives", pairs.html());
}

std::string factors_text(const Conclusion& c) {
    std::string out;
    for (const scenario::Factor& f : c.study.factors) {
        std::string levels;
        if (f.between)
            levels = fmt::format("between {} and {} {}{}", f.between->low, f.between->high, f.between->unit,
                                 f.between->logarithmic ? ", logarithmic" : "");
        else
            for (std::size_t i = 0; i < f.rows.size() && i < 12; ++i) {
                std::string row;
                for (const std::string& value : f.rows[i]) row += (row.empty() ? "" : " with ") + value;
                levels += (i ? ", " : "") + row;
            }
        if (f.rows.size() > 12) levels += fmt::format(", ... ({} levels)", f.rows.size());
        for (const std::string& target : f.targets) out += code(target) + " ";
        out += "in " + escape(levels) + "<br/>";
    }
    return out.empty() ? "none: the scenario as it is" : out;
}

std::string logic_part(const Conclusion& c, const estate::Estate& estate, const scenario::Scenario& s) {
    std::uint64_t boxes = 0;
    for (const estate::Domain& domain : estate.domains)
        for (const estate::Part& part : domain.parts) boxes += part.count;
    Pairs pairs;
    pairs.add("2.1 Base model",
              fmt::format("Estate {}: {} hosts, {} nodes, {} domains, {} mailboxes. The diagram of a run's "
                          "<code>report.html</code> shows the mail's ways.",
                          escape(estate.name), estate.platform.hosts.size(), estate.nodes.size(),
                          estate.domains.size(), count_text(boxes)));
    pairs.add("2.2 Base model logic",
              "A message goes from client to mailbox through SMTP sessions, verdicts of each node's rules, "
              "queues with retries, "
              "DNS and the next hop; people fetch by POP3, IMAP, MAPI, webmail and phone. Processors are "
              "shared equally, disks "
              "serve first come, first served, processes are limited by kind, links carry transfers.");
    pairs.add("2.3 Scenario logic",
              escape(c.scenario_title) + (s.description.empty() ? "" : ": " + escape(s.description)) +
                  fmt::format(". {} faults, {} changes to the estate.", s.faults.size(), s.changes.size()));
    pairs.add(
        "2.4 Algorithms",
        "Retry schedules, destination concurrency, MX selection and verdicts as the rooms queue, dns and "
        "decide of the sources say; <code>mailsim explain NAME</code> gives each with its source.");
    pairs.add(
        "2.5 Components",
        "Entities: messages and their recipients. Activities: sessions, deliveries, fetches. Resources: "
        "processors, disks, process slots, memory, links. Queues: each node's mail queue.");
    return section("logic", "2. Logic", pairs.html());
}

std::string data_part(const Conclusion& c, const scenario::Scenario& s, std::size_t assumed) {
    Pairs pairs;
    pairs.add("3.1 Data sources",
              "The topology's and scenario's own <code>source</code> texts; defaults carry a mark (verified, "
              "derived, background, proposal, measured) shown by <code>mailsim explain</code>.");
    pairs.add("3.2 Input parameters", factors_text(c));
    std::string set;
    for (const scenario::Change& change : c.study.set)
        set += code(change.target + " = " + change.value) + " ";
    pairs.add("3.3 Set for every point", set.empty() ? "nothing" : set);
    pairs.add("3.4 Assumptions",
              fmt::format("{} values of the estate are marked as assumed in its file; load multiplier {}, "
                          "population {}.",
                          assumed, s.load.multiplier, s.load.population ? "sends and fetches" : "silent"));
    return section("data", "3. Data", pairs.html());
}

std::string experimentation_part(const Conclusion& c, const scenario::Scenario& s) {
    std::size_t least = SIZE_MAX, most = 0;
    for (const study::Point& p : c.points) {
        least = std::min(least, p.lines.size());
        most = std::max(most, p.lines.size());
    }
    Pairs pairs;
    pairs.add("4.1 Initialisation",
              fmt::format("Mailboxes filled as the estate says, queues empty. Warm-up: {} ({}).",
                          seconds_text(c.warm_up.seconds), escape(c.warm_up.how)));
    pairs.add("4.2 Run length",
              fmt::format("{} of simulated time{}.", seconds_text(c.duration),
                          s.drain ? ", then without new load until the queues are empty" : ""));
    pairs.add("4.3 Estimation",
              fmt::format("{} to {} independent replications a point ({} runs). Means: Student's interval "
                          "over replications, {}. "
                          "Percentiles of the delay: each run's own (histogram within 0.1 %, product-limit "
                          "where mail is still "
                          "queued), then Student's interval over replications. Medians and percentiles of "
                          "replications: between "
                          "order statistics. Differences: pairs with common random numbers.",
                          least, most, c.runs, share_text(c.study.confidence)));
    if (c.study.precision)
        pairs.add(
            "4.4 Stopping",
            fmt::format(
                "Repeated until half the interval is at most {} of {}, or the budget was spent.",
                c.study.precision->relative > 0 ? share_text(c.study.precision->relative) + " of the mean"
                                                : number_text(c.study.precision->absolute),
                escape(c.study.precision->metric.empty() ? "the first metric" : c.study.precision->metric)));
    std::string warnings;
    std::size_t n = 0;
    for (const study::Point& p : c.points) n += p.warnings.size();
    pairs.add("4.5 Known limits",
              n == 0 && c.warnings.empty()
                  ? "no warnings"
                  : fmt::format("{} warnings, listed in <code>report.html</code>", n + c.warnings.size()));
    return section("experimentation", "4. Experimentation", pairs.html());
}

std::string implementation_part(const Conclusion& c, const scenario::Scenario& s,
                                const std::string& version) {
    Pairs pairs;
    pairs.add("5.1 Software",
              fmt::format("mailsim {} (C++20), simulated time by its own calendar beside SimGrid 3.32.",
                          escape(version)));
    pairs.add("5.2 Random sampling",
              fmt::format("Keyed draws: a pure function (SplitMix64's mixer) of seed {}, replication, "
                          "entity, purpose and number. Replication k of every point draws the same.",
                          c.study.seed.value_or(s.seed)));
    pairs.add("5.3 Model execution",
              "Events in order of time, whole nanoseconds; one run a process. Every run checks its books: "
              "conservation of recipients, Little's law and the utilisation law at every station.");
    pairs.add("5.4 System",
              "Results do not depend on the machine; <code>timing.json</code> tells this one's time.");
    return section("implementation", "5. Implementation", pairs.html());
}

std::string access_part() {
    Pairs pairs;
    pairs.add("6.1 Repeating it",
              "This folder holds all inputs (<code>inputs/</code>) and every run (<code>plan.jsonl</code>). "
              "<code>mailsim study --work FOLDER --lines N</code> makes run N again, to the same bytes, "
              "when its file in <code>runs/</code> is taken away.");
    pairs.add("6.2 Results",
              "<code>results.sqlite</code>, <code>summary.json</code>, <code>points.csv</code>, "
              "<code>runs.csv</code>.");
    return section("access", "6. Code access", pairs.html());
}

}  // namespace

std::string stress_des(const Conclusion& c, const estate::Estate& estate, const scenario::Scenario& s,
                       const std::string& version) {
    std::string title = "How this study was made: " + (c.study.title.empty() ? c.study.name : c.study.title);
    return whole_page(
        title, "For a reviewer, in the order of the STRESS-DES guidelines (Monks and others, 2019)", "",
        objectives_part(c) + logic_part(c, estate, s) + data_part(c, s, estate.assumptions.size()) +
            experimentation_part(c, s) + implementation_part(c, s, version) + access_part(),
        "Made by mailsim from the study itself; report.html shows its figures.");
}

}  // namespace mailsim::report
