// The player: one message moves over the drawing, step by step; beside it what is asked, said and logged there.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, post, topologyAt, type Job, type ScenarioName, type Topology, type Tree } from '../api';
import { anySwitch, changesOf, readSwitches, switchesQuery, tagsOf } from '../estate/changes';
import { Drawing, usePlan } from '../estate/Drawing';
import { firstMessage, readEstate, type Estate } from '../estate/model';
import { sizes, Tag, Topologies } from '../estate/parts';
import { home } from '../home';
import { Badge, Button, Card, Choice, TextField } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { link, replaceRoute, type Route } from '../route';
import { clients, seconds, steps as letters } from '../text';
import { useAsk, useGet } from '../use';
import { save } from '../whatif/Chart';
import { dialects, downloads, spots, type Replay, type Spot, type Step } from './steps';

export function ReplayPage({ route }: { route: Route }) {
  const run = route.query.get('run');
  const job = useGet<Job>(run ? `/api/jobs/${run}` : null);
  const asked = job.value?.asked as { topology?: string; scenario?: string; set?: Record<string, unknown> } | undefined;
  const scenarios = useGet<{ scenarios: ScenarioName[] }>(asked?.scenario ? '/api/scenarios' : null);
  const known = !run || (job.value && (!asked?.scenario || scenarios.value));
  const ofScenario = scenarios.value?.scenarios.find((s) => s.name === asked?.scenario)?.topology;
  const name = run ? String(asked?.set?.['/topology'] ?? ofScenario ?? asked?.topology ?? 'nayatel') : (route.query.get('topology') ?? home.estate);
  const topology = useGet<Topology>(known ? topologyAt(name) : null);
  const estate = useMemo(() => (topology.value ? readEstate(topology.value) : null), [topology.value]);
  const error = job.error ?? scenarios.error ?? topology.error;
  return (
    <>
      <div class="lead">
        <h1>Replay</h1>
        <p>{run ? <>Message {route.query.get('message')} of <a href={link(['runs', run])}>{job.value?.title ?? 'a run'}</a>, step by step as it happened there.</> : 'One message in simulated time, step by step: every question, every line of every dialogue, every wait.'}</p>
      </div>
      {error ? <><Failed error={error} /><p><a href={link(['replay'])}>Replay a message of {home.estate}</a></p></> : estate ? <Loaded key={`${estate.name} ${route.visit}`} estate={estate} route={route} /> : <Loading what="Reading the estate" />}
    </>
  );
}

function Loaded({ estate, route }: { estate: Estate; route: Route }) {
  const run = route.query.get('run'), message = Number(route.query.get('message') ?? 0);
  const first = firstMessage(estate);
  const [form, setForm] = useState({ from: route.query.get('from') ?? first.from, to: route.query.get('to') ?? first.to, client: route.query.get('client') ?? '', size: route.query.get('size') ?? '15000' });
  const [switches, setSwitches] = useState(() => readSwitches(route.query));
  const question = (): Tree => run ? { run, message } : { ...changesOf(estate, switches), from: form.from, to: form.to, ...(form.client ? { client: form.client } : {}), ...(Number(form.size) > 0 ? { size: Number(form.size) } : {}) };
  const [body, setBody] = useState<Tree | null>(null);
  const asked = useAsk((q: Tree, signal) => post<Replay>('/api/replay', q, signal));
  const send = () => { const q = question(); setBody(q); void asked.send(q); };
  useEffect(() => { if (run || route.query.has('from')) send(); }, []);
  useEffect(() => {
    if (!run && asked.value) replaceRoute(link(['replay'], { topology: estate.name, from: form.from, to: form.to, client: form.client, size: form.size === '15000' ? undefined : form.size, ...switchesQuery(switches) }), route.visit);
  }, [asked.value]);
  const addresses = useMemo(() => estate.domains.flatMap((d) => d.accounts.map((a) => a.address)).sort(), [estate]);
  return (
    <>
      {run ? null : (
        <Card title="The message" side={<Topologies name={estate.name} view="replay" />}>
          <form onSubmit={(e) => { e.preventDefault(); send(); }}>
            <div class="form">
              <TextField label="From" value={form.from} list={addresses} onInput={(from) => setForm({ ...form, from })} />
              <TextField label="To" value={form.to} list={addresses} onInput={(to) => setForm({ ...form, to })} />
              <Choice label="Sent with" value={form.client} options={Object.entries(clients)} onChange={(client) => setForm({ ...form, client })} />
              <Choice label="Size" value={form.size} options={sizes} onChange={(size) => setForm({ ...form, size })} />
            </div>
            <div class="row" style={{ marginTop: '14px' }}><Button kind="primary" type="submit" disabled={asked.busy}>{asked.busy ? 'Simulating…' : 'Replay it'}</Button>
              <span class="note">Chance takes the most likely answer, as on paper.</span></div>
            {anySwitch(switches) ? <ul class="tags" aria-label="What is switched" style={{ marginTop: '12px' }}>{tagsOf(estate, switches).map(([words, without]) => <Tag key={words} text={words} drop={() => setSwitches(without)} />)}</ul> : null}
          </form>
        </Card>
      )}
      {asked.error ? <Failed error={asked.error} /> : null}
      {asked.value && body ? (asked.value.steps.length ? <Player key={JSON.stringify(body)} estate={estate} replay={asked.value} body={body} /> : <Empty title="Nothing happened">The message left no step.</Empty>)
        : asked.busy ? <Loading what="Simulating the message" /> : asked.error ? null : <Empty title="No message yet">Choose sender and recipient above, and play the message from its writing to its mailbox.</Empty>}
    </>
  );
}

const speeds: [string, string][] = [['0.5', 'half speed'], ['1', 'normal'], ['2', 'twice'], ['4', 'four times']];
const stepTime = 900; // ms a step is shown at normal speed

function Player({ estate, replay, body }: { estate: Estate; replay: Replay; body: Tree }) {
  const plan = usePlan(estate);
  const way = useMemo(() => spots(plan, estate, replay), [plan, replay]);
  const [at, go] = useState(0), [playing, play] = useState(false), [speed, setSpeed] = useState('1');
  const last = replay.steps.length - 1;
  const pace = stepTime / Number(speed);
  useLayoutEffect(() => {  // at once, so that no step follows after a pause
    if (!playing) return;
    if (at >= last) { play(false); return; }
    const timer = setTimeout(() => go((n) => Math.min(last, n + 1)), pace);
    return () => clearTimeout(timer);
  }, [playing, at, pace]);
  const step = replay.steps[at]!, spot = way[at]!;
  const to = (index: number) => { play(false); go(Math.max(0, Math.min(last, index))); };
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (/INPUT|SELECT|TEXTAREA/.test(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowRight') to(at + 1);
    else if (event.key === 'ArrowLeft') to(at - 1);
    else if (event.key === ' ' && target.tagName !== 'BUTTON' && target.getAttribute('role') !== 'button') play(!playing);
    else if (/^[a-lA-L]$/.test(event.key)) jump(event.key.toUpperCase());
    else return;
    event.preventDefault();
  };
  const jump = (letter: string) => {
    const next = replay.steps.findIndex((s, i) => i > at && s.step === letter);
    const index = next >= 0 ? next : replay.steps.findIndex((s) => s.step === letter);
    if (index >= 0) to(index);
  };
  return (
    <div class="grid player" onKeyDown={keys}>
      <Card title="The way of the message" side={<span class="n">{seconds(step.t - replay.steps[0]!.t)} after the beginning</span>}>
        <Drawing estate={estate} lit={{ keys: spot.lit, edges: spot.edges, peers: spot.peers, tone: 'good', now: spot.to }} marker={{ from: spot.from, to: spot.to, time: playing ? pace * 0.9 : 0, key: at }} />
        <div class="row" role="group" aria-label="Player">
          <Button onClick={() => to(at - 1)} disabled={at === 0}>Back</Button>
          <Button kind="primary" onClick={() => { if (at >= last) go(0); play(!playing); }}>{playing ? 'Pause' : at >= last ? 'Play again' : 'Play'}</Button>
          <Button onClick={() => to(at + 1)} disabled={at === last}>Step</Button>
          <label class="row small">Speed <select style={{ width: 'auto' }} value={speed} onChange={(e) => setSpeed(e.currentTarget.value)}>{speeds.map(([v, w]) => <option key={v} value={v}>{w}</option>)}</select></label>
          <input type="range" min={0} max={last} value={at} style={{ flex: 1, minWidth: '140px' }} aria-label="Step" aria-valuetext={`step ${at + 1} of ${last + 1}: ${step.what}`} onInput={(e) => to(e.currentTarget.valueAsNumber)} />
          <span class="soft n small">{at + 1} of {last + 1}</span>
        </div>
        <Letters replay={replay} now={step.step} jump={jump} />
      </Card>
      <div class="grid two">
        <StepCard step={step} start={replay.steps[0]!.t} />
        <LogCard node={step.node && estate.byId.get(step.node)?.role !== 'dns' ? step.node : step.next} body={body} />
      </div>
      <div class="grid two">
        <StepList replay={replay} at={at} to={to} />
        <Downloads body={body} />
      </div>
    </div>
  );
}

function Letters({ replay, now, jump }: { replay: Replay; now: string; jump: (letter: string) => void }) {
  const there = new Set(replay.steps.map((s) => s.step));
  return (
    <div class="row letters" role="group" aria-label="Jump to a step of the support documents">
      {Object.entries(letters).map(([letter, words]) => (
        <button key={letter} type="button" class="letter" disabled={!there.has(letter)} aria-pressed={letter === now} title={words} aria-label={`${letter}: ${words}`} onClick={() => jump(letter)}>{letter}</button>
      ))}
      <span class="soft small">{now}: {letters[now]}</span>
    </div>
  );
}

function StepCard({ step, start }: { step: Step; start: number }) {
  return (
    <Card title={<>Now <Badge>{step.step}</Badge></>} side={<>{step.node ?? 'the sender’s program'}{step.next ? ` → ${step.next}` : ''}{step.protocol ? `, ${step.protocol}` : ''}</>}>
      <p><b>{step.what}</b></p>
      {step.rule ? <p class="small soft">rule <code>{step.rule}</code>{step.stands_at ? <>, stands at <code>{step.stands_at}</code></> : null}</p> : null}
      {step.dialogue.length ? (
        <pre class="lines-pane" tabIndex={0} aria-label="Dialogue">{step.dialogue.map((line, i) => <span key={i} class={line.who === 'C' ? 'client' : 'server'}>{`${line.who}: ${line.text}\n`}</span>)}</pre>
      ) : <p class="note">Nothing is said over the network in this step.</p>}
      {step.waits.length ? (
        <dl class="pairs small">{step.waits.map((w, i) => <><dt key={`t${i}`}>{w.for}</dt><dd key={`d${i}`}>{w.waited > 0 ? `waited ${seconds(w.waited)}, ` : ''}worked {seconds(w.worked)}, from {seconds(w.t - start)}</dd></>)}</dl>
      ) : null}
    </Card>
  );
}

function useText(view: string, body: Tree, node: string | null) {
  const [texts, set] = useState<Record<string, string>>({});
  const key = `${view}|${node ?? ''}`;
  useEffect(() => {
    if (!node || texts[key] !== undefined) return;
    let open = true;
    fetchText(view, { ...body, node }).then((text) => open && set((t) => ({ ...t, [key]: text })), (error: Error) => open && set((t) => ({ ...t, [key]: `(${error.message})` })));
    return () => { open = false; };
  }, [key]);
  return texts[key];
}

async function ask(view: string, body: Tree): Promise<Response> {
  const response = await fetch(`/api/replay/${view}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { error?: string; problems?: { message: string }[] };
  throw new ApiError(response.status, answer.error ?? answer.problems?.map((p) => p.message).join('; ') ?? `The server answered ${response.status}.`);
}
const fetchText = async (view: string, body: Tree): Promise<string> => (await ask(view, body)).text();

function LogCard({ node, body }: { node: string | null; body: Tree }) {
  const [dialect, choose] = useState('postfix');
  const text = useText(dialect, body, node);
  return (
    <Card title={node ? `The log of ${node}` : 'The log'} side={<label class="row small">as <select aria-label="Dialect" style={{ width: 'auto' }} value={dialect} onChange={(e) => choose(e.currentTarget.value)}>{dialects.map(([v, w]) => <option key={v} value={v}>{w}</option>)}</select></label>}>
      {!node ? <Empty title="No log here">A person’s program keeps none that we see.</Empty> : text === undefined ? <Loading what="Reading the log" />
        : text.trim() ? <pre class="lines-pane" tabIndex={0} aria-label={`Log of ${node}`}>{text}</pre> : <Empty title="Not a line">This server logged nothing about the message.</Empty>}
      <p class="note">The whole log of this server about the message, in the words of the software chosen; what the real server runs stands beside its node.</p>
    </Card>
  );
}

function StepList({ replay, at, to }: { replay: Replay; at: number; to: (i: number) => void }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.children[at] as HTMLElement | undefined, box = list.current;
    if (row && box) box.scrollTop = Math.max(0, row.offsetTop - box.offsetTop - box.clientHeight / 2);
  }, [at]);
  return (
    <Card title="All steps">
      <ol class="step-list" ref={list} tabIndex={0} aria-label="All steps">
        {replay.steps.map((s, i) => (
          <li key={i}><button type="button" aria-current={i === at ? 'step' : undefined} onClick={() => to(i)}>
            <span class="step">{s.step}</span><span class="soft n">{seconds(s.t - replay.steps[0]!.t)}</span><span>{s.node ?? '–'}</span><span>{s.what}</span>
          </button></li>
        ))}
      </ol>
    </Card>
  );
}

function Downloads({ body }: { body: Tree }) {
  const [wrong, set] = useState('');
  const fetchFile = async (view: string, name: string) => {
    set('');
    try { save(await (await ask(view, body)).blob(), name); } catch (error) { set(error instanceof Error ? error.message : String(error)); }
  };
  return (
    <Card title="Take it along">
      <div class="row">
        {downloads.map(([view, name, words]) => <Button key={view} onClick={() => void fetchFile(view, name)}>{words}</Button>)}
        {dialects.map(([view, words]) => <Button key={view} onClick={() => void fetchFile(view, `${view}.log`)}>Logs as {words}</Button>)}
      </div>
      {wrong ? <p class="bad" role="alert">{wrong}</p> : null}
      <p class="note">Keys: arrows step, the space bar plays, A to L jump.</p>
    </Card>
  );
}

export type { Spot };
