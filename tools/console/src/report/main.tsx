// The views of a report page: the console's own, on the figures that the page brings along. The page's finished HTML
// stays until they are ready, and where they cannot be had; parts that only it has are kept.
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import '../fonts/sans.css';
import '../style.css';
import './report.css';
import { hold } from '../use';
import { ReportPage, type Figures } from './ReportPage';

function answersOf(figures: Figures): Record<string, unknown> {
  const series = Object.entries(figures.series ?? {});
  return {
    '': figures.summary ?? figures, '/answer': figures, '/delays': figures.delays, '/events': { events: figures.summary?.events ?? [] },
    '/metrics': { metrics: series.filter(([, s]) => Object.keys(s.nodes).length).map(([metric]) => ({ metric })) },
    ...Object.fromEntries(series.map(([metric, s]) => [`/series?metric=${encodeURIComponent(metric)}&points=300`, s])),
  };
}

// One of the two styles holds: the views', or the finished page's own.
function dress(style: HTMLElement, views: boolean): void {
  for (const one of document.head.querySelectorAll('style')) one.media = (one === style) === views ? 'all' : 'not all';
}

function takeOver(kind: string, figures: Figures, style: HTMLElement): void {
  const answers = answersOf(figures), kept = document.createDocumentFragment(), place = document.createElement('div');
  hold((path) => answers[path.replace('/api/results/report', '')]);
  for (const old of [...document.body.children]) if (old.tagName !== 'SCRIPT') kept.append(old);
  document.body.prepend(place);
  dress(style, true);
  render(<ReportPage kind={kind} figures={figures} kept={kept} />, place);
}

const data = document.getElementById('views-data'), style = document.getElementById('views-style');
if (data && style) {
  const finished = document.body.innerHTML;
  try {
    takeOver(data.dataset.kind ?? 'run', JSON.parse(data.textContent ?? '{}') as Figures, style);
  } catch (error) {
    dress(style, false);
    document.body.innerHTML = finished;  // scripts in it do not run again
    throw error;
  }
}
