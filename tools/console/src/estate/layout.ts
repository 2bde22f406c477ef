// Positions of the places and the bends of the lines, by elkjs (fetched when first needed). Tiers become partitions.
import type { ELK as Elk, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { Plan } from './places';

export interface Box { x: number; y: number; width: number; height: number }
export interface Layout { width: number; height: number; boxes: Map<string, Box>; lines: Map<string, string> }

export const boxWidth = 118, boxHeight = 46, chipHeight = 22;
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

export async function layOut(plan: Plan): Promise<Layout> {
  const graph: ElkNode = {
    id: 'estate',
    layoutOptions: options,
    children: plan.places.map((place) => ({
      id: place.key, width: boxWidth, height: boxHeight + (place.members ? place.members.length * chipHeight + 6 : 0),
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
