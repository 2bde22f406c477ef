// What if: choose a scenario and changes, queue it, watch it, open what came of it.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get, post, remove, topologyAt, type Job, type ScenarioName, type Topology, type TopologyName, type Tree } from '../api';
import { home } from '../home';
import { readEstate } from '../estate/model';
import { Badge, Button, Card, Choice, Slider, TextField } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { link, type Route } from '../route';
import { share, seconds } from '../text';
import { useAsk, useGet } from '../use';

export interface Wanted {
  kind: string; scenario: string; estate: string; load: number; spam: number; hours: string; off: string; offFrom: number; offFor: number; seed: string; keep: string;
  more: { pointer: string; value: string }[]; vary: Varied[]; times: number;
}
// What a study varies, and over which values (as typed, between commas).
export interface Varied { pointer: string; values: string }
const plain: Wanted = { kind: 'run', scenario: '', estate: '', load: 1, spam: 1, hours: '', off: '', offFrom: 0.5, offFor: 1, seed: '', keep: 'sample=100', more: [], vary: [{ pointer: '/load/multiplier', values: '0.5, 1, 1.5, 2' }], times: 5 };

export function WhatIfPage({ route }: { route: Route }) {
  const scenarios = useGet<{ scenarios: ScenarioName[] }>('/api/scenarios');
  const [again, setAgain] = useState(0);
  return (
    <>
      <div class="lead">
        <h1>What if?</h1>
        <p>Choose what happens, change what you like, and let it run in simulated time. Runs are queued; each keeps its results until you take it away.</p>
      </div>
      {scenarios.error ? <Failed error={scenarios.error} again={scenarios.again} /> : !scenarios.value ? <Loading what="Reading the scenarios" /> : (
        <div class="grid two">
          <Form key={route.visit} scenarios={scenarios.value.scenarios} first={readWanted(route.query, scenarios.value.scenarios)} queued={() => setAgain((n) => n + 1)} />
          <JobList again={again} />
        </div>
      )}
    </>
  );
}

// What the address says; a scenario that it does not name is the first of one's own about the estate wanted, else a busy hour.
export function readWanted(query: URLSearchParams, scenarios: ScenarioName[]): Wanted {
  let as: Partial<Wanted> = {};
  try { as = JSON.parse(query.get('as') ?? '{}') as Partial<Wanted>; } catch { /* a broken link: the plain form */ }
  const wanted = { ...plain, estate: home.estate, ...as, ...(query.has('scenario') ? { scenario: query.get('scenario')! } : {}) };
  const usual = ['nayatel-busy-hour', scenarios[0]?.name ?? ''].find((name) => scenarios.some((s) => s.name === name)) ?? '';
  const about = wanted.estate === 'nayatel' ? usual : scenarios.find((s) => s.topology === wanted.estate && !s.study)?.name;
  const scenario = wanted.scenario || about || usual;
  return { ...wanted, scenario, estate: 'estate' in as || !wanted.scenario ? estateFor(wanted.estate, scenario, scenarios) : '' };
}
// '': the scenario's own.
const estateFor = (estate: string, scenario: string, scenarios: ScenarioName[]): string =>
  (scenarios.find((s) => s.name === scenario)?.topology === estate ? '' : estate);

// The form's state as the API takes it; the form itself travels in the title's place for "change and run again".
export function bodyOf(w: Wanted, title: string): Tree {
  const set: Record<string, unknown> = {};
  if (w.estate) set['/topology'] = w.estate;
  if (w.load !== 1) set['/load/multiplier'] = w.load;
  if (w.spam !== 1) set['/load/spam_multiplier'] = w.spam;
  if (w.hours) set['/duration'] = w.hours;
  for (const one of w.more) if (one.pointer) set[one.pointer] = valueOf(one.value);
  const body: Tree = { kind: w.kind, scenario: w.scenario, title, set };
  if (w.off && w.kind !== 'survive') body.faults = [{ target: w.off, mode: 'off', from: `${w.offFrom} h`, until: `${w.offFrom + w.offFor} h` }];
  if (w.seed) body.seed = Number(w.seed);
  if (w.kind === 'study') {
    body.factors = w.vary.filter((v) => v.pointer).map((v) => ({ name: factorNames[v.pointer], pointer: v.pointer, values: v.values.split(',').map((one) => valueOf(one.trim())).filter((one) => one !== '') }));
    body.replications = w.times;
  }
  if (w.kind === 'run') body.keep = w.keep;
  return body;
}
const factorNames: Record<string, string | undefined> = { '/load/multiplier': 'load', '/load/spam_multiplier': 'spam' };
export const kinds: [kind: string, words: string, title: string, act: string][] = [
  ['run', 'One run', '', 'Run it'], ['study', 'Many, with intervals', 'Study: ', 'Run them all'], ['capacity', 'How much load?', 'Capacity: ', 'Find the limit'], ['survive', 'What if one is missing?', 'Survival: ', 'Take each away'],
];
const valueOf = (text: string): unknown => { try { return JSON.parse(text); } catch { return text; } };

export function titleOf(w: Wanted, scenario: string): string {
  const changes = [
    w.estate ? `on ${w.estate}` : '', w.load !== 1 ? `load × ${w.load}` : '', w.spam !== 1 ? `spam × ${w.spam}` : '', w.hours,
    w.off && w.kind !== 'survive' ? `${w.off} off for ${w.offFor} h` : '', ...w.more.filter((m) => m.pointer).map((m) => `${m.pointer.split('/').slice(-2).join('/')} = ${m.value.length > 24 ? m.value.slice(0, 23) + '…' : m.value}`),
    w.seed ? `seed ${w.seed}` : '',
    ...(w.kind === 'study' ? w.vary.filter((v) => v.pointer).map((v) => `${factorNames[v.pointer] ?? v.pointer.split('/').slice(-2).join('/')}: ${v.values}`) : []),
  ].filter(Boolean);
  return (kinds.find(([kind]) => kind === w.kind)?.[2] ?? '') + scenario + (changes.length ? ` (${changes.join(', ')})` : '');
}

function Form({ scenarios, first, queued }: { scenarios: ScenarioName[]; first: Wanted; queued: () => void }) {
  const [wanted, set] = useState(first);
  const scenario = scenarios.find((s) => s.name === wanted.scenario) ?? scenarios[0];
  const estates = useGet<{ topologies: TopologyName[] }>('/api/topologies');
  const topology = useGet<Topology>(scenario ? topologyAt(wanted.estate || scenario.topology) : null);
  const nodes = useMemo(() => (topology.value ? readEstate(topology.value).nodes.filter((n) => n.role !== 'peer').map((n) => n.id) : []), [topology.value]);
  const asked = useAsk((w: Wanted) => post<Job>('/api/jobs', { ...bodyOf(w, titleOf(w, scenario?.title ?? w.scenario)) }));
  const change = (part: Partial<Wanted>) => set((old) => ({ ...old, ...part }));
  const send = async () => { if (await asked.send(wanted)) queued(); };
  return (
    <Card title="The scenario and its changes">
      <form class="grid" style={{ gap: '16px' }} onSubmit={(e) => { e.preventDefault(); void send(); }}>
        <fieldset class="segments" style={{ margin: 0, padding: 0, justifySelf: 'start' }}>
          <legend class="visually-hidden">What to find out</legend>
          {kinds.map(([kind, words]) => (
            <button key={kind} type="button" aria-pressed={wanted.kind === kind} onClick={() => change({ kind })}>{words}</button>
          ))}
        </fieldset>
        <Choice label="Scenario" value={wanted.scenario} options={scenarios.filter((s) => !s.study).map((s) => [s.name, s.title || s.name])} onChange={(name) => change({ scenario: name })} hint={scenario?.description} />
        <Choice label="Estate" value={wanted.estate} options={[['', scenario ? `as the scenario says: ${scenario.topology}` : 'as the scenario says'], ...(estates.value?.topologies ?? []).filter((t) => t.name !== scenario?.topology).map((t): [string, string] => [t.name, t.name])]} onChange={(estate) => change({ estate, off: '' })} hint={wanted.estate ? 'a scenario that names addresses or nodes needs its own estate' : undefined} />
        {wanted.kind === 'study' ? <Vary wanted={wanted} change={change} /> : null}
        {wanted.kind !== 'capacity' && !(wanted.kind === 'study' && wanted.vary.some((v) => v.pointer === '/load/multiplier')) ? <Slider label="Load" value={wanted.load} min={0.1} max={5} step={0.1} show={(v) => `× ${v}`} onInput={(load) => change({ load })} hint="mail and sessions of everybody; 1 is as the estate says" /> : null}
        <Slider label="Spam" value={wanted.spam} min={0} max={10} step={0.5} show={(v) => `× ${v}`} onInput={(spam) => change({ spam })} />
        <Choice label="How long" value={wanted.hours} options={[['', 'as the scenario says'], ['30 min', '30 minutes'], ['2 h', '2 hours'], ['8 h', '8 hours'], ['24 h', 'a day']]} onChange={(hours) => change({ hours })} />
        {wanted.kind !== 'survive' ? (
          <>
            <Choice label="A node fails" value={wanted.off} options={[['', 'none'], ...nodes.map((n): [string, string] => [n, n])]} onChange={(off) => change({ off })} />
            {wanted.off ? (
              <div class="form">
                <Slider label="from" value={wanted.offFrom} min={0} max={24} step={0.5} show={(v) => `${v} h`} onInput={(offFrom) => change({ offFrom })} />
                <Slider label="for" value={wanted.offFor} min={0.5} max={24} step={0.5} show={(v) => `${v} h`} onInput={(offFor) => change({ offFor })} />
              </div>
            ) : null}
          </>
        ) : null}
        <More wanted={wanted} change={change} />
        {asked.error ? <Failed error={asked.error} /> : null}
        <div class="row"><Button kind="primary" type="submit" disabled={asked.busy}>{asked.busy ? 'Queueing…' : kinds.find(([kind]) => kind === wanted.kind)?.[3]}</Button>
          <span class="note">{wanted.kind === 'run' ? '' : 'Many runs: this takes minutes to hours.'}</span></div>
      </form>
    </Card>
  );
}

// Up to two factors; every value of one meets every value of the other.
function Vary({ wanted, change }: { wanted: Wanted; change: (part: Partial<Wanted>) => void }) {
  const put = (i: number, part: Partial<Varied>) => change({ vary: wanted.vary.map((v, j) => (j === i ? { ...v, ...part } : v)) });
  const known: [string, string][] = [['/load/multiplier', 'the load'], ['/load/spam_multiplier', 'the spam'], ['/duration', 'how long'], ['', 'a value by its pointer']];
  return (
    <fieldset class="grid vary" style={{ gap: '12px' }}>
      <legend class="legend-text">What is varied</legend>
      {wanted.vary.map((v, i) => {
        const own = !known.some(([p]) => p === v.pointer && p);
        return (
          <div class="row end" key={i}>
            <div style={{ flex: 1, minWidth: '130px' }}><Choice label={i ? 'And' : 'Vary'} value={own ? '' : v.pointer} options={known} onChange={(pointer) => put(i, { pointer: pointer || '/topology/' })} /></div>
            {own ? <div style={{ flex: 2, minWidth: '150px' }}><TextField label="Its pointer" value={v.pointer} placeholder="/topology/hosts/be2/cores" onInput={(pointer) => put(i, { pointer })} /></div> : null}
            <div style={{ flex: 1, minWidth: '120px' }}><TextField label="over the values" value={v.values} placeholder="1, 2, 4" onInput={(values) => put(i, { values })} /></div>
            {i ? <Button aria-label="Vary one thing only" onClick={() => change({ vary: wanted.vary.slice(0, 1) })}>×</Button> : null}
          </div>
        );
      })}
      {wanted.vary.length < 2 ? <div><Button onClick={() => change({ vary: [...wanted.vary, { pointer: '/load/spam_multiplier', values: '1, 4' }] })}>Vary a second thing</Button></div> : null}
      <Slider label="Each repeated" value={wanted.times} min={2} max={30} step={1} show={(v) => `${v} times`} onInput={(times) => change({ times })} hint="more repetitions, narrower intervals" />
    </fieldset>
  );
}

function More({ wanted, change }: { wanted: Wanted; change: (part: Partial<Wanted>) => void }) {
  const put = (i: number, part: Partial<Wanted['more'][number]>) => change({ more: wanted.more.map((m, j) => (j === i ? { ...m, ...part } : m)) });
  return (
    <details open={wanted.more.length > 0 || !!wanted.seed}>
      <summary>More: any value by its pointer, the seed, the rows that are kept</summary>
      <div class="grid" style={{ gap: '12px', paddingTop: '10px' }}>
        {wanted.more.map((one, i) => (
          <div class="row end" key={i}>
            <div style={{ flex: 2, minWidth: '150px' }}><TextField label="Pointer" value={one.pointer} placeholder="/topology/hosts/be2/cores" onInput={(pointer) => put(i, { pointer })} /></div>
            <div style={{ flex: 1, minWidth: '80px' }}><TextField label="Value" value={one.value} placeholder="16" onInput={(value) => put(i, { value })} /></div>
            <Button aria-label={`Take away the change ${i + 1}`} onClick={() => change({ more: wanted.more.filter((_, j) => j !== i) })}>×</Button>
          </div>
        ))}
        <div><Button onClick={() => change({ more: [...wanted.more, { pointer: '', value: '' }] })}>Change a value</Button></div>
        <div class="form">
          <TextField label="Seed" type="number" value={wanted.seed} onInput={(seed) => change({ seed })} placeholder="the scenario’s" hint="the same seed makes the same bytes" />
          {wanted.kind === 'run' ? <Choice label="Rows of messages" value={wanted.keep} options={[['sample=100', 'every 100th'], ['sample=10', 'every 10th'], ['all', 'all'], ['none', 'none']]} onChange={(keep) => change({ keep })} /> : null}
        </div>
      </div>
    </details>
  );
}

export function useJobs(again: number) {
  const [jobs, set] = useState<Job[] | null>(null);
  const [error, fail] = useState<string | null>(null);
  useEffect(() => {
    let timer = 0, open = true;
    const look = async () => {
      try {
        const list = (await get<{ jobs: Job[] }>('/api/jobs')).jobs;
        if (!open) return;
        set(list); fail(null);
        const busy = list.some((j) => j.state === 'running' || j.state === 'queued');
        timer = window.setTimeout(look, document.hidden ? 5000 : busy ? 500 : 4000);
      } catch (problem) {
        if (!open) return;
        fail(problem instanceof Error ? problem.message : String(problem));
        timer = window.setTimeout(look, 4000);
      }
    };
    void look();
    return () => { open = false; clearTimeout(timer); };
  }, [again]);
  return { jobs, error };
}

const words: Record<Job['state'], [string, 'good' | 'bad' | 'warn' | 'plain']> = {
  queued: ['waits', 'plain'], running: ['runs', 'plain'], done: ['done', 'good'], failed: ['failed', 'bad'], cancelled: ['cancelled', 'warn'],
};

function JobList({ again }: { again: number }) {
  const [round, look] = useState(0);
  const { jobs, error } = useJobs(again + round);
  const [pair, setPair] = useState<string[]>([]);
  const drop = async (id: string) => { await remove(`/api/jobs/${id}`).catch(() => undefined); look((n) => n + 1); setPair((p) => p.filter((one) => one !== id)); };
  const pick = (id: string) => setPair((p) => (p.includes(id) ? p.filter((one) => one !== id) : [...p.slice(-1), id]));
  return (
    <Card title="Runs" side={pair.length === 2 ? <a class="button" href={link(['compare', pair[0]!, pair[1]!])}>Compare the two</a> : jobs?.length ? 'tick two runs to compare them' : ''}>
      {error ? <p class="bad" role="alert">{error}</p> : null}
      {!jobs ? <Loading what="Looking" /> : !jobs.length ? <Empty title="Nothing has run yet">Choose a scenario and let it run: its progress and its results appear here.</Empty> : (
        <ul class="jobs">
          {jobs.map((job) => <JobLine key={job.id} job={job} picked={pair.includes(job.id)} pick={() => pick(job.id)} drop={() => void drop(job.id)} />)}
        </ul>
      )}
    </Card>
  );
}

function JobLine({ job, picked, pick, drop }: { job: Job; picked: boolean; pick: () => void; drop: () => void }) {
  const [word, tone] = words[job.state];
  const over = job.state !== 'queued' && job.state !== 'running';
  const shows = job.state === 'done' || (job.state === 'cancelled' && job.started !== null);
  return (
    <li class="job">
      <div class="row" style={{ gap: '8px' }}>
        {job.kind === 'run' && job.state === 'done' ? <input type="checkbox" checked={picked} onChange={pick} aria-label={`Compare: ${job.title}`} /> : null}
        {shows ? <a class="job-title" href={link(['runs', job.id])}>{job.title}</a> : <span class="job-title">{job.title}</span>}
      </div>
      <div class="row" style={{ gap: '8px' }}>
        <Badge tone={tone}>{word}{job.met === false && job.kind === 'run' ? ', objective missed' : ''}</Badge>
        <Button class="button small" onClick={drop} aria-label={`${over ? 'Remove' : 'Cancel'}: ${job.title}`}>{over ? 'Remove' : 'Cancel'}</Button>
      </div>
      <span class="soft small">{job.error ?? (job.state === 'running' ? job.detail || 'starting' : job.ended && job.started ? `took ${seconds(job.ended - job.started)}` : '')}</span>
      {job.state === 'running' ? <div class="progress" role="progressbar" aria-label={job.title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(job.share * 100)} aria-valuetext={share(job.share, 0)}><i style={{ width: `${Math.max(2, job.share * 100)}%` }} /></div> : null}
    </li>
  );
}
