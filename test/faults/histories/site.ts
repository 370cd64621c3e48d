import type { Pause, StateStore } from '../../../src/state/store.js';
import type { Company } from './company.js';
import { Grace } from './grace.js';
import { Pins } from './pinned.js';
import { Truth } from './truth.js';

/** What a whole CI run prints, so that nobody thinks that nothing was tried. */
export interface Figures {
  histories: number;
  steps: number;
  runs: number;
  changes: number;
  held: number;
  crashes: number;
  undos: number;
}

/** One history under way: the company, rollcall's state, and what the simple model knows. */
export interface Site {
  readonly company: Company;
  readonly store: StateStore;
  readonly truth: Truth;
  readonly grace: Grace;
  readonly pins: Pins;
  readonly figures: Figures;
  /** what happened so far, for a person to read */
  readonly log: string[];
  /** an attended run was begun: before that nothing is done unattended */
  isApproved: boolean;
  pause: Pick<Pause, 'level' | 'until'> | undefined;
}

export const siteOf = (company: Company, store: StateStore, figures: Figures): Site => ({
  company,
  store,
  figures,
  truth: new Truth(),
  grace: new Grace(),
  pins: new Pins(),
  log: [],
  isApproved: false,
  pause: undefined,
});

export const isInForce = ({ pause, company }: Site): boolean =>
  pause !== undefined && (pause.until === undefined || company.now < Date.parse(pause.until));
