// What a study found: how each figure answers to what was varied, with intervals; what meets its objectives; how busy
// the nodes were. The console and a report page share it.
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Badge, Button, Card, Choice, Table, type Tone } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { count, number, seconds, share } from '../text';
import { useGet } from '../use';
import { Chart, saveText, type Line } from './Chart';
import { axisOf, curves, shortName, wordOf, type Axis, type Interval, type Point, type Study } from './study';

// none: what stands here when there is no answer, since it was cancelled before it had any.
export function StudyAnswer({ id, none }: { id: string; none?: ComponentChildren }) {
  const { value, error } = useGet<Study>(`/api/results/${id}`);
  if (error) return none && error.status === 404 ? <>{none}</> : <Failed error={error} />;
  if (!value) return <Loading what="Opening the study" />;
  return <StudyView study={value} />;
}

export const shown = (v: number | null | undefined, unit: string): string =>
  v === null || v === undefined ? '–' : unit === 'share' || unit === '%' ? share(v) : unit === 's' ? seconds(v) : number(v) + (unit && unit !== '1' ? ` ${unit}` : '');
const span = (i: Interval, unit: string): string => (i.low === null || i.high === null ? 'not known' : `${shown(i.low, unit)} to ${shown(i.high, unit)}`);
const setting = (p: Point): string => Object.entries(p.parameters).map(([key, v]) => `${shortName(key)} ${wordOf(v)}`).join(', ') || p.name;
const resources = ['processor', 'disk', 'processes'] as const;
const busiest = (n: Point['nodes'][string]): [string, Interval] =>
  resources.map((r): [string, Interval] => [r, n.utilisation[r]!]).filter(([, i]) => i && i.mean !== null).sort((a, b) => b[1].mean! - a[1].mean!)[0] ?? ['processor', { mean: null, low: null, high: null, n: 0 }];

export function StudyView({ study }: { study: Study }) {
  const points = study.points, metrics = Object.keys(points[0]?.metrics ?? {});
  const [chosen, choose] = useState(metrics[0] ?? '');
  const axis = useMemo(() => axisOf(points), [points]);
  if (!points.length || !metrics.length) return <Empty title="No figures">No run of this study has a result.</Empty>;
  return (
    <>
      {study.complete ? null : <p class="assumed"><span><b>Not whole:</b> runs are missing; the intervals are of those that are there.</span></p>}
      <div class="tiles">
        <Tile name="Points" value={count(points.length)} sub={`${points[0]!.replications} replications of each`} />
        <Tile name="Runs" value={count(study.runs)} sub={`warm-up ${seconds(study.warm_up.seconds)}`} />
        <Tile name="Intervals" value={share(study.confidence, 0)} sub="the same chance in every point" />
        <Judgement points={points} />
      </div>
      <div class="grid two" id="curves">
        <Card title="How a figure answers">
          <Choice label="Figure" value={chosen} options={metrics.map((m) => [m, m.replace(/_/g, ' ')])} onChange={choose} />
          {axis ? <Response points={points} axis={axis} metric={chosen} confidence={study.confidence} /> : <p class="note">Nothing was varied: the figures stand in the tables.</p>}
        </Card>
        <Card title="How busy the nodes are">{axis ? <NodeCurves points={points} axis={axis} /> : <NodeTable point={points[0]!} />}</Card>
      </div>
      <Verdicts points={points} />
      <Estimates study={study} metric={chosen} />
      {axis ? <NodesAt points={points} /> : null}
      <Trust study={study} />
    </>
  );
}

const Tile = ({ name, value, sub }: { name: string; value: string; sub: string }) => <div class="tile"><dl style={{ margin: 0 }}><dt>{name}</dt><dd>{value}</dd><dd>{sub}</dd></dl></div>;

function Judgement({ points }: { points: Point[] }) {
  const judged = points.filter((p) => p.objectives.length);
  const good = judged.filter((p) => p.objectives.every((o) => o.verdict === 'met')).length;
  return judged.length ? <Tile name="All objectives met" value={`${good} of ${judged.length}`} sub="points, by the whole interval" /> : null;
}

function Response({ points, axis, metric, confidence }: { points: Point[]; axis: Axis; metric: string; confidence: number }) {
  const first = points[0]!.metrics[metric], unit = first?.unit ?? '';
  const { x, lines, left } = useMemo(() => {
    const made = curves(points, axis, (p) => p.metrics[metric]);
    const limit = points[0]!.objectives.find((o) => o.name === metric || o.metric === metric)?.limit;
    const dashed: Line[] = limit === undefined ? [] : [{ label: 'limit', values: made.x.map(() => limit), dash: true, colour: '--bad' }];
    return { ...made, lines: [...made.lines, ...dashed] };
  }, [points, axis, metric]);
  const text = (v: number) => shown(v, unit);
  return <Chart title={metric.replace(/_/g, ' ')} unit={unit === 's' || unit === 'share' ? '' : unit} x={x} lines={lines} xLabel={axis.name} xText={xTextOf(axis)} yText={text}
    note={`${first?.statistic ?? 'mean'} of the replications; the band is its ${share(confidence, 0)} interval.${left ? ` ${left} more settings stand in the table.` : ''}`} />;
}

const xTextOf = (axis: Axis) => (v: number): string => (axis.words ? (axis.words[Math.round(v)] ?? '') : number(v));

function NodeCurves({ points, axis }: { points: Point[]; axis: Axis }) {
  const { x, lines } = useMemo(() => {
    const top = nodesByUse(points).slice(0, 6), made = top.map((id) => ({ id, c: curves(points, axis, (p) => (p.nodes[id] ? busiest(p.nodes[id]!)[1] : undefined)) }));
    return { x: made[0]?.c.x ?? [], lines: made.flatMap(({ id, c }) => (c.lines[0] ? [{ ...c.lines[0], label: id }] : [])) };
  }, [points, axis]);
  if (!lines.length) return <Empty title="No figures of nodes">Nothing was measured there.</Empty>;
  return <Chart title="Busiest resource of each node" unit="share in use" x={x} lines={lines} xLabel={axis.name} xText={xTextOf(axis)} yText={(v) => share(v)} note="The busiest nodes, at the first setting of the other factors." />;
}

function nodesByUse(points: Point[]): string[] {
  const top = new Map<string, number>();
  for (const p of points) for (const [id, n] of Object.entries(p.nodes)) top.set(id, Math.max(top.get(id) ?? 0, busiest(n)[1].mean ?? 0));
  return [...top].filter(([, v]) => v > 0).sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

function NodesAt({ points }: { points: Point[] }) {
  const [at, go] = useState(points.length - 1);
  return (
    <Card title="Every node at one point" id="nodes">
      <Choice label="Point" value={String(at)} options={points.map((p, i) => [String(i), `${i + 1}: ${setting(p)}`])} onChange={(v) => go(Number(v))} />
      <NodeTable point={points[at]!} />
    </Card>
  );
}

function NodeTable({ point }: { point: Point }) {
  return (
    <Table caption="The busiest resource of each node, mean and interval" rows={nodesByUse([point])} keyOf={(id) => id} columns={[
      { head: 'Node', left: true, cell: (id) => id }, { head: 'Resource', left: true, cell: (id) => busiest(point.nodes[id]!)[0] },
      { head: 'In use', cell: (id) => share(busiest(point.nodes[id]!)[1].mean) }, { head: 'Interval', cell: (id) => span(busiest(point.nodes[id]!)[1], 'share') },
      { head: 'Mean queue', cell: (id) => number(point.nodes[id]!.queue.mean) },
    ]} />
  );
}

const tones: Record<string, Tone> = { met: 'good', missed: 'bad' };

function Verdicts({ points }: { points: Point[] }) {
  const rows = points.flatMap((p, i) => p.objectives.map((o) => ({ i, p, o })));
  if (!rows.length) return null;
  return (
    <Card title="Objectives" id="objectives">
      <Table caption="Judged by the whole interval" rows={rows} keyOf={(_, i) => i} columns={[
        { head: 'Point', left: true, cell: (r) => `${r.i + 1}: ${setting(r.p)}` }, { head: 'Objective', left: true, cell: (r) => r.o.name },
        { head: 'Wanted', cell: (r) => `${r.o.direction === 'at_most' ? '≤' : '≥'} ${shown(r.o.limit, r.o.unit)}` }, { head: 'Found', cell: (r) => shown(r.o.mean, r.o.unit) },
        { head: 'Interval', cell: (r) => span(r.o, r.o.unit) }, { head: 'Verdict', cell: (r) => <Badge tone={tones[r.o.verdict] ?? 'plain'}>{r.o.verdict.replace(/_/g, ' ')}</Badge> },
      ]} />
    </Card>
  );
}

function Estimates({ study, metric }: { study: Study; metric: string }) {
  const rows = study.points, unit = rows[0]!.metrics[metric]?.unit ?? '';
  const csv = () => saveText([['point', 'setting', 'figure', 'mean', 'low', 'high', 'n'], ...rows.flatMap((p, i) => Object.entries(p.metrics).map(([name, m]) => [i + 1, setting(p), name, m.mean ?? '', m.low ?? '', m.high ?? '', m.n]))], `${study.title} figures`);
  return (
    <Card title={`Every point: ${metric.replace(/_/g, ' ')}`} id="figures" side={<Button class="button quiet small" onClick={csv}>All figures as CSV</Button>}>
      <Table caption={`Mean over replications, ${share(study.confidence, 0)} interval; differences to point ${study.baseline}, pair by pair`} rows={rows} keyOf={(_, i) => i} columns={[
        { head: 'Point', left: true, cell: (p) => `${rows.indexOf(p) + 1}: ${setting(p)}` }, { head: 'n', cell: (p) => p.metrics[metric]?.n ?? 0 },
        { head: 'Mean', cell: (p) => shown(p.metrics[metric]?.mean, unit) }, { head: 'Interval', cell: (p) => (p.metrics[metric] ? span(p.metrics[metric]!, unit) : '–') },
        { head: 'Difference', cell: (p) => shown(p.metrics[metric]?.difference?.mean, unit) },
        { head: 'Its interval', cell: (p) => (p.metrics[metric]?.difference ? span(p.metrics[metric]!.difference!, unit) : '–') },
      ]} />
    </Card>
  );
}

function Trust({ study }: { study: Study }) {
  const all = [...study.failures, ...study.warnings, ...study.points.flatMap((p, i) => p.warnings.map((w) => `Point ${i + 1} (${setting(p)}): ${w}`))];
  return (
    <Card title="Before you trust it" id="trust">
      {all.length ? <ul>{all.map((w, i) => <li key={i}>{w}</li>)}</ul> : <p>Nothing to warn of: intervals are narrow, queues settle, runs are long enough.</p>}
    </Card>
  );
}
