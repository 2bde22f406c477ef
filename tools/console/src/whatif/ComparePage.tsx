// Two runs side by side, with the interval of each difference where it can be had.
import { useMemo } from 'preact/hooks';
import { type Difference, type Job, type Series } from '../api';
import { Badge, Button, Card, Table } from '../parts/controls';
import { Failed, Loading } from '../parts/states';
import { link, type Route } from '../route';
import { clock, number } from '../text';
import { useGet } from '../use';
import { Chart, saveText, type Line } from './Chart';

export function ComparePage({ route }: { route: Route }) {
  const [, a = '', b = ''] = route.parts;
  const first = useGet<Job>(`/api/jobs/${a}`), second = useGet<Job>(`/api/jobs/${b}`);
  const found = useGet<{ differences: Difference[] }>(`/api/compare/${a}/${b}`);
  const names = [first.value?.title ?? 'first', second.value?.title ?? 'second'] as const;
  return (
    <>
      <div class="lead">
        <p><a href={link(['what-if'])}>All runs</a></p>
        <h1>Two runs side by side</h1>
        <p><a href={link(['runs', a])}>{names[0]}</a> and <a href={link(['runs', b])}>{names[1]}</a></p>
      </div>
      {found.error ? <Failed error={found.error} /> : !found.value ? <Loading what="Comparing" /> : <Differences rows={found.value.differences} />}
      <Both ids={[a, b]} names={names} />
    </>
  );
}

function Differences({ rows }: { rows: Difference[] }) {
  const csv = () => saveText([['metric', 'first', 'second', 'difference', 'low', 'high', 'paired'], ...rows.map((r) => [r.metric, r.first ?? '', r.second ?? '', r.difference ?? '', r.low ?? '', r.high ?? '', String(r.paired)])], 'comparison');
  const sure = (r: Difference) => r.low !== null && r.high !== null && (r.low > 0 || r.high < 0);
  return (
    <Card title="Differences" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <Table caption="Second less first; intervals at 95 %" rows={rows} keyOf={(r) => r.metric} columns={[
        { head: 'Metric', left: true, cell: (r) => r.metric.replace(/\./g, ' · ').replace(/_/g, ' ') }, { head: 'First', cell: (r) => number(r.first) }, { head: 'Second', cell: (r) => number(r.second) },
        { head: 'Difference', cell: (r) => number(r.difference) }, { head: 'Interval', cell: (r) => (r.low === null ? '–' : `${number(r.low)} to ${number(r.high)}`) },
        { head: 'Verdict', cell: (r) => (r.low === null ? <span class="soft">one run each</span> : sure(r) ? <Badge tone="warn">differs</Badge> : <Badge>not told apart</Badge>) },
      ]} />
      <p class="note">An interval is there where the same messages are in both runs and kept their rows (paired), so that chance is the same in both. Where there is none, a difference may be chance.</p>
    </Card>
  );
}

function Both({ ids, names }: { ids: [string, string]; names: readonly [string, string] }) {
  const a = useGet<Series>(`/api/results/${ids[0]}/series?metric=queue`), b = useGet<Series>(`/api/results/${ids[1]}/series?metric=queue`);
  const { x, lines } = useMemo(() => {
    if (!a.value || !b.value) return { x: [] as number[], lines: [] as Line[] };
    const long = a.value.minutes.length >= b.value.minutes.length ? a.value : b.value;
    const sum = (s: Series) => long.minutes.map((minute) => {
      const at = Math.floor(minute / s.bucket_minutes);
      const all = Object.values(s.nodes).map((n) => n.mean[at]).filter((v): v is number => typeof v === 'number');
      return all.length ? all.reduce((t, v) => t + v, 0) : null;
    });
    return { x: long.minutes, lines: [{ label: `first: ${names[0]}`, values: sum(a.value) }, { label: `second: ${names[1]}`, values: sum(b.value), dash: true }] };
  }, [a.value, b.value, names[0], names[1]]);
  return x.length ? <Card><Chart title="Waiting in all queues" unit="messages, mean" x={x} lines={lines} xLabel="time" xText={clock} /></Card> : null;
}
