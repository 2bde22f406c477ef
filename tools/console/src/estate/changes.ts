// The switches of the estate view: which there are, how they stand in the address, what the server is asked.
import type { Changes } from '../api';
import { valueOf, wordsOf, type Sets } from './edits';
import type { Estate } from './model';

export interface Switches { off: string[]; mx: Record<string, string>; full: string[]; set: Sets }
export const noSwitches: Switches = { off: [], mx: {}, full: [], set: {} };

export function readSwitches(query: URLSearchParams): Switches {
  const mx: Record<string, string> = {};
  for (const one of query.getAll('mx')) {
    const [domain = '', host = ''] = one.split('>');
    if (domain) mx[domain] = host;
  }
  const set: Sets = {};
  for (const one of query.getAll('set')) {
    const at = one.indexOf('=');
    if (at > 0) set[one.slice(0, at)] = valueOf(one.slice(at + 1));
  }
  return { off: query.getAll('off'), mx, full: query.getAll('full'), set };
}

export const switchesQuery = (s: Switches): Record<string, string[]> =>
  ({ off: s.off, mx: Object.entries(s.mx).map(([domain, host]) => `${domain}>${host}`), full: s.full, set: Object.entries(s.set).map(([pointer, value]) => `${pointer}=${JSON.stringify(value)}`) });

export const anySwitch = (s: Switches): boolean => s.off.length + s.full.length + Object.keys(s.mx).length + Object.keys(s.set).length > 0;

export function changesOf(estate: Estate, s: Switches): Changes {
  const changes: Changes = { topology: estate.name };
  if (s.off.length) changes.faults = s.off.map((target) => ({ target, mode: 'off', from: '0 s' }));
  const records = Object.entries(s.mx);
  if (records.length) changes.records = records.map(([name, host]) => ({ name, type: 'MX', records: host ? [`10 ${host}.`] : [] }));
  const set: Record<string, unknown> = { ...s.set };
  for (const address of s.full) {
    const pointer = fillPointer(estate, address);
    if (pointer) set[pointer] = '100 %';
  }
  if (Object.keys(set).length) changes.set = set;
  return changes;
}

// Each in few words, and the switches without it.
export function tagsOf(estate: Estate, s: Switches): [words: string, without: Switches][] {
  const less = <T>(all: Record<string, T>, key: string): Record<string, T> => Object.fromEntries(Object.entries(all).filter(([k]) => k !== key));
  return [
    ...s.off.map((id): [string, Switches] => [`${id} off`, { ...s, off: s.off.filter((o) => o !== id) }]),
    ...Object.entries(s.mx).map(([d, h]): [string, Switches] => [`MX of ${d}: ${h || 'gone'}`, { ...s, mx: less(s.mx, d) }]),
    ...s.full.map((a): [string, Switches] => [`${a} full`, { ...s, full: s.full.filter((f) => f !== a) }]),
    ...Object.entries(s.set).map(([pointer, value]): [string, Switches] => [wordsOf(estate, pointer, value), { ...s, set: less(s.set, pointer) }]),
  ];
}

// Where the use of a mailbox's quota stands: a named account's own, else its domain's first population.
function fillPointer(estate: Estate, address: string): string | null {
  const [local = '', name = ''] = address.split('@');
  const at = estate.domains.findIndex((d) => d.name === name);
  const domain = estate.domains[at];
  if (!domain) return null;
  const account = domain.accounts.findIndex((a) => a.address === address);
  if (account >= 0) return `/topology/domains/${at}/accounts/${account}/fill`;
  return local && Array.isArray(domain.tree.parts) && domain.tree.parts.length ? `/topology/domains/${at}/parts/0/fill` : null;
}

// Servers that an MX could name, with their names.
export const mxHosts = (estate: Estate): { id: string; name: string }[] =>
  estate.nodes.filter((n) => n.role !== 'dns' && n.name).map((n) => ({ id: n.id, name: n.name }));

// The form of a run with these switches.
export const runWith = (estate: Estate, s: Switches) => ({
  estate: estate.name, off: s.off[0] ?? '', more: Object.entries(changesOf(estate, { ...s, off: [], mx: {} }).set ?? {}).map(([pointer, value]) => ({ pointer, value: JSON.stringify(value) })),
});
