// The estate's drawing: boxes in tiers, lines in the direction of the mail, a lit way. On a narrow screen the same as
// a list of tiers. Every box is a button.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Loading } from '../parts/states';
import { layOut, straight, boxHeight, chipHeight, type Layout } from './layout';
import { roleWords, type Estate } from './model';
import { columnNames, makePlan, type Place, type Plan } from './places';

// edges ("from>to"): else from each key to the next.
export interface Lit { keys: string[]; edges?: string[]; peers: string[]; tone: 'good' | 'bad' | 'warn'; now?: string | null }
// The message on its way; time in ms, 0: it is there at once. The key differs for each move.
export interface Move { from: string; to: string; time: number; key: number }
interface Props {
  estate: Estate; lit?: Lit | null; chosen?: string | null; off?: string[]; onChoose?: (node: string) => void;
  marker?: Move | null;
}

export const usePlan = (estate: Estate): Plan => useMemo(() => makePlan(estate), [estate]);

export function Drawing(props: Props) {
  const plan = usePlan(props.estate);
  return (
    <div class="drawing">
      <Wide {...props} plan={plan} />
      <Tiers {...props} plan={plan} />
    </div>
  );
}

function Wide({ estate, plan, lit, chosen, off = [], onChoose, marker }: Props & { plan: Plan }) {
  const [layout, set] = useState<Layout | null>(null);
  useEffect(() => {
    let current = true;
    void layOut(plan).then((done) => current && set(done));
    return () => { current = false; };
  }, [plan]);
  if (!layout) return <div class="drawing-wide"><Loading what="Drawing the estate" /></div>;
  const litEdges = new Set(lit?.edges ?? (lit?.keys ?? []).slice(1).map((key, i) => `${lit!.keys[i]}>${key}`));
  return (
    <div class="drawing-wide">
      <svg viewBox={`0 -24 ${layout.width} ${layout.height + 24}`} role="group" aria-label={`Drawing of ${estate.name}: mail flows from left to right`}
        style={{ maxWidth: `${layout.width * 1.25}px`, minWidth: `${Math.min(layout.width, 2400) * 0.85}px` }}>
        <Heads layout={layout} plan={plan} />
        <g class="lines" aria-hidden="true">
          {layout.ribbons?.map((d, i) => <path key={i} class="ribbon" d={d} />)}
          {layout.ribbons ? plan.edges.filter((e) => chosen && (plan.at.get(e.from)?.node === chosen || plan.at.get(e.to)?.node === chosen)).map((e) => <NearLine key={e.from + e.to} edge={e} layout={layout} />)
            : plan.edges.map((edge) => <path key={edge.from + edge.to} d={layout.lines.get(`${edge.from}>${edge.to}`) ?? ''} />)}
        </g>
        <g class={`lines lit ${lit?.tone ?? ''}`} aria-hidden="true">
          {[...litEdges].map((edge) => <LitLine key={edge} edge={edge} layout={layout} />)}
        </g>
        {plan.places.map((place) => (
          <PlaceBox key={place.key} place={place} layout={layout} estate={estate} lit={lit} chosen={chosen} off={off} onChoose={onChoose} />
        ))}
        {marker ? <Marker layout={layout} marker={marker} /> : null}
      </svg>
    </div>
  );
}

function Heads({ layout, plan }: { layout: Layout; plan: Plan }) {
  const seen = new Map<number, number>();
  for (const place of plan.places) {
    const x = layout.boxes.get(place.key)?.x ?? 0;
    seen.set(place.column, Math.min(x, seen.get(place.column) ?? x));
  }
  return <g aria-hidden="true">{[...seen].map(([column, x]) => <text key={column} class="head" x={x} y={-8}>{columnNames[column]}</text>)}</g>;
}

function NearLine({ edge, layout }: { edge: { from: string; to: string }; layout: Layout }) {
  const a = layout.boxes.get(edge.from), b = layout.boxes.get(edge.to);
  return a && b ? <path class="near" d={straight(a, b)} /> : null;
}

function LitLine({ edge, layout }: { edge: string; layout: Layout }) {
  const [from = '', to = ''] = edge.split('>');
  const a = layout.boxes.get(from), b = layout.boxes.get(to);
  const d = layout.lines.get(edge) ?? (a && b ? straight(a, b) : '');
  return <path d={d} pathLength={1} />;
}

// The message on its line. It moves itself, frame by frame, without drawing anything else anew. It is placed before
// anything is painted: drawn first and placed later, it would stand in the corner for a frame.
function Marker({ layout, marker }: { layout: Layout; marker: Move }) {
  const path = useRef<SVGPathElement>(null), dot = useRef<SVGGElement>(null);
  const a = layout.boxes.get(marker.from), b = layout.boxes.get(marker.to);
  const d = layout.lines.get(`${marker.from}>${marker.to}`) ?? (a && b && marker.from !== marker.to ? straight(a, b) : '');
  useLayoutEffect(() => {
    const place = (x: number, y: number) => dot.current?.setAttribute('transform', `translate(${x} ${y})`);
    const rest = () => b && place(b.x + b.width - 14, b.y);
    const line = path.current;
    if (!d || !line || !marker.time || matchMedia('(prefers-reduced-motion: reduce)').matches) { rest(); return; }
    const length = line.getTotalLength(), begin = performance.now();
    const start = line.getPointAtLength(0);
    place(start.x, start.y);
    let frame = 0;
    const move = (now: number) => {
      const share = Math.max(0, Math.min(1, (now - begin) / marker.time));
      const at = line.getPointAtLength(length * share * share * (3 - 2 * share));
      place(at.x, at.y);
      if (share < 1) frame = requestAnimationFrame(move); else rest();
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [layout, d, marker.key]);
  return (
    <g aria-hidden="true">
      <path ref={path} d={d} fill="none" stroke="none" />
      <g ref={dot} class="marker"><rect x={-11} y={-8} width={22} height={16} rx={3} /><path d="M-11 -6L0 2L11 -6" /></g>
    </g>
  );
}

function boxClass(place: Place, lit: Lit | null | undefined, chosen: string | null | undefined, off: string[]): string {
  const words = ['place'];
  if (place.column === 0 || place.column === 7) words.push('outside');
  if (lit?.keys.includes(place.key)) words.push('on', lit.tone);
  if (lit?.now === place.key) words.push('now');
  if (lit && !lit.keys.includes(place.key)) words.push('dim');
  if (place.node && place.node === chosen) words.push('chosen');
  if (place.node && off.includes(place.node)) words.push('off');
  return words.join(' ');
}

function PlaceBox({ place, layout, lit, chosen, off = [], onChoose }: Props & { place: Place; layout: Layout }) {
  const box = layout.boxes.get(place.key);
  if (!box) return null;
  const isOff = !!place.node && off.includes(place.node);
  const said = `${place.label}, ${place.sub}${isOff ? ', switched off' : ''}`;
  const act = place.node && onChoose ? () => onChoose(place.node!) : undefined;
  return (
    <g class={boxClass(place, lit, chosen, off)} transform={`translate(${box.x} ${box.y})`}>
      <g {...(act ? button(said, act, place.node === chosen) : {})}>
        <title>{place.label}</title>
        <rect class="box" width={box.width} height={place.members ? box.height : boxHeight} rx={8} />
        <text class="name" x={11} y={20}>{shortened(place.label, Math.floor((box.width - 20) / 8))}</text>
        <text class="sub" x={11} y={36}>{isOff ? 'switched off' : shortened(place.sub, Math.floor((box.width - 14) / 6.2))}</text>
      </g>
      {(place.members ?? []).map((id, i) => {
        const on = !!lit && lit.peers.includes(id) && lit.keys.includes(place.key);
        const gone = off.includes(id);
        return (
          <g key={id} class={`chip${on ? ' on ' + lit!.tone : ''}${id === chosen ? ' chosen' : ''}${gone ? ' off' : ''}`} transform={`translate(7 ${boxHeight + i * chipHeight})`}
            {...(onChoose ? button(`${id}, ${place.sub}`, () => onChoose(id), id === chosen) : {})}>
            <rect width={box.width - 14} height={chipHeight - 3} rx={5} /><text x={7} y={14}>{shortened(id, Math.floor((box.width - 24) / 6.6))}</text>
          </g>
        );
      })}
    </g>
  );
}

// Names often differ at their ends.
const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2))}…${text.slice(text.length - Math.floor(most / 2) + 1)}`;

function button(label: string, act: () => void, pressed: boolean) {
  return {
    role: 'button', tabindex: 0, 'aria-label': label, 'aria-pressed': pressed, onClick: act,
    onKeyDown: (event: KeyboardEvent) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); act(); } },
  } as const;
}

function Tiers({ plan, lit, chosen, off = [], onChoose }: Props & { plan: Plan }) {
  const columns = columnNames.map((name, column) => ({ name, places: plan.places.filter((p) => p.column === column) })).filter((c) => c.places.length);
  return (
    <ol class="drawing-tiers">
      {columns.map(({ name, places }) => (
        <li key={name}>
          <span class="tier">{name}</span>
          <div class="chips">
            {places.flatMap((place) => {
              const at = lit?.keys.indexOf(place.key) ?? -1;
              const one = (id: string | null, label: string, on: boolean) => (
                <button key={place.key + label} type="button" disabled={!id} aria-pressed={!!id && id === chosen}
                  class={`chip-button${on ? ' on ' + lit!.tone : ''}${id && off.includes(id) ? ' off' : ''}${lit?.now === place.key && on ? ' now' : ''}`}
                  onClick={() => id && onChoose?.(id)}>
                  {on ? <b class="order">{at + 1}</b> : null}{label}
                </button>
              );
              return place.members ? place.members.map((id) => one(id, id, at >= 0 && !!lit?.peers.includes(id))) : [one(place.node, place.label, at >= 0)];
            })}
          </div>
        </li>
      ))}
    </ol>
  );
}

export const roleWord = (role: string): string => roleWords[role] ?? role;
