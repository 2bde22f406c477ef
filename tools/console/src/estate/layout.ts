// Positions of the places and the bends of the lines, by elkjs (fetched when first needed). Tiers become partitions. Of a
// large estate no hundreds of lines could be told apart: its tiers stand as blocks, with one ribbon from block to block.
import type { ELK as Elk, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { Place, Plan } from './places';

export interface Box { x: number; y: number; width: number; height: number }
// ribbons: instead of the plan's lines.
export interface Layout { width: number; height: number; boxes: Map<string, Box>; lines: Map<string, string>; ribbons?: string[] }

export const boxHeight = 46, chipHeight = 22;
const usualWidth = 118, mostWidth = 200;

// Wider where names are long.
function widthOf(plan: Plan): number {
  const names = plan.places.flatMap((p) => [p.label.length * 8.6 + 24, ...(p.members ?? []).map((m) => m.length * 6.8 + 34)]);
  return Math.min(mostWidth, Math.max(usualWidth, ...names));
}
let engine: Promise<Elk> | undefined;

async function elk(): Promise<Elk> {
  engine ??= import('elkjs/lib/elk.bundled.js').then((module) => new module.default() as unknown as Elk);
  return engine;
}

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'SPLINES',
  'elk.layered.spacing.nodeNodeBetweenLayers': '46',
  'elk.spacing.nodeNode': '12',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=8,left=4,bottom=8,right=4]',
};

const mostPlaces = 30, mostLines = 80, widest = 1230, gap = 52;

export const layOut = async (plan: Plan): Promise<Layout> =>
  plan.places.length > mostPlaces || plan.edges.length > mostLines ? inBlocks(plan) : byElk(plan);

const heightOf = (place: Place): number => boxHeight + (place.members ? place.members.length * chipHeight + 6 : 0);

// A tier of many places takes several columns, as few rows as fit the width.
function inBlocks(plan: Plan): Layout {
  const boxWidth = widthOf(plan), tiers = [...new Set(plan.places.map((p) => p.column))].sort((a, b) => a - b).map((c) => plan.places.filter((p) => p.column === c));
  const widthFor = (rows: number) => tiers.reduce((sum, t) => sum + Math.ceil(t.length / rows) * (boxWidth + 10) - 10, gap * (tiers.length - 1));
  let rows = 8;
  while (widthFor(rows) > widest && rows < 60) rows += 1;
  const boxes = new Map<string, Box>(), blocks = new Map<number, Box>();
  let x = 0;
  for (const tier of tiers) {
    const columns = Math.ceil(tier.length / rows), each = Math.ceil(tier.length / columns), left = x;
    let bottom = 0;
    for (let c = 0; c < columns; c += 1, x += boxWidth + 10) {
      let y = 0;
      for (const place of tier.slice(c * each, (c + 1) * each)) {
        boxes.set(place.key, { x, y, width: boxWidth, height: heightOf(place) });
        y += heightOf(place) + 12;
      }
      bottom = Math.max(bottom, y - 12);
    }
    blocks.set(tier[0]!.column, { x: left, y: 0, width: x - 10 - left, height: bottom });
    x += gap - 10;
  }
  const height = Math.max(...[...blocks.values()].map((b) => b.height));
  for (const place of plan.places) {  // blocks about one middle
    const box = boxes.get(place.key)!;
    boxes.set(place.key, { ...box, y: box.y + (height - blocks.get(place.column)!.height) / 2 });
  }
  const pairs = new Set(plan.edges.map((e) => `${plan.at.get(e.from)!.column}>${plan.at.get(e.to)!.column}`));
  const middle = (column: number): Box => ({ ...blocks.get(column)!, y: height / 2 - boxHeight / 2, height: boxHeight });
  const ribbons = [...pairs].map((pair) => { const [a, b] = pair.split('>').map(Number); return straight(middle(a!), middle(b!)); });
  return { width: x - gap, height: height + 8, boxes, lines: new Map(), ribbons };
}

async function byElk(plan: Plan): Promise<Layout> {
  const boxWidth = widthOf(plan);
  const graph: ElkNode = {
    id: 'estate',
    layoutOptions: options,
    children: plan.places.map((place) => ({
      id: place.key, width: boxWidth, height: heightOf(place),
      layoutOptions: { 'elk.partitioning.partition': String(place.column) },
    })),
    edges: plan.edges.map((edge): ElkExtendedEdge => ({ id: `${edge.from}>${edge.to}`, sources: [edge.from], targets: [edge.to] })),
  };
  const done = await (await elk()).layout(graph);
  const boxes = new Map((done.children ?? []).map((c) => [c.id, { x: c.x ?? 0, y: c.y ?? 0, width: c.width ?? 0, height: c.height ?? 0 }]));
  const lines = new Map((done.edges ?? []).map((edge) => [edge.id, curve(edge as ElkExtendedEdge)]));
  return { width: done.width ?? 0, height: done.height ?? 0, boxes, lines };
}

function curve(edge: ElkExtendedEdge): string {
  return (edge.sections ?? []).map((section) => {
    const points = [...(section.bendPoints ?? []), section.endPoint];
    let path = `M${section.startPoint.x} ${section.startPoint.y}`;
    let i = 0;
    for (; i + 2 < points.length; i += 3) path += `C${points.slice(i, i + 3).map((p) => `${p.x} ${p.y}`).join(' ')}`;
    for (; i < points.length; i += 1) path += `L${points[i]!.x} ${points[i]!.y}`;
    return path;
  }).join('');
}

// A line that the plan has not (an unusual way): straight over, bent a little.
export function straight(from: Box, to: Box): string {
  const x1 = from.x + from.width, y1 = from.y + boxHeight / 2, x2 = to.x, y2 = to.y + boxHeight / 2, bend = Math.max(30, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
