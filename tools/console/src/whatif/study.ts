// A study's points as curves: one factor on the x-axis, a line for each setting of the others, every value with its
// interval.
import { number } from '../text';
import type { Line } from './Chart';

export interface Interval { mean: number | null; low: number | null; high: number | null; n: number }
export interface Metric extends Interval { unit: string; statistic: string; difference?: Interval & { variance_reduction: number | null } }
export interface Judged extends Interval { name: string; metric: string; unit: string; direction: string; limit: number; verdict: string; note: string }
export interface Point {
  name: string; parameters: Record<string, unknown>; replications: number; metrics: Record<string, Metric>; objectives: Judged[];
  nodes: Record<string, { utilisation: Record<string, Interval>; queue: Interval }>; warnings: string[];
}
export interface Study {
  title: string; complete: boolean; scenario: string; topology: string; confidence: number; baseline: number; runs: number;
  warm_up: { seconds: number; how: string }; points: Point[]; warnings: string[]; failures: string[];
}

export const shortName = (pointer: string): string => pointer.split('/').filter((w) => w && w !== 'topology').slice(-2).join(' ').replace(/_/g, ' ');
export const wordOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? number(value) : JSON.stringify(value));

// The number in a value that is one, or begins with one ("2 h").
function numeric(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const found = typeof value === 'string' ? /^-?[\d.]+(e[+-]?\d+)?(?= )/i.exec(value) : null;
  return found ? Number(found[0]) : null;
}

export interface Axis { pointer: string; name: string; words: string[] | null }

// The factor with most levels; one of numbers before one of words.
export function axisOf(points: Point[]): Axis | null {
  let best: Axis | null = null, most = 0;
  for (const pointer of Object.keys(points[0]?.parameters ?? {})) {
    const words = [...new Set(points.map((p) => wordOf(p.parameters[pointer])))];
    const numbers = points.every((p) => numeric(p.parameters[pointer]) !== null);
    const weight = words.length + (numbers && words.length > 1 ? 1000 : 0);
    if (words.length > 1 && weight > most) { most = weight; best = { pointer, name: shortName(pointer), words: numbers ? null : words }; }
  }
  return best;
}

const most = 6;

export function curves(points: Point[], axis: Axis, valueOf: (p: Point) => Interval | undefined): { x: number[]; lines: Line[]; left: number } {
  const place = (p: Point) => (axis.words ? axis.words.indexOf(wordOf(p.parameters[axis.pointer])) : numeric(p.parameters[axis.pointer])!);
  const x = [...new Set(points.map(place))].sort((a, b) => a - b);
  const groups = new Map<string, Point[]>();
  for (const p of points) {
    const others = Object.entries(p.parameters).filter(([key]) => key !== axis.pointer).map(([key, v]) => `${shortName(key)} ${wordOf(v)}`).join(', ');
    groups.set(others, [...(groups.get(others) ?? []), p]);
  }
  // Settings that are all different are a cloud of points, not lines.
  const cloud = groups.size > 1 && groups.size > points.length / 2;
  const sets: [string, Point[]][] = cloud ? [['each point', points]] : [...groups].slice(0, most);
  const lines = sets.map(([label, own]): Line => {
    const at = x.map((v) => { const p = own.find((one) => place(one) === v); return p ? valueOf(p) : undefined; });
    return { label: label || 'mean', values: at.map((v) => v?.mean ?? null), low: at.map((v) => v?.low ?? v?.mean ?? null), high: at.map((v) => v?.high ?? v?.mean ?? null), dots: true, joined: !cloud };
  });
  return { x, lines, left: groups.size - sets.length };
}
