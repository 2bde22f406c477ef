// What of a node can be changed to see what it does: numbers of its machine, processes and queue, and its rules. Each
// change is a value by its pointer, as the command line takes it (--set).
import type { Tree } from '../api';
import type { Estate, EstateNode } from './model';

export type Sets = Record<string, unknown>;
// One thing that can be changed; `now` as a person types it.
export interface Edit { key: string; words: string; now: string; hint: string; make: (typed: string) => [pointer: string, value: unknown] }

const texts = ['assumed', 'source', 'description'];
const usual = { machine: ['cores', 'memory', 'speed'], processes: ['smtpd', 'smtp', 'local', 'pop3', 'imap', 'web'], queue: ['lifetime', 'minimal_backoff', 'maximal_backoff', 'concurrency_limit', 'active_limit'] };

export const valueOf = (typed: string): unknown => { try { return JSON.parse(typed); } catch { return typed.trim(); } };
const shown = (value: unknown): string => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
const scalars = (tree: Tree): [string, unknown][] => Object.entries(tree).filter(([key, v]) => !texts.includes(key) && typeof v !== 'object');
const spaced = (key: string): string => key.replace(/_/g, ' ');
const treesOf = (value: unknown): Tree[] => (Array.isArray(value) ? (value as Tree[]) : []);

const nodeAt = (estate: Estate, node: EstateNode): string => `/topology/nodes/${treesOf(estate.tree.nodes).findIndex((n) => n.id === node.id)}`;
const rulesAt = (estate: Estate, node: EstateNode): string => `${nodeAt(estate, node)}/rules`;
export const rulesOf = (estate: Estate, node: EstateNode, sets: Sets): Tree[] => treesOf(sets[rulesAt(estate, node)] ?? node.tree.rules);

export function editsOf(estate: Estate, node: EstateNode, sets: Sets): Edit[] {
  const host = treesOf(estate.tree.hosts).findIndex((h) => h.name === (node.host || node.id));
  return [
    ...(host < 0 ? [] : numbers('machine', `/topology/hosts/${host}`, treesOf(estate.tree.hosts)[host]!, sets)),
    ...numbers('processes', `${nodeAt(estate, node)}/processes`, (node.tree.processes ?? {}) as Tree, sets),
    ...numbers('queue', `${nodeAt(estate, node)}/queue`, (node.tree.queue ?? {}) as Tree, sets),
    ...rules(rulesAt(estate, node), rulesOf(estate, node, sets)),
  ];
}

function numbers(group: keyof typeof usual, at: string, tree: Tree, sets: Sets): Edit[] {
  const keys = new Set([...scalars(tree).map(([key]) => key).filter((key) => key !== 'name' && key !== 'site'), ...usual[group]]);
  return [...keys].map((key) => {
    const pointer = `${at}/${key}`, now = sets[pointer] ?? tree[key];
    return { key: pointer, words: `${group}: ${spaced(key)}`, now: shown(now), hint: now === undefined ? 'not in the file: the default holds' : `now ${shown(now)}`, make: (typed) => [pointer, valueOf(typed)] };
  });
}

// A node takes its rules as a whole list, whether they stand at it or at its template.
function rules(pointer: string, list: Tree[]): Edit[] {
  const edits = list.flatMap((rule, i): Edit[] => {
    const name = `rule ${i + 1}, ${spaced(String(rule.rule))}`;
    const put = (key: string, value: unknown) => list.map((one, j) => (j === i ? { ...one, [key]: value } : one));
    return [
      ...scalars(rule).filter(([key]) => key !== 'rule').map(([key, value]): Edit => ({ key: `${pointer}/${i}/${key}`, words: `${name}: ${spaced(key)}`, now: shown(value), hint: `now ${shown(value)}`, make: (typed) => [pointer, put(key, valueOf(typed))] })),
      { key: `${pointer}/${i}/-`, words: `${name}: not asked`, now: '', hint: 'press Change: this rule is left out', make: () => [pointer, list.filter((_, j) => j !== i)] },
    ];
  });
  return [...edits, { key: `${pointer}/+`, words: 'another rule, asked first', now: '{"rule": "size", "limit": "1 MB"}', hint: 'a rule as the file writes it', make: (typed) => [pointer, [valueOf(typed), ...list]] }];
}

// A change in few words: "be2: size limit 1 MB".
export function wordsOf(estate: Estate, pointer: string, value: unknown): string {
  const [, , kind, index, ...rest] = pointer.split('/');
  const one = treesOf(estate.tree[kind ?? ''])[Number(index)];
  const name = String(one?.id ?? one?.name ?? pointer);
  if (kind !== 'nodes' || rest.join('/') !== 'rules') return `${name}: ${spaced(rest.join(' '))} ${shown(value)}`;
  const before = treesOf(estate.byId.get(name)?.tree.rules), after = treesOf(value);
  const gone = before.filter((b) => !after.some((a) => a.rule === b.rule)).map((b) => `without ${spaced(String(b.rule))}`);
  const other = after.filter((a) => !before.some((b) => JSON.stringify(a) === JSON.stringify(b))).map((a) => {
    const old = before.find((b) => b.rule === a.rule);
    return [spaced(String(a.rule)), ...scalars(a).filter(([key, v]) => key !== 'rule' && old?.[key] !== v).map(([key, v]) => `${spaced(key)} ${shown(v)}`)].join(' ');
  });
  return `${name}: ${[...gone, ...other].join(', ') || 'rules in another order'}`;
}
