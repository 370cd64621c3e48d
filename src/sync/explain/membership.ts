import type { Members, TargetGroup } from '../../model/directory.js';
import { type NameKey, type PersonId, type PersonKey, splitPersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredPerson, Reason } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import { type Contribution, NEW_USERS_RULE } from '../contributions.js';
import type { TargetTrace } from '../trace/target-trace.js';
import { isDone } from './account.js';
import { causesOf } from './causes.js';
import type { MembershipExplanation, Miss, RuleSeen, Step } from './explanation.js';
import { groupIn, type Who } from './steps.js';

export interface AboutMembership {
  readonly trace: TargetTrace;
  readonly person: DesiredPerson | undefined;
  readonly who: Who;
  readonly steps: readonly Step[];
  readonly journal: readonly JournalEntry[];
}

/** Why somebody is, or is not, in one target group: every rule that makes it, and what each step said. Pure. */
export function explainMembership(about: AboutMembership, name: string): MembershipExplanation {
  const { trace, person, steps, journal } = about;
  const key = nameKey(name);
  const found = groupNamed(key, trace);
  const wanted = trace.scoped.desired.groups.get(key);
  const step = steps.find(({ change }) => nameKey(groupIn(change) ?? '') === key);
  const rules = rulesFor(key, about);
  const isMember = memberIn(found, about);
  const reasons = person === undefined ? [] : (wanted?.members.get(person.key) ?? owed(step));
  return {
    group: found?.name ?? trace.united.desired.groups.get(key)?.name ?? name,
    exists: found !== undefined,
    isMember,
    reasons,
    step,
    causes: causesOf({ ...about, key, found, rules, step, isMember, isWanted: reasons.length > 0 }),
    rules,
    misses: missesTo(key, about),
    mode: wanted?.membership,
    managed: trace.managed.find(({ group }) => group === found?.id)?.how ?? 'none',
    lastChange: journal.findLast(({ change, outcome }) => nameKey(groupIn(change) ?? '') === key && isDone(outcome)),
  };
}

/** `defaults.newUsers` is wanted by nobody; the change alone knows of it (G7). */
const owed = (step: Step | undefined): readonly Reason[] => (step?.change.kind === 'addMember' ? step.change.reasons : []);

export function groupNamed(key: NameKey, { whole }: TargetTrace): TargetGroup | undefined {
  return [...whole.groups.values()].find(({ name }) => nameKey(name) === key);
}

function memberIn(found: TargetGroup | undefined, { who, steps }: AboutMembership): boolean | undefined {
  if (found === undefined) return false;
  if (who.accounts.length === 0 && steps.length === 0) return false;
  if (found.members.kind !== 'read') return undefined;
  const { ids } = found.members;
  return who.accounts.some(account => ids.has(account));
}

/** Every rule that makes a group, and what it says of these people. */
function rulesFor(key: NameKey, about: AboutMembership): RuleSeen[] {
  const contributions = about.trace.mapped.trace?.contributions ?? [];
  return contributions
    .filter(({ name }) => nameKey(name) === key)
    .map(one => ({ rule: one.rule, source: one.sync.from, through: one.group?.name, says: saysOf(one, about) }));
}

function saysOf(
  { members, unknown, group, sync, rule }: Contribution,
  { who, trace, person }: AboutMembership,
): RuleSeen['says'] {
  if (members !== undefined && who.people.some(key => members.has(key))) return { kind: 'gives' };
  if (unknown !== undefined) return { kind: 'unknown', why: unknown };
  if (person === undefined) return { kind: 'nobody' };
  if (rule.rule === NEW_USERS_RULE) return { kind: 'onlyNewUsers' };
  const pulled = trace.pulled.get(sync.from);
  const there =
    group === undefined || pulled?.kind !== 'read'
      ? undefined
      : [...pulled.directory.groups.values()].find(({ id }) => id === group.id);
  const isIn = there === undefined || isInside(there.members, who.people, trace.providers.get(sync.from));
  return { kind: isIn === true ? 'notWanted' : 'notInGroup' };
}

function isInside(members: Members<PersonId>, people: readonly PersonKey[], provider: string | undefined): boolean | undefined {
  if (members.kind !== 'read') return undefined;
  return people.map(splitPersonKey).some(one => one.provider === provider && members.ids.has(one.id));
}

/** Rules that nearly make a group. */
const missesTo = (key: NameKey, about: AboutMembership): Miss[] => missesOf(about).filter(({ to }) => nameKey(to) === key);

/** Every near miss, and whether these people are in the source group. */
export const missesOf = ({ trace, who }: Pick<AboutMembership, 'trace' | 'who'>): Miss[] =>
  (trace.mapped.trace?.misses ?? []).map(({ rule, source, group, members, to, because }) => ({
    ...{ rule, through: group.name, to, because },
    isIn: isInside(members, who.people, trace.providers.get(source)),
  }));
