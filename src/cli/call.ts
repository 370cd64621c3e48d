import type { Screen } from './screen.js';
import type { Stop } from './stop.js';

/** Options that stand anywhere on the command line. */
export interface Globals {
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** What the process edge hands down: the only way to clock, environment and terminal. */
export interface Surroundings extends Stop {
  readonly screen: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  readonly toolVersion: string;
  /** who runs it, for the record: user@host */
  readonly by: string;
  readonly host: string;
  readonly pid: number;
}

/** One command as it was called. */
export interface Call extends Surroundings {
  readonly globals: Globals;
}
