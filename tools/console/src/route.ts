// The address of a view: "#/estate?from=...". Every state worth sharing stands in it.
import { useEffect, useState } from 'preact/hooks';

// `visit` differs for each going to an address, so that a view can begin afresh with it.
export interface Route { parts: string[]; query: URLSearchParams; visit: number }
let visits = 0, seen = '';
// A broken link leads to "no such page", not to an empty one.
const decoded = (word: string): string => { try { return decodeURIComponent(word); } catch { return word; } };

export function readRoute(): Route {
  seen = location.hash;
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decoded);
  return { parts: parts.length ? parts : ['estate'], query: new URLSearchParams(query), visit: (visits += 1) };
}

export function useRoute(): Route {
  const [route, set] = useState(readRoute);
  useEffect(() => {
    const change = () => set(readRoute());
    addEventListener('hashchange', change);
    if (location.hash !== seen) change();  // it changed while the page was first drawn
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}

export function link(parts: string[], query: Record<string, string | string[] | undefined> = {}): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) if (one) words.append(key, one);
  const text = words.toString();
  return '#/' + parts.map(encodeURIComponent).join('/') + (text ? '?' + text : '');
}

// Changes the address without a step in the history: for what a person types and slides. Not when the address has gone
// elsewhere already and this view only does not know it yet.
export function replaceRoute(address: string, visit: number): void {
  if (visit !== visits || location.hash !== seen || seen === address) return;
  history.replaceState(null, '', address);
  seen = location.hash;
}
