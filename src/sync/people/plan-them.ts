import { assemble } from '../assemble.js';
import { differenceOf, unpinned } from '../difference.js';
import { guard } from '../guards/index.js';
import { measure } from '../measure.js';
import type { Found, PlannedTarget, TargetPlanInput } from '../plan-input.js';
import { aboutThem, themAmong } from './about-them.js';
import type { AskedPeople } from './asked.js';
import { lastCounts, measuredFor, offboardPins, outweighed, withSizes } from './measured.js';

/** What there is to do for some people, by the same steps: the rest of the difference is left to a run for everybody. */
export async function planThem(input: TargetPlanInput, people: AskedPeople, found: Found): Promise<PlannedTarget> {
  const { target, store, pulled, now, read } = input;
  const { alarms, actual, known, mapped, correlation, privileged } = found;
  const whole = await differenceOf(input, found);
  const them = themAmong(people, correlation, whole);
  const over = people.kind === 'offboard' ? outweighed(known.pins, them) : [];
  const pins = known.pins.filter(({ key }) => !over.includes(key));
  const difference = aboutThem(
    unpinned({ ...whole, notes: [...mapped.notes, ...found.scoped.notes, ...whole.notes] }, pins),
    them,
  );
  const scoped = { ...(await withSizes(found.scoped, difference, target, read)), notes: [] };
  const compared = { scoped, correlation, privileged, difference, managed: known.managed };
  const measured = measuredFor(people, await measure(input, compared), await lastCounts(store, target.name));
  const guarded = guard(measured);
  const told = { ...mapped, notes: [] };
  const parts = {
    target: target.name,
    pulled: pulled.values(),
    mapped: told,
    compared,
    measured,
    guarded,
    partial: true,
    alarms,
  };
  const add = people.kind === 'offboard' ? offboardPins(them, scoped, guarded, now) : [];
  const drop = [...(add.length > 0 ? over : []), ...(mapped.settledPins ?? [])];
  return { plan: { ...assemble(parts), people: people.logins, pins: { add, drop } }, actual };
}
