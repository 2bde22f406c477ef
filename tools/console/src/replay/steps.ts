// A replay as the player needs it: for each step where the message is in the drawing, and where it is going.
import type { Tree } from '../api';
import { placeOf, type Plan } from '../estate/places';
import type { Estate } from '../estate/model';

export interface Line { t: number; who: string; text: string }
export interface Wait { for: string; t: number; waited: number; worked: number }
export interface Step {
  t: number; node: string | null; step: string; what: string; why: string | null; lines: string[]; rule: string | null; stands_at: string | null;
  message: number; protocol: string | null; next: string | null; stopped: boolean; dialogue: Line[]; waits: Wait[];
}
export interface Replay { topology: string; messages: { message: number; kind: string; from: string; to: string[]; size: number; submitted: number }[]; steps: Step[] }

// Where the message is and where it goes; the places so far, and the lines between them, each from the last place
// further up its way.
export interface Spot { from: string; to: string; lit: string[]; edges: string[]; peers: string[] }

export function spots(plan: Plan, estate: Estate, replay: Replay): Spot[] {
  const way = new Way(plan, estate, startsOutside(estate, replay) ? 'peers-in' : 'customers');
  return replay.steps.map((step) => way.take(step));
}

class Way {
  private reached = 0;
  private lit: string[] = [];
  private edges: string[] = [];
  private peers: string[] = [];
  private last = '';
  constructor(private plan: Plan, private estate: Estate, private start: string) {
    if (plan.at.has(start)) { this.visit(start); this.last = start; }
  }
  take(step: Step): Spot {
    let from = this.key(step.node, false) ?? this.last;
    this.visit(from);
    const to = step.next ? (this.key(step.next, true) ?? from) : from;
    this.visit(to);
    if (!step.node && to !== from) from = this.before(to) ?? from;  // a program that speaks through a front-end
    for (const id of [step.node, step.next]) if (id && this.estate.byId.get(id)?.outside && !this.peers.includes(id)) this.peers.push(id);
    this.last = to;
    return { from, to, lit: [...this.lit], edges: [...this.edges], peers: [...this.peers] };
  }
  private column = (key: string): number => this.plan.at.get(key)?.column ?? 0;
  private before(key: string): string | undefined {
    return this.lit.filter((k) => this.column(k) < this.column(key)).sort((a, b) => this.column(a) - this.column(b)).pop();
  }
  private visit(key: string): void {
    if (!key || this.lit.includes(key)) return;
    const before = this.before(key);
    if (before) this.edges.push(`${before}>${key}`);
    this.lit.push(key);
    this.reached = Math.max(this.reached, this.column(key));
  }
  private key(id: string | null, next: boolean): string | null {
    if (!id) return this.plan.at.has(this.start) ? this.start : null;
    const node = this.estate.byId.get(id);
    if (!node || node.role === 'dns') return null;
    if (node.outside && this.start === 'peers-in' && this.reached === 0 && !next) return 'peers-in';
    // One that speaks stands where it was last reached; one that is reached may stand on the way out.
    if (!next && this.lit.includes(`${id}:out`)) return `${id}:out`;
    return placeOf(this.plan, this.estate, id, next ? this.reached : 0)?.key ?? null;
  }
}

function startsOutside(estate: Estate, replay: Replay): boolean {
  const sender = replay.messages[0]?.from ?? '', domain = estate.domains.find((d) => d.name === sender.split('@')[1]);
  return !domain || domain.outside;
}

export const dialects: [string, string][] = [['postfix', 'Postfix'], ['exim', 'Exim'], ['axigen', 'Axigen'], ['panel', 'Track Delivery']];
export const downloads: [view: string, file: string, words: string][] = [
  ['pcap', 'message.pcap', 'Capture for Wireshark'], ['eml', 'message.eml', 'The message (eml)'], ['transcript', 'transcript.txt', 'Transcript'],
  ['headers', 'headers.txt', 'Headers'], ['perfetto', 'message.perfetto.json', 'Timeline (Perfetto)'],
];
export type Asking = Tree;
