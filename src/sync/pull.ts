import { Interrupted, SyncError } from '../errors.js';
import type { SourceDirectory } from '../model/directory.js';
import { type PersonId, type PersonKey, splitPersonKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SourceRules, SyncRules } from '../model/rules.js';
import type { LookedUp, PullScope, Source } from '../sources/source.js';
import type { SourceCount } from '../state/store.js';
import type { Emit } from './events.js';
import { shrunkBecause } from './guards/shrunk-source.js';
import type { PulledWhole } from './judge.js';

export interface PullInput {
  readonly source: Source;
  readonly rules: SourceRules;
  readonly syncs: readonly SyncRules[];
  /** people linked in any target, of whatever provider */
  readonly linked: ReadonlySet<PersonKey>;
  readonly last: SourceCount | undefined;
  /** so many people fewer are believed all the same (`--allow SOURCE:shrunk-source=N`) */
  readonly allowed: number | undefined;
  /** why this is not the org it was, if it is not */
  readonly another: string | undefined;
  readonly attended: boolean;
  /** groups whose members are asked for besides those that rules name (`explain`) */
  readonly also?: PullScope['group'] | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** More than this share of odd rows, and the source is unread (R2). */
const MOST_QUARANTINED = 0.02;

/** A source, whole or unread: never half (R1, R2, R5). Rejects only when interrupted, or with a bug. */
export async function pull(input: PullInput): Promise<PulledWhole> {
  const { source, emit } = input;
  emit({ kind: 'pullStarted', source: source.name });
  try {
    const { directory, lookedUp } = await believed(input);
    emit({
      kind: 'pulled',
      source: source.name,
      people: directory.people.size,
      groups: directory.groups.size,
      quarantined: directory.quarantined.length,
      calls: directory.evidence.calls,
    });
    const warning = input.another === undefined ? {} : { warning: input.another };
    return { kind: 'read', source: source.name, directory, lookedUp, ...warning };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    emit({ kind: 'pullFailed', source: source.name, problem: error.message, hint: error.hint });
    return { kind: 'unread', source: source.name, why: error.message, hint: error.hint };
  }
}

async function believed({ source, rules, syncs, linked, last, allowed, another, attended, also, emit, signal }: PullInput) {
  if (another !== undefined && !attended)
    throw new Unbelievable(
      another,
      'If that is right, say so once in an attended run: rollcall apply. Otherwise correct the address in the config.',
    );
  const onProgress = (progress: { what: string; done: number; total?: number }) =>
    emit({ kind: 'pullProgress', source: source.name, ...progress });
  const { group: named } = scopeOf(syncs, rules);
  const directory = await source.pull({ group: group => named(group) || also?.(group) === true }, { signal, onProgress });
  refuseOddRows(directory);
  const problem = shrunkBecause(directory, rules, last, allowed ?? 0);
  if (problem !== undefined)
    throw new Unbelievable(
      problem,
      'Nothing that this source speaks for is removed. If it is right, see the guard shrunk-source.',
    );
  const missing = missingFrom(directory, source, linked);
  if (missing.length > 0) emit({ kind: 'lookUpStarted', source: source.name, people: missing.length });
  const lookedUp: ReadonlyMap<PersonId, LookedUp> =
    missing.length > 0 ? await source.lookup(missing, { signal, onProgress }) : new Map();
  for (const [id, found] of lookedUp)
    if (found.kind === 'present')
      throw new Unbelievable(
        `${source.name} has ${id}, active and in scope, though its list of people did not: the list was incomplete`,
        'Nothing that this source speaks for is removed. The next run reads again.',
      );
  return { directory, lookedUp };
}

class Unbelievable extends SyncError {
  override readonly name = 'Unbelievable';
}

function refuseOddRows({ quarantined, people }: SourceDirectory): void {
  const rows = people.size + quarantined.length;
  if (quarantined.length <= rows * MOST_QUARANTINED) return;
  const [first] = quarantined;
  throw new Unbelievable(
    `${quarantined.length} of ${rows} rows are not understood, more than 2 %; the first: ${first?.where} ${first?.problem}`,
    'Correct these rows at the source. Where there are many, its API or its attributes may have changed.',
  );
}

const missingFrom = ({ people, quarantined }: SourceDirectory, source: Source, linked: ReadonlySet<PersonKey>): PersonId[] => {
  const odd = new Set(quarantined.map(({ id }) => id));
  return [...linked]
    .map(splitPersonKey)
    .filter(({ provider, id }) => provider === source.provider && !people.has(id) && !odd.has(id))
    .map(({ id }) => id);
};

/** Members are read only of groups that some rule or canary may name (R3's twin for sources). */
export function scopeOf(syncs: readonly SyncRules[], rules: SourceRules): PullScope {
  const canaries = new Set(rules.canaries.groups.map(({ name }) => nameKey(name)));
  return {
    group: group =>
      canaries.has(nameKey(group.name)) ||
      syncs.some(({ groups: { include, exclude, manual, onTheFly } }) => {
        if (include !== undefined && !include.some(selector => selector.matches(group))) return false;
        if (exclude.some(selector => selector.matches(group))) return false;
        return (
          manual.some(rule => rule.from.some(from => from.matches(group))) ||
          onTheFly.some(rule => rule.target(group.name) !== undefined)
        );
      }),
  };
}
