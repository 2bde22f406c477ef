// A drill's answers, and what of it is kept: in this browser, and by the server beside the terminal's results.
export interface DrillName { name: string; level: number; title: string; symptom: string }
export interface Play {
  drill: string; level: number; title: string; symptom: string; who: string; opening: string; prompt: string;
  commands: { command: string; output: string }[]; ended: boolean; solved: boolean; score: number; looks: number; correct: boolean;
  grade: { score: number; points: Record<string, number>; hints: number; minutes: number; looks: { command: string; at: string; tells: boolean }[]; notes: string[] };
  solution?: { story?: string };
}
export interface Playbook {
  title: string; source: string;
  checks: { question: string; why: string; looks: string[]; outcomes: { seen: string; means: string; case?: string }[] }[];
}

export interface Kept { score: number; solved: boolean; tries: number; commands: string[] }
const key = 'drills';

export function kept(): Record<string, Kept> {
  try { return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, Kept>; } catch { return {}; }
}
export function keep(name: string, part: Partial<Kept>): void {
  const all = kept();
  all[name] = { ...(all[name] ?? { score: 0, solved: false, tries: 0, commands: [] }), ...part };
  try { localStorage.setItem(key, JSON.stringify(all)); } catch { /* private mode: this visit only */ }
}

// What was played on this machine, in the terminal too, as the server tells it.
export interface Played { drill: string; score: number; correct: boolean }
export function merged(mine: Record<string, Kept>, played: Played[]): Record<string, Kept> {
  const all: Record<string, Kept> = { ...mine };
  for (const one of played) {
    const old = all[one.drill] ?? { score: 0, solved: false, tries: 0, commands: [] };
    all[one.drill] = { ...old, tries: Math.max(1, old.tries), solved: old.solved || one.correct, score: Math.max(old.score, one.score) };
  }
  return all;
}

// The tool bench: the terminal's own commands; `fields` are asked for, the words in braces stand for them.
export interface Tool { word: string; what: string; fields: { name: string; list: 'people' | 'servers' | 'domains' | 'none'; value?: string; optional?: boolean }[] }
const person = { name: 'Whose', list: 'people' as const }, server = { name: 'Server', list: 'servers' as const };
export const tools: Tool[] = [
  { word: 'client', what: 'Settings of the customer’s program', fields: [person] },
  { word: 'test', what: 'The program’s own test', fields: [person] },
  { word: 'webmail', what: 'Sign in to webmail', fields: [person] },
  { word: 'account', what: 'The account’s page', fields: [person] },
  { word: 'quota', what: 'How much room is used', fields: [person] },
  { word: 'blacklist', what: 'Is an IP address blocked?', fields: [{ name: 'IP address', list: 'none' }] },
  { word: 'dig', what: 'Ask DNS', fields: [{ name: 'Name', list: 'domains' }, { name: 'Type', list: 'none', value: 'MX', optional: true }] },
  { word: 'track', what: 'Track Delivery', fields: [{ name: 'Address', list: 'people' }] },
  { word: 'bounce', what: 'The newest bounce of this person', fields: [{ name: 'Address', list: 'people' }] },
  { word: 'queue', what: 'Mail that waits at a server', fields: [server] },
  { word: 'log', what: 'A server’s log of today', fields: [server, { name: 'Only lines with', list: 'people', optional: true }] },
  { word: 'header', what: 'Headers of the newest message', fields: [{ name: 'Mailbox', list: 'people' }] },
  { word: 'telnet', what: 'Talk to a server', fields: [server, { name: 'Port', list: 'none', value: '25' }] },
  { word: 'send', what: 'Send a message to try', fields: [{ name: 'From', list: 'people' }, { name: 'To', list: 'people' }] },
];

// "  name    words" lines of the command `faults`, with the words that go on below.
export function faultKinds(output: string): [string, string][] {
  const found: [string, string][] = [];
  for (const line of output.split('\n')) {
    const one = /^ {2}([a-z][a-z0-9-]+) {2,}(\S.*)$/.exec(line), more = /^ {6,}(\S.*)$/.exec(line);
    if (one) found.push([one[1]!, one[2]!]);
    else if (more && found.length) found[found.length - 1]![1] += ' ' + more[1]!;
  }
  return found;
}
