import type { NameKey, SyncName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncWishes } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { Contribution } from './contributions.js';
import type { MapInput } from './map.js';
import { minuteOf } from './unread-problem.js';

type Reach = Pick<MapInput, 'syncs' | 'pulled' | 'providers' | 'managed' | 'storedGroup' | 'wishes'>;

/** What is to be remembered of every sync whose source was read: the groups that its patterns named. Pure. */
export function wishesOf({ syncs, pulled }: Reach, contributions: readonly Contribution[]): SyncWishes[] {
  return syncs.flatMap(sync => {
    const source = pulled.get(sync.from);
    if (source?.kind !== 'read') return [];
    const named = contributions.filter(part => part.sync.name === sync.name && !part.spelled).map(({ name }) => nameKey(name));
    const groups = [...new Set(named)].toSorted();
    return [{ sync: sync.name, readAt: source.directory.evidence.readAt, rules: rulesText(sync), groups }];
  });
}

/** Why a sync that could not be heard may want people in a target group that its rules do not spell; undefined: it does not. */
export type Unheard = (group: string, named: ReadonlySet<SyncName>) => string[];

/**
 * A sync whose source is unread may want people in the groups that its patterns named when it was last read whole; where that is
 * not remembered, or was under other rules, in any that a pattern may name (DESIGN §2). Pure.
 */
export function unheardIn(input: Reach): Unheard {
  const unheard = input.syncs
    .filter(({ from }) => input.pulled.get(from)?.kind === 'unread')
    .map(sync => ({ sync, reaches: reachOf(sync, input) }));
  return (group, named) =>
    unheard.flatMap(({ sync, reaches }) => {
      const because = named.has(sync.name) ? undefined : reaches(group);
      return because === undefined ? [] : [`source ${sync.from} could not be read: ${because}`];
    });
}

function reachOf(sync: SyncRules, input: Reach): (group: string) => string | undefined {
  const { name, from, groups } = sync;
  if (groups.onTheFly.length === 0) return () => undefined;
  const keyOf = (group: string) => nameKey(input.storedGroup(group));
  const known = input.wishes?.find(one => one.sync === name && one.rules === rulesText(sync));
  if (known !== undefined) {
    const wished = new Set(known.groups);
    const because = `${name} named this group when that was last read, at ${minuteOf(known.readAt)}`;
    return group => (wished.has(keyOf(group)) ? because : undefined);
  }
  const kept = keptFor(input, input.providers.get(from));
  const because = `a pattern of ${name} may name this group, and what it named when that was last read is not remembered`;
  return group =>
    groups.onTheFly.some(rule => rule.mayName(group) || rule.mayName(input.storedGroup(group))) || kept.has(keyOf(group))
      ? because
      : undefined;
}

/** Groups that were filled from there; a renamed source group keeps the one it has, whatever the patterns would make of its name (G8). */
const keptFor = ({ managed }: Reach, provider: string | undefined): ReadonlySet<NameKey> =>
  new Set(managed.filter(({ from }) => from.some(one => one.provider === provider)).map(({ name }) => nameKey(name)));

/** All that decides which groups a sync's patterns name. */
export function rulesText({ groups }: SyncRules): string {
  const texts = (all: readonly { readonly text: string }[] | undefined) => all?.map(({ text }) => text);
  return JSON.stringify([
    texts(groups.include),
    texts(groups.exclude),
    groups.manual.map(({ from }) => texts(from)),
    texts(groups.onTheFly),
    groups.onRename,
  ]);
}
