// Single messages of a run, a page at a time; each can be replayed.
import { useState } from 'preact/hooks';
import type { MessageRow } from '../api';
import { Badge, Button, Card, Choice, Table, TextField, type Tone } from '../parts/controls';
import { Empty, Failed, Loading } from '../parts/states';
import { link } from '../route';
import { bytes, clock, count, kindWords, outcomes, seconds } from '../text';
import { useGet } from '../use';

export function Messages({ id }: { id: string }) {
  const [filter, set] = useState({ kind: '', outcome: '', text: '' });
  const [after, setAfter] = useState<number[]>([]);
  const query = new URLSearchParams({ ...filter, limit: '25', after: String(after[after.length - 1] ?? -1) });
  const { value, error } = useGet<{ messages: MessageRow[]; rows: number; next: number | null }>(`/api/results/${id}/messages?${query.toString()}`);
  const change = (part: Partial<typeof filter>) => { set({ ...filter, ...part }); setAfter([]); };
  return (
    <Card title="Single messages" side={value ? `${count(value.rows)} kept their rows` : ''}>
      <div class="form">
        <Choice label="Kind" value={filter.kind} options={[['', 'any'], ...Object.entries(kindWords)]} onChange={(kind) => change({ kind })} />
        <Choice label="Outcome" value={filter.outcome} options={[['', 'any'], ...Object.entries(outcomes).map(([o, w]): [string, string] => [o, w.word])]} onChange={(outcome) => change({ outcome })} />
        <TextField label="Part of an address" value={filter.text} onInput={(text) => change({ text })} />
      </div>
      {error ? <Failed error={error} /> : !value ? <Loading what="Looking them up" /> : !value.messages.length ? <Empty title="None">{value.rows ? 'No message is like that.' : 'This run kept no rows.'}</Empty> : (
        <Table caption="Choose one to watch it step by step" rows={value.messages} keyOf={(m) => m.id} columns={[
          { head: 'Message', left: true, cell: (m) => <a href={link(['replay'], { run: id, message: String(m.id) })} aria-label={`Replay message ${m.id}`}>{m.id}</a> },
          { head: 'Kind', left: true, cell: (m) => m.kind }, { head: 'From', left: true, cell: (m) => m.sender || '<>' }, { head: 'To', left: true, cell: (m) => m.recipient },
          { head: 'Size', cell: (m) => bytes(m.size) }, { head: 'Sent', cell: (m) => clock(m.submitted / 60) }, { head: 'Delay', cell: (m) => (m.finished === null ? '–' : seconds(m.finished - m.submitted)) },
          { head: 'Outcome', cell: (m) => <Badge tone={(outcomes[m.outcome]?.tone ?? 'plain') as Tone}>{m.outcome}</Badge> }, { head: 'Attempts', cell: (m) => m.attempts },
        ]} />
      )}
      <div class="row">
        <Button disabled={!after.length} onClick={() => setAfter(after.slice(0, -1))}>Earlier</Button>
        <Button disabled={!value?.next} onClick={() => value?.next !== null && value && setAfter([...after, value.next])}>Later</Button>
      </div>
    </Card>
  );
}
