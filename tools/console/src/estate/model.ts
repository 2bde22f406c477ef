// The estate as the drawing and the forms need it, read from a topology's tree. What a node does with mail is the
// program's business; here is only which nodes there are and where each sends on.
import type { Mx, Topology, Tree } from '../api';

export interface Transport { match: string[]; next: string[]; kind: 'mailbox' | 'home' | 'mx' | 'nodes'; port?: number }
export interface EstateNode {
  id: string; role: string; name: string; addresses: string[]; host: string; tree: Tree; template: string | null;
  transports: Transport[]; outside: boolean;
}
export interface Account { address: string; description: string; client: string }
export interface Domain { name: string; home: string; group: string; outside: boolean; mailboxes: number; accounts: Account[]; tree: Tree }
export interface Estate {
  name: string; description: string; nodes: EstateNode[]; domains: Domain[]; mx: Map<string, Mx['records']>;
  byId: Map<string, EstateNode>; tree: Tree; flows: { from: string; to: string; client: string; id: string }[];
}

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
const list = (value: unknown): Tree[] => (Array.isArray(value) ? (value as Tree[]) : []);
const words = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];

function readTransport(tree: Tree): Transport {
  const next = words(tree.next);
  const kind = next[0] === 'mailbox' || next[0] === 'home' || next[0] === 'mx' ? next[0] : 'nodes';
  return { match: words(tree.match), next: kind === 'nodes' ? next : [], kind, port: typeof tree.port === 'number' ? tree.port : undefined };
}

function readNode(tree: Tree, templates: Record<string, Tree>): EstateNode {
  const template = text(tree.template) || null;
  const below = template ? (templates[template] ?? {}) : {};
  const all: Tree = { ...below, ...tree };
  const assumed = { ...(below.assumed as Tree | undefined), ...(tree.assumed as Tree | undefined) };
  if (Object.keys(assumed).length) all.assumed = assumed;
  const role = text(all.role, 'relay');
  return {
    id: text(all.id), role, name: text(all.name), addresses: words(all.addresses), host: text(all.host), tree: all, template,
    transports: list(all.transports).map(readTransport), outside: role === 'peer',
  };
}

function readDomain(tree: Tree, byId: Map<string, EstateNode>): Domain {
  const name = text(tree.name);
  const parts = list(tree.parts), accounts = list(tree.accounts);
  return {
    name, home: text(tree.home), group: text(tree.group), tree,
    outside: byId.get(text(tree.home))?.outside ?? false,
    mailboxes: parts.reduce((sum, part) => sum + Number(part.count ?? 0), 0) + accounts.length,
    accounts: accounts.map((a) => ({ address: `${text(a.name)}@${name}`, description: text(a.description), client: text(a.client) })),
  };
}

export function readEstate(answer: Topology): Estate {
  const tree = answer.topology;
  const nodes = list(tree.nodes).map((node) => readNode(node, (tree.templates ?? {}) as Record<string, Tree>));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return {
    name: answer.name, description: text(tree.description), tree, nodes, byId,
    domains: list(tree.domains).map((domain) => readDomain(domain, byId)),
    mx: new Map(answer.mx.map((one) => [one.domain, one.records])),
    flows: list(tree.flows).map((f) => ({ id: text(f.id), from: text(f.from), to: text(f.to), client: text(f.client) })),
  };
}

export const roleWords: Record<string, string> = {
  antispam: 'antispam', 'front-end': 'front-end', backend: 'mailboxes', 'mail-server': 'mail server',
  standalone: 'hosting', gateway: 'gateway', relay: 'relay', dns: 'DNS', peer: 'Internet',
};

export function matches(transport: Transport, domain: Domain): boolean {
  return transport.match.some((m) => m === '*' || m === domain.name || (m.startsWith('@') && m.slice(1) === groupOf(domain)) ||
    (m === '@antispam' && domain.tree.antispam === true));
}
const groupOf = (domain: Domain): string => domain.group;

// Addresses to choose from: the named ones, else the first of those that are only counted.
export const mailboxesOf = (domain: Domain): string[] =>
  domain.accounts.length ? domain.accounts.map((a) => a.address) : domain.mailboxes ? [`user1@${domain.name}`] : [];

// What the forms begin with: the first documented flow, else somebody of the estate who writes to somebody beyond it.
export function firstMessage(estate: Estate): { from: string; to: string } {
  if (estate.flows[0]) return { from: estate.flows[0].from, to: estate.flows[0].to };
  const own = estate.domains.filter((d) => !d.outside).flatMap(mailboxesOf), others = estate.domains.filter((d) => d.outside).flatMap(mailboxesOf);
  return { from: own[0] ?? others[0] ?? '', to: others[0] ?? own[1] ?? own[0] ?? '' };
}
