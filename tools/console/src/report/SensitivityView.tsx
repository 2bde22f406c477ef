// A page of sensitivity: the assumptions by how far they move a figure, each halfway down and up.
import { Badge, Button, Card, Table } from '../parts/controls';
import { Empty } from '../parts/states';
import { count } from '../text';
import { useGet } from '../use';
import { saveText } from '../whatif/Chart';
import { shown } from '../whatif/StudyView';
import type { Interval } from '../whatif/study';
import { Tile } from './Tile';

interface Effect { name: string; value: string; mark: string; reason: string; places: number; down: Interval | null; up: Interval | null; down_impossible: string | null; up_impossible: string | null; size: number; sure: boolean }
interface Sensitivity { title: string; complete: boolean; metric: string; unit: string; change: number; whole: Interval; effects: Effect[]; runs: number }

export function SensitivityView() {
  const value = useGet<Sensitivity>('/api/results/report/answer').value!;
  const text = (v: number | null | undefined) => shown(v, value.unit), metric = value.metric.replace(/_/g, ' ');
  const rows = value.effects, sure = rows.filter((e) => e.sure), moving = rows.filter((e) => e.size > 0), most = Math.max(...rows.map((e) => e.size), Number.MIN_VALUE);
  const span = (i: Interval | null) => (!i || i.low === null ? '–' : `${text(i.low)} to ${text(i.high)}`);
  const csv = () => saveText([['assumption', 'value', 'down', 'down low', 'down high', 'up', 'up low', 'up high', 'sure', 'reason'], ...rows.map((e) => [e.name, e.value, e.down?.mean ?? '', e.down?.low ?? '', e.down?.high ?? '', e.up?.mean ?? '', e.up?.low ?? '', e.up?.high ?? '', String(e.sure), e.reason])], `${value.title} sensitivity`);
  return (
    <>
      {value.complete ? null : <p class="assumed"><span><b>Not whole:</b> it was ended before every assumption had its turn.</span></p>}
      <div class="tiles">
        <Tile name={metric} value={text(value.whole.mean)} sub={value.whole.low === null ? '' : `as assumed; interval ${span(value.whole)}`} />
        <Tile name="Assumptions that move it" value={`${sure.length} of ${rows.length}`} sub="beyond chance" />
        <Tile name="Moves it most" value={rows[0]?.name ?? 'nothing'} sub={rows[0] ? `by ${text(rows[0].size)}` : ''} />
        <Tile name="Runs" value={count(value.runs)} sub="each assumption turned down and up" />
      </div>
      <Card title="What moves it" id="effects-drawn">
        {moving.length ? <dl class="bars">{moving.slice(0, 16).map((e) => <><dt key={e.name}>{e.name}</dt><dd key={`${e.name} bar`}><span class="bar" aria-hidden="true"><i style={{ width: `${(100 * e.size) / most}%`, background: e.sure ? 'var(--c0)' : 'var(--edge)' }} /></span><span class="n small">{text(e.size)}{e.sure ? '' : ', may be chance'}</span></dd></>)}</dl>
          : <Empty title={rows.length ? 'Nothing moves it' : 'Nothing is assumed'}>{rows.length ? 'No assumption changes this figure here.' : 'Every value of this estate is measured or documented.'}</Empty>}
      </Card>
      <Card title="Every assumption" id="effects" side={<Button class="button quiet small" onClick={csv}>CSV</Button>}>
        <Table caption={`The change of ${metric}, and its interval`} rows={rows} keyOf={(e) => e.name} columns={[
          { head: 'Assumption', left: true, cell: (e) => e.name }, { head: 'Value', cell: (e) => e.value },
          { head: 'Down', cell: (e) => e.down_impossible ?? text(e.down?.mean) }, { head: 'its interval', cell: (e) => span(e.down) },
          { head: 'Up', cell: (e) => e.up_impossible ?? text(e.up?.mean) }, { head: 'interval', cell: (e) => span(e.up) },
          { head: 'Verdict', cell: (e) => (e.sure ? <Badge tone="warn">moves it</Badge> : <Badge>{e.size > 0 ? 'may be chance' : 'no change'}</Badge>) }, { head: 'Why assumed', left: true, cell: (e) => <div style={{ minWidth: '20em' }}>{e.reason}</div> },
        ]} />
      </Card>
    </>
  );
}
