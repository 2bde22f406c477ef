// What the estate's view and the player share in their forms.
import type { TopologyName } from '../api';
import { link } from '../route';
import { useGet } from '../use';

export const sizes: [string, string][] = [['15000', '15 KB'], ['2000000', '2 MB'], ['12000000', '12 MB'], ['22000000', '22 MB'], ['40000000', '40 MB']];

export const Tag = ({ text, drop }: { text: string; drop: () => void }) => <li class="tag">{text}<button type="button" aria-label={`Take back: ${text}`} onClick={drop}>×</button></li>;

export function Topologies({ name, view }: { name: string; view: string }) {
  const { value } = useGet<{ topologies: TopologyName[] }>('/api/topologies');
  if (!value) return null;
  return (
    <label class="row small">Estate
      <select style={{ width: 'auto', maxWidth: '100%' }} value={name} onChange={(e) => { location.hash = link([view], { topology: e.currentTarget.value }); }}>
        {value.topologies.map((t) => <option key={t.name} value={t.name}>{t.name} ({t.nodes} nodes)</option>)}
      </select>
    </label>
  );
}
