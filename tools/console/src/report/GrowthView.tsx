// A page of growth: in which month each objective fails, how the figures go until then, and when each disk is full.
import { useMemo } from 'preact/hooks';
import { Card, Table } from '../parts/controls';
import { bytes, count, number, seconds, share } from '../text';
import { useGet } from '../use';
import { Chart, type Line } from '../whatif/Chart';
import type { Interval } from '../whatif/study';
import { Tile } from './Tile';

interface Until { name: string; month: number | null; low: number | null; high: number | null; has_data: boolean }
interface Disk { host: string; size: number | null; used_now: number; used_at_end: number; promised_now: number; full_month: number | null; overcommitted_month: number | null }
interface Month { month: number; mailboxes: number; mail: number; messages_per_minute: number; delay_p95: number | null; busiest: number; bounced_share: number | null; objectives_missed: number; n: number; intervals: Record<'messages_per_minute' | 'delay_p95' | 'busiest', Interval> }
interface Growth { complete: boolean; growth: { months: number; [rate: string]: number }; objectives: Until[]; memory: Until[]; warnings: string[]; disks: Disk[]; months: Month[]; runs: number }

export function GrowthView() {
  const value = useGet<Growth>('/api/results/report/answer').value!;
  const last = value.growth.months, fails = value.objectives.filter((o) => o.month !== null).sort((a, b) => a.month! - b.month!), full = value.disks.filter((d) => d.full_month !== null).sort((a, b) => a.full_month! - b.full_month!);
  const when = (m: number | null) => (m === null ? `not within ${last} months` : `month ${number(m)}`);
  return (
    <>
      {value.complete ? null : <p class="assumed"><span><b>Not whole:</b> it was ended before every month was sure.</span></p>}
      <div class="tiles">
        <Tile name="First objective to fail" value={fails[0]?.name ?? 'none'} sub={fails[0] ? when(fails[0].month) : `within ${last} months`} />
        <Tile name="First disk to fill" value={full[0]?.host ?? 'none'} sub={full[0] ? when(full[0].full_month) : 'of those whose size is known'} />
        <Tile name="Runs" value={count(value.runs)} sub={Object.entries(value.growth).filter(([k]) => k !== 'months').map(([k, v]) => `${k} ${share(v)} a month`).join(', ')} />
      </div>
      {value.objectives.length ? (
        <Card title="Objectives" id="objectives">
          <Table caption="The month in which each objective fails" rows={[...value.objectives, ...value.memory.map((m) => ({ ...m, name: `memory of ${m.name}'s machine` }))]} keyOf={(o) => o.name} columns={[
            { head: 'Objective', left: true, cell: (o) => o.name }, { head: 'Fails in', cell: (o) => (o.has_data ? when(o.month) : 'no data') },
            { head: 'Interval', cell: (o) => (o.low === null ? '–' : `month ${number(o.low)} to ${o.high === null ? `after ${last}` : number(o.high)}`) },
          ]} />
        </Card>
      ) : null}
      {value.months.length > 1 ? <Months months={value.months} /> : null}
      <Card title="Disks" id="disk-table">
        <Table caption="Promised: the sum of the quotas" rows={value.disks} keyOf={(d) => d.host} columns={[
          { head: 'Disk', left: true, cell: (d) => d.host }, { head: 'Size', cell: (d) => (d.size ? bytes(d.size) : 'not known') }, { head: 'Used now', cell: (d) => bytes(d.used_now) },
          { head: 'Used at the end', cell: (d) => bytes(d.used_at_end) }, { head: 'Full in', cell: (d) => (d.size ? when(d.full_month) : '–') }, { head: 'Promised now', cell: (d) => bytes(d.promised_now) },
          { head: 'Promised more than it holds', cell: (d) => (d.size ? when(d.overcommitted_month) : '–') },
        ]} />
      </Card>
      {value.warnings.length ? <Card title="To know" id="know"><ul>{value.warnings.map((w) => <li key={w}>{w}</li>)}</ul></Card> : null}
    </>
  );
}

// A month that was simulated once has no interval.
const ends = (i: Interval | undefined, text: (v: number | null) => string) => (!i || i.low === null || i.high === null ? '–' : `${text(i.low)} to ${text(i.high)}`);

function Months({ months }: { months: Month[] }) {
  const sorted = useMemo(() => [...months].sort((a, b) => a.month - b.month), [months]);
  const x = useMemo(() => sorted.map((m) => m.month), [sorted]);
  const delay = useMemo((): Line[] => [{ label: '95 of 100 within', values: sorted.map((m) => m.delay_p95), low: sorted.map((m) => m.intervals.delay_p95.low), high: sorted.map((m) => m.intervals.delay_p95.high), dots: true }], [sorted]);
  const busy = useMemo((): Line[] => [{ label: 'busiest resource', values: sorted.map((m) => m.busiest), low: sorted.map((m) => m.intervals.busiest.low), high: sorted.map((m) => m.intervals.busiest.high), dots: true }], [sorted]);
  const common = { x, xLabel: 'month', xText: (v: number) => number(v) };
  return (
    <>
      <div class="grid two">
        <Card><Chart {...common} title="Delay" unit="" lines={delay} yText={seconds} note="Means of the replications at the months that were simulated; the band is the 95 % interval." /></Card>
        <Card><Chart {...common} title="Busiest resource" unit="share in use" lines={busy} yText={share} /></Card>
      </div>
      <Card title="Months that were simulated" id="months">
        <Table caption="Means over replications" rows={sorted} keyOf={(m) => m.month} columns={[
          { head: 'Month', cell: (m) => number(m.month) }, { head: 'Mailboxes', cell: (m) => `× ${number(m.mailboxes)}` }, { head: 'Mail', cell: (m) => `× ${number(m.mail)}` },
          { head: 'Recipients a minute', cell: (m) => number(m.messages_per_minute) }, { head: '95 % within', cell: (m) => seconds(m.delay_p95) }, { head: 'its interval', cell: (m) => ends(m.intervals.delay_p95, seconds) },
          { head: 'Busiest', cell: (m) => share(m.busiest) }, { head: 'interval', cell: (m) => ends(m.intervals.busiest, share) },
          { head: 'Bounced', cell: (m) => share(m.bounced_share) }, { head: 'Objectives missed', cell: (m) => number(m.objectives_missed) }, { head: 'Runs', cell: (m) => number(m.n) },
        ]} />
      </Card>
    </>
  );
}
