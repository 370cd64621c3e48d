import { Interrupted } from '../../src/errors.js';
import type { HttpLimits } from '../../src/http/options.js';
import { changesOf, type Plan } from '../../src/model/plan.js';
import type { RecordedRequest } from '../../src/sandbox/server.js';
import type { RunStart } from '../../src/state/store.js';
import { applyRun, type RunResult } from '../../src/sync/apply-run.js';
import type { Emit, RunEvent } from '../../src/sync/events.js';
import { type PlannedRun, planRun, type RunContext } from '../../src/sync/run.js';

export interface RunOptions {
  readonly attended?: boolean;
  readonly limits?: Partial<HttpLimits>;
  readonly onEvent?: Emit;
  readonly signal?: AbortSignal;
  readonly inFlight?: AbortSignal;
  /** happens once the plan is there, which is then applied as a saved one is (A5) */
  readonly between?: () => void;
}

/** What one run read, planned, wrote and told. */
export interface Ran {
  /** undefined: it was interrupted before a plan was there */
  readonly planned: PlannedRun | undefined;
  readonly result: RunResult | undefined;
  readonly interrupted: boolean;
  readonly events: readonly RunEvent[];
  /** what a person is told of systems that could not be read */
  readonly problems: PlannedRun['problems'];
  /** `METHOD url` of each request to the target that is no GET */
  readonly writes: readonly string[];
  /** what the client would have waited, in ms */
  readonly slept: readonly number[];
}

type Context = Omit<RunContext, 'emit' | 'signal' | 'inFlight'>;

/** As `rollcall sync` and `apply` do it: lock, what a broken run left open, plan, apply. */
export async function runIn(parts: Context, options: RunOptions): Promise<Omit<Ran, 'writes' | 'slept'>> {
  const { attended = false, onEvent, signal = never, inFlight = never } = options;
  const events: RunEvent[] = [];
  const emit: Emit = event => {
    events.push(event);
    onEvent?.(event);
  };
  const context: RunContext = { ...parts, emit, signal, inFlight };
  const { store, now } = context;
  await using _lock = await store.lock({ host: 'here', pid: process.pid, command: 'sync', since: now() });
  const open = await store.closeInterrupted(now());
  let planned: PlannedRun | undefined;
  try {
    planned = await planRun(context, { targets: [], attended, allow: new Map(), noRemovals: false, open });
    options.between?.();
    const result = await applyRun(context, startOf(attended, now()), planned, options.between !== undefined);
    return { planned, result, interrupted: false, events, problems: planned.problems };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { planned, result: undefined, interrupted: true, events, problems: planned?.problems ?? [] };
  }
}

const { signal: never } = new AbortController();

const startOf = (attended: boolean, startedAt: string): RunStart => ({
  command: attended ? 'apply' : 'sync',
  ...{ attended, startedAt, by: 'tests', reason: undefined, toolVersion: '0', configFingerprint: 'the same' },
});

/** Everything that a run would do, held or not. */
export const wishedBy = ({ planned }: Ran): string[] => (planned?.plans ?? []).flatMap(wishes);
const wishes = (plan: Plan) => [...changesOf(plan), ...plan.held.map(({ change }) => change)].map(({ id }) => id);

/** `METHOD url` of each request that is no GET. */
export const writesOf = (requests: readonly RecordedRequest[]) =>
  requests.filter(({ method }) => method !== 'GET').map(({ method, url }) => `${method} ${url}`);
