// What a search for the limit found: the load that the estate bears, each objective over the load with its interval and
// the knee, how busy each resource is there, what helps most.
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Badge, Button, Card, Choice, Table } from '../parts/controls';
import { Failed, Loading } from '../parts/states';
import { number, share } from '../text';
import { useGet } from '../use';
import { Chart, saveText, type Line } from './Chart';
import type { Interval } from './study';
import { shown } from './StudyView';

interface Crossing { multiplier: number | null; low: number; high: number | null; state: string }
interface Judged { name: string; unit: string; direction: string; limit: number; value: number | null; low: number | null; high: number | null; met: boolean | null; runs_met: number; runs_missed: number }
interface Objective { name: string; metric: string; unit: string; direction: string; limit: number; has_data: boolean; capacity: Crossing | null }
interface Busy { node: string; resource: string; process: string | null; servers: number; utilisation: Interval }
interface Help { node: string; change: string; words: string; before: number | null; after: number | null; no_limit: boolean; difference: { low: number | null; high: number | null } }
interface Row { percent: number; multiplier: number; metrics: Record<string, Interval>; objectives: Judged[] }
export interface Capacity {
  title: string; capacity: Crossing; first_to_fail: string | null; bottleneck: Busy | null; bottleneck_by: string; objectives: Objective[]; table: Row[];
  busiest: Busy[]; helps: Help[]; curve: { multiplier: number; objectives: Record<string, Interval>; utilisation: Record<string, Interval> }[]; warnings: string[]; runs: number; complete: boolean;
}

const times = (v: number | null): string => (v === null ? '–' : `× ${number(v)}`);
const range = (c: Crossing): string => (c.high === null ? `at least ${times(c.low)}` : `${times(c.low)} to ${times(c.high)}`);
const resourceOf = (b: Busy): string => `${b.process ?? b.resource}`;
const stateWords: Record<string, string> = { 'never fails': 'no limit found', 'always fails': 'fails at once' };

// none: what stands here when there is no answer, since it was cancelled before it had any.
export function CapacityAnswer({ id, none }: { id: string; none?: ComponentChildren }) {
  const { value, error } = useGet<Capacity>(`/api/results/${id}/answer`);
  if (error) return none && error.status === 404 ? <>{none}</> : <Failed error={error} />;
  if (!value) return <Loading what="Opening the answer" />;
  const c = value.capacity;
  return (
    <>
      {value.complete ? null : <p class="assumed"><span><b>Not whole:</b> the search was ended before it was sure.</span></p>}
      <div class="tiles">
        <Tile name="The estate bears" value={!value.complete && c.multiplier === null ? 'not known yet' : c.multiplier === null ? (stateWords[c.state] ?? c.state) : times(c.multiplier)} sub={!value.complete ? 'the search was ended before it was sure' : c.multiplier === null && c.high === null ? range(c) : `95 % interval ${range(c)}`} />
        <Tile name="First to fail" value={value.first_to_fail ?? (value.complete ? 'nothing' : 'not known yet')} sub={`${value.runs} runs`} />
        <Tile name="The bottleneck there" value={value.bottleneck ? `${value.bottleneck.node}, ${resourceOf(value.bottleneck)}` : value.complete ? 'none' : 'not known yet'} sub={value.bottleneck?.utilisation.n ? `${share(value.bottleneck.utilisation.mean)} in use; ${value.bottleneck_by}` : value.bottleneck_by} />
      </div>
      {value.curve.length ? <div class="grid two" id="curves"><Knee answer={value} /><Use answer={value} /></div> : null}
      <Limits answer={value} />
      {value.helps.length ? <Helps helps={value.helps} /> : null}
      <AroundLimit answer={value} />
      {value.warnings.length ? <Card title="Before you trust it"><ul>{value.warnings.map((w) => <li key={w}>{w}</li>)}</ul></Card> : null}
    </>
  );
}

const Tile = ({ name, value, sub }: { name: string; value: string; sub: string }) => <div class="tile"><dl style={{ margin: 0 }}><dt>{name}</dt><dd>{value}</dd><dd>{sub}</dd></dl></div>;

// Loads that were repeated; a few runs at another load were only tries of the search, and their intervals say nothing.
function points(answer: Capacity) {
  const repeated = (p: Capacity['curve'][number]) => Math.max(...[...Object.values(p.objectives), ...Object.values(p.utilisation)].map((i) => i.n), 0);
  const most = Math.max(...answer.curve.map(repeated));
  return answer.curve.filter((p) => repeated(p) >= Math.min(most, Math.max(3, most / 2))).sort((a, b) => a.multiplier - b.multiplier);
}

const line = (label: string, at: (Interval | undefined)[]): Line =>
  ({ label, values: at.map((i) => i?.mean ?? null), low: at.map((i) => i?.low ?? null), high: at.map((i) => i?.high ?? null) });

function Knee({ answer }: { answer: Capacity }) {
  const known = answer.objectives.filter((o) => o.has_data);
  const [name, choose] = useState(answer.first_to_fail ?? known[0]?.name ?? '');
  const objective = answer.objectives.find((o) => o.name === name);
  const { x, lines } = useMemo(() => {
    const at = points(answer);
    const limit: Line[] = objective ? [{ label: 'limit', values: at.map(() => objective.limit), dash: true, colour: '--bad' }] : [];
    return { x: at.map((p) => p.multiplier), lines: [line(name, at.map((p) => p.objectives[name])), ...limit] };
  }, [answer, name]);
  const knee = objective?.capacity?.multiplier ?? null;
  const marks = useMemo(() => (knee === null ? [] : [{ x: knee, label: 'knee' }]), [knee]);
  return (
    <Card title="Where it breaks">
      <Choice label="Objective" value={name} options={answer.objectives.map((o) => [o.name, o.name])} onChange={choose} />
      <Chart title={name} unit={objective ? `wanted ${objective.direction === 'at_most' ? '≤' : '≥'} ${shown(objective.limit, objective.unit)}` : ''} x={x} lines={lines} xLabel="load" xText={(v) => `× ${number(v)}`}
        yText={(v) => shown(v, objective?.unit ?? '')} marks={marks} note="Means of the replications; the band is the 95 % interval, the dashed line what is wanted." />
    </Card>
  );
}

function Use({ answer }: { answer: Capacity }) {
  const { x, lines } = useMemo(() => {
    const at = points(answer), names = [...new Set(at.flatMap((p) => Object.keys(p.utilisation)))];
    const top = (n: string) => Math.max(...at.map((p) => p.utilisation[n]?.mean ?? 0));
    const shownNames = names.filter((n) => top(n) > 0).sort((a, b) => top(b) - top(a)).slice(0, 8);
    return { x: at.map((p) => p.multiplier), lines: shownNames.map((n) => line(n, at.map((p) => p.utilisation[n]))) };
  }, [answer]);
  const limit = answer.capacity.multiplier;
  const marks = useMemo(() => (limit === null ? [] : [{ x: limit, label: 'limit' }]), [limit]);
  return <Card title="How busy it gets"><Chart title="Busiest resources" unit="share in use" x={x} lines={lines} xLabel="load" xText={(v) => `× ${number(v)}`} yText={(v) => share(v, 0)} marks={marks} note="Node and resource; the eight busiest." /></Card>;
}

function Limits({ answer }: { answer: Capacity }) {
  return (
    <Card title="The limit of each objective" id="objectives">
      <Table caption="The load at which it fails, with its 95 % interval" rows={answer.objectives} keyOf={(o) => o.name} columns={[
        { head: 'Objective', left: true, cell: (o) => o.name }, { head: 'Wanted', cell: (o) => `${o.direction === 'at_most' ? '≤' : '≥'} ${shown(o.limit, o.unit)}` },
        { head: 'Fails at', cell: (o) => (!o.has_data ? 'no data' : o.capacity?.multiplier ? times(o.capacity.multiplier) : (stateWords[o.capacity?.state ?? ''] ?? 'not searched')) },
        { head: 'Interval', cell: (o) => (o.capacity?.multiplier ? range(o.capacity) : '–') },
      ]} />
    </Card>
  );
}

function Helps({ helps }: { helps: Help[] }) {
  return (
    <Card title="What helps most" id="helps">
      <Table caption="Each change was made and the limit searched again; the best first" rows={helps} keyOf={(_, i) => i} columns={[
        { head: 'Change', left: true, cell: (h) => h.change }, { head: 'Limit before', cell: (h) => times(h.before) }, { head: 'after', cell: (h) => (h.no_limit ? 'none found' : times(h.after)) },
        { head: 'Gained', cell: (h) => (h.before !== null && h.after !== null ? times(h.after - h.before) : '–') },
        { head: 'Interval', cell: (h) => (h.difference.low === null ? '–' : `${times(h.difference.low)} to ${times(h.difference.high)}`) },
      ]} />
    </Card>
  );
}

function AroundLimit({ answer }: { answer: Capacity }) {
  const [percent, choose] = useState('100');
  const row = answer.table.find((r) => String(r.percent) === percent) ?? answer.table[0];
  if (!row) return null;
  const csv = () => saveText([['percent', 'load', 'figure', 'mean', 'low', 'high', 'n'], ...answer.table.flatMap((r) => Object.entries(r.metrics).map(([n, i]) => [r.percent, r.multiplier, n, i.mean ?? '', i.low ?? '', i.high ?? '', i.n]))], `${answer.title} around the limit`);
  return (
    <Card title="Around the limit" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <div class="segments" role="group" aria-label="Load" style={{ justifySelf: 'start' }}>
        {answer.table.map((r) => <button key={r.percent} type="button" aria-pressed={r === row} onClick={() => choose(String(r.percent))}>{r.percent} % ({times(r.multiplier)})</button>)}
      </div>
      <Table caption="Objectives at this load" rows={row.objectives} keyOf={(o) => o.name} columns={[
        { head: 'Objective', left: true, cell: (o) => o.name }, { head: 'Found', cell: (o) => shown(o.value, o.unit) },
        { head: 'Interval', cell: (o) => (o.low === null ? '–' : `${shown(o.low, o.unit)} to ${shown(o.high, o.unit)}`) }, { head: 'Runs that met it', cell: (o) => `${o.runs_met} of ${o.runs_met + o.runs_missed}` },
        { head: 'Verdict', cell: (o) => (o.met === null ? <Badge>no figure</Badge> : o.met ? <Badge tone="good">met</Badge> : <Badge tone="bad">missed</Badge>) },
      ]} />
      <Table caption="Figures at this load, mean and interval" rows={Object.entries(row.metrics)} keyOf={([n]) => n} columns={[
        { head: 'Figure', left: true, cell: ([n]) => n.replace(/_/g, ' ') }, { head: 'Mean', cell: ([n, i]) => shown(i.mean, unitOf(n)) }, { head: 'Interval', cell: ([n, i]) => `${shown(i.low, unitOf(n))} to ${shown(i.high, unitOf(n))}` },
      ]} />
    </Card>
  );
}

const unitOf = (metric: string): string => (metric.startsWith('delay_') ? 's' : metric === 'error_rate' ? 'share' : '');
