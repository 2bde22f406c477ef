// The server's API, typed. Field names are those of the command line (sim/serve/openapi.json).

export interface Problem { file: string; pointer: string; message: string }
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly problems: Problem[] = []) { super(message); }
}

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal: signal ?? null,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server does not answer. It may have been closed: start mailsim serve again.');
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw errorOf(response.status, text);
}

function errorOf(status: number, text: string): ApiError {
  try {
    const answer = JSON.parse(text) as { error?: string; problems?: Problem[] };
    if (answer.problems) return new ApiError(status, answer.problems.map((p) => p.message).join('; '), answer.problems);
    return new ApiError(status, answer.error ?? `The server answered ${status}.`);
  } catch {
    return new ApiError(status, `The server answered ${status}.`);
  }
}

export const get = <T>(path: string, signal?: AbortSignal) => ask<T>('GET', path, undefined, signal);
export const post = <T>(path: string, body: unknown, signal?: AbortSignal) => ask<T>('POST', path, body, signal);
export const remove = <T>(path: string) => ask<T>('DELETE', path);

// ---- what is there
export interface TopologyName { name: string; description: string; nodes: number; domains: number }
export interface ScenarioName { name: string; title: string; description: string; topology: string; study: boolean }
export interface Mx { domain: string; records: { preference: number; host: string; address: string | null }[] }
const encoded = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
export const topologyAt = (name: string): string => `/api/topologies/${encoded(name)}`;
export const scenarioAt = (name: string): string => `/api/scenarios/${encoded(name)}`;
export type Tree = Record<string, unknown>;
export interface Topology { name: string; topology: Tree; mx: Mx[] }
export interface Explained { name: string; kind: string; value: unknown; unit: string | null; source: string; mark: string; text: string }

// ---- questions
export interface Changes {
  scenario?: string;
  topology?: string;
  faults?: Tree[];
  records?: { name: string; type: string; records: string[] }[];
  changes?: { target: string; value: unknown }[];
  set?: Record<string, unknown>;
}
export interface Hop {
  node: string | null; role: string | null; address: string | null; port: number | null; tls: string | null;
  step: string; question: string; answer: string; rule: string; stands_at: string | null; next: string | null;
}
export interface PathAnswer {
  topology: string; from: string; to: string; client: string; size: number;
  outcome: string;
  reply: { code: number | null; enhanced: string | null; text: string };
  decided_by: { node: string | null; rule: string; stands_at: string | null };
  mailbox: { node: string; folder: string } | null;
  route: string[];
  hops: Hop[];
}
export interface Flow {
  id: string; flow: string; client: string; from: string; to: string; expected: string; outcome: string;
  nodes: string[]; as_expected: boolean; problem: string | null;
}
export interface Changed {
  client: string; from: string; to: string; rule: string | null; stands_at: string | null;
  before: { outcome: string; route: string[] } | null; after: { outcome: string; route: string[] } | null;
}

// ---- jobs and results
export interface Job {
  id: string; kind: string; title: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  asked: Tree; share: number; detail: string; error: string | null; met: boolean | null;
  created: number; started: number | null; ended: number | null;
}
export interface Delay { n: number; mean: number; p50: number; p95: number; p99: number; max: number; censored: number }
export interface NodeResult {
  role: string; throughput: number;
  utilisation: { processor?: number | null; disk?: number | null; processes?: number | null };
  queue: { mean: number; max: number };
}
export interface Objective { name: string; unit: string; direction: string; limit: number; value: number | null; met: boolean | null }
export interface Summary {
  title: string; complete: boolean; simulated_seconds: number; measured: { from: number; to: number };
  ledger: Record<string, number>; delay: Delay; delay_by: Record<string, Delay>;
  nodes: Record<string, NodeResult>; objectives: Objective[];
  sessions: { kind: string; sessions: number; refused: number; fetches: number; messages: number }[];
  phases: { name: string; n: number; mean: number | null; p50: number | null; p95: number | null; p99: number | null; max: number | null }[];
  dns: { queries: number; hit_rate: number | null }; outside_waiting: number; events: { t: number; kind: string; node: string; detail: string }[];
  [more: string]: unknown;
}
export interface Series {
  metric: string; bucket_minutes: number; minutes: number[];
  nodes: Record<string, { mean: (number | null)[]; max: (number | null)[] }>;
}
// rows: the delivered ones counted; whole: they are all that were delivered in the measured time.
export interface Delays { edges: number[]; kinds: Record<string, { n: number; count: number[] }>; rows: number; whole?: boolean }
export interface MessageRow {
  id: number; kind: string; sender: string; recipient: string; size: number; submitted: number; finished: number | null;
  outcome: string; reply_code: number; reply_enhanced: string; attempts: number; node: string; rule: string;
}
export interface Difference {
  metric: string; first: number | null; second: number | null; difference: number | null;
  low: number | null; high: number | null; paired: boolean;
}
