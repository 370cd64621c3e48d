import type { Change } from '../../model/change.js';
import type { AccountId, PersonKey } from '../../model/ids.js';
import type { Waiting } from '../../state/store.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { Step } from './explanation.js';

type Planned = Pick<TargetTrace, 'plan'>;

/** The changes of a plan that are about this account or person: to be done, held, or pinned. Pure. */
export const stepsOf = (trace: Planned, who: Who, waiting: readonly Waiting[]): Step[] =>
  stepsThat(trace, change => isAbout(change, who), waiting);

export interface Who {
  readonly accounts: readonly AccountId[];
  readonly people: readonly PersonKey[];
}

function isAbout(change: Change, { accounts, people }: Who): boolean {
  if (change.kind === 'createUser') return people.includes(change.person);
  if (!('account' in change)) return false;
  const { account } = change;
  return account.kind === 'existing' ? accounts.includes(account.id) : people.includes(account.person);
}

/** Each change once, with every guard that holds it. Pure. */
export function stepsThat({ plan }: Planned, isMeant: (change: Change) => boolean, waiting: readonly Waiting[]): Step[] {
  const mine = plan.stages.flatMap(({ changes }) => changes).filter(isMeant);
  const held = Map.groupBy(
    plan.held.filter(({ change }) => isMeant(change)),
    ({ change }) => change.id,
  );
  const pinned = plan.notes.flatMap(note => (note.kind === 'pinned' && isMeant(note.change) ? [note] : []));
  const step = (change: Change, fate: Step['fate']): Step => ({
    change,
    fate,
    waiting: waitingFor(change, plan.target, waiting),
  });
  return [
    ...mine.map(change => step(change, { kind: 'next' })),
    ...[...held.values()].flatMap(same => {
      const holds = same.map(({ guard, reason, allow }) => ({ guard, reason, allow }));
      return same[0] === undefined ? [] : [step(same[0].change, { kind: 'held', holds })];
    }),
    ...pinned.map(({ change, run, since }) => step(change, { kind: 'pinned', run, since })),
  ];
}

function waitingFor(change: Change, target: Waiting['target'], waiting: readonly Waiting[]): Step['waiting'] {
  const found = waiting.find(row => row.target === target && row.change.id === change.id);
  return found === undefined ? undefined : { since: found.since, run: found.run, why: found.reason };
}

/** Whether a change is about somebody's membership, and of which group. */
export const groupIn = (change: Change): string | undefined =>
  change.kind === 'addMember' || change.kind === 'removeMember' ? change.group.name : undefined;
