import { Chalk } from 'chalk';
import type { Change } from '../../src/model/change.js';
import { targetName } from '../../src/model/ids.js';
import { changesOf } from '../../src/model/plan.js';
import { renderPlans } from '../../src/report/text.js';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { PlannedRun } from '../../src/sync/run.js';
import type { RealCompany, RealRun } from './mistakes-company.js';

/** What can be lost: in both Jiras, and in what the state remembers. A line for each thing that is there. */
export async function possessions(company: RealCompany): Promise<ReadonlySet<string>> {
  const remembered = await company.withStore(async store =>
    (
      await Promise.all(
        ['jira', 'lab']
          .map(targetName)
          .map(async target => [
            ...(await store.links(target)).map(({ person, account, status }) => `${target} link ${person} ${account} ${status}`),
            ...(await store.managedGroups(target)).map(({ group }) => `${target} managed ${group}`),
            ...(await store.ledger(target)).map(({ group, account }) => `${target} ledger ${group} ${account}`),
          ]),
      )
    ).flat(),
  );
  return new Set([...held(company.jira, 'jira'), ...held(company.lab, 'lab'), ...remembered]);
}

function held({ users, groups, projects }: JiraEmulator, target: string): string[] {
  return [
    ...[...users.values()].flatMap(({ key, name, displayName, emailAddress, active, deleted }) =>
      deleted
        ? []
        : [
            `account ${key}`,
            `username ${key} ${name}`,
            `values ${key} ${displayName} ${emailAddress}`,
            ...(active ? [`active ${key}`] : []),
          ],
    ),
    ...[...groups.values()].flatMap(({ name, members }) => [
      `group ${name}`,
      ...[...members].map(key => `member ${name} ${key}`),
    ]),
    ...[...projects.values()].flatMap(({ key, lead, components }) => [
      `lead ${key} ${lead}`,
      ...components.map(({ name, lead: head }) => `lead ${key} ${name} ${head}`),
    ]),
  ].map(line => `${target} ${line}`);
}

/** What was there before and is not any more, counted by kind: `jira member: 12`. */
export const lostBetween = (before: ReadonlySet<string>, after: ReadonlySet<string>): Readonly<Record<string, number>> =>
  tally([...before].filter(line => !after.has(line)).map(line => line.split(' ').slice(0, 2).join(' ')));

const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

const kinds = (changes: readonly Change[]): string => text(tally(changes.map(({ kind }) => kind)));
const text = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ') || '–';

export const wantedBy = ({ plans }: PlannedRun): string =>
  kinds([
    ...new Map(
      plans.flatMap(plan =>
        [...changesOf(plan), ...plan.held.map(({ change }) => change)].map(change => [`${plan.target} ${change.id}`, change]),
      ),
    ).values(),
  ]);

export const heldIn = ({ plans }: PlannedRun): Record<string, number> =>
  tally(plans.flatMap(({ target, held: kept }) => kept.map(({ guard }) => `${target}:${guard}`)));

/** Guards that ask instead, in an attended run. */
export const asksIn = ({ plans }: PlannedRun): string[] => [
  ...new Set(plans.flatMap(({ target, asks }) => asks.map(({ guard }) => `${target}:${guard}`))),
];

/** As a person reads it. */
export const screenOf = (planned: PlannedRun): string =>
  renderPlans(planned, { width: 160, full: false, chalk: new Chalk({ level: 0 }) });

/** The one message that matters most: why a system was not read, or what is held and what lifts it, or the first note. */
function messageOf({ problems, plans }: PlannedRun): string {
  const [problem] = problems;
  if (problem !== undefined) return `${problem.system}: ${problem.problem} → ${problem.hint}`;
  const kept = plans.flatMap(plan => plan.held);
  const reasons = [
    ...new Set(kept.map(({ guard, reason, allow }) => `${guard}: ${reason}${allow === undefined ? '' : ` → --allow ${allow}`}`)),
  ];
  if (reasons.length > 0) return reasons.slice(0, 2).join(' | ') + (reasons.length > 2 ? ` | … ${reasons.length - 2} more` : '');
  return `notes: ${text(tally(plans.flatMap(({ notes }) => notes.map(({ kind }) => kind))))}`;
}

/** One line of the table at the end. */
export interface Row {
  readonly mistake: string;
  readonly ends: string;
  readonly wanted: string;
  readonly held: string;
  readonly applied: string;
  readonly lost: string;
  readonly message: string;
}

/** What the last day's run wanted, held and told; what was applied and lost on all of them. */
export function rowOf(mistake: string, days: readonly RealRun[], lost: Readonly<Record<string, number>>): Row {
  const last = days.at(-1);
  const changes = days.flatMap(({ result }) => result?.applied ?? []).flatMap(one => one.changes);
  const common = { mistake, lost: text(lost), ends: last?.result?.record ?? 'no record' };
  const applied = kinds(changes.filter(({ outcome }) => outcome.kind === 'applied').map(({ change }) => change));
  const planned = last?.planned;
  if (planned === undefined) return { ...common, applied, wanted: '?', held: '?', message: 'no plan' };
  return { ...common, applied, wanted: wantedBy(planned), held: text(heldIn(planned)), message: messageOf(planned) };
}

/** Mistake · how it ended · wanted · held · applied · lost · message. */
export const tableOf = (rows: readonly Row[]): string =>
  rows
    .map(({ mistake, ends, wanted, held: kept, applied, lost, message }) =>
      [mistake, ends, `wanted ${wanted}`, `held ${kept}`, `applied ${applied}`, `lost ${lost}`, message].join(' · '),
    )
    .join('\n');
