// The parts of a run's results that the console and a report page share: figures, objectives, delays, curves, who was
// busiest, the ledger, sessions. What they ask for comes from the server, or from the page itself (use.ts).
import { useMemo, useState } from 'preact/hooks';
import type { Delays, Series, Summary } from '../api';
import { Badge, Button, Card, Choice, Table } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { clock, count, kindWords, number, seconds, share } from '../text';
import { useGet } from '../use';
import { Chart, saveText, type Line } from './Chart';

export function Figures({ s }: { s: Summary }) {
  const l = s.ledger, tile = (name: string, value: string, sub?: string) => <div class="tile" key={name}><dl style={{ margin: 0 }}><dt>{name}</dt><dd>{value}</dd>{sub ? <dd>{sub}</dd> : null}</dl></div>;
  return (
    <div class="tiles">
      {tile('Offered', count(l.offered ?? 0), 'envelope recipients')}
      {tile('Delivered', count(l.delivered ?? 0), share((l.delivered ?? 0) / Math.max(1, l.accepted ?? 0)) + ' of what was accepted')}
      {tile('Refused at the edge', count(l.rejected ?? 0), share((l.rejected ?? 0) / Math.max(1, l.offered ?? 0)) + ' of what was offered')}
      {tile('Bounced', count(l.bounced ?? 0))}
      {tile('Still queued', count(l.queued ?? 0), s.delay.censored ? `${count(s.delay.censored)} count as later than their age` : undefined)}
      {tile('Delay, 95 of 100 within', seconds(s.delay.p95), `99 within ${seconds(s.delay.p99)}`)}
    </div>
  );
}

export function Objectives({ s }: { s: Summary }) {
  const show = (v: number | null, unit: string) => (unit === 'share' || unit === '1' || unit === '%' ? share(v) : unit === 's' ? seconds(v) : number(v));
  return (
    <Card title="Objectives" id="objectives">
      <Table caption="What the run is judged by" rows={s.objectives} keyOf={(o) => o.name} columns={[
        { head: 'Objective', left: true, cell: (o) => o.name },
        { head: 'Wanted', cell: (o) => `${o.direction === 'at_most' ? '≤' : '≥'} ${show(o.limit, o.unit)}` },
        { head: 'Found', cell: (o) => show(o.value, o.unit) },
        { head: 'Verdict', cell: (o) => o.met === null ? <Badge>no figure</Badge> : o.met ? <Badge tone="good">met</Badge> : <Badge tone="bad">missed</Badge> },
      ]} />
      <p class="note">One run is one draw of chance: for intervals compare two runs, or ask how much load the estate bears.</p>
    </Card>
  );
}

export function DelayTable({ s }: { s: Summary }) {
  const rows = [['all', s.delay] as const, ...Object.entries(s.delay_by)];
  return (
    <Card title="Delay, from submission to the mailbox or the peer" id="delays">
      <Table caption={`Measured from ${clock(s.measured.from / 60)} to ${clock(s.measured.to / 60)}`} rows={rows} keyOf={([kind]) => kind} columns={[
        { head: 'Mail', left: true, cell: ([kind]) => kindWords[kind] ?? kind },
        { head: 'Number', cell: ([, d]) => count(d.n) },
        { head: 'Half within', cell: ([, d]) => seconds(d.p50) },
        { head: '95 %', cell: ([, d]) => seconds(d.p95) },
        { head: '99 %', cell: ([, d]) => seconds(d.p99) },
        { head: 'Longest', cell: ([, d]) => seconds(d.max) },
      ]} />
    </Card>
  );
}

const curveChoices: Record<string, { title: string; unit: string; text: (v: number) => string; most: boolean; note: string }> = {
  queue: { title: 'Waiting in queues', unit: 'messages', text: number, most: true, note: 'The greatest number in each stretch of time, of the eight longest queues.' },
  'utilisation.processor': { title: 'Processors', unit: 'share in use', text: (v) => share(v), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  'utilisation.disk': { title: 'Disks', unit: 'share in use', text: (v) => share(v), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  'utilisation.processes': { title: 'Processes', unit: 'share in use', text: (v) => share(v), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  throughput: { title: 'Mail through each node', unit: 'recipients a second', text: number, most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  refused_sessions: { title: 'Sessions refused for lack of resources', unit: 'a minute', text: number, most: true, note: 'The greatest number in each stretch of time, of the eight highest.' },
  delay_p95: { title: 'Delay, 95 of 100 within', unit: 'by the minute of delivery', text: seconds, most: true, note: 'All nodes together.' },
};

export function Curves({ id, s }: { id: string; s: Summary }) {
  const [metric, choose] = useState('utilisation.processor');
  const there = useGet<{ metrics: { metric: string }[] }>(`/api/results/${id}/metrics`);
  const known = new Set(there.value?.metrics.map((m) => m.metric) ?? Object.keys(curveChoices));
  return (
    <div class="grid two" id="curves">
      <Card><SeriesChart id={id} metric="queue" measured={s.measured} /></Card>
      <Card><DelayChart id={id} /></Card>
      <Card>
        <Choice label="Over time" value={metric} options={Object.entries(curveChoices).filter(([m]) => m !== 'queue' && known.has(m)).map(([m, c]) => [m, c.title])} onChange={choose} />
        <SeriesChart id={id} metric={metric} measured={s.measured} />
      </Card>
      <Events id={id} />
    </div>
  );
}

function SeriesChart({ id, metric, measured }: { id: string; metric: string; measured: { from: number; to: number } }) {
  const { value, error } = useGet<Series>(`/api/results/${id}/series?metric=${encodeURIComponent(metric)}&points=300`);
  const how = curveChoices[metric]!;
  const lines = useMemo(() => (value ? busiestLines(value, how.most) : []), [value]);
  const marks = useMemo(() => (measured.from > 0 ? [{ x: measured.from / 60, label: 'measured from here' }] : []), [measured.from]);
  if (error) return <Failed error={error} />;
  if (!value) return <Loading what={how.title} />;
  if (!lines.length) return <Empty title={how.title}>Nothing was sampled.</Empty>;
  const note = `${how.note}${value.bucket_minutes > 1 ? ` A stretch is ${value.bucket_minutes} minutes.` : ' A stretch is a minute.'}`;
  return <Chart title={how.title} unit={how.unit} x={value.minutes} lines={lines} xLabel="time" xText={clock} yText={how.text} marks={marks} note={note} />;
}

function busiestLines(series: Series, most: boolean): Line[] {
  const all = Object.entries(series.nodes).map(([node, c]) => ({ label: node || 'all', values: most ? c.max : c.mean }));
  const top = (line: Line) => line.values.reduce<number>((m, v) => Math.max(m, v ?? 0), 0);
  return all.filter((l) => top(l) > 0).sort((a, b) => top(b) - top(a)).slice(0, 8);
}

// Shares delivered within a time, from the classes: a step at each class's upper edge.
function DelayChart({ id }: { id: string }) {
  const { value, error } = useGet<Delays>(`/api/results/${id}/delays`);
  const { x, lines } = useMemo(() => (value ? shares(value) : { x: [], lines: [] }), [value]);
  if (error) return <Failed error={error} />;
  if (!value) return <Loading what="Delays" />;
  if (!value.rows) return <Empty title="Delays by message">This run kept no rows of messages, or none was delivered; the table above is of all messages.</Empty>;
  return <Chart title="Delivered within" unit="share of what was delivered" x={x} lines={lines} xLabel="delay" xText={seconds} yText={(v) => share(v)} logX
    note={value.whole ? `Of all ${count(value.rows)} recipients delivered in the measured time.` : `From the ${count(value.rows)} delivered messages whose rows were kept, warm-up included; the table above is of all.`} />;
}

function shares(delays: Delays): { x: number[]; lines: Line[] } {
  const kinds = Object.entries(delays.kinds);
  let first = delays.edges.length, last = 0;
  for (const [, kind] of kinds) kind.count.forEach((n, i) => { if (n) { first = Math.min(first, i); last = Math.max(last, i); } });
  const lines = kinds.map(([kind, { n, count: counts }]) => {
    let below = 0;
    const all = counts.map((c) => (below += c) / Math.max(1, n));
    return { label: kindWords[kind] ?? kind, values: [0, ...all.slice(first, last + 1)] };
  });
  return { x: delays.edges.slice(first, last + 2), lines };
}

interface Event { t: number; kind: string; node: string | null; detail: string | null }
function Events({ id }: { id: string }) {
  const { value } = useGet<{ events: Event[] }>(`/api/results/${id}/events`);
  return (
    <Card title="What happened" id="events">
      {!value ? <Loading what="Looking" /> : !value.events.length ? <Empty title="Nothing out of the ordinary">No node, link or name failed in this run.</Empty> : (
        <Table caption={`${value.events.length} events`} rows={value.events} keyOf={(_, i) => i} columns={[
          { head: 'When', cell: (e) => clock(e.t / 60) }, { head: 'What', left: true, cell: (e) => e.kind }, { head: 'Where', left: true, cell: (e) => e.node }, { head: 'Detail', left: true, cell: (e) => e.detail },
        ]} />
      )}
    </Card>
  );
}

const Meter = ({ value }: { value?: number | null }) => value === undefined || value === null ? <>–</> : (
  <span style={{ whiteSpace: 'nowrap' }}><span class="meter" aria-hidden="true"><i class={value >= 0.7 ? 'high' : value >= 0.5 ? 'mid' : ''} style={{ width: `${Math.min(100, value * 100)}%` }} /></span>{share(value)}</span>
);

export function Busiest({ s }: { s: Summary }) {
  const busy = (n: Summary['nodes'][string]) => Math.max(n.utilisation.processor ?? 0, n.utilisation.disk ?? 0, n.utilisation.processes ?? 0);
  const rows = Object.entries(s.nodes).filter(([, n]) => n.role !== 'peer').sort(([, a], [, b]) => busy(b) - busy(a));
  const csv = () => saveText([['node', 'role', 'processor', 'disk', 'processes', 'queue mean', 'queue max', 'recipients a second'],
    ...rows.map(([id, n]) => [id, n.role, n.utilisation.processor ?? '', n.utilisation.disk ?? '', n.utilisation.processes ?? '', n.queue.mean, n.queue.max, n.throughput])], `${s.title} nodes`);
  return (
    <Card title="Who is busiest" id="nodes" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <Table caption="Shares of the measured time; the busiest first" rows={rows} keyOf={([id]) => id} columns={[
        { head: 'Node', left: true, cell: ([id]) => id }, { head: 'Role', left: true, cell: ([, n]) => n.role },
        { head: 'Processor', cell: ([, n]) => <Meter value={n.utilisation.processor} /> }, { head: 'Disk', cell: ([, n]) => <Meter value={n.utilisation.disk} /> },
        { head: 'Processes', cell: ([, n]) => <Meter value={n.utilisation.processes} /> },
        { head: 'Queue, mean', cell: ([, n]) => number(n.queue.mean) }, { head: 'longest', cell: ([, n]) => count(n.queue.max) }, { head: 'a second', cell: ([, n]) => number(n.throughput) },
      ]} />
    </Card>
  );
}

const ledgerWords: [string, string][] = [
  ['offered', 'offered to the estate'], ['rejected', 'refused at the edge'], ['accepted', 'accepted'], ['created', 'made inside: bounces, copies'], ['delivered', 'delivered'],
  ['bounced', 'bounced'], ['discarded', 'discarded'], ['quarantined', 'quarantined'], ['queued', 'still queued'],
];

export function Ledger({ s }: { s: Summary }) {
  const l = s.ledger, ends = ['delivered', 'bounced', 'discarded', 'quarantined', 'queued'].reduce((sum, key) => sum + (l[key] ?? 0), 0);
  return (
    <Card title="Where every recipient went" id="ledger">
      <Table caption="Envelope recipients of the whole run" rows={ledgerWords} keyOf={([key]) => key} columns={[
        { head: 'What', left: true, cell: ([, words]) => words }, { head: 'Recipients', cell: ([key]) => count(l[key] ?? 0) },
      ]} />
      <p class="note">Accepted and made inside: {count((l.accepted ?? 0) + (l.created ?? 0))}; what became of them: {count(ends)}.{s.outside_waiting ? ` ${count(s.outside_waiting)} waited before an edge at the end.` : ''}</p>
    </Card>
  );
}

export function Sessions({ s }: { s: Summary }) {
  const [of, choose] = useState('sessions');
  return (
    <Card title="Sessions and parts of the way" id="sessions">
      <div class="segments" role="group" aria-label="What to show" style={{ justifySelf: 'start' }}>
        {[['sessions', 'Sessions'], ['phases', 'Parts of the way']].map(([key, words]) => <button key={key} type="button" aria-pressed={of === key} onClick={() => choose(key!)}>{words}</button>)}
      </div>
      {of === 'sessions' ? (
        <Table caption={`The whole run; ${count(s.dns.queries)} questions for names, ${share(s.dns.hit_rate, 0)} answered from memory`} rows={s.sessions} keyOf={(r) => r.kind} columns={[
          { head: 'Session', left: true, cell: (r) => r.kind }, { head: 'Number', cell: (r) => count(r.sessions) }, { head: 'Refused', cell: (r) => count(r.refused) },
          { head: 'Fetches', cell: (r) => count(r.fetches) }, { head: 'Messages', cell: (r) => count(r.messages) },
        ]} />
      ) : (
        <Table caption="How long each part took" rows={s.phases} keyOf={(r) => r.name} columns={[
          { head: 'Part', left: true, cell: (r) => r.name.replace(/_/g, ' ') }, { head: 'Number', cell: (r) => count(r.n) }, { head: 'Half within', cell: (r) => seconds(r.p50) },
          { head: '95 %', cell: (r) => seconds(r.p95) }, { head: '99 %', cell: (r) => seconds(r.p99) }, { head: 'Longest', cell: (r) => seconds(r.max) },
        ]} />
      )}
    </Card>
  );
}
