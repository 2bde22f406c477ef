// A report page by kind: its head, the views that the console has too, and the parts that only the page has.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Delays, Series, Summary } from '../api';
import { GrowthView } from './GrowthView';
import { SensitivityView } from './SensitivityView';
import { TwinView } from './TwinView';
import { ThemeButton } from '../parts/theme';
import { seconds } from '../text';
import { CapacityAnswer } from '../whatif/CapacityView';
import { Busiest, Curves, DelayTable, Figures as Tiles, Ledger, Objectives, Sessions } from '../whatif/RunView';
import { StudyAnswer } from '../whatif/StudyView';
import { SurviveAnswer } from '../whatif/SurviveView';

export interface Figures { summary?: Summary; series?: Record<string, Series>; delays?: Delays; [more: string]: unknown }
interface Props { kind: string; figures: Figures; kept: DocumentFragment }

export function ReportPage({ kind, figures, kept }: Props) {
  return (
    <>
      <a class="skip" href="#main">Skip to the figures</a>
      <div class="report-top"><Kept of={kept} what="header" /><ThemeButton /></div>
      <main id="main">
        {kind === 'run' && figures.summary ? <Run s={figures.summary} kept={kept} />
          : kind === 'growth' ? <><GrowthView /><Kept of={kept} what="#disks .figures" card /><Kept of={kept} what="#know" card /></>
          : kind === 'sensitivity' ? <SensitivityView /> : kind === 'twin' ? <TwinView />
          : kind === 'capacity' ? <CapacityAnswer id="report" /> : kind === 'survive' ? <SurviveAnswer id="report" /> : <StudyAnswer id="report" />}
      </main>
      <Kept of={kept} what="footer" />
    </>
  );
}

function Run({ s, kept }: { s: Summary; kept: DocumentFragment }) {
  return (
    <>
      {s.complete ? null : <p class="assumed"><span><b>Not whole:</b> the run was ended after {seconds(s.simulated_seconds)} of simulated time; all figures are of what was by then.</span></p>}
      <Kept of={kept} what="#self-checks" card />
      <Tiles s={s} />
      <Kept of={kept} what="#next" card />
      <Kept of={kept} what="#estate" card />
      <div class="grid two"><Objectives s={s} /><DelayTable s={s} /></div>
      <Curves id="report" s={s} />
      <Busiest s={s} />
      <Kept of={kept} what="#twin" card />
      <div class="grid two"><Ledger s={s} /><Sessions s={s} /></div>
      <Kept of={kept} what="#basis" card />
    </>
  );
}

// A part of the page as it was made, moved to its place here.
function Kept({ of, what, card }: { of: DocumentFragment; what: string; card?: boolean }) {
  const place = useRef<HTMLDivElement>(null), part = useRef(of.querySelector(what));
  useLayoutEffect(() => { if (part.current) place.current?.append(part.current); }, []);
  return part.current ? <div class={card ? 'card kept' : 'kept'} ref={place} /> : null;
}
