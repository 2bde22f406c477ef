// A page of the twin: the mean time in each station by queueing theory, beside the run's.
import { useState } from 'preact/hooks';
import { Badge, Button, Card, Table } from '../parts/controls';
import { count, number, seconds, share } from '../text';
import { useGet } from '../use';
import { saveText } from '../whatif/Chart';
import { Tile } from './Tile';

interface Station { station: string; resource: string; servers: number; visits_per_second: number; demand: number; utilisation: number; theory_low: number | null; theory_high: number | null; simulated: number | null; most_visits_per_second: number; parts: boolean; reason: string | null }
const known = (s: Station): boolean => s.visits_per_second > 0 && s.theory_low !== null && s.simulated !== null;
const agrees = (s: Station): boolean => !s.parts;

export function TwinView() {
  const value = useGet<{ title: string; stations: Station[] }>('/api/results/report/answer').value!;
  const [all, showAll] = useState(false);
  const told = value.stations.filter(known), busiest = [...value.stations].sort((a, b) => b.utilisation - a.utilisation)[0];
  const rows = all ? value.stations : value.stations.filter((s) => s.visits_per_second > 0);
  const theory = (s: Station) => (s.theory_low === null ? '–' : s.theory_low === s.theory_high ? seconds(s.theory_low) : `${seconds(s.theory_low)} to ${seconds(s.theory_high)}`);
  const csv = () => saveText([['station', 'resource', 'servers', 'visits a second', 'demand', 'utilisation', 'theory low', 'theory high', 'simulated', 'reason'], ...value.stations.map((s) => [s.station, s.resource, s.servers, s.visits_per_second, s.demand, s.utilisation, s.theory_low ?? '', s.theory_high ?? '', s.simulated ?? '', s.reason ?? ''])], `${value.title} twin`);
  return (
    <>
      <div class="tiles">
        <Tile name="Stations as theory says" value={`${told.filter(agrees).length} of ${told.length}`} sub="the others part from it by more than a fifth" />
        <Tile name="Busiest" value={busiest?.station ?? 'none'} sub={busiest ? `${share(busiest.utilisation)} in use` : ''} />
        <Tile name="Stations" value={count(value.stations.length)} sub={`${count(value.stations.filter((s) => s.visits_per_second > 0).length)} were visited`} />
      </div>
      <Card title="Mean time in each station" id="stations" side={<><Button class="button quiet small" onClick={() => showAll(!all)} aria-pressed={all}>{all ? 'Only those visited' : 'All stations'}</Button><Button class="button quiet small" onClick={csv}>CSV</Button></>}>
        <Table caption="By queueing theory, and in the run; waiting and work together" rows={rows} keyOf={(s, i) => `${s.station} ${i}`} columns={[
          { head: 'Station', left: true, cell: (s) => s.station }, { head: 'Resource', left: true, cell: (s) => s.resource }, { head: 'Servers', cell: (s) => count(s.servers) },
          { head: 'Visits a second', cell: (s) => number(s.visits_per_second) }, { head: 'At most', cell: (s) => number(s.most_visits_per_second) }, { head: 'Work', cell: (s) => seconds(s.demand) }, { head: 'In use', cell: (s) => share(s.utilisation) },
          { head: 'Theory', cell: theory }, { head: 'Simulated', cell: (s) => seconds(s.simulated) },
          { head: 'Verdict', left: true, cell: (s) => (s.reason ? <span class="small soft">{s.reason}</span> : !known(s) ? <Badge>no figure</Badge> : agrees(s) ? <Badge tone="good">as theory says</Badge> : <Badge tone="warn">differs</Badge>) },
        ]} />
        <p class="note">M/M/c for processors and places, M/G/1 for disks (from equal to exponential work), with the run’s own rates and demands.</p>
      </Card>
    </>
  );
}
