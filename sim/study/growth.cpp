#include "study/growth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "load/sizes.hpp"

namespace mailsim::study {
namespace {

constexpr double working_days = 21.7;  // in a mean month; figures of profiles are of a working day

double factor(double a_month, int month) { return std::pow(1 + a_month, month); }

double mean_size(const std::string& law) {
    load::Sizes sizes;
    sizes.law = load::named_size_law(law);
    double sum = 0;
    constexpr int points = 2000;
    for (int i = 0; i < points; ++i) sum += static_cast<double>(sizes.size((i + 0.5) / points, false).count);
    return sum / points;
}

// A question asked of each month: does this still hold? Nothing: no data.
struct Question {
    std::string name, kind;
    std::function<std::optional<bool>(const Result&)> holds;
};

class Grower {
  public:
    Grower(const config::Loaded& scenario, const GrowthOptions& options, const Trials& trials)
        : loaded_(scenario), o_(options), trials_(trials) {}

    Growth find() {
        g_.title = loaded_.scenario.title;
        g_.scenario = loaded_.scenario.name;
        g_.options = o_;
        g_.bounces_censored = !bounces_known(loaded_);
        try {
            if (o_.simulate) simulate();
        } catch (const Interrupted&) {
            g_.complete = false;
        }
        disks();
        for (const auto& [month, by_replication] : seen_) g_.months.push_back(row(month, by_replication));
        warn();
        return std::move(g_);
    }

  private:
    void tell(const std::string& what) const {
        if (o_.tell) o_.tell(what);
    }

    void simulate() {
        tell("the estate as it is, and at the end");
        look({0, o_.months});
        for (const Question& q : questions()) {
            tell("the month in which " + q.name + " fails");
            Until until = first_failing(q);
            (q.kind == "objective" ? g_.objectives : g_.memory).push_back(std::move(until));
        }
    }

    void look(const std::vector<int>& months) {
        std::vector<std::pair<int, std::uint64_t>> wanted;
        for (int month : months)
            for (int r = 0; r < o_.replications; ++r) wanted.emplace_back(month, r);
        look(wanted);
    }

    void look(const std::vector<std::pair<int, std::uint64_t>>& wanted) {
        std::vector<Run> runs;
        std::vector<std::pair<int, std::uint64_t>> missing;
        for (const auto& [month, replication] : wanted) {
            if (seen_[month].count(replication)) continue;
            Run run;
            run.set = month_sets(loaded_, o_, month);
            run.replication = replication;
            runs.push_back(std::move(run));
            missing.emplace_back(month, replication);
        }
        if (runs.empty()) return;
        std::vector<Result> results = trials_(runs);
        for (std::size_t i = 0; i < missing.size(); ++i)
            seen_[missing[i].first][missing[i].second] = std::move(results[i]);
    }

    std::vector<Question> questions() const {
        std::vector<Question> all;
        const Result& any = seen_.begin()->second.begin()->second;
        for (std::size_t i = 0; i < any.objectives.size(); ++i)
            all.push_back(
                {any.objectives[i].name, "objective", [i](const Result& r) { return r.objectives[i].met; }});
        for (const NodeResult& node : any.nodes) {
            if (node.peer || !node.memory) continue;
            double most = 0;  // only of machines whose memory comes near its end
            for (const auto& [r, result] : seen_.at(o_.months))
                most = std::max(most, result.node(node.id)->memory.value_or(0));
            if (most < o_.full_memory) continue;
            all.push_back({node.id, "memory", [id = node.id, full = o_.full_memory](const Result& r) {
                               const NodeResult* n = r.node(id);
                               return n && n->memory ? std::optional(*n->memory < full) : std::nullopt;
                           }});
        }
        return all;
    }

    // Each replication on its own, by halving between a month that is fine and one that is not.
    Until first_failing(const Question& q) {
        Until until{q.name, q.kind, {}, false};
        std::vector<int> low(static_cast<std::size_t>(o_.replications), -1), high(low.size(), o_.months + 1);
        auto ask = [&](int month, std::size_t r) {
            std::optional<bool> holds = q.holds(seen_.at(month).at(r));
            until.has_data |= holds.has_value();
            (holds.value_or(true) ? low[r] : high[r]) = month;
        };
        for (std::size_t r = 0; r < low.size(); ++r) {
            ask(0, r);
            if (low[r] == 0) ask(o_.months, r);
        }
        for (;;) {
            std::vector<std::pair<int, std::uint64_t>> round;
            for (std::size_t r = 0; r < low.size(); ++r)
                if (high[r] - low[r] > 1 && low[r] >= 0) round.emplace_back((low[r] + high[r]) / 2, r);
            std::erase_if(round, [&](const auto& one) { return one.first > o_.months; });
            if (round.empty()) break;
            look(round);
            for (const auto& [month, r] : round) ask(month, r);
        }
        until.months = high;
        return until;
    }

    void disks() {
        std::map<std::string, std::size_t> place;
        double archived = 0, kept = archived_bytes(loaded_);
        std::vector<double> monthly;
        for (int month = 0; month <= o_.months; ++month) {
            double mailboxes = factor(o_.mailboxes, month);
            monthly.push_back(month == 0 ? 0 : kept * mailboxes * factor(o_.mail, month));
            archived += monthly.back();
            auto leaves = static_cast<double>(month) - o_.archive_months;
            if (leaves >= 1) archived -= monthly[static_cast<std::size_t>(leaves)];
            for (Store& store : stores(loaded_.estate, mailboxes, factor(o_.storage, month)))
                add(place, store, month, store.host == o_.archive_host ? archived : 0);
            if (!o_.archive_host.empty() && !place.count(o_.archive_host)) add_archive(place);
            if (auto found = place.find(o_.archive_host); found != place.end() && archive_only_)
                put(g_.disks[found->second], month, archived, 0);
        }
    }

    // An archive on a machine without mailboxes.
    void add_archive(std::map<std::string, std::size_t>& place) {
        archive_only_ = true;
        place[o_.archive_host] = g_.disks.size();
        DiskGrowth disk;
        disk.host = o_.archive_host;
        for (const estate::Host& host : loaded_.estate.platform.hosts)
            if (host.name == disk.host) disk.size = static_cast<double>(host.disk.size.count);
        g_.disks.push_back(std::move(disk));
    }

    void add(std::map<std::string, std::size_t>& place, const Store& store, int month, double archived) {
        auto [at, added] = place.try_emplace(store.host, g_.disks.size());
        if (added) {
            g_.disks.push_back({});
            g_.disks.back().host = store.host;
            g_.disks.back().size = store.size;
        }
        put(g_.disks[at->second], month, store.used + archived, store.promised);
    }

    static void put(DiskGrowth& disk, int month, double used, double promised) {
        disk.used.push_back(used);
        disk.promised.push_back(promised);
        if (disk.size <= 0) return;
        if (!disk.full && used >= disk.size) disk.full = month;
        if (!disk.overcommitted && promised > disk.size) disk.overcommitted = month;
    }

    GrowthMonth row(int month, const std::map<std::uint64_t, Result>& results) const {
        GrowthMonth m;
        m.month = month;
        m.mailboxes = factor(o_.mailboxes, month);
        m.mail = factor(o_.mail, month);
        m.n = static_cast<int>(results.size());
        auto mean = [&](const char* metric, double times) {
            std::vector<double> figures;
            for (const auto& [r, result] : results)
                if (auto v = result.metric(metric)) figures.push_back(*v * times);
            Estimate e = mean_of(figures);
            if (e.low) e.low = std::max(0.0, *e.low);
            bool share = times == 1 && std::string_view(metric) != "delay_p95";
            if (e.high && share) e.high = std::min(1.0, *e.high);
            if (figures.size() == 1) e.mean = figures.front();
            return e;
        };
        m.messages_per_minute = mean("offered_rate", 60);
        m.delay_p95 = mean("delay_p95", 1);
        m.busiest = mean("busiest", 1);
        if (!g_.bounces_censored) m.bounced_share = mean("bounced_share", 1);
        for (const auto& [r, result] : results)
            for (const auto& o : result.objectives) m.objectives_missed += o.met && !*o.met;
        return m;
    }

    void warn() {
        bool grows = false;
        for (const estate::Domain& d : loaded_.estate.domains) grows |= !d.outside && !d.parts.empty();
        if (!grows)
            g_.warnings.push_back("no domain has a population that could grow: named accounts stay as many");
        for (const DiskGrowth& disk : g_.disks)
            if (disk.size <= 0)
                g_.warnings.push_back(fmt::format(
                    "{}: how large its disk is is not known (hosts/{}/disk/size)", disk.host, disk.host));
        if (g_.bounces_censored && o_.simulate)
            g_.warnings.push_back(
                "bounces are censored: the scenario neither drains nor outlasts the life of messages in "
                "queues");
    }

    const config::Loaded& loaded_;
    const GrowthOptions& o_;
    const Trials& trials_;
    bool archive_only_ = false;
    std::map<int, std::map<std::uint64_t, Result>> seen_;
    Growth g_;
};

}  // namespace

bool Until::fails(int last) const { return !months.empty() && earliest() <= last; }
int Until::earliest() const { return *std::min_element(months.begin(), months.end()); }
int Until::latest() const { return *std::max_element(months.begin(), months.end()); }

bool bounces_known(const config::Loaded& loaded) {
    if (loaded.scenario.drain) return true;
    for (const estate::Node& node : loaded.estate.nodes)
        if (node.role != estate::Role::peer && loaded.scenario.duration <= node.queue.lifetime) return false;
    return true;
}

double archived_bytes(const config::Loaded& loaded) {
    double sum = 0;
    auto add = [&](double mailboxes, std::uint32_t profile) {
        const estate::Profile& p = loaded.estate.profiles[profile];
        sum += mailboxes * (p.sent_per_day + p.received_per_day) * mean_size(p.sizes);
    };
    for (const estate::Domain& domain : loaded.estate.domains) {
        if (domain.outside) continue;
        for (const estate::Part& part : domain.parts) add(part.count, part.profile);
        for (const estate::Account& account : domain.accounts) add(1, account.profile);
    }
    return sum * working_days;
}

std::vector<config::Assignment> month_sets(const config::Loaded& loaded, const GrowthOptions& o, int month) {
    std::vector<config::Assignment> sets;
    if (month == 0) return sets;
    double mailboxes = factor(o.mailboxes, month), mail = factor(o.mail, month);
    for (std::size_t d = 0; d < loaded.estate.domains.size(); ++d) {
        const estate::Domain& domain = loaded.estate.domains[d];
        if (domain.outside) continue;
        for (std::size_t p = 0; p < domain.parts.size(); ++p)
            sets.push_back({fmt::format("/topology{}/count", domain.parts[p].pointer),
                            fmt::format("{:.0f}", std::round(domain.parts[p].count * mailboxes))});
    }
    if (mail != 1)
        for (std::size_t p = 0; p < loaded.estate.profiles.size(); ++p) {
            const estate::Profile& profile = loaded.estate.profiles[p];
            std::string where = fmt::format("/topology/profiles/{}/", p);
            sets.push_back({where + "sent_per_day", fmt::format("{}", profile.sent_per_day * mail)});
            sets.push_back({where + "received_per_day", fmt::format("{}", profile.received_per_day * mail)});
        }
    for (std::size_t s = 0; s < loaded.scenario.load.streams.size(); ++s)
        sets.push_back({fmt::format("/load/streams/{}/per_second", s),
                        fmt::format("{}", loaded.scenario.load.streams[s].per_second * mailboxes * mail)});
    return sets;
}

Growth grow(const config::Loaded& scenario, const GrowthOptions& options, const Trials& trials) {
    return Grower(scenario, options, trials).find();
}

}  // namespace mailsim::study
