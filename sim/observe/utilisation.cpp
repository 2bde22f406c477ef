#include "observe/utilisation.hpp"

#include <algorithm>

namespace mailsim::observe {

Utilisation::Utilisation(const estate::Estate& estate, std::vector<StationRow> rows, base::Instant from,
                         base::Instant to)
    : estate_(estate), rows_(std::move(rows)), warm_(from), load_end_(to) {
    for (Record* r : {&minute_, &from_, &to_}) {
        r->population.resize(rows_.size());
        r->busy.resize(rows_.size());
    }
}

void Utilisation::record(Record& to, base::Instant now, std::span<const StationState> states) const {
    to.at = now;
    for (const StationState& s : states) {
        to.population[s.id.index()] = s.population;
        to.busy[s.id.index()] = s.busy;
    }
}

void Utilisation::sample(base::Instant now, std::span<const StationState> states, Series& series) {
    series.advance(now);
    // A sample may come later than asked for; the first one after the end of warm-up then begins the measured
    // part.
    if (from_.at < warm_ && now >= warm_) record(from_, now, states);
    if (!ended_ && now >= load_end_) {
        record(to_, now, states);
        ended_ = true;
    }
    if (now.time_since_epoch().count() % minute_ns == 0) end_minute(now, states, series);
}

void Utilisation::end_minute(base::Instant now, std::span<const StationState> states, Series& series) {
    if (now <= minute_.at) return;
    auto length = static_cast<double>((now - minute_.at).count());
    auto minute = static_cast<std::size_t>((now.time_since_epoch().count() - 1) / minute_ns);
    for (const StationState& s : states) {
        const StationRow& row = rows_[s.id.index()];
        double share = static_cast<double>(s.busy - minute_.busy[s.id.index()]) / (length * row.servers);
        if (row.resource == Resource::link || share == 0) continue;
        for (std::uint32_t n = 0; n < estate_.nodes.size(); ++n)
            if (of(row, base::NodeId{n}))
                series.set_utilisation(base::NodeId{n}, minute, row.resource, share);
    }
    record(minute_, now, states);
}

void Utilisation::close(base::Instant end, std::span<const StationState> states, Series& series) {
    if (!ended_) record(to_, end, states);
    end_minute(end, states, series);
    // A run cut short during warm-up has nothing measured: then all of it is shown.
    if (from_.at < warm_ || from_.at >= to_.at)
        from_ = {{}, std::vector<Integral>(rows_.size()), std::vector<Integral>(rows_.size())};
}

bool Utilisation::of(const StationRow& row, base::NodeId node) const {
    if (row.resource == Resource::processes) return row.node == node;
    return row.host.valid() && estate_.node(node).host == row.host;
}

double Utilisation::busy(std::size_t station) const {
    auto length = static_cast<double>(measured().count());
    if (length <= 0) return 0;
    return static_cast<double>(to_.busy[station] - from_.busy[station]) / (length * rows_[station].servers);
}

double Utilisation::population(std::size_t station) const {
    auto length = static_cast<double>(measured().count());
    return length <= 0 ? 0
                       : static_cast<double>(to_.population[station] - from_.population[station]) / length;
}

std::vector<StationSummary> Utilisation::stations(const Identities& visits) const {
    std::vector<StationSummary> all;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        StationSummary s{
            rows_[i].name, name(rows_[i].resource), rows_[i].servers, busy(i), population(i), 0, {}, {}};
        visits.describe(rows_[i].id, s);
        all.push_back(std::move(s));
    }
    return all;
}

void Utilisation::describe(base::NodeId node, NodeSummary& summary) const {
    auto raise = [](std::optional<double>& figure, double value) {
        figure = std::max(figure.value_or(0), value);
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (!of(rows_[i], node)) continue;
        double share = busy(i);
        if (rows_[i].resource == Resource::processor) raise(summary.utilisation.processor, share);
        if (rows_[i].resource == Resource::disk) raise(summary.utilisation.disk, share);
        if (rows_[i].resource != Resource::processes) continue;
        raise(summary.utilisation.processes, share);
        summary.processes.emplace_back(estate::process_names[static_cast<std::size_t>(rows_[i].process)],
                                       share);
    }
}

std::optional<BusiestSummary> Utilisation::busiest(const estate::Estate& estate) const {
    std::optional<BusiestSummary> best;
    for (std::uint32_t n = 0; n < estate.nodes.size(); ++n) {
        if (estate.nodes[n].role == estate::Role::peer) continue;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].resource == Resource::link || !of(rows_[i], base::NodeId{n})) continue;
            double share = busy(i);
            if (share > (best ? best->utilisation : 0))
                best = BusiestSummary{estate.nodes[n].id, name(rows_[i].resource), share};
        }
    }
    return best;
}

}  // namespace mailsim::observe
