// Where each node stands in the drawing, so that mail flows one way: tiers from left to right; a node that gets mail
// back from the mailboxes stands a second time, on the way out; other providers stand on both sides.
import { matches, type Domain, type Estate, type EstateNode } from './model';

export type Column = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
export const columnNames = ['From', 'Antispam', 'Relays', 'Front-end', 'Mailboxes', 'Way out', 'Gateways', 'To'];
export interface Place { key: string; node: string | null; label: string; sub: string; column: Column; members?: string[] }
export interface Edge { from: string; to: string; back?: boolean }
export interface Plan { places: Place[]; edges: Edge[]; at: Map<string, Place> }

const home: Record<string, Column> = {
  antispam: 1, relay: 2, 'front-end': 3, backend: 4, 'mail-server': 4, standalone: 4, gateway: 6, peer: 7,
};
const customers = 'customers', senders = 'peers-in', receivers = 'peers-out';

export function makePlan(estate: Estate): Plan {
  const builder = new Builder(estate);
  return builder.plan();
}

class Builder {
  private places = new Map<string, Place>();
  private edges = new Map<string, Edge>();
  private owners = new Map<string, EstateNode>();
  constructor(private estate: Estate) {
    for (const node of estate.nodes) for (const address of node.addresses) this.owners.set(address, node);
  }

  plan(): Plan {
    for (const node of this.inside()) this.place(node, home[node.role] ?? 2);
    this.sendersSide();
    for (const node of this.inside()) this.onward(node, home[node.role] ?? 2);
    for (const place of [...this.places.values()])
      if (place.column === 5 && place.node) this.onward(this.estate.byId.get(place.node)!, 5);
    const at = new Map([...this.places.values()].map((p) => [p.key, p]));
    return { places: [...at.values()], edges: [...this.edges.values()], at };
  }

  private inside = (): EstateNode[] => this.estate.nodes.filter((n) => !n.outside && n.role !== 'dns');
  private peers = (): EstateNode[] => this.estate.nodes.filter((n) => n.outside);

  private place(node: EstateNode, column: Column): Place {
    const key = column === 5 ? `${node.id}:out` : node.id;
    const known = this.places.get(key);
    if (known) return known;
    const sub = column === 5 ? 'on the way out' : node.role === 'backend' || node.role === 'standalone' ? this.load(node) : node.role;
    const place: Place = { key, node: node.id, label: node.id, sub, column };
    this.places.set(key, place);
    return place;
  }
  private load(node: EstateNode): string {
    const domains = this.estate.domains.filter((d) => d.home === node.id);
    return domains.length === 1 ? domains[0]!.name : `${domains.length} domains`;
  }
  private group(key: string, column: Column): Place {
    const known = this.places.get(key);
    if (known) return known;
    const place: Place = key === customers
      ? { key, node: null, label: 'Customers', sub: 'their programs', column }
      : { key, node: null, label: 'Internet', sub: column ? 'takes mail' : 'brings mail', column, members: this.peers().map((n) => n.id) };
    this.places.set(key, place);
    return place;
  }
  private edge(from: Place, to: Place): void {
    if (from.key !== to.key) this.edges.set(`${from.key}>${to.key}`, { from: from.key, to: to.key });
  }

  private sendersSide(): void {
    const own = this.estate.domains.filter((d) => !d.outside);
    for (const domain of own) {
      for (const record of this.estate.mx.get(domain.name) ?? []) {
        const server = record.address ? this.owners.get(record.address) : undefined;
        if (server && !server.outside && this.peers().length) this.edge(this.group(senders, 0), this.place(server, home[server.role] ?? 2));
      }
      const submits = this.submissionServer(domain);
      if (submits) this.edge(this.group(customers, 0), this.place(submits, home[submits.role] ?? 2));
    }
  }
  // The front-end that hands submission on to the home, if one does; else the home itself.
  private submissionServer(domain: Domain): EstateNode | undefined {
    const handsOn = this.inside().find((node) => this.handsOn(node) && node.transports.some((t) => t.kind === 'home' && matches(t, domain)));
    return handsOn ?? this.estate.byId.get(domain.home);
  }
  private handsOn = (node: EstateNode): boolean =>
    Array.isArray(node.tree.listeners) && (node.tree.listeners as { to_home?: boolean }[]).some((l) => l.to_home === true);

  private onward(node: EstateNode, from: Column): void {
    const here = this.place(node, from);
    for (const transport of node.transports) for (const next of this.nextOf(transport)) this.towards(here, next);
  }
  private nextOf(transport: EstateNode['transports'][number]): EstateNode[] {
    if (transport.kind === 'nodes') return transport.next.map((id) => this.estate.byId.get(id)).filter((n): n is EstateNode => !!n);
    if (transport.kind === 'mx') return this.peers().slice(0, 1);
    if (transport.kind === 'home')
      return this.estate.domains.filter((d) => !d.outside && matches(transport, d)).map((d) => this.estate.byId.get(d.home))
        .filter((n): n is EstateNode => !!n);
    return [];
  }
  private towards(here: Place, next: EstateNode): void {
    if (next.outside) return this.edge(here, this.group(receivers, 7));
    const column = home[next.role] ?? 2;
    if (column > here.column) return this.edge(here, this.place(next, column));
    const turnsBack = (next.role === 'front-end' || next.role === 'relay') && here.column < 5;
    if (turnsBack) this.edge(here, this.place(next, 5));
  }
}

// The places that a message visits: of a node's two places the one further on along the way.
export function alongWay(plan: Plan, estate: Estate, nodes: (string | null)[], fromPeer: boolean): string[] {
  const keys: string[] = [];
  const start = plan.at.get(fromPeer ? senders : customers);
  if (start) keys.push(start.key);
  let column = 0;
  nodes.forEach((id, i) => {
    if (!id || (i === 0 && fromPeer && estate.byId.get(id)?.outside)) return;
    const place = placeOf(plan, estate, id, column);
    if (!place || keys[keys.length - 1] === place.key) return;
    keys.push(place.key);
    column = place.column;
  });
  return keys;
}

export function placeOf(plan: Plan, estate: Estate, id: string, column: number): Place | undefined {
  if (estate.byId.get(id)?.outside) return plan.at.get(receivers);
  const first = plan.at.get(id), second = plan.at.get(`${id}:out`);
  return second && first && first.column < column ? second : (first ?? second);
}
