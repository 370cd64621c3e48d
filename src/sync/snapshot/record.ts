import { SyncError } from '../../errors.js';
import type { Responsibility } from '../../model/change.js';
import type { LookedUp, SourceDirectory, TargetDirectory } from '../../model/directory.js';
import type { AccountId, PersonId, RunId } from '../../model/ids.js';
import type { SourceRules, TargetRules } from '../../model/rules.js';
import type { Source } from '../../sources/source.js';
import type { Answer, RecordedSource, RecordedTarget, Snapshot, StateView } from '../../state/snapshots/snapshot.js';
import type { RunStart } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import type { RunContext } from '../run.js';
import { stateView } from './state-view.js';

/** A context that notes what every source and target answers while a plan is made. */
export interface Recording {
  readonly context: RunContext;
  /** called when the plan is made, and before anything of it is applied: the state is looked at here */
  recorded(): Promise<Recorded>;
}

export type Recorded = (run: RunId, start: RunStart) => Snapshot;

export function recording(context: RunContext): Recording {
  const sources = context.sources.map(({ source, rules }) => ({ ...recordingSource(source, rules), rules }));
  const targets = context.targets.map(({ target, rules }) => ({ ...recordingTarget(target, rules), rules }));
  let at: string | undefined;
  return {
    context: {
      ...context,
      sources: sources.map(({ source, rules }) => ({ source, rules })),
      targets: targets.map(({ target, rules }) => ({ target, rules })),
      now: () => {
        const now = context.now();
        at ??= now;
        return now;
      },
    },
    async recorded() {
      const planned = at ?? context.now();
      const state: StateView = await stateView(context, planned);
      const noted = { sources: sources.flatMap(one => one.noted() ?? []), targets: targets.flatMap(one => one.noted() ?? []) };
      return (run, { attended, toolVersion, configFingerprint }) => ({
        about: { run, at: planned, attended, toolVersion, configFingerprint },
        ...noted,
        state,
      });
    },
  };
}

function recordingSource(
  source: Source,
  { settings = '', attributes = [] }: SourceRules,
): { readonly source: Source; readonly noted: () => RecordedSource | undefined } {
  let pulled: Answer<SourceDirectory> | undefined;
  let lookedUp: Answer<ReadonlyMap<PersonId, LookedUp>> = { kind: 'read', value: new Map() };
  return {
    source: {
      ...source,
      pull: (scope, options) =>
        noting(source.pull(scope, options), answer => {
          pulled = answer;
        }),
      lookup: (ids, options) =>
        noting(source.lookup(ids, options), answer => {
          lookedUp = answer;
        }),
    },
    noted: () => pulled && { source: source.name, provider: source.provider, settings, attributes, pulled, lookedUp },
  };
}

function recordingTarget(
  target: Target,
  { settings = '' }: TargetRules,
): { readonly target: Target; readonly noted: () => RecordedTarget | undefined } {
  let read: Answer<TargetDirectory> | undefined;
  const asked = new Set<AccountId>();
  const held: Responsibility[] = [];
  let refused: Answer<readonly Responsibility[]> | undefined;
  return {
    target: {
      ...target,
      read: (scope, options) =>
        noting(target.read(scope, options), answer => {
          read = answer;
        }),
      responsibilities: (accounts, directory, options) =>
        noting(target.responsibilities(accounts, directory, options), answer => {
          if (answer.kind === 'failed') refused = answer;
          else held.push(...answer.value.filter(({ holder }) => !asked.has(holder)));
          for (const account of accounts) asked.add(account);
        }),
    },
    noted: () => read && { target: target.name, settings, read, asked, held: refused ?? { kind: 'read', value: held } },
  };
}

/** A failure that is understood is an answer; anything else ends the run. */
async function noting<T>(asked: Promise<T>, note: (answer: Answer<T>) => void): Promise<T> {
  try {
    const value = await asked;
    note({ kind: 'read', value });
    return value;
  } catch (error) {
    if (error instanceof SyncError) note({ kind: 'failed', problem: error.message, hint: error.hint });
    throw error;
  }
}
