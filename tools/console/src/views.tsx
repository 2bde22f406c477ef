// The views beside the estate: one line each.
import type { ComponentChildren } from 'preact';
import type { Route } from './route';
import { DrillsPage } from './drills/DrillsPage';
import { ReplayPage } from './replay/ReplayPage';
import { ComparePage } from './whatif/ComparePage';
import { ResultPage } from './whatif/ResultPage';
import { WhatIfPage } from './whatif/WhatIfPage';

export interface ViewEntry { names: string[]; title: string; show: (route: Route) => ComponentChildren }
export const views: ViewEntry[] = [
  { names: ['replay'], title: 'Replay', show: (route) => <ReplayPage route={route} /> },
  {
    names: ['what-if', 'runs', 'compare'], title: 'What if?',
    show: (route) => route.parts[0] === 'runs' ? <ResultPage key={route.parts[1]} route={route} /> : route.parts[0] === 'compare' ? <ComparePage route={route} /> : <WhatIfPage route={route} />,
  },
  { names: ['drills'], title: 'Drills', show: (route) => <DrillsPage route={route} /> },
];
