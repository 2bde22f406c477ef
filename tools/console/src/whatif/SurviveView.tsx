// A survival table: each node, link, peer and name server missing in turn, beside the whole estate.
import type { ComponentChildren } from 'preact';
import { Badge, Button, Card, Table } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { bytes, count, number, seconds } from '../text';
import { useGet } from '../use';
import { saveText } from './Chart';

interface Missing {
  missing: string; kind: string; objectives_met: boolean; objectives_missed: string[]; lost: number; delayed: number; waiting: number; peak_queue: number; spool_bytes: number;
  fullest_node: string; recovery_seconds: number | null; second_wave: { attempts_per_minute: number; after: number };
}
interface Survival { title: string; complete: boolean; from: number; until: number; late: number; whole: Missing; rows: Missing[] }

// none: what stands here when there is no answer, since it was cancelled before it had any.
export function SurviveAnswer({ id, none }: { id: string; none?: ComponentChildren }) {
  const { value, error } = useGet<Survival>(`/api/results/${id}/answer`);
  if (error) return none && error.status === 404 ? <>{none}</> : <Failed error={error} />;
  if (!value) return <Loading what="Opening the answer" />;
  return (
    <>
      {value.complete ? null : <p class="assumed"><span><b>Not whole:</b> the table was ended before every part had its turn.</span></p>}
      <Tiles table={value} />
      <Hurts table={value} />
      <Rows table={value} />
    </>
  );
}

const Tile = ({ name, value, sub }: { name: string; value: string; sub: string }) => <div class="tile"><dl style={{ margin: 0 }}><dt>{name}</dt><dd>{value}</dd><dd>{sub}</dd></dl></div>;

function Tiles({ table }: { table: Survival }) {
  const of = (what: (r: Missing) => boolean) => `${table.rows.filter(what).length} of ${table.rows.length}`;
  const worst = table.rows[0];
  return (
    <div class="tiles">
      <Tile name="Objectives missed without" value={of((r) => !r.objectives_met)} sub="one thing missing at a time" />
      <Tile name="Mail lost without" value={of((r) => r.lost > 0)} sub="that would have arrived" />
      <Tile name="Mail delayed without" value={of((r) => r.delayed > 0)} sub={`by more than ${seconds(table.late)}`} />
      {worst ? <Tile name="Worst" value={worst.missing} sub={`${count(worst.lost)} lost, ${count(worst.delayed)} delayed`} /> : null}
    </div>
  );
}

function Hurts({ table }: { table: Survival }) {
  const rows = table.rows.filter((r) => r.lost + r.delayed > 0).slice(0, 24), most = Math.max(1, ...rows.map((r) => r.lost + r.delayed));
  const bar = (n: number, colour: string) => <i style={{ width: `${(100 * n) / most}%`, background: `var(${colour})` }} />;
  return (
    <Card title="What hurts" side={<><span class="key" style={{ background: 'var(--bad)' }} />lost <span class="key" style={{ background: 'var(--c2)' }} />delayed</>}>
      {rows.length ? (
        <dl class="bars">{rows.map((r) => <><dt key={r.missing}>{r.missing}</dt><dd key={`${r.missing} bar`}><span class="bar" aria-hidden="true">{bar(r.lost, '--bad')}{bar(r.delayed, '--c2')}</span><span class="n small">{count(r.lost)} lost, {count(r.delayed)} delayed</span></dd></>)}</dl>
      ) : <Empty title="Nothing was lost or delayed">Each part may be missing for that time without harm to the mail.</Empty>}
      <p class="note">Recipients; each part was missing from {seconds(table.from)} to {seconds(table.until)} after the beginning, and the same mail, by the same chance, went through the whole estate.</p>
    </Card>
  );
}

function Rows({ table }: { table: Survival }) {
  const all = [table.whole, ...table.rows];
  const csv = () => saveText([['missing', 'kind', 'objectives met', 'lost', 'delayed', 'peak queue', 'spool bytes', 'recovery seconds', 'second wave a minute'],
    ...all.map((r) => [r.missing, r.kind, String(r.objectives_met), r.lost, r.delayed, r.peak_queue, r.spool_bytes, r.recovery_seconds ?? '', r.second_wave.attempts_per_minute])], `${table.title} survival`);
  return (
    <Card title="One missing at a time" id="table" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
      <Table caption="Each paired with the whole estate: the same mail, the same chance" rows={all} keyOf={(r) => r.missing} columns={[
        { head: 'Missing', left: true, cell: (r) => r.missing }, { head: 'Kind', left: true, cell: (r) => r.kind },
        { head: 'Objectives', left: true, cell: (r) => (r.objectives_met ? <Badge tone="good">met</Badge> : <><Badge tone="bad">missed</Badge> <span class="small">{r.objectives_missed.join(', ')}</span></>) },
        { head: 'Lost', cell: (r) => count(r.lost) }, { head: 'Delayed', cell: (r) => count(r.delayed) }, { head: 'Longest queue', cell: (r) => count(r.peak_queue) },
        { head: 'Spool', cell: (r) => bytes(r.spool_bytes) }, { head: 'Backlog gone after', cell: (r) => (r.recovery_seconds === null ? 'not within the run' : seconds(r.recovery_seconds)) },
        { head: 'Second wave', cell: (r) => (r.second_wave.attempts_per_minute ? `${number(r.second_wave.attempts_per_minute)} tries a minute` : '–') },
      ]} />
      <p class="note">Lost: delivered in the whole estate, never here. Delayed: more than {seconds(table.late)} later.</p>
    </Card>
  );
}
