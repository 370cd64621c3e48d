import type { Fact } from '../model/change.js';
import type { SyncName } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import type { Pin } from '../state/store.js';
import { type Difference, diff, leaversOf } from './diff/index.js';
import type { Pulled } from './judge.js';
import { withoutPinned } from './pins.js';
import type { Found, TargetPlanInput } from './plan-input.js';

/** What it takes to make a target as the syncs want it. */
export async function differenceOf(
  input: TargetPlanInput,
  { actual, known, united, correlation, scoped }: Found,
): Promise<Difference> {
  const { target, rules, syncs, pulled, read } = input;
  const byName = new Map<SyncName, SyncRules>(syncs.map(sync => [sync.name, sync]));
  const leavers = leaversOf(united.desired.people.values(), correlation, byName);
  const responsibilities = leavers.length > 0 ? await target.responsibilities(leavers, actual, read) : [];
  return diff({
    desired: scoped.desired,
    actual: scoped.actual,
    setAside: scoped.setAside,
    readOnlyAccounts: scoped.readOnlyAccounts,
    ignored: scoped.ignored,
    correlation,
    syncs: byName,
    providers: input.providers,
    rules,
    ...known,
    links: united.links,
    otherLinks: united.others,
    capabilities: target.capabilities(actual.product.version),
    storable: (attribute, value) => target.storable(attribute, value, actual.product.version),
    responsibilities,
    nested: nestedAmong(known.facts),
    ...evidenceOf(pulled, input.providers),
    now: input.now,
    trace: input.trace !== undefined,
  });
}

/** Without what was taken back, or offboarded, and no plan does again. */
export function unpinned(difference: Difference, pins: readonly Pin[]): Difference {
  const { changes, notes } = withoutPinned(difference.changes, pins);
  return { ...difference, changes, notes: [...difference.notes, ...notes] };
}

export const nestedAmong = (facts: readonly Fact[]) => (group: string, account: string) =>
  facts.some(fact => fact.kind === 'nestedMember' && fact.group === group && fact.account === account);

/** Whether some source was not read: the plan does not speak for it. */
export const isPartlyRead = (pulled: TargetPlanInput['pulled']) => [...pulled.values()].some(({ kind }) => kind === 'unread');

function evidenceOf(pulled: TargetPlanInput['pulled'], providers: TargetPlanInput['providers']) {
  const all = [...pulled.values()];
  const complete = all.every(({ kind }) => kind !== 'unread');
  const isWhole = (one: Pulled) => one.kind === 'read' && one.directory.quarantined.length === 0;
  const unread = new Set(all.flatMap(({ kind, source }) => (kind === 'unread' ? (providers.get(source) ?? []) : [])));
  return { complete, everyoneKnown: all.every(isWhole), unread };
}
