import { Interrupted, SyncError } from '../errors.js';
import { type Condition, conditionText, fulfils } from '../model/condition.js';
import type { Person, SourceDirectory } from '../model/directory.js';
import { type PersonId, type PersonKey, splitPersonKey } from '../model/ids.js';
import type { SourceRules, SyncRules } from '../model/rules.js';
import type { LookedUp, PullScope, Source } from '../sources/source.js';
import type { SourceCount } from '../state/store.js';
import type { Emit } from './events.js';
import { shrunkBecause } from './guards/shrunk-source.js';
import type { PulledWhole } from './judge.js';
import { conditionOn, groupsAskedFor, scopeOf } from './pull-scope.js';

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
  /** nobody is left out, whatever the filters say: what is asked may be about anybody */
  readonly whole: boolean;
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

async function believed({
  source,
  rules,
  syncs,
  linked,
  last,
  allowed,
  another,
  attended,
  also,
  whole,
  emit,
  signal,
}: PullInput) {
  if (another !== undefined && !attended)
    throw new Unbelievable(
      another,
      'If that is right, say so once in an attended run: rollcall apply. Otherwise correct the address in the config.',
    );
  const onProgress = (progress: { what: string; done: number; total?: number }) =>
    emit({ kind: 'pullProgress', source: source.name, ...progress });
  const { group: named } = scopeOf(syncs, rules);
  const { only, ...asked } = narrowed(source, syncs, rules, whole);
  const scope = { ...asked, group: (group: Named) => named(group) || also?.(group) === true };
  const directory = askedFor(only, await source.pull(only === undefined ? scope : { ...scope, only }, { signal, onProgress }));
  refuseOddRows(directory);
  // a count of fewer people who were asked for says nothing of one of more
  const comparable = last?.only === directory.evidence.only ? last : undefined;
  const problem = shrunkBecause(directory, rules, comparable, allowed ?? 0);
  if (problem !== undefined)
    throw new Unbelievable(
      problem,
      'Nothing that this source speaks for is removed. If it is right, see the guard shrunk-source.',
    );
  const missing = missingFrom(directory, source, linked);
  if (missing.length > 0) emit({ kind: 'lookUpStarted', source: source.name, people: missing.length });
  const lookedUp: ReadonlyMap<PersonId, LookedUp> =
    missing.length > 0 ? await source.lookup(missing, { signal, onProgress }) : new Map();
  const others = new Map<PersonId, Person>();
  for (const [id, found] of lookedUp) {
    if (found.kind !== 'present') continue;
    if (only !== undefined && found.person !== undefined && !fulfils(only, found.person)) others.set(id, found.person);
    else
      throw new Unbelievable(
        `${source.name} has ${id}, active and in scope, though its list of people did not: the list was incomplete`,
        'Nothing that this source speaks for is removed. The next run reads again.',
      );
  }
  if (others.size === 0) return { directory, lookedUp };
  // they were not asked for, and are there: the filter drops them here, as it would have dropped them from the whole list
  const people = new Map([...directory.people, ...others]);
  return { directory: { ...directory, people }, lookedUp: new Map([...lookedUp].filter(([id]) => !others.has(id))) };
}

type Named = Parameters<PullScope['group']>[0];

/** What the source may leave out of its lists, because nothing of it matters here. */
function narrowed(
  source: Source,
  syncs: readonly SyncRules[],
  rules: SourceRules,
  whole: boolean,
): Pick<PullScope, 'only' | 'groups'> {
  if (whole) return {};
  const condition = conditionOn(syncs, rules);
  const only = condition === undefined ? undefined : source.pushes?.(condition);
  const groups = groupsAskedFor(syncs, rules);
  return { ...(only === undefined ? {} : { only }), ...(groups === undefined ? {} : { groups }) };
}

const askedFor = (only: Condition | undefined, directory: SourceDirectory): SourceDirectory =>
  only === undefined ? directory : { ...directory, evidence: { ...directory.evidence, only: conditionText(only) } };

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
