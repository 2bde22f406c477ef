// The views beside the estate: one line each.
import type { ComponentChildren } from 'preact';
import type { Route } from './route';

export interface ViewEntry { names: string[]; title: string; show: (route: Route) => ComponentChildren }
export const views: ViewEntry[] = [];
