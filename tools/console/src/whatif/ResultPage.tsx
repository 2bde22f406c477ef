// What came of a run: figures, objectives, curves, who was busiest, single messages; and out as files. The page holds
// sums that the server made, never the run's messages.
import { useEffect, useState } from 'preact/hooks';
import { get, type Delays, type Job, type Summary } from '../api';
import { Button, Card } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { link, type Route } from '../route';
import { seconds } from '../text';
import { useGet } from '../use';
import { CapacityAnswer } from './CapacityView';
import { saveText } from './Chart';
import { Messages } from './Messages';
import { Busiest, Curves, DelayTable, Figures, Ledger, Objectives, Sessions } from './RunView';
import { StudyAnswer } from './StudyView';
import { SurviveAnswer } from './SurviveView';

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
        : job.value.kind === 'run' ? <Result id={id} /> : <Search job={job.value} />}
    </>
  );
}

const searchFiles: Record<string, [string, string][]> = {
  study: [['report.html', 'The report as one page'], ['stress-des.html', 'For a reviewer'], ['points.csv', 'Every point (CSV)'], ['runs.csv', 'Every run (CSV)'], ['results.sqlite', 'The database']],
  capacity: [['report.html', 'The report as one page'], ['curve.csv', 'The curves (CSV)'], ['capacity.json', 'All figures (JSON)']],
  survive: [['report.html', 'The report as one page'], ['survive.csv', 'The table (CSV)'], ['survive.json', 'All figures (JSON)']],
};

// What came of many runs.
function Search({ job }: { job: Job }) {
  const none = <Empty title="It was cancelled">It had nothing yet: no run of it was over. Change something and run again, or let it run to its end.</Empty>;
  const of = { id: job.id, none: job.state === 'cancelled' ? none : undefined };
  return (
    <>
      {job.kind === 'capacity' ? <CapacityAnswer {...of} /> : job.kind === 'survive' ? <SurviveAnswer {...of} /> : <StudyAnswer {...of} />}
      {job.state === 'cancelled' ? null : <Card title="Take it along"><FileLinks id={job.id} names={searchFiles[job.kind] ?? []} /></Card>}
    </>
  );
}

const FileLinks = ({ id, names }: { id: string; names: [string, string][] }) => (
  <div class="row">{names.map(([name, words]) => <a key={name} class="button" href={`/api/results/${id}/files/${name}`} target={name.endsWith('.html') ? '_blank' : undefined} rel="noreferrer">{words}</a>)}</div>
);

function Begun({ job }: { job: Job }) {
  return (
    <p class="small">Begun {new Date(job.created * 1000).toLocaleString()}{job.started && job.ended ? `, took ${seconds(job.ended - job.started)}` : ''}.{' '}
      <a href={link(['what-if'], { as: JSON.stringify(formOf(job)) })}>Change something and run again</a></p>
  );
}

// The form's state from what was asked, as far as the form has it.
function formOf(job: Job) {
  const asked = job.asked as { scenario?: string; topology?: string; set?: Record<string, unknown>; faults?: { target: string; from: string; until: string }[]; seed?: number; keep?: string; factors?: { pointer?: string; values?: unknown[] }[]; replications?: number };
  const set = { ...(asked.set ?? {}) };
  const load = Number(set['/load/multiplier'] ?? 1), spam = Number(set['/load/spam_multiplier'] ?? 1), hours = String(set['/duration'] ?? '');
  const estate = String(set['/topology'] ?? (asked.scenario ? '' : asked.topology ?? ''));
  for (const known of ['/load/multiplier', '/load/spam_multiplier', '/duration', '/topology']) delete set[known];
  const fault = asked.faults?.[0], from = parseFloat(fault?.from ?? '0.5');
  return {
    kind: job.kind, scenario: asked.scenario ?? '', estate, load, spam, hours, off: fault?.target ?? '', offFrom: from, offFor: fault ? parseFloat(fault.until) - from : 1,
    seed: asked.seed === undefined ? '' : String(asked.seed), keep: asked.keep ?? 'sample=100', ...(asked.factors ? { vary: asked.factors.map((f) => ({ pointer: f.pointer ?? '', values: (f.values ?? []).map((v) => (typeof v === 'string' ? v : JSON.stringify(v))).join(', ') })), times: asked.replications ?? 5 } : {}),
    more: Object.entries(set).map(([pointer, value]) => ({ pointer, value: JSON.stringify(value) })),
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
      <div class="grid two">
        <Ledger s={s} />
        <Sessions s={s} />
      </div>
      <Messages id={id} />
      <Files id={id} s={s} />
    </>
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
