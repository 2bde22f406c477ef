// What came of a run: figures, objectives, curves, who was busiest, single messages; and out as files. The page holds
// sums that the server made, never the run's messages.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get, type Delays, type Job, type MessageRow, type Series, type Summary } from '../api';
import { Badge, Button, Card, Choice, Table, TextField, type Tone } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { link, type Route } from '../route';
import { bytes, clock, count, number, outcomes, seconds, share } from '../text';
import { useGet } from '../use';
import { CapacityAnswer, SurviveAnswer } from './Answers';
import { Chart, saveText, type Line } from './Chart';

export function ResultPage({ route }: { route: Route }) {
  const id = route.parts[1] ?? '';
  const job = useGet<Job>(`/api/jobs/${id}`);
  const state = job.value?.state;
  useEffect(() => {
    if (state !== 'running' && state !== 'queued') return;
    const timer = setTimeout(job.again, 700);
    return () => clearTimeout(timer);
  }, [job.value]);
  if (job.error) return <Failed error={job.error} again={job.again} />;
  if (!job.value) return <Loading what="Opening the run" />;
  return (
    <>
      <div class="lead">
        <p><a href={link(['what-if'])}>All runs</a></p>
        <h1>{job.value.title}</h1>
        <Begun job={job.value} />
      </div>
      {state === 'running' || state === 'queued' ? <Waiting job={job.value} /> : state === 'failed' ? <Empty title="This run failed">{job.value.error}</Empty>
        : job.value.kind === 'capacity' ? <CapacityAnswer id={id} /> : job.value.kind === 'survive' ? <SurviveAnswer id={id} /> : <Result id={id} />}
    </>
  );
}

function Begun({ job }: { job: Job }) {
  return (
    <p class="small">Begun {new Date(job.created * 1000).toLocaleString()}{job.started && job.ended ? `, took ${seconds(job.ended - job.started)}` : ''}.{' '}
      <a href={link(['what-if'], { as: JSON.stringify(formOf(job)) })}>Change something and run again</a></p>
  );
}

// The form's state from what was asked, as far as the form has it.
function formOf(job: Job) {
  const asked = job.asked as { scenario?: string; set?: Record<string, unknown>; faults?: { target: string; from: string; until: string }[]; seed?: number; keep?: string };
  const set = { ...(asked.set ?? {}) };
  const load = Number(set['/load/multiplier'] ?? 1), spam = Number(set['/load/spam_multiplier'] ?? 1), hours = String(set['/duration'] ?? '');
  for (const known of ['/load/multiplier', '/load/spam_multiplier', '/duration']) delete set[known];
  const fault = asked.faults?.[0], from = parseFloat(fault?.from ?? '0.5');
  return {
    kind: job.kind, scenario: asked.scenario ?? 'nayatel-busy-hour', load, spam, hours, off: fault?.target ?? '', offFrom: from, offFor: fault ? parseFloat(fault.until) - from : 1,
    seed: asked.seed === undefined ? '' : String(asked.seed), keep: asked.keep ?? 'sample=100', more: Object.entries(set).map(([pointer, value]) => ({ pointer, value: JSON.stringify(value) })),
  };
}

function Waiting({ job }: { job: Job }) {
  return (
    <Card title={job.state === 'queued' ? 'It waits for its turn' : 'It runs'}>
      <div class="progress" role="progressbar" aria-label="How far it is" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(job.share * 100)}><i style={{ width: `${Math.max(1, job.share * 100)}%` }} /></div>
      <p class="soft n">{job.detail || '…'}</p>
    </Card>
  );
}

function Result({ id }: { id: string }) {
  const summary = useGet<Summary>(`/api/results/${id}`);
  if (summary.error) return <Failed error={summary.error} />;
  if (!summary.value) return <Loading what="Adding up" />;
  const s = summary.value;
  return (
    <>
      {s.complete ? null : <p class="assumed"><span><b>Not whole:</b> the run was ended after {seconds(s.simulated_seconds)} of simulated time; all figures are of what was by then.</span></p>}
      <Figures s={s} />
      <div class="grid two">
        <Objectives s={s} />
        <DelayTable s={s} />
      </div>
      <Curves id={id} s={s} />
      <Busiest s={s} />
      <Messages id={id} />
      <Files id={id} s={s} />
    </>
  );
}

function Figures({ s }: { s: Summary }) {
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

function Objectives({ s }: { s: Summary }) {
  const show = (v: number | null, unit: string) => (unit === 'share' || unit === '1' || unit === '%' ? share(v) : unit === 's' ? seconds(v) : number(v));
  return (
    <Card title="Objectives">
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

const kindWords: Record<string, string> = { internal: 'between customers', incoming: 'from the Internet', outgoing: 'to the Internet', dsn: 'bounces', spam: 'spam' };

function DelayTable({ s }: { s: Summary }) {
  const rows = [['all', s.delay] as const, ...Object.entries(s.delay_by)];
  return (
    <Card title="Delay, from submission to the mailbox or the peer">
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
  'utilisation.processor': { title: 'Processors', unit: 'share in use', text: (v) => share(v, 0), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  'utilisation.disk': { title: 'Disks', unit: 'share in use', text: (v) => share(v, 0), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  'utilisation.processes': { title: 'Processes', unit: 'share in use', text: (v) => share(v, 0), most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  throughput: { title: 'Mail through each node', unit: 'recipients a second', text: number, most: false, note: 'Mean of each stretch of time, of the eight busiest.' },
  delay_p95: { title: 'Delay, 95 of 100 within', unit: 'by the minute of delivery', text: seconds, most: true, note: 'All nodes together.' },
};

function Curves({ id, s }: { id: string; s: Summary }) {
  const [metric, choose] = useState('utilisation.processor');
  return (
    <div class="grid two">
      <Card><SeriesChart id={id} metric="queue" measured={s.measured} /></Card>
      <Card><DelayChart id={id} /></Card>
      <Card>
        <Choice label="Over time" value={metric} options={Object.entries(curveChoices).filter(([m]) => m !== 'queue').map(([m, c]) => [m, c.title])} onChange={choose} />
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
  return <Chart title="Delivered within" unit="share of what was delivered" x={x} lines={lines} xLabel="delay" xText={seconds} yText={(v) => share(v, 0)} logX
    note={`From the ${count(value.rows)} delivered messages whose rows were kept, warm-up included; the table above is of all.`} />;
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
    <Card title="What happened">
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

function Busiest({ s }: { s: Summary }) {
  const busy = (n: Summary['nodes'][string]) => Math.max(n.utilisation.processor ?? 0, n.utilisation.disk ?? 0, n.utilisation.processes ?? 0);
  const rows = Object.entries(s.nodes).filter(([, n]) => n.role !== 'peer').sort(([, a], [, b]) => busy(b) - busy(a));
  const csv = () => saveText([['node', 'role', 'processor', 'disk', 'processes', 'queue mean', 'queue max', 'recipients a second'],
    ...rows.map(([id, n]) => [id, n.role, n.utilisation.processor ?? '', n.utilisation.disk ?? '', n.utilisation.processes ?? '', n.queue.mean, n.queue.max, n.throughput])], `${s.title} nodes`);
  return (
    <Card title="Who is busiest" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <Table caption="Shares of the measured time; the busiest first" rows={rows} keyOf={([id]) => id} columns={[
        { head: 'Node', left: true, cell: ([id]) => id }, { head: 'Role', left: true, cell: ([, n]) => n.role },
        { head: 'Processor', cell: ([, n]) => <Meter value={n.utilisation.processor} /> }, { head: 'Disk', cell: ([, n]) => <Meter value={n.utilisation.disk} /> },
        { head: 'Processes', cell: ([, n]) => <Meter value={n.utilisation.processes} /> },
        { head: 'Queue, mean', cell: ([, n]) => number(n.queue.mean) }, { head: 'longest', cell: ([, n]) => count(n.queue.max) }, { head: 'a second', cell: ([, n]) => number(n.throughput) },
      ]} />
    </Card>
  );
}

function Messages({ id }: { id: string }) {
  const [filter, set] = useState({ kind: '', outcome: '', text: '' });
  const [after, setAfter] = useState<number[]>([]);
  const query = new URLSearchParams({ ...filter, limit: '25', after: String(after[after.length - 1] ?? -1) });
  const { value, error } = useGet<{ messages: MessageRow[]; rows: number; next: number | null }>(`/api/results/${id}/messages?${query.toString()}`);
  const change = (part: Partial<typeof filter>) => { set({ ...filter, ...part }); setAfter([]); };
  return (
    <Card title="Single messages" side={value ? `${count(value.rows)} kept their rows` : ''}>
      <div class="form">
        <Choice label="Kind" value={filter.kind} options={[['', 'any'], ...Object.entries(kindWords)]} onChange={(kind) => change({ kind })} />
        <Choice label="Outcome" value={filter.outcome} options={[['', 'any'], ...Object.entries(outcomes).map(([o, w]): [string, string] => [o, w.word])]} onChange={(outcome) => change({ outcome })} />
        <TextField label="Part of an address" value={filter.text} onInput={(text) => change({ text })} />
      </div>
      {error ? <Failed error={error} /> : !value ? <Loading what="Looking them up" /> : !value.messages.length ? <Empty title="None">{value.rows ? 'No message is like that.' : 'This run kept no rows.'}</Empty> : (
        <Table caption="Choose one to watch it step by step" rows={value.messages} keyOf={(m) => m.id} columns={[
          { head: 'Message', left: true, cell: (m) => <a href={link(['replay'], { run: id, message: String(m.id) })} aria-label={`Replay message ${m.id}`}>{m.id}</a> },
          { head: 'Kind', left: true, cell: (m) => m.kind }, { head: 'From', left: true, cell: (m) => m.sender || '<>' }, { head: 'To', left: true, cell: (m) => m.recipient },
          { head: 'Size', cell: (m) => bytes(m.size) }, { head: 'Sent', cell: (m) => clock(m.submitted / 60) }, { head: 'Delay', cell: (m) => (m.finished === null ? '–' : seconds(m.finished - m.submitted)) },
          { head: 'Outcome', cell: (m) => <Badge tone={(outcomes[m.outcome]?.tone ?? 'plain') as Tone}>{m.outcome}</Badge> }, { head: 'Attempts', cell: (m) => m.attempts },
        ]} />
      )}
      <div class="row">
        <Button disabled={!after.length} onClick={() => setAfter(after.slice(0, -1))}>Earlier</Button>
        <Button disabled={!value?.next} onClick={() => value?.next !== null && value && setAfter([...after, value.next])}>Later</Button>
      </div>
    </Card>
  );
}

function Files({ id, s }: { id: string; s: Summary }) {
  const [copied, set] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => set(true), () => undefined);
  const names: [string, string][] = [['report.html', 'The report as one page'], ['summary.json', 'All figures (JSON)'], ['results.sqlite', 'The database'], ['recipe.json', 'The recipe that repeats it']];
  const csv = async () => {
    const delays = await get<Delays>(`/api/results/${id}/delays`);
    const kinds = Object.keys(delays.kinds);
    saveText([['from seconds', ...kinds], ...delays.edges.slice(0, -1).map((edge, i) => [edge, ...kinds.map((k) => delays.kinds[k]!.count[i] ?? 0)])], `${s.title} delays`);
  };
  return (
    <Card title="Take it along">
      <div class="row">
        {names.map(([name, words]) => <a key={name} class="button" href={`/api/results/${id}/files/${name}`} target={name === 'report.html' ? '_blank' : undefined} rel="noreferrer">{words}</a>)}
        <Button onClick={() => void csv()}>Delays as CSV</Button>
        <Button onClick={copy}>{copied ? 'Copied' : 'Copy the address of this page'}</Button>
      </div>
      <p class="note">The address stays good as long as the server keeps its folder. Anything assumed by the estate is listed in the report and beside each node in the estate view.</p>
    </Card>
  );
}
