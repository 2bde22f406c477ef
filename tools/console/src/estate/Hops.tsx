// A message's way in words: the outcome, then station after station, each question with answer and rule.
import { useState } from 'preact/hooks';
import type { Explained, Hop, PathAnswer } from '../api';
import { outcomes, steps } from '../text';
import { useGet } from '../use';
import { roleWord } from './Drawing';

export function Outcome({ answer }: { answer: PathAnswer }) {
  const { word, tone } = outcomes[answer.outcome] ?? { word: answer.outcome, tone: 'warn' as const };
  const where = answer.mailbox ? ` into the ${answer.mailbox.folder} of ${answer.to} on ${answer.mailbox.node}`
    : answer.outcome === 'delivered' ? ` to ${answer.to}` : answer.decided_by.node ? ` at ${answer.decided_by.node}` : '';
  const reply = [answer.reply.code, answer.reply.enhanced && !answer.reply.text.startsWith(answer.reply.enhanced) ? answer.reply.enhanced : '', answer.reply.text].filter(Boolean).join(' ');
  return (
    <div class={`outcome ${tone}`} role="status">
      <strong>{word}{where}</strong>
      {reply ? <code>{reply}</code> : null}
      <p class="small soft">Decided by rule <code>{answer.decided_by.rule}</code>{answer.decided_by.stands_at ? <> , which stands at <code>{answer.decided_by.stands_at}</code> of {answer.topology}</> : null}</p>
    </div>
  );
}

interface Station { node: string | null; role: string | null; address: string | null; hops: { hop: Hop; index: number }[] }

export function Stations({ answer }: { answer: PathAnswer }) {
  const stations: Station[] = [];
  answer.hops.forEach((hop, index) => {
    const last = stations[stations.length - 1];
    if (last && last.node === hop.node) last.hops.push({ hop, index });
    else stations.push({ node: hop.node, role: hop.role, address: hop.address, hops: [{ hop, index }] });
  });
  const decides = answer.outcome === 'delivered' ? -1 : answer.hops.length - 1;
  return (
    <ol class="stations">
      {stations.map((station, i) => (
        <li class="station" key={i}>
          <h3>{station.node ?? 'nowhere'} <span>{roleWord(station.role ?? '')}{station.address ? `, ${station.address}` : ''}</span></h3>
          <ul class="questions">{station.hops.map(({ hop, index }) => <Question key={index} hop={hop} decides={index === decides} />)}</ul>
        </li>
      ))}
    </ol>
  );
}

function Question({ hop, decides }: { hop: Hop; decides: boolean }) {
  const [open, set] = useState(false);
  return (
    <li class={`question${decides ? ' decides' : ''}`}>
      <abbr class="step" title={steps[hop.step] ?? ''}>{hop.step}</abbr>
      <span>{hop.question}</span>
      <span class="answer">{hop.answer}</span>
      <button type="button" class="rule" aria-expanded={open} onClick={() => set(!open)}>{hop.rule}<span class="visually-hidden">: explain this rule</span></button>
      {open ? <Explanation name={hop.rule} standsAt={hop.stands_at} /> : null}
    </li>
  );
}

export function Explanation({ name, standsAt }: { name: string; standsAt?: string | null }) {
  const { value, error, busy } = useGet<Explained>(`/api/explain/${encodeURIComponent(name)}`);
  return (
    <div class="explained">
      {value ? <p>{value.text} <span class="soft">Source: {value.source} [{value.mark}].</span></p> : busy ? 'Looking it up…' : <p class="soft">{error?.status === 422 ? 'No further explanation.' : error?.message}</p>}
      {standsAt ? <p class="soft">Stands at <code>{standsAt}</code></p> : null}
    </div>
  );
}
