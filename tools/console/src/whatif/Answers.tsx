// What a search for the limit and a survival table found.
import { useMemo } from 'preact/hooks';
import { Badge, Button, Card, Table } from '../parts/controls';
import { Failed, Loading } from '../parts/states';
import { bytes, count, number, seconds, share } from '../text';
import { useGet } from '../use';
import { Chart, saveText, type Line } from './Chart';

interface Interval { mean: number; low: number; high: number; n: number }
interface Judged { name: string; unit: string; direction: string; limit: number; value: number | null; low: number | null; high: number | null; met: boolean | null; runs_met?: number; runs_missed?: number }
interface Capacity {
  capacity: { multiplier: number | null; low: number; high: number | null; state?: string };
  bottleneck: { node: string; resource: string; utilisation?: Interval } | null;
  table: { percent: number; multiplier: number; metrics: Record<string, Interval>; objectives: Judged[] }[];
  helps?: { change: string; words: string; before: number | null; after: number | null }[];
  curve?: { multiplier: number; objectives: Record<string, Interval>; utilisation: Record<string, Interval> }[];
  objectives?: { name: string }[];
}

export function CapacityAnswer({ id }: { id: string }) {
  const { value, error } = useGet<Capacity>(`/api/results/${id}/answer`);
  if (error) return <Failed error={error} />;
  if (!value) return <Loading what="Opening the answer" />;
  const c = value.capacity;
  return (
    <>
      <div class="tiles">
        <div class="tile"><dl style={{ margin: 0 }}><dt>The estate bears</dt><dd>{c.multiplier === null ? (c.state ?? 'no limit found') : `× ${number(c.multiplier)}`}</dd><dd>{c.high === null ? `at least × ${number(c.low)}` : `95 % interval × ${number(c.low)} to × ${number(c.high)}`}</dd></dl></div>
        <div class="tile"><dl style={{ margin: 0 }}><dt>The bottleneck there</dt><dd>{value.bottleneck ? `${value.bottleneck.node}, ${value.bottleneck.resource}` : 'none'}</dd>{value.bottleneck?.utilisation ? <dd>{share(value.bottleneck.utilisation.mean)} in use</dd> : null}</dl></div>
      </div>
      {value.curve?.length ? <Knee answer={value} /> : null}
      {value.table.map((row) => (
        <Card key={row.percent} title={`At ${row.percent} % of the limit (load × ${number(row.multiplier)})`}>
          <Table caption="Objectives, mean over replications with 95 % interval" rows={row.objectives} keyOf={(o) => o.name} columns={[
            { head: 'Objective', left: true, cell: (o) => o.name }, { head: 'Wanted', cell: (o) => `${o.direction === 'at_most' ? '≤' : '≥'} ${number(o.limit)}` },
            { head: 'Found', cell: (o) => number(o.value) }, { head: 'Interval', cell: (o) => (o.low === null ? '–' : `${number(o.low)} to ${number(o.high)}`) },
            { head: 'Verdict', cell: (o) => (o.met === null ? <Badge>no figure</Badge> : o.met ? <Badge tone="good">met</Badge> : <Badge tone="bad">missed</Badge>) },
          ]} />
        </Card>
      ))}
      {value.helps?.length ? <Card title="What would help"><ul>{value.helps.map((h, i) => <li key={i}>{h.words || h.change}</li>)}</ul></Card> : null}
    </>
  );
}

// Each objective over the load: where a curve leaves its good side is the knee.
function Knee({ answer }: { answer: Capacity }) {
  const { x, lines } = useMemo(() => {
    const points = [...answer.curve!].sort((a, b) => a.multiplier - b.multiplier);
    const names = [...new Set(points.flatMap((p) => Object.keys(p.objectives)))];
    const made: Line[] = names.map((name) => ({ label: name, values: points.map((p) => p.objectives[name]?.mean ?? null) }));
    return { x: points.map((p) => p.multiplier), lines: made };
  }, [answer]);
  const marks = useMemo(() => (answer.capacity.multiplier === null ? [] : [{ x: answer.capacity.multiplier, label: 'limit' }]), [answer]);
  return <Card><Chart title="Objectives over load" unit="means of replications" x={x} lines={lines} xLabel="load" xText={(v) => `× ${number(v)}`} marks={marks} /></Card>;
}

interface Missing { missing: string; objectives_met: number | boolean | null; lost: number; delayed: number; peak_queue: number; spool_bytes: number; recovery_seconds: number | null }

export function SurviveAnswer({ id }: { id: string }) {
  const { value, error } = useGet<{ rows: Missing[] }>(`/api/results/${id}/answer`);
  if (error) return <Failed error={error} />;
  if (!value) return <Loading what="Opening the answer" />;
  const csv = () => saveText([['missing', 'objectives met', 'lost', 'delayed', 'peak queue', 'spool bytes', 'recovery seconds'], ...value.rows.map((r) => [r.missing, String(r.objectives_met), r.lost, r.delayed, r.peak_queue, r.spool_bytes, r.recovery_seconds ?? ''])], 'survival');
  return (
    <Card title="One missing at a time" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <Table caption="Each paired with the whole estate: the same mail, the same chance" rows={value.rows} keyOf={(r) => r.missing} columns={[
        { head: 'Missing', left: true, cell: (r) => r.missing },
        { head: 'Objectives', cell: (r) => (typeof r.objectives_met === 'number' ? count(r.objectives_met) : r.objectives_met ? <Badge tone="good">met</Badge> : <Badge tone="bad">missed</Badge>) },
        { head: 'Lost', cell: (r) => count(r.lost) }, { head: 'Late by 5 min', cell: (r) => count(r.delayed) }, { head: 'Longest queue', cell: (r) => count(r.peak_queue) },
        { head: 'Spool', cell: (r) => bytes(r.spool_bytes) }, { head: 'Gone again after', cell: (r) => seconds(r.recovery_seconds) },
      ]} />
    </Card>
  );
}
