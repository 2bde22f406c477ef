// What a capacity study shows of the runs it made: rows of the table, the busiest stations, the response
// curve. Not here: which runs are made.
#pragma once
#include "study/capacity.hpp"
#include "study/load_runs.hpp"

namespace mailsim::study {

Figure figure_of(std::string name, std::string unit, const std::vector<double>& values);

// A row's metrics and objectives from the runs made at its load.
TableRow table_row(int percent, double load, const std::vector<ObjectiveCapacity>& objectives,
                   const std::vector<Result>& results, bool cut);
// Busiest first, at most twelve.
std::vector<Busy> busiest(const estate::Estate& estate, const std::vector<Result>& results);
// By their mean over the results: what is said of one enlargement's station.
Busy busy_of(const Enlargement& enlargement, const std::vector<Result>& results);
// Places (process limits) and memory much in use whose use hardly changes from a load to one at least twice
// as high: held connections, one a mailbox.
std::vector<Busy> held_places(const std::vector<Busy>& busy, const Result& light);
// Every load that was run up to 1.5 times the limit that these runs have, outgoing mail's delay there, and
// the queues at the table's loads.
void draw_curve(Capacity& capacity, const LoadRuns& runs, double limit);
// Of what was offered to the estate; 0 without runs.
double refused_share(const std::vector<Result>& results);
// The first result's stations beside theory.
std::vector<TwinRow> twin_of(const std::vector<Result>& results);

}  // namespace mailsim::study
