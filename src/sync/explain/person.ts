import type { Account } from '../../model/directory.js';
import type { NameKey, PersonKey, TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { JournalEntry, Waiting } from '../../state/store.js';
import type { TargetTrace } from '../trace/target-trace.js';
import { explainAccount } from './account.js';
import type { Explanation, SourceRecord, TargetExplanation } from './explanation.js';
import type { Subject } from './find.js';
import { type AboutMembership, explainMembership, missesOf } from './membership.js';
import { recordsOf } from './record.js';
import { mainOf, selvesIn, whoIs } from './selves.js';
import { groupIn, stepsOf, type Who } from './steps.js';

export interface ExplainPerson {
  readonly subject: Subject;
  readonly traces: readonly TargetTrace[];
  readonly waiting: readonly Waiting[];
  /** of each target, what the journal has of them */
  readonly journal: ReadonlyMap<TargetName, readonly JournalEntry[]>;
  /** only this group, by its names in each target; undefined: all that have to do with the person */
  readonly group: { readonly asked: string; readonly names: ReadonlyMap<TargetName, readonly string[]> } | undefined;
  /** ISO time */
  readonly now: string;
}

/** One person everywhere: what each step of the plans said of them. Pure. */
export function explainPerson(input: ExplainPerson): Explanation {
  const { subject, traces, group, now } = input;
  const records = recordsOf(traces, subject.people);
  return {
    ...{ name: subject.name, now, group: group?.asked, records },
    targets: traces.flatMap(trace => personsIn(trace, subject).map(one => explainIn(trace, one, records, input))),
  };
}

interface One {
  readonly who: Who;
  readonly main: PersonKey | undefined;
}

/** How the subject is known in one target: as one person, or as several whom nothing makes one. */
export function personsIn(trace: TargetTrace, { people, accounts }: Subject): readonly One[] {
  const known: One[] = [];
  for (const key of people) {
    const selves = selvesIn(trace, key);
    const main = mainOf(trace, selves);
    if (main === undefined || known.some(one => one.main === main)) continue;
    known.push({ who: whoIs(trace, selves, undefined), main });
  }
  const given = accounts.get(trace.plan.target);
  return given === undefined ? known : [...known, { who: whoIs(trace, [], given), main: undefined }];
}

function explainIn(
  trace: TargetTrace,
  { who, main }: One,
  records: readonly SourceRecord[],
  input: ExplainPerson,
): TargetExplanation {
  const person = main === undefined ? undefined : trace.united.desired.people.get(main);
  const steps = stepsOf(trace, who, input.waiting);
  const journal = input.journal.get(trace.plan.target) ?? [];
  const about: AboutMembership = { trace, person, who, steps, journal };
  const names = input.group === undefined ? groupsOf(about) : (input.group.names.get(trace.plan.target) ?? [input.group.asked]);
  return {
    target: trace.plan.target,
    account: explainAccount({ ...about, account: accountOf(trace, who) }),
    memberships: names.map(name => explainMembership(about, name)),
    misses: input.group === undefined ? missesOf(about).filter(({ isIn }) => isIn === true) : [],
    unmapped: input.group === undefined ? unmappedAmong(records, trace) : [],
  };
}

const accountOf = ({ whole }: TargetTrace, { accounts }: Who): Account | undefined =>
  accounts.map(id => whole.accounts.get(id)).find(account => account !== undefined);

/** The groups that have to do with somebody: in it, wanted in it, or about to be. */
function groupsOf({ trace, person, who, steps }: AboutMembership): readonly string[] {
  const names = new Map<NameKey, string>();
  const add = (name: string) => names.set(nameKey(name), names.get(nameKey(name)) ?? name);
  for (const { name, members } of trace.whole.groups.values())
    if (members.kind === 'read' && who.accounts.some(account => members.ids.has(account))) add(name);
  for (const { name, members } of trace.united.desired.groups.values())
    if (person !== undefined && members.has(person.key)) add(name);
  for (const { change } of steps) {
    const group = groupIn(change);
    if (group !== undefined) add(group);
  }
  return [...names.values()].toSorted();
}

/** Source groups of theirs that no rule of this target names. */
function unmappedAmong(records: readonly SourceRecord[], { mapped }: TargetTrace): readonly string[] {
  const { contributions = [], misses = [] } = mapped.trace ?? {};
  const named = new Set([...contributions, ...misses].flatMap(({ group }) => (group === undefined ? [] : [nameKey(group.name)])));
  return [...new Set(records.flatMap(({ groups }) => groups))].filter(name => !named.has(nameKey(name)));
}
