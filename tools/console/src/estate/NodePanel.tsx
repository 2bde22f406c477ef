// What one node is: role, address, rules, capacities, domains; and what of it is assumed.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Tree } from '../api';
import { Badge, Button, Card, Choice, TextField } from '../parts/controls';
import { count } from '../text';
import { roleWord } from './Drawing';
import { editsOf, rulesOf, type Edit, type Sets } from './edits';
import { Explanation } from './Hops';
import type { Estate, EstateNode } from './model';

interface Props { estate: Estate; node: EstateNode; off: boolean; sets: Sets; onSet: (pointer: string, value: unknown) => void; onSwitch: () => void; onClose: () => void }

export function NodePanel({ estate, node, off, sets, onSet, onSwitch, onClose }: Props) {
  const tree = node.tree;
  const host = ((estate.tree.hosts as Tree[] | undefined) ?? []).find((h) => h.name === (node.host || node.id));
  const domains = estate.domains.filter((d) => d.home === node.id);
  return (
    <Card title={<>{node.id} <Badge>{roleWord(node.role)}</Badge></>} side={<Button kind="quiet" onClick={onClose} aria-label="Close the details">Close</Button>}>
      {typeof tree.description === 'string' ? <p>{tree.description}</p> : null}
      <dl class="pairs">
        <Pair name="Name">{node.name}</Pair>
        <Pair name="Address">{node.addresses.join(', ')}</Pair>
        <Pair name="Software">{tree.software}</Pair>
        <Pair name="Listens">{listeners(tree.listeners)}</Pair>
        <Pair name="Asks names of">{tree.resolver}</Pair>
        <Pair name="Sends on to">{node.transports.map(transportText).join('; ')}</Pair>
        <Pair name="Machine">{host ? machine(host) : node.host}</Pair>
        <Pair name="Processes">{settings(tree.processes)}</Pair>
        <Pair name="Queue">{settings(tree.queue)}</Pair>
      </dl>
      <Rules rules={rulesOf(estate, node, sets)} />
      <EditForm edits={editsOf(estate, node, sets)} onSet={onSet} />
      {domains.length ? (
        <details open={domains.length < 6}>
          <summary>{domains.length === 1 ? '1 domain' : `${domains.length} domains`}, {count(domains.reduce((s, d) => s + d.mailboxes, 0))} mailboxes</summary>
          <dl class="pairs">{domains.map((d) => <Pair key={d.name} name={d.name}>{count(d.mailboxes)} mailboxes{d.outside ? ', not known' : ''}</Pair>)}</dl>
        </details>
      ) : null}
      <Assumed node={tree} host={host} />
      {typeof tree.source === 'string' ? <p class="note">Source: {tree.source}</p> : null}
      <div class="row"><Button kind={off ? '' : 'danger'} onClick={onSwitch}>{off ? `Switch ${node.id} on again` : `Switch ${node.id} off`}</Button></div>
    </Card>
  );
}

// One value at a time; what is changed stands with the other switches, where it can be taken back.
function EditForm({ edits, onSet }: { edits: Edit[]; onSet: (pointer: string, value: unknown) => void }) {
  const [key, choose] = useState(''), [typed, type] = useState('');
  const edit = edits.find((e) => e.key === key);
  const leavesOut = key.endsWith('/-');
  return (
    <form class="form" aria-label="Change a number or a rule" onSubmit={(e) => { e.preventDefault(); if (edit && (leavesOut || typed.trim())) { onSet(...edit.make(typed)); if (/\/[-+]$/.test(key)) choose(''); } }}>
      <Choice label="What if this were different?" value={edit ? key : ''} options={[['', 'choose a number or a rule…'], ...edits.map((e): [string, string] => [e.key, e.words])]} onChange={(k) => { choose(k); type(edits.find((e) => e.key === k)?.now ?? ''); }} hint={edit?.hint} />
      {leavesOut ? null : <TextField label="Its value then" value={typed} onInput={type} placeholder="5 MB" />}
      <div style={{ alignSelf: 'start', marginTop: '27px' }}><Button type="submit" disabled={!edit || (!leavesOut && !typed.trim())}>Change</Button></div>
    </form>
  );
}

function Pair({ name, children }: { name: string; children?: ComponentChildren | unknown }) {
  const empty = children === undefined || children === null || children === '';
  return empty ? null : <><dt>{name}</dt><dd>{children as ComponentChildren}</dd></>;
}

function listeners(value: unknown): string {
  return ((value as Tree[] | undefined) ?? []).map((l) => `${String(l.protocol)} ${String(l.port)}${l.tls && l.tls !== 'none' ? ` (${l.tls === 'implicit' ? 'TLS' : 'STARTTLS'})` : ''}`).join(', ');
}

function transportText(t: EstateNode['transports'][number]): string {
  const who = t.match.map((m) => (m === '*' ? 'all else' : m === 'local' ? 'own mailboxes' : m)).join(', ');
  const where = t.kind === 'mailbox' ? 'the mailbox' : t.kind === 'home' ? 'the domain’s server' : t.kind === 'mx' ? 'the MX' : t.next.join(' or ');
  return `${who} → ${where}${t.port ? ` port ${t.port}` : ''}`;
}

const machine = (host: Tree): string =>
  [`${String(host.cores ?? 4)} cores`, host.memory, host.disk ? `disk ${settings(host.disk)}` : ''].filter(Boolean).join(', ');

function settings(value: unknown): string {
  if (!value || typeof value !== 'object') return '';
  return Object.entries(value as Tree).filter(([k, v]) => !['assumed', 'source', 'description'].includes(k) && typeof v !== 'object')
    .map(([k, v]) => `${k.replace(/_/g, ' ')} ${String(v)}`).join(', ');
}

function Rules({ rules }: { rules: Tree[] }) {
  const [open, set] = useState<string | null>(null);
  if (!rules.length) return null;
  return (
    <div>
      <h3>Rules, in the order they are asked</h3>
      <ol class="questions">
        {rules.map((rule, i) => {
          const name = String(rule.rule), key = `${i}`;
          const more = settings({ ...rule, rule: undefined, domains: undefined, trusted: undefined });
          return (
            <li key={key} class="question">
              <span class="step">{i + 1}</span>
              <span>{name.replace(/_/g, ' ')} <span class="soft small">{more.replace('rule undefined', '').replace(/(domains|trusted) undefined,? ?/g, '').replace(/^, |, $/g, '')}</span></span>
              <span class="answer soft small">{words(rule)}</span>
              <button type="button" class="rule" aria-expanded={open === key} onClick={() => set(open === key ? null : key)}>explain<span class="visually-hidden"> {name}</span></button>
              {open === key ? <Explanation name={name} /> : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const words = (rule: Tree): string =>
  [rule.domains ? `for ${[rule.domains].flat().join(', ')}` : '', Array.isArray(rule.trusted) && rule.trusted.length ? `trusts ${rule.trusted.join(', ')}` : ''].filter(Boolean).join('; ');

function Assumed({ node, host }: { node: Tree; host?: Tree }) {
  const all = { ...((node.assumed as Record<string, string> | undefined) ?? {}) };
  for (const [key, why] of Object.entries((host?.assumed as Record<string, string> | undefined) ?? {})) all[`machine: ${key}`] = why;
  for (const rule of (node.rules as Tree[] | undefined) ?? [])
    for (const [key, why] of Object.entries((rule.assumed as Record<string, string> | undefined) ?? {})) all[`${String(rule.rule)}: ${key}`] = why;
  const rows = Object.entries(all);
  if (!rows.length) return null;
  return (
    <div class="assumed">
      <h3>Assumed, not measured or documented</h3>
      {rows.map(([key, why]) => <p key={key}><b>{key}</b>: {why}</p>)}
    </div>
  );
}
