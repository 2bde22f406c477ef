// A chart over time by uPlot: lines with a legend that tells values, as a table for those who cannot see it, and out
// as PNG or CSV.
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { Button } from '../parts/controls';
import { number } from '../text';

// low, high: an interval about each value, drawn as a band. dots: points, and no line between them unless joined.
export interface Line { label: string; values: (number | null)[]; dash?: boolean; low?: (number | null)[]; high?: (number | null)[]; dots?: boolean; joined?: boolean; colour?: string }
interface Props {
  title: string; x: number[]; lines: Line[]; unit: string; xLabel: string; xText: (x: number) => string; yText?: (y: number) => string;
  logX?: boolean; height?: number; marks?: { x: number; label: string }[]; note?: string;
}

const colours = 8;
const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function Chart(props: Props) {
  const { title, x, lines, unit, xLabel, xText, yText = (v) => number(v), logX, height = 260, marks = [], note } = props;
  const host = useRef<HTMLDivElement>(null), plot = useRef<uPlot | null>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const change = () => setTheme((n) => n + 1);
    addEventListener('themechange', change);
    return () => removeEventListener('themechange', change);
  }, []);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const ink = css('--soft'), grid = css('--rule'), font = `12px ${css('--sans')}`;
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const colourOf = (line: Line, i: number) => css(line.colour ?? `--c${i % colours}`);
    const bands = lines.map((line, i) => ({ line, i })).filter(({ line }) => line.low && line.high);
    const least = Math.min(0, ...lines.flatMap((l) => l.values.map((v) => v ?? 0)));  // a band may go below what can be
    const edge = { class: 'band', width: 0, points: { show: false } };
    const made = new uPlot({
      width: element.clientWidth, height, legend: { live: true }, cursor: { y: false },
      scales: { x: { time: false, distr: logX ? 3 : 1 }, y: { range: (_, __, max) => [least, max > 0 ? max * 1.05 : 1] } },
      axes: [
        { ...axis, values: (_, splits) => splits.map((v) => (v === null ? '' : xText(v))), label: xLabel, labelFont: font, labelSize: 20, size: 34, space: 70 },
        { ...axis, values: (_, splits) => splits.map((v) => yText(v)), size: 64 },
      ],
      series: [
        { label: xLabel, value: (_, v) => (v === null ? '–' : xText(v)) },
        ...lines.map((line, i) => ({ label: line.label, stroke: colourOf(line, i), width: line.joined === false ? 0 : 1.8, dash: line.dash ? [5, 4] : i >= colours ? [3, 3] : undefined,
          points: { show: !!line.dots, size: 7, fill: colourOf(line, i) }, value: (_: uPlot, v: number | null) => (v === null ? '–' : yText(v)) })),
        ...bands.flatMap(() => [edge, edge]),
      ],
      bands: bands.map(({ i, line }, k) => ({ series: [lines.length + 2 + 2 * k, lines.length + 1 + 2 * k] as uPlot.Band.Bounds, fill: colourOf(line, i) + '33' })),
      hooks: { draw: [(u) => drawMarks(u, marks, css('--bad'), font)] },
    }, [x, ...lines.map((l) => l.values), ...bands.flatMap(({ line }) => [line.low, line.high])] as uPlot.AlignedData, element);
    made.root.querySelector('canvas')?.setAttribute('aria-hidden', 'true');
    plot.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    return () => { size.disconnect(); made.destroy(); };
  }, [x, lines, theme, logX, height]);
  return (
    <figure class="chart">
      <figcaption class="row" style={{ justifyContent: 'space-between' }}>
        <h3>{title} <span class="soft" style={{ fontWeight: 450 }}>{unit}</span></h3>
        <span class="row" style={{ gap: '2px' }}>
          <Button kind="quiet" class="button quiet small" onClick={() => savePng(plot.current, title)} aria-label={`${title} as PNG`}>PNG</Button>
          <Button kind="quiet" class="button quiet small" onClick={() => saveCsv(title, xLabel, x, lines)} aria-label={`${title} as CSV`}>CSV</Button>
        </span>
      </figcaption>
      <div ref={host} role="img" aria-label={`${title}: ${describe(lines, yText)}`} />
      {note ? <p class="note">{note}</p> : null}
    </figure>
  );
}

function drawMarks(u: uPlot, marks: { x: number; label: string }[], colour: string, font: string): void {
  const c = u.ctx;
  c.save();
  c.strokeStyle = c.fillStyle = colour;
  c.font = font.replace('12px', `${12 * devicePixelRatio}px`);
  c.textBaseline = 'alphabetic';
  c.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const mark of marks) {
    const at = u.valToPos(mark.x, 'x', true);
    if (at < u.bbox.left || at > u.bbox.left + u.bbox.width) continue;
    c.beginPath(); c.moveTo(at, u.bbox.top); c.lineTo(at, u.bbox.top + u.bbox.height); c.stroke();
    const fits = at + c.measureText(mark.label).width + 8 * devicePixelRatio < u.bbox.left + u.bbox.width;
    c.textAlign = fits ? 'left' : 'right';
    c.fillText(mark.label, at + (fits ? 4 : -4) * devicePixelRatio, u.bbox.top + 12 * devicePixelRatio);
  }
  c.restore();
}

function describe(lines: Line[], text: (v: number) => string): string {
  return lines.slice(0, 12).map((line) => {
    const known = line.values.filter((v): v is number => v !== null);
    return known.length ? `${line.label} between ${text(Math.min(...known))} and ${text(Math.max(...known))}` : `${line.label} without values`;
  }).join('; ');
}

function savePng(plot: uPlot | null, title: string): void {
  const from = plot?.root.querySelector('canvas');
  if (!from) return;
  const canvas = document.createElement('canvas');
  canvas.width = from.width; canvas.height = from.height;
  const c = canvas.getContext('2d')!;
  c.fillStyle = css('--raised'); c.fillRect(0, 0, canvas.width, canvas.height); c.drawImage(from, 0, 0);
  canvas.toBlob((blob) => blob && save(blob, `${fileName(title)}.png`));
}

function saveCsv(title: string, xLabel: string, x: number[], lines: Line[]): void {
  const columns = lines.flatMap((l) => [[l.label, l.values] as const, ...(l.low && l.high ? [[`${l.label} low`, l.low] as const, [`${l.label} high`, l.high] as const] : [])]);
  const rows = [[xLabel, ...columns.map(([name]) => name)], ...x.map((at, i) => [at, ...columns.map(([, values]) => values[i] ?? '')])];
  saveText(rows, title);
}

export function saveText(rows: (string | number)[][], title: string): void {
  const cell = (v: string | number) => (typeof v === 'string' && /[",\n]|^[=+@-]/.test(v) ? `"${v.replace(/^([=+@-])/, "'$1").replace(/"/g, '""')}"` : String(v));
  save(new Blob([rows.map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n'], { type: 'text/csv' }), `${fileName(title)}.csv`);
}

const fileName = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
