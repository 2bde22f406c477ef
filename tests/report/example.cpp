#include "example.hpp"

#include <cmath>

#include "base/random.hpp"

namespace mailsim::report::test {
namespace {

using estate::Role;

struct NodeRow {
    const char* id;
    Role role;
    double processor, disk, processes;
};
const NodeRow node_rows[] = {
    {"mta1", Role::antispam, 0.62, 0.11, 0.34},
    {"mta2", Role::antispam, 0.58, 0.10, 0.31},
    {"fe", Role::front_end, 0.21, 0.08, 0.44},
    {"be2", Role::backend, 0.33, 0.41, 0.52},
    {"be3", Role::backend, 0.12, 0.17, 0.11},
    {"ecp", Role::backend, 0.09, 0.11, 0.08},
    {"be5", Role::backend, 0.35, 0.38, 0.50},
    {"nayatel", Role::mail_server, 0.15, 0.2, 0.2},
    {"helios1", Role::standalone, 0.3, 0.3, 0.3},
    {"helios3", Role::standalone, 0.2, 0.2, 0.2},
    {"web1", Role::standalone, 0.00001, 0.1, 0.999999},
    {"smtp1", Role::gateway, 0.25, 0.2, 0.71},
    {"smtp2", Role::gateway, 0.24, 0.2, 0.3},
    {"smtp3", Role::gateway, 0.1, 0.1, 0.1},
    {"dns", Role::dns, 0.03, 0, 0.01},
    {"gmail", Role::peer, 0.9, 0.9, 0.9},
    {"yahoo", Role::peer, 0, 0, 0},
    {"outlook", Role::peer, 0, 0, 0},
    {"exchange", Role::peer, 0, 0, 0},
    {"relay", Role::peer, 0, 0, 0},
    {"port2525", Role::peer, 0, 0, 0},
    {"internet", Role::peer, 0, 0, 0},
    {"far", Role::peer, 0, 0, 0},
};

const std::tuple<const char*, const char*, std::uint64_t> flow_rows[] = {
    {"internet", "mta1", 91000},
    {"internet", "mta2", 90500},
    {"gmail", "mta1", 22000},
    {"gmail", "fe", 60000},
    {"outlook", "fe", 21000},
    {"internet", "fe", 120000},
    {"internet", "helios1", 15000},
    {"yahoo", "mta2", 9000},
    {"exchange", "fe", 800},
    {"relay", "fe", 120},
    {"port2525", "fe", 90},
    {"far", "fe", 40},
    {"", "be2", 42000},
    {"", "be5", 40000},
    {"", "be3", 15000},
    {"", "ecp", 9000},
    {"", "helios1", 12000},
    {"", "helios3", 8000},
    {"", "web1", 5000},
    {"", "nayatel", 11000},
    {"mta1", "fe", 45000},
    {"mta2", "fe", 44000},
    {"mta1", "nayatel", 12000},
    {"mta2", "helios3", 9000},
    {"fe", "be2", 110000},
    {"fe", "be5", 105000},
    {"fe", "be3", 42000},
    {"fe", "ecp", 30000},
    {"be2", "fe", 30000},
    {"be5", "fe", 28000},
    {"be3", "fe", 9000},
    {"ecp", "fe", 6000},
    {"fe", "smtp1", 30000},
    {"fe", "smtp2", 28000},
    {"helios1", "smtp3", 6000},
    {"helios3", "smtp3", 4000},
    {"web1", "smtp3", 2500},
    {"nayatel", "smtp1", 5000},
    {"smtp1", "gmail", 15000},
    {"smtp2", "gmail", 14000},
    {"smtp1", "outlook", 7000},
    {"smtp2", "yahoo", 4000},
    {"smtp1", "internet", 9000},
    {"smtp3", "internet", 7000},
    {"smtp3", "mta1", 2300},
    {"smtp2", "exchange", 700},
    {"smtp1", "relay", 400},
    {"relay", "far", 380},
    {"smtp2", "port2525", 300},
};

// Two humps, as offices have them, and a little noise.
double hump(double hour, unsigned seed, int minute) {
    double day =
        0.15 + std::exp(-std::pow((hour - 10.5) / 2, 2)) + 0.8 * std::exp(-std::pow((hour - 15.5) / 2.2, 2));
    base::Draws draws(seed, 0);
    return day * (0.85 + 0.3 * draws.uniform(static_cast<std::uint64_t>(minute), base::Purpose::test));
}

observe::Curve curve(std::string node, std::string metric, const char* unit, double peak, unsigned seed) {
    observe::Curve c{std::move(node), std::move(metric), unit, 60, {}};
    for (int minute = 0; minute < 1440; ++minute) c.value.push_back(peak * hump(minute / 60.0, seed, minute));
    return c;
}

observe::DelaySummary delay(std::uint64_t n, double scale, std::uint64_t censored = 0) {
    return {n, censored, 2.1 * scale, 1.3 * scale, 6.2 * scale, 18.5 * scale, 7321 * scale, {}};
}

void fill_nodes(Example& e, unsigned seed) {
    for (const NodeRow& row : node_rows) {
        estate::Node& node = e.estate.nodes.emplace_back();
        node.id = row.id;
        node.role = row.role;
        observe::NodeSummary n;
        n.id = row.id;
        n.role = estate::name(row.role);
        n.peer = row.role == Role::peer;
        if (!n.peer) n.utilisation = {row.processor, row.disk, row.processes, row.processes / 2};
        n.processes = {{"smtpd", row.processes}};
        n.queue_mean = row.processor * 9;
        n.queue_max = static_cast<std::uint64_t>(row.processor * 900);
        n.throughput = row.processor * 8;
        n.sessions = static_cast<std::uint64_t>(row.processor * 100'000);
        if (n.id == "smtp1") n.refused_sessions = 412;
        n.ledger.accepted = static_cast<std::uint64_t>(row.processor * 20'000);
        n.ledger.delivered = n.ledger.accepted;
        e.summary.nodes.push_back(n);
        if (n.peer || row.role == Role::dns) continue;
        e.summary.curves.push_back(curve(n.id, "queue", "recipients", row.processor * 30, seed));
        e.summary.curves.push_back(curve(n.id, "utilisation.processor", "share", row.processor, seed));
        e.summary.curves.push_back(curve(n.id, "utilisation.disk", "share", row.disk, seed));
        e.summary.curves.push_back(curve(n.id, "utilisation.processes", "share", row.processes, seed));
        e.summary.stations.push_back(
            {n.id + " processor", "processor", 4, row.processor, 5, 1'000'000, 0.004, 0.002});
    }
    e.summary.curves.push_back(curve("smtp1", "refused_sessions", "sessions", 2, seed));
    e.estate.index();
}

void fill_delays(Example& e, unsigned seed) {
    observe::Summary& s = e.summary;
    std::uint64_t n[] = {150'000, 210'000, 61'000, 3'100, 28'000};
    for (std::size_t k = 0; k < 5; ++k) {
        s.delay_by[k] = delay(n[k], 1 + static_cast<double>(k) * 0.4);
        std::string kind = mail::name(static_cast<mail::Kind>(k));
        s.curves.push_back(
            curve("", "delivered." + kind, "recipients/s", static_cast<double>(n[k]) / 40'000, seed));
    }
    s.delay = delay(452'100, 1.2, 1240);
    s.delay.at_least = {"p99"};
    for (int bar = -8; bar < 32; ++bar) {
        observe::DelayBar b{std::pow(10, bar / 8.0), std::pow(10, (bar + 1) / 8.0), {}};
        for (std::size_t k = 0; k < 5; ++k)
            b.count[k] = static_cast<std::uint64_t>(static_cast<double>(n[k]) * 0.15 *
                                                    std::exp(-std::pow((bar - 2.0) / 4, 2))) +
                         (bar == 24 ? 700 : 0);
        s.delay_bars.push_back(b);
    }
    for (auto [metric, scale] : {std::pair{"delay_p50", 0.9}, {"delay_p95", 5.0}, {"delay_p99", 25.0}}) {
        observe::Curve c{"", metric, "s", 1800, {}};
        for (int i = 0; i < 48; ++i)
            c.value.push_back(i < 2 ? std::nan("")
                                    : scale * (0.6 + hump(i / 2.0, seed, i)) * (i == 26 ? 40 : 1));
        s.curves.push_back(c);
    }
}

}  // namespace

void make_example(Example& e, unsigned seed) {
    e.estate.name = "nayatel";
    e.estate.description = "The mail estate of the provider, as the documents give it.";
    e.estate.mailbox_count = 100'000;
    for (int i = 0; i < 23; ++i)
        e.estate.assumptions.push_back({"/nodes/" + std::to_string(i) + "/host",
                                        "The documents do not say which machine <it> runs on."});
    e.scenario.name = "nayatel-day";
    e.scenario.title = "A working day of the Nayatel estate";
    e.scenario.description = "Clients and peers send and fetch over a working day.";
    e.scenario.seed = seed;
    e.scenario.objectives = scenario::specmail2001();
    observe::Summary& s = e.summary;
    s.title = e.scenario.title;
    s.simulated_seconds = s.measured_to = 86400;
    s.ledger = {571'550, 116'410, 455'140, 3'900, 0, 0, 452'100, 3'200, 1'100, 1'400, 1'240};
    s.messages_rate = 6.6;
    s.fetch_rate = 83;
    s.error_rate = 0.0004;
    s.dns_queries = 812'000;
    s.dns_hit_rate = 0.934;
    s.checks = 131;
    s.busiest = observe::BusiestSummary{"smtp1", "processes", 0.71};
    fill_nodes(e, seed);
    fill_delays(e, seed);
    for (const auto& [from, to, n] : flow_rows) s.flows.push_back({from, to, n});
    for (const scenario::Objective& o : e.scenario.objectives)
        s.objectives.push_back(
            {o.name, o.metric, o.unit,
             o.direction == scenario::Objective::Direction::at_least ? "at_least" : "at_most", o.limit,
             o.metric == "error_rate" ? 0.0004
             : o.metric == "delivery" ? 0.93
                                      : 0.9987,
             o.metric != "delivery", ""});
    s.objectives[5].value.reset();
    s.objectives[5].met.reset();
    s.objectives[5].note = "did not happen in this run";
    s.phases = {{"smtp_connect", 601'000, 0.02, 0.012, 0.05, 0.3, 4.1},
                {"pop_retrieve", 99'000, 0.05, 0.03, 0.2, 0.5, 2.0}};
    s.sessions = {{"smtp", 480'000, 12, 0, 0},
                  {"submission", 71'000, 400, 0, 0},
                  {"pop3", 3'100'000, 0, 3'100'000, 102'000},
                  {"imap", 41'000, 0, 2'000'000, 160'000},
                  {"webmail", 60'000, 0, 60'000, 50'000}};
    s.events = {{43'200, "fault", "be2", "switched off"}, {50'400, "repair", "be2", "back"}};
}

}  // namespace mailsim::report::test
