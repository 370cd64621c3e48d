import { SyncError } from '../../errors.js';
import { conditionText } from '../../model/condition.js';
import type { Members, SourceDirectory, SourceGroup, TargetDirectory, TargetGroup } from '../../model/directory.js';
import type { RunId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { LookedUp, PullScope, Source } from '../../sources/source.js';
import type { Answer, RecordedSource, RecordedTarget, Snapshot, Unanswered } from '../../state/snapshots/snapshot.js';
import type { StateStore } from '../../state/store.js';
import type { ReadScope, Target } from '../../targets/target.js';
import type { RunContext } from '../run.js';

/** A context that answers from a snapshot, and what the snapshot could not answer in full; the list grows while a plan is made. */
export interface Replay {
  readonly context: RunContext;
  readonly gaps: readonly string[];
}

/** The run did not read what is asked for now, or it failed then as it fails here. */
class NotInSnapshot extends SyncError {
  override readonly name = 'NotInSnapshot';
}

const NEXT = 'A run with this config reads it: rollcall plan without --from.';

/**
 * The config as it is now on what a run kept: nothing is asked of the network. What that run did not read is unknown, never
 * empty. `store` answers as the state did then.
 */
export function replay(context: RunContext, snapshot: Snapshot, store: StateStore): Replay {
  const { about, sources, targets } = snapshot;
  const gaps: string[] = [];
  return {
    gaps,
    context: {
      ...context,
      sharing: [], // what such a target held, no run keeps
      store,
      emit: () => undefined, // it would tell of reading, and nothing is read
      now: () => about.at,
      sources: context.sources.map(({ source, rules }) => {
        const kept = sources.find(one => one.source === source.name);
        if (isChanged(kept, rules)) gaps.push(changedText(source.name, about.run));
        return { source: recordedSource(source, kept, about.run, rules.attributes), rules };
      }),
      targets: context.targets.map(({ target, rules }) => {
        const kept = targets.find(one => one.target === target.name);
        if (isChanged(kept, rules)) gaps.push(changedText(target.name, about.run));
        return { target: recordedTarget(target, kept, about.run, gaps), rules };
      }),
    },
  };
}

const isChanged = (kept: { readonly settings: string } | undefined, { settings = '' }: { readonly settings?: string }): boolean =>
  kept !== undefined && kept.settings !== settings;

const changedText = (system: string, run: RunId): string =>
  `${system}: its own settings in the config are others than run ${run} read it with; what they change does not show here`;

function recordedSource(
  source: Source,
  kept: RecordedSource | undefined,
  run: RunId,
  attributes: readonly string[] = [],
): Source {
  return {
    ...source,
    async pull(scope) {
      if (kept === undefined) throw new NotInSnapshot(`run ${run} did not read it`, NEXT);
      const directory = answered(kept.pulled);
      if (kept.provider !== source.provider)
        throw new NotInSnapshot(`run ${run} read ${kept.provider} under this name, and the config says ${source.provider}`, NEXT);
      refuseNewAttributes(
        directory,
        attributes.filter(name => !kept.attributes.includes(name)),
        run,
      );
      refuseOthers(directory, scope, run);
      return inScope(directory, scope, run);
    },
    async lookup(ids) {
      const found = kept === undefined ? new Map() : answered(kept.lookedUp);
      const unknown: LookedUp = { kind: 'unknown', why: `run ${run} did not look them up` };
      return new Map(ids.map(id => [id, found.get(id) ?? unknown]));
    },
    check: async () => [],
  };
}

/** Whom the run did not ask for is not missing: they may be there. */
function refuseOthers({ evidence }: SourceDirectory, { only }: PullScope, run: RunId): void {
  if (evidence.only === undefined || evidence.only === (only === undefined ? undefined : conditionText(only))) return;
  throw new NotInSnapshot(`run ${run} asked only for people of whom ${evidence.only}`, NEXT);
}

/** Nobody has an attribute that was not asked for, which says nothing of the people: unknown is not empty. */
function refuseNewAttributes({ people }: SourceDirectory, attributes: readonly string[], run: RunId): void {
  const missing = attributes.find(name => [...people.values()].every(person => !Object.hasOwn(person.attributes, name)));
  if (missing !== undefined) throw new NotInSnapshot(`run ${run} did not ask for the attribute ${missing}`, NEXT);
}

/** As a pull with this scope would have it: the members of no other group, and of a group that was not read they are unknown. */
function inScope(directory: SourceDirectory, scope: PullScope, run: RunId): SourceDirectory {
  const why = `run ${run} did not read its members`;
  const members = (group: SourceGroup) => (scope.group(group) ? asked(group.members, why) : { kind: 'notRead' as const });
  const groups = [...directory.groups].map(([id, group]) => [id, { ...group, members: members(group) }] as const);
  return { ...directory, groups: new Map(groups) };
}

function recordedTarget(target: Target, kept: RecordedTarget | undefined, run: RunId, gaps: string[]): Target {
  return {
    ...target,
    async read(scope) {
      if (kept === undefined) throw new NotInSnapshot(`run ${run} did not read it`, NEXT);
      return inPlay(answered(kept.read), scope, run);
    },
    async responsibilities(accounts, directory) {
      if (kept === undefined) return [];
      const held = answered(kept.held);
      const unasked = accounts.filter(account => !kept.asked.has(account)).map(id => directory.accounts.get(id)?.username ?? id);
      if (unasked.length > 0) gaps.push(gapText(target.name, unasked, run));
      return held.filter(({ holder }) => accounts.includes(holder));
    },
    check: async () => [],
    access: () => Promise.reject(new Error('nothing is applied from a snapshot')),
    apply: () => Promise.reject(new Error('nothing is applied from a snapshot')),
  };
}

const FEW = 5;

function gapText(target: string, names: readonly string[], run: RunId): string {
  const more = names.length > FEW ? ` and ${names.length - FEW} more` : '';
  return `${target}: run ${run} did not ask what ${names.slice(0, FEW).join(', ')}${more} must hand over; it is not in this plan`;
}

function inPlay(directory: TargetDirectory, { membersOf }: ReadScope, run: RunId): TargetDirectory {
  const why = `run ${run} did not read its members`;
  const members = (group: TargetGroup) => {
    const isAsked = membersOf({ id: group.id, key: nameKey(group.name), name: group.name });
    return isAsked && group.members.kind !== 'some' ? asked(group.members, why) : group.members;
  };
  const groups = [...directory.groups].map(([id, group]) => [id, { ...group, members: members(group) }] as const);
  return { ...directory, groups: new Map(groups) };
}

const asked = <Id>(members: Members<Id>, why: string): Members<Id> =>
  members.kind === 'notRead' ? { kind: 'unknown', why } : members;

function answered<T>(answer: Answer<T>): T {
  if (answer.kind === 'failed') throw failure(answer);
  return answer.value;
}

const failure = ({ problem, hint }: Unanswered) => new NotInSnapshot(problem, hint);
