import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../model/directory.js';
import type { AttributeName } from '../model/wish.js';
import { assemble } from './assemble.js';
import { correlate } from './correlate.js';
import { differenceOf, isPartlyRead, unpinned } from './difference.js';
import { withEnded } from './ended.js';
import { guard } from './guards/index.js';
import { sameTarget } from './identity.js';
import { mapRemembered, toMap } from './map-remembered.js';
import { measure } from './measure.js';
import { planThem } from './people/plan-them.js';
import type { Found, PlannedTarget, TargetPlanInput } from './plan-input.js';
import { guardedBecause, privilegedIn } from './privileged.js';
import { readTarget } from './read-target.js';
import { remember } from './remembered.js';
import { reviewOf } from './review.js';
import { ignoredAccount, scope } from './scope.js';
import { storedOr } from './stored.js';
import { planUndo } from './undo/plan-undo.js';
import { unite } from './unite.js';

/** One target, over all its syncs: map → read → correlate → scope → diff → guard → stage. */
export async function planTarget(asked: TargetPlanInput): Promise<PlannedTarget> {
  const { input, found } = await bothSides(asked);
  if (input.undo !== undefined) return planUndo(input, input.undo, found);
  if (input.people !== undefined) return planThem(input, input.people, found);
  return planSyncs(input, found);
}

/** Reads the target, and finds who is who. */
async function bothSides(asked: TargetPlanInput): Promise<{ readonly input: TargetPlanInput; readonly found: Found }> {
  const { input, actual: seen, before, first } = await readTarget(asked);
  const { target, rules, syncs } = input;
  const alarms = sameTarget(target.name, seen, input.identities, input.attended);
  // what became of a broken run's changes only a whole read can tell
  if (input.people === undefined) await input.recover(seen);
  const known = before ?? (await remember(input));
  // once is enough, unless what a broken run left open has become a link, or a group of ours, meanwhile (A2)
  const isAsBefore = first !== undefined && isDeepStrictEqual(toMap(first.known), toMap(known));
  const capabilities = target.capabilities(seen.product.version);
  const actual = withEnded(seen, known.links, capabilities);
  const mapped = isAsBefore ? first.mapped : mapRemembered(input, known);

  const privileged = privilegedIn(actual, rules);
  const stored = (attribute: AttributeName, value: string) => storedOr(target, attribute, value, actual.product.version);
  const guarded = (account: Account) => guardedBecause(account, actual, rules, privileged);
  const correlated = correlate({
    people: mapped.desired.people,
    actual,
    links: known.links,
    syncs,
    capabilities,
    guarded,
    ignored: account => ignoredAccount(account, rules),
    stored,
    trace: input.trace !== undefined,
  });
  const links = known.links.filter(({ status }) => status === 'open');
  const united = unite({ desired: mapped.desired, correlation: correlated, links, syncs, stored });
  const { correlation } = united;
  const scoped = scope({ desired: united.desired, actual, rules, privileged, facts: known.facts });
  const told = { ...mapped, notes: [...mapped.notes, ...united.notes] };
  const who = { correlated, united, correlation, scoped, privileged, guarded };
  return { input, found: { alarms, actual, known, mapped: told, ...who } };
}

/** All that the syncs want and the target lacks, held back where a guard says so. */
async function planSyncs(input: TargetPlanInput, found: Found): Promise<PlannedTarget> {
  const { alarms, actual, known, mapped, correlated, united, correlation, scoped, privileged } = found;
  const difference = unpinned(await differenceOf(input, found), known.pins);
  const compared = { scoped, correlation, privileged, difference, managed: known.managed };
  const measured = await measure(input, compared);
  const partial = input.noRemovals || isPartlyRead(input.pulled);
  const parts = { mapped, compared, measured, guarded: guard(measured), partial, alarms };
  const made = assemble({ target: input.target.name, pulled: input.pulled.values(), ...parts });
  const drop = mapped.settledPins ?? [];
  const plan = drop.length > 0 ? { ...made, pins: { add: [], drop } } : made;
  const { people } = united.desired;
  const about = { plan, people, actual, correlation, guarded: found.guarded };
  const review = input.review === true ? { review: reviewOf(about) } : {};
  if (input.trace === undefined) return { plan, actual, ...review };
  const steps = { mapped, correlated, united, scoped, difference, measured };
  return { plan, actual, ...review, trace: { ...input, ...known, ...steps, plan, whole: actual } };
}
