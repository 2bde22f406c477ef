// The estate: its drawing, a message through it on paper, and what changes when something is switched.
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { post, topologyAt, type Changed, type PathAnswer, type Topology } from '../api';
import { Badge, Button, Card, Choice, Table, TextField } from '../parts/controls';
import { home } from '../home';
import { Empty, Failed, Loading } from '../parts/states';
import { link, replaceRoute, type Route } from '../route';
import { clients, count, outcomes } from '../text';
import { useAsk, useGet } from '../use';
import { anySwitch, changesOf, mxHosts, readSwitches, runWith, switchesQuery, tagsOf, type Switches } from './changes';
import { Drawing, usePlan, type Lit } from './Drawing';
import { Outcome, Stations } from './Hops';
import { firstMessage, mailboxesOf, readEstate, type Estate } from './model';
import { NodePanel } from './NodePanel';
import { sizes, Tag, Topologies } from './parts';
import { alongWay, type Plan } from './places';

export function EstatePage({ route }: { route: Route }) {
  const name = route.query.get('topology') ?? home.estate;
  const { value, error, busy, again } = useGet<Topology>(topologyAt(name));
  const estate = useMemo(() => (value ? readEstate(value) : null), [value]);
  return (
    <>
      <div class="lead">
        <h1>{estate ? `The mail estate ${estate.name}` : 'The mail estate'}</h1>
        {estate ? <p>{estate.description}</p> : null}
      </div>
      {estate ? <Loaded key={`${estate.name} ${route.visit}`} estate={estate} route={route} again={again} /> : error ? <><Failed error={error} again={again} />{name === home.estate ? null : <p><a href={link(['estate'])}>To the estate {home.estate}</a></p>}</> : busy ? <Loading what="Reading the estate" /> : null}
    </>
  );
}

interface Message { from: string; to: string; client: string; size: string }

function Loaded({ estate, route, again }: { estate: Estate; route: Route; again: () => void }) {
  const first = firstMessage(estate);
  const [message, setMessage] = useState<Message>({
    from: route.query.get('from') ?? first.from, to: route.query.get('to') ?? first.to,
    client: route.query.get('client') ?? '', size: route.query.get('size') ?? '15000',
  });
  const [switches, setSwitches] = useState<Switches>(() => readSwitches(route.query));
  const [chosen, choose] = useState<string | null>(route.query.get('node'));
  const asked = useAsk((q: { message: Message; switches: Switches }, signal) =>
    post<PathAnswer>('/api/path', {
      ...changesOf(estate, q.switches), from: q.message.from, to: q.message.to,
      ...(q.message.client ? { client: q.message.client } : {}), ...(Number(q.message.size) > 0 ? { size: Number(q.message.size) } : {}),
    }, signal));
  const plan = usePlan(estate);
  const sent = useMemo(() => route.query.has('from') || anySwitch(switches), []);
  useEffect(() => { if (sent) void asked.send({ message, switches }); }, []);
  useEffect(() => {
    replaceRoute(link(['estate'], {
      topology: estate.name, node: chosen ?? undefined, ...switchesQuery(switches),
      ...(asked.value || sent ? { from: message.from, to: message.to, client: message.client, size: message.size === '15000' ? undefined : message.size } : {}),
    }), route.visit);
  }, [message, switches, chosen, asked.value]);
  const change = (next: Switches) => { setSwitches(next); if (asked.value || asked.error) void asked.send({ message, switches: next }); };
  const node = chosen ? estate.byId.get(chosen) : undefined;
  const toggle = (id: string) => change({ ...switches, off: switches.off.includes(id) ? switches.off.filter((o) => o !== id) : [...switches.off, id] });
  return (
    <>
      <Card title="Send a message on paper" side={<Topologies name={estate.name} view="estate" />}>
        <Form estate={estate} message={message} busy={asked.busy} set={setMessage} send={() => void asked.send({ message, switches })} />
      </Card>
      <Card title="The way of mail" side={<><span>choose a node for its details</span><Button kind="quiet" onClick={again}>Read the file again</Button></>}>
        <Drawing estate={estate} lit={asked.value ? litWay(plan, estate, asked.value) : null} chosen={chosen} off={switches.off} onChoose={(id) => choose(id === chosen ? null : id)} />
        <Names estate={estate} chosen={chosen} choose={choose} />
      </Card>
      {node ? <NodePanel key={node.id} estate={estate} node={node} off={switches.off.includes(node.id)} sets={switches.set} onSet={(pointer, value) => change({ ...switches, set: { ...switches.set, [pointer]: value } })} onSwitch={() => toggle(node.id)} onClose={() => choose(null)} /> : null}
      <div class="grid side">
        <Card title="Hop by hop">
          {asked.error ? <Failed error={asked.error} /> : null}
          {asked.value ? <><Outcome answer={asked.value} /><p><a href={link(['replay'], { topology: estate.name, from: message.from, to: message.to, client: message.client, size: message.size === '15000' ? undefined : message.size, ...switchesQuery(switches) })}>Watch it in simulated time</a></p><Stations answer={asked.value} /></> : asked.busy ? <Loading what="Following the message" /> : asked.error ? null
            : <Empty title="No message yet">Fill in the form above and send one: its way lights up, and every question that a server asks of it stands here.</Empty>}
        </Card>
        <SwitchPanel estate={estate} switches={switches} change={change} />
      </div>
    </>
  );
}

// The way as places: the start, then each station; of other providers only the one it reached.
export function litWay(plan: Plan, estate: Estate, answer: PathAnswer): Lit {
  const nodes = answer.hops.map((h) => h.node).filter((n, i, all) => n !== all[i - 1]);
  const fromPeer = answer.client === 'peer';
  const peers = nodes.filter((n): n is string => !!n && !!estate.byId.get(n)?.outside);
  return { keys: alongWay(plan, estate, nodes, fromPeer), peers, tone: outcomes[answer.outcome]?.tone ?? 'warn' };
}

function Form({ estate, message, busy, set, send }: { estate: Estate; message: Message; busy: boolean; set: (m: Message) => void; send: () => void }) {
  const addresses = useMemo(() => estate.domains.flatMap((d) => d.accounts.map((a) => a.address)).sort(), [estate]);
  return (
    <form onSubmit={(e) => { e.preventDefault(); send(); }}>
      <div class="form">
        <TextField label="From" value={message.from} list={addresses} onInput={(from) => set({ ...message, from })} hint={aboutAddress(estate, message.from)} />
        <TextField label="To" value={message.to} list={addresses} onInput={(to) => set({ ...message, to })} hint={aboutAddress(estate, message.to)} />
        <Choice label="Sent with" value={message.client} options={Object.entries(clients)} onChange={(client) => set({ ...message, client })} />
        <Choice label="Size" value={message.size} options={sizes} onChange={(size) => set({ ...message, size })} />
      </div>
      <div class="row" style={{ marginTop: '14px' }}>
        <Button kind="primary" type="submit" disabled={busy}>{busy ? 'Following…' : 'Send on paper'}</Button>
        <Examples estate={estate} set={set} />
      </div>
    </form>
  );
}

function Examples({ estate, set }: { estate: Estate; set: (m: Message) => void }) {
  if (!estate.flows.length) return null;
  return (
    <label class="row small">or a documented flow
      <select style={{ width: 'auto', maxWidth: '100%' }} value="" onChange={(e) => {
        const flow = estate.flows.find((f) => f.id === e.currentTarget.value);
        if (flow) set({ from: flow.from, to: flow.to, client: flow.client, size: '15000' });
      }}>
        <option value="">choose…</option>
        {estate.flows.map((f) => <option key={f.id} value={f.id}>{f.id}</option>)}
      </select>
    </label>
  );
}

function aboutAddress(estate: Estate, address: string): string {
  const domain = estate.domains.find((d) => d.name === address.split('@')[1]);
  if (!domain) return address.includes('@') ? 'a domain beyond the estate' : '';
  const account = domain.accounts.find((a) => a.address === address);
  return account?.description || `${domain.outside ? 'another provider, ' : 'mailbox on '}${domain.home}`;
}

function Names({ estate, chosen, choose }: { estate: Estate; chosen: string | null; choose: (id: string) => void }) {
  const names = estate.nodes.filter((n) => n.role === 'dns');
  if (!names.length) return null;
  return (
    <div class="row small"><span class="soft">Names are answered by</span>
      {names.map((n) => <button key={n.id} type="button" class="chip-button" aria-pressed={n.id === chosen} onClick={() => choose(n.id)}>{n.id}</button>)}
    </div>
  );
}

function SwitchPanel({ estate, switches, change }: { estate: Estate; switches: Switches; change: (s: Switches) => void }) {
  const [domain, setDomain] = useState(''), [host, setHost] = useState(''), [off, setOff] = useState(''), [full, setFull] = useState('');
  const own = estate.domains.filter((d) => !d.outside);
  const found = useAsk((s: Switches, signal) => post<{ kinds: number; changed: Changed[] }>('/api/diff', changesOf(estate, s), signal));
  useLayoutEffect(() => found.clear(), [switches]);  // at once: a question asked after the switch is not taken back
  const current = (estate.mx.get(domain) ?? []).map((r) => `${r.preference} ${r.host}`).join(', ');
  return (
    <Card title="What if something changes?">
      <div class="grid" style={{ gap: '14px' }}>
        <div class="row end">
          <div style={{ flex: 1, minWidth: '130px' }}><Choice label="A node is off" value={off} options={[['', 'choose…'], ...estate.nodes.map((n): [string, string] => [n.id, n.id])]} onChange={setOff} /></div>
          <Button disabled={!off || switches.off.includes(off)} onClick={() => change({ ...switches, off: [...switches.off, off] })} aria-label="Switch this node off">Off</Button>
        </div>
        <div class="grid" style={{ gap: '8px' }}>
          <Choice label="The MX of" value={domain} options={[['', 'choose a domain…'], ...own.map((d): [string, string] => [d.name, d.name])]} onChange={setDomain} hint={domain ? `now: ${current || 'none'}` : undefined} />
          <div class="row end">
            <div style={{ flex: 1, minWidth: '130px' }}><Choice label="names instead" value={host} options={[['', 'no server (record gone)'], ...mxHosts(estate).map((h): [string, string] => [h.name, `${h.id} (${h.name})`])]} onChange={setHost} /></div>
            <Button disabled={!domain} onClick={() => change({ ...switches, mx: { ...switches.mx, [domain]: host } })} aria-label="Switch this MX">Switch</Button>
          </div>
        </div>
        <div class="row end">
          <div style={{ flex: 1, minWidth: '130px' }}><Choice label="A mailbox is full" value={full} options={[['', 'choose…'], ...own.flatMap(mailboxesOf).map((a): [string, string] => [a, a])]} onChange={setFull} /></div>
          <Button disabled={!full || switches.full.includes(full)} onClick={() => change({ ...switches, full: [...switches.full, full] })} aria-label="Fill this mailbox">Fill</Button>
        </div>
      </div>
      {anySwitch(switches) ? (
        <>
          <ul class="tags" aria-label="What is switched">
            {tagsOf(estate, switches).map(([words, without]) => <Tag key={words} text={words} drop={() => change(without)} />)}
          </ul>
          <div class="row">
            <Button kind="primary" disabled={found.busy} onClick={() => void found.send(switches)}>{found.busy ? 'Comparing every kind…' : 'See what changes'}</Button>
            {Object.keys(switches.set).length || switches.off.length ? <a href={link(['what-if'], { as: JSON.stringify(runWith(estate, switches)) })}>Run it so</a> : null}
          </div>
        </>
      ) : <p class="note">Nothing is switched: the estate is as its file says. A switch also holds for the message beside. Numbers and rules of a node are changed at its details: press it in the drawing.</p>}
      {found.error ? <Failed error={found.error} /> : null}
      {found.value ? <DiffAnswer estate={estate} found={found.value} /> : null}
    </Card>
  );
}

interface Group { what: string; rule: string; tone: 'good' | 'bad' | 'warn'; rows: Changed[] }

// Hundreds of kinds change alike: shown by what became of them and why.
function DiffAnswer({ estate, found }: { estate: Estate; found: { kinds: number; changed: Changed[] } }) {
  const groups = new Map<string, Group>();
  for (const row of found.changed) {
    const before = row.before?.outcome ?? 'no such kind', after = row.after?.outcome ?? 'no such kind';
    const what = before === after ? `${after}, another way` : `${before} → ${after}`;
    const key = `${what}|${row.rule ?? ''}`;
    const group = groups.get(key) ?? { what, rule: row.rule ?? '', tone: outcomes[after]?.tone ?? 'warn', rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const list = [...groups.values()].sort((a, b) => b.rows.length - a.rows.length);
  return (
    <div class="grid" style={{ gap: '10px' }} role="status">
      <p><b class="n">{count(found.changed.length)}</b> of {count(found.kinds)} kinds of message are treated differently{list.length ? ':' : '. How long they take is shown by a run.'}</p>
      {list.map((group) => (
        <details key={group.what + group.rule}>
          <summary><Badge tone={group.tone}>{group.what}</Badge> <span class="n">{count(group.rows.length)}</span> {group.rule ? <>by <code>{group.rule}</code></> : null}</summary>
          <Table caption={`The first ${Math.min(50, group.rows.length)} of ${group.rows.length}`} rows={group.rows.slice(0, 50)} keyOf={(_, i) => i} columns={[
            { head: 'From', left: true, cell: (r) => <a href={link(['estate'], { topology: estate.name, from: r.from || '<>', to: r.to, client: r.client })}>{r.from || '<>'}</a> },
            { head: 'To', left: true, cell: (r) => r.to },
            { head: 'Client', left: true, cell: (r) => r.client },
            { head: 'Before', left: true, cell: (r) => r.before?.route.join(' → ') ?? '–' },
            { head: 'After', left: true, cell: (r) => r.after?.route.join(' → ') ?? '–' },
          ]} />
        </details>
      ))}
    </div>
  );
}

