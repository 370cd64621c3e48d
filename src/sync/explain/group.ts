import { nameKey } from '../../model/names.js';
import type { Waiting } from '../../state/store.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { GroupExplanation } from './explanation.js';
import { groupNamed } from './membership.js';
import { groupIn, stepsThat } from './steps.js';

/** The groups of a target that a name means: one of its own, or those that a source group of that name leads to. Pure. */
export function groupsMeant(asked: string, trace: TargetTrace): readonly string[] {
  const key = nameKey(asked);
  const { contributions = [], misses = [] } = trace.mapped.trace ?? {};
  const gives = [...contributions, ...misses.map(({ to, ...rest }) => ({ ...rest, name: to }))].filter(({ name }) => name !== '');
  if (groupNamed(key, trace) !== undefined || gives.some(({ name }) => nameKey(name) === key)) return [asked];
  const led = gives.flatMap(({ name, group }) => (group !== undefined && nameKey(group.name) === key ? [name] : []));
  return [...new Map(led.map(name => [nameKey(name), name])).values()];
}

/** Whether a source has a group of that name. Pure. */
export const isSourceGroup = (asked: string, { pulled }: TargetTrace): boolean =>
  [...pulled.values()].some(
    one => one.kind === 'read' && [...one.directory.groups.values()].some(({ name }) => nameKey(name) === nameKey(asked)),
  );

/** Every group that may be asked about, for near misses. Pure. */
export const everyGroup = (traces: readonly TargetTrace[]): readonly string[] => [
  ...new Set(
    traces.flatMap(({ whole, united, pulled }) => [
      ...[...whole.groups.values()].map(({ name }) => name),
      ...[...united.desired.groups.values()].map(({ name }) => name),
      ...[...pulled.values()].flatMap(one =>
        one.kind === 'read' ? [...one.directory.groups.values()].map(({ name }) => name) : [],
      ),
    ]),
  ),
];

/** Which rules and source groups make a group, whose it is, and what is to become of it. Pure. */
export function explainGroup(trace: TargetTrace, name: string, waiting: readonly Waiting[]): GroupExplanation {
  const key = nameKey(name);
  const found = groupNamed(key, trace);
  const wanted = trace.united.desired.groups.get(key);
  const managed = trace.managed.find(({ group }) => group === found?.id);
  const { contributions = [], misses = [] } = trace.mapped.trace ?? {};
  return {
    target: trace.plan.target,
    group: found?.name ?? wanted?.name ?? name,
    exists: found !== undefined,
    mode: wanted?.membership,
    managed: managed === undefined ? undefined : { how: managed.how, since: managed.since, run: managed.run },
    out: trace.scoped.out.get(key),
    unknown: wanted?.unknown ?? [],
    rules: contributions
      .filter(one => nameKey(one.name) === key)
      .map(({ rule, sync, group, membership, members, unknown }) => ({
        ...{ rule, source: sync.from, through: group?.name, membership, people: members?.size, unknown },
      })),
    misses: misses
      .filter(({ to }) => nameKey(to) === key)
      .map(({ rule, group, to, because }) => ({ rule, through: group.name, to, because })),
    counts: {
      members: found?.members.kind === 'read' ? found.members.ids.size : undefined,
      wanted: trace.scoped.desired.groups.get(key)?.members.size ?? 0,
      granted: trace.ledger.filter(({ group }) => group === found?.id).length,
    },
    steps: stepsThat(trace, change => nameKey(groupIn(change) ?? groupItself(change)) === key, waiting),
    notes: trace.plan.notes.filter(note => 'group' in note && nameKey(note.group) === key),
  };
}

function groupItself(change: Parameters<typeof groupIn>[0]): string {
  if (change.kind === 'createGroup') return change.name;
  return change.kind === 'renameGroup' || change.kind === 'deleteGroup' ? change.group.name : '';
}
