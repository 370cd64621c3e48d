import type { PersonKey } from '../model/ids.js';
import { type Mapped, map } from './map.js';
import { withOffboarded } from './people/offboarded.js';
import type { TargetPlanInput } from './plan-input.js';
import type { Remembered } from './remembered.js';
import { storedOr } from './stored.js';

/** What the syncs want of a target, by what is remembered of it. */
export function mapRemembered(input: TargetPlanInput, { links: all, managed, wishes, pins }: Remembered): Mapped {
  const links = all.filter(({ status }) => status === 'open');
  const storedGroup = (name: string) => storedOr(input.target, 'group', name);
  const mapped = map({
    ...input,
    storedGroup,
    target: input.target.name,
    links,
    managed,
    wishes,
    trace: input.trace !== undefined,
  });
  const named = input.people?.kind === 'offboard' ? input.people.people : new Set<PersonKey>();
  return withOffboarded(mapped, { links, pins, named, syncs: input.syncs, now: input.now });
}

/** What the mapping takes of what is remembered. */
export const toMap = ({ links, managed, wishes, pins }: Remembered) => ({ links, managed, wishes, pins });
