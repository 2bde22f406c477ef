// Drills: which there are and how far the trainee is; one drill with its ticket, tools, terminal, diagnosis and grade.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { post, type Topology } from '../api';
import { readEstate, type Estate } from '../estate/model';
import { Badge, Button, Card, Choice, TextField } from '../parts/controls';
import { Failed, Loading } from '../parts/states';
import { link, type Route } from '../route';
import { useAsk, useGet } from '../use';
import { faultKinds, keep, kept, merged, tools, type Played, type DrillName, type Play, type Playbook, type Tool } from './play';

export function DrillsPage({ route }: { route: Route }) {
  const name = route.parts[1];
  return name ? <Drill key={name + route.visit} name={name} seed={route.query.get('seed')} level={route.query.get('level')} /> : <Drills />;
}

const levels = ['', 'Level 1: one thing is wrong, and it shows', 'Level 2: it shows somewhere else', 'Level 3: two things, or not our case'];

function Drills() {
  const { value, error, again } = useGet<{ drills: DrillName[] }>('/api/drills');
  const played = useGet<{ played: Played[] }>('/api/progress');
  const mine = merged(kept(), played.value?.played ?? []);
  const solved = value?.drills.filter((d) => mine[d.name]?.solved).length ?? 0;
  return (
    <>
      <div class="lead">
        <h1>Drills</h1>
        <p>A customer’s ticket, a hidden fault in an estate that really runs, and the tools of the support desk. Find out what is wrong, say it, mend it or hand it over.</p>
        {value ? <p class="n">{solved} of {value.drills.length} solved on this machine, here or with mailsim drill</p> : null}
      </div>
      {error ? <Failed error={error} again={again} /> : !value ? <Loading what="Reading the drills" /> : (
        <>
          {[1, 2, 3].map((level) => {
            const of = value.drills.filter((d) => d.level === level);
            return of.length ? (
              <Card key={level} title={levels[level]}>
                <ul class="drill-list">
                  {of.map((d) => {
                    const k = mine[d.name];
                    return <li key={d.name}><a href={link(['drills', d.name])}>{d.title}</a><span class="soft small">{d.symptom.replace(/-/g, ' ')}</span>{k?.solved ? <Badge tone="good">solved, {k.score}</Badge> : k?.tries ? <Badge tone="warn">tried</Badge> : null}</li>;
                  })}
                </ul>
              </Card>
            ) : null;
          })}
          <Made />
        </>
      )}
    </>
  );
}

function Made() {
  const [seed, setSeed] = useState('7'), [level, setLevel] = useState('1');
  return (
    <Card title="One that nobody has seen">
      <form class="row end" onSubmit={(e) => { e.preventDefault(); location.hash = link(['drills', 'made'], { seed, level }); }}>
        <div style={{ width: '130px' }}><TextField label="Number" type="number" value={seed} onInput={setSeed} /></div>
        <div style={{ width: '130px' }}><Choice label="Level" value={level} options={[['1', '1'], ['2', '2'], ['3', '3']]} onChange={setLevel} /></div>
        <Button type="submit">Make a drill</Button>
      </form>
      <p class="note">The same number makes the same drill. It is proven to be solvable before it is given out, which takes a moment.</p>
    </Card>
  );
}

function Drill({ name, seed, level }: { name: string; seed: string | null; level: string | null }) {
  const title = name === 'made' ? `made-${level ?? 1}-${seed ?? 1}` : name;
  const [commands, setCommands] = useState<string[]>([]);
  const body = (list: string[]) => ({ commands: list, ...(seed ? { seed: Number(seed) } : {}), ...(level ? { level: Number(level) } : {}) });
  const began = useRef(Date.now());
  const asked = useAsk((list: string[], signal) => post<Play>(`/api/drills/${name}`, { ...body(list), keep: true, seconds: (Date.now() - began.current) / 1000 }, signal));
  const topology = useGet<Topology>('/api/topologies/nayatel');
  const estate = useMemo(() => (topology.value ? readEstate(topology.value) : null), [topology.value]);
  const first = useRef<Play | null>(null);
  useEffect(() => { void asked.send([]); }, []);
  if (asked.value) first.current = asked.value;
  const play = asked.value ?? first.current;
  const give = async (line: string) => {
    const next = [...commands, line.trim()].filter(Boolean);
    setCommands(next);
    const after = await asked.send(next);
    if (!after) setCommands(commands);
    else if (after.ended) { const best = kept()[title]; keep(title, { tries: (best?.tries ?? 0) + 1, solved: after.solved || (best?.solved ?? false), score: Math.max(after.score, best?.score ?? 0) }); }
  };
  const again = () => { began.current = Date.now(); setCommands([]); void asked.send([]); };
  if (!play) return asked.error ? <Failed error={asked.error} /> : <Loading what="The telephone rings" />;
  return (
    <>
      <div class="lead">
        <p><a href={link(['drills'])}>All drills</a></p>
        <h1>{play.title} <Badge>level {play.level}</Badge></h1>
      </div>
      {play.ended ? <Grade play={play} again={again} /> : null}
      <div class="grid side-left">
        <div class="grid">
          <Card title="The ticket"><p class="ticket">{ticketText(play.opening)}</p></Card>
          {play.ended ? null : <Bench estate={estate} who={play.who} busy={asked.busy} give={(line) => void give(line)} />}
          <PlaybookCard symptom={play.symptom} />
        </div>
        <div class="grid">
          <Terminal play={play} waiting={asked.busy ? commands[commands.length - 1] : undefined} give={(line) => void give(line)} error={asked.error?.message} />
          {play.ended ? null : <Diagnosis name={name} body={body} play={play} busy={asked.busy} give={(line) => void give(line)} />}
        </div>
      </div>
    </>
  );
}

// The ticket without its title and the hint at the terminal.
function ticketText(opening: string): string {
  const lines = opening.split('\n').slice(1).filter((l) => !l.startsWith('Look around'));
  return lines.map((l) => l.trim()).join('\n').trim().replace(/([^\n])\n(?=[^\n])/g, (all, c: string) => (/^\d\d:\d\d/.test(c) ? all : `${c} `)).replace(/^(\d\d:\d\d +Ticket from \S+) /, '$1\n');
}

function Terminal({ play, waiting, give, error }: { play: Play; waiting?: string; give: (line: string) => void; error?: string }) {
  const [line, set] = useState(''), [back, setBack] = useState(0);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => { const box = end.current; if (box) box.scrollTop = box.scrollHeight; }, [play.commands.length, waiting]);
  const recall = (by: number) => {
    const at = Math.max(0, Math.min(play.commands.length, back + by));
    setBack(at);
    set(at ? (play.commands[play.commands.length - at]?.command ?? '') : '');
  };
  return (
    <Card title="Terminal" side="the same commands as mailsim drill">
      <div class="terminal" ref={end} tabIndex={0} role="log" aria-label="What was asked and shown">
        {play.commands.length || waiting ? null : <p class="soft">Nothing was asked yet. Choose a tool, or type a command below: help lists them.</p>}
        {play.commands.map((c, i) => <div key={i}><p class="typed">› {c.command}</p><pre>{c.output.replace(/\n+$/, '')}</pre></div>)}
        {waiting ? <div><p class="typed">› {waiting}</p><Loading what="Looking" /></div> : null}
      </div>
      {error ? <p class="bad" role="alert">{error}</p> : null}
      {play.ended ? null : (
        <form class="row" onSubmit={(e) => { e.preventDefault(); if (line.trim() && !waiting) { give(line); set(''); setBack(0); } }}>
          <label class="mono small" for="command">{play.prompt.trim()}</label>
          <input id="command" class="mono" style={{ flex: 1 }} value={line} autocomplete="off" autocapitalize="off" spellcheck={false} placeholder="help"
            onInput={(e) => set(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'ArrowUp') { e.preventDefault(); recall(1); } else if (e.key === 'ArrowDown') { e.preventDefault(); recall(-1); } }} />
          <Button type="submit" disabled={!!waiting}>Enter</Button>
        </form>
      )}
    </Card>
  );
}

function Bench({ estate, who, busy, give }: { estate: Estate | null; who: string; busy: boolean; give: (line: string) => void }) {
  const [word, choose] = useState('client');
  const tool = tools.find((t) => t.word === word)!;
  return (
    <Card title="Tool bench">
      <div class="chips" role="group" aria-label="Tools">
        {tools.map((t) => <button key={t.word} type="button" class="chip-button" aria-pressed={t.word === word} title={t.what} onClick={() => choose(t.word)}>{t.word}</button>)}
      </div>
      <ToolForm key={word} tool={tool} estate={estate} who={who} busy={busy} give={give} />
      <div class="row"><Button class="button small" disabled={busy} onClick={() => give('hint')}>A hint (costs points)</Button><Button class="button small" disabled={busy} onClick={() => give('quit')}>Give up</Button></div>
    </Card>
  );
}

function ToolForm({ tool, estate, who, busy, give }: { tool: Tool; estate: Estate | null; who: string; busy: boolean; give: (line: string) => void }) {
  const domain = who.split('@')[1] ?? '';
  const [values, set] = useState(() => tool.fields.map((f) => f.value ?? (f.list === 'people' && !f.optional ? who : f.list === 'domains' ? domain : '')));
  const lists = {
    people: [who, ...(estate?.domains.flatMap((d) => d.accounts.map((a) => a.address)).sort() ?? [])], servers: estate?.nodes.map((n) => n.id) ?? [],
    domains: estate?.domains.map((d) => d.name) ?? [], none: undefined,
  };
  const ready = tool.fields.every((f, i) => f.optional || values[i]!.trim());
  return (
    <form class="grid" style={{ gap: '10px' }} onSubmit={(e) => { e.preventDefault(); if (ready && !busy) give([tool.word, ...values.map((v) => v.trim())].join(' ').trim()); }}>
      <p class="small soft">{tool.what}</p>
      {tool.fields.map((f, i) => <TextField key={f.name} label={f.name + (f.optional ? ' (if you like)' : '')} value={values[i]!} list={lists[f.list]} onInput={(v) => set(values.map((old, j) => (j === i ? v : old)))} />)}
      <div><Button kind="primary" type="submit" disabled={!ready || busy}>Look</Button></div>
    </form>
  );
}

function Diagnosis({ name, body, play, busy, give }: { name: string; body: (list: string[]) => object; play: Play; busy: boolean; give: (line: string) => void }) {
  const faults = useAsk((_: null, signal) => post<Play>(`/api/drills/${name}`, body(['faults']), signal));
  useEffect(() => { void faults.send(null); }, []);
  const kinds = useMemo(() => faultKinds(faults.value?.commands[0]?.output ?? ''), [faults.value]);
  const [fault, setFault] = useState(''), [place, setPlace] = useState(play.who), [to, setTo] = useState('systems'), [evidence, setEvidence] = useState('');
  const told = play.commands.some((c) => c.command.startsWith('diagnose'));
  const looks = play.commands.filter((c) => !/^(help|faults|hint|ticket|playbook|diagnose|remedy|hand over|quit)/.test(c.command)).map((c) => c.command);
  const meaning = kinds.find(([k]) => k === fault)?.[1];
  return (
    <Card title="What is wrong">
      <form class="form" onSubmit={(e) => { e.preventDefault(); if (fault && place.trim()) give(`diagnose ${fault} at ${place.trim()}`); }}>
        <Choice label="The fault" value={fault} options={[['', 'choose…'], ...kinds.map(([k]): [string, string] => [k, k.replace(/-/g, ' ')])]} onChange={setFault} hint={meaning} />
        <TextField label="Where" value={place} onInput={setPlace} hint="an address, a domain, a server or an IP address" />
        <div style={{ alignSelf: 'end' }}><Button kind="primary" type="submit" disabled={!fault || busy}>Say it</Button></div>
      </form>
      {told ? (
        <div class="grid" style={{ gap: '12px' }}>
          <h3>And what is done</h3>
          <div class="row"><Button onClick={() => give('remedy')} disabled={busy}>Mend it yourself</Button><span class="soft small">or hand it over, with a look that shows it:</span></div>
          <form class="form" onSubmit={(e) => { e.preventDefault(); if (evidence) give(`hand over ${to} with ${evidence}`); }}>
            <Choice label="To" value={to} options={[['systems', 'systems'], ['other-side', 'the other side']]} onChange={setTo} />
            <Choice label="With" value={evidence} options={[['', 'choose a look…'], ...[...new Set(looks)].map((l): [string, string] => [l, l])]} onChange={setEvidence} />
            <div style={{ alignSelf: 'end' }}><Button type="submit" disabled={!evidence || busy}>Hand over</Button></div>
          </form>
        </div>
      ) : <p class="note">Say what is wrong first; then mend it yourself or hand it over.</p>}
    </Card>
  );
}

const pointWords: Record<string, string> = { fault: 'the fault', place: 'where', case: 'whose case', order: 'order of the playbook', looks: 'few looks', time: 'time', lost: 'lost by hints and wrong answers' };

function Grade({ play, again }: { play: Play; again: () => void }) {
  return (
    <Card title={play.solved ? 'Solved' : 'Ended'} side={<Button onClick={again}>Play it again</Button>}>
      <div class={`outcome ${play.correct ? 'good' : play.solved ? 'warn' : 'bad'}`} role="status"><strong class="n">{play.score} of 100 points</strong>
        <p class="small soft">{play.looks} {play.looks === 1 ? 'look' : 'looks'}, {Math.round(play.grade.minutes)} minutes of the customer’s time</p></div>
      <dl class="pairs">{Object.entries(play.grade.points).map(([k, v]) => <><dt key={k}>{pointWords[k] ?? k}</dt><dd class="n" key={k + 'v'}>{k === 'lost' && v ? `−${v}` : v}</dd></>)}</dl>
      {play.grade.notes.length ? <ul>{play.grade.notes.map((n, i) => <li key={i}>{n}</li>)}</ul> : null}
      {play.solution?.story ? <pre class="lines-pane" tabIndex={0} aria-label="What was wrong">{play.solution.story.trim()}</pre> : null}
    </Card>
  );
}

function PlaybookCard({ symptom }: { symptom: string }) {
  const { value } = useGet<Playbook>(`/api/playbook/${symptom}`);
  if (!value) return null;
  return (
    <Card title="The playbook">
      <details><summary>{value.title}: {value.checks.length} checks, in order</summary>
        <ol class="playbook">{value.checks.map((c, i) => <li key={i}><b>{c.question}</b><p class="small soft">{c.why}</p><ul>{c.outcomes.map((o, j) => <li key={j} class="small">{o.seen}: {o.means}</li>)}</ul></li>)}</ol>
        <p class="note">{value.source}</p>
      </details>
    </Card>
  );
}

