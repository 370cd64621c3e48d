import type { TargetName } from '../../model/ids.js';
import type { Reason } from '../../model/wish.js';
import type { Somebody } from './somebody.js';
import { PURGED } from './words.js';

/** Takes somebody out of a reason. Groups' names are nobody's data; `isTheirs`: the change is about them, and so are its values. */
export function maskReason(reason: Reason, isTheirs: boolean, target: TargetName, who: Somebody): Reason {
  switch (reason.kind) {
    case 'differs':
      return { ...reason, expression: who.text(reason.expression) };
    case 'valueChangedAtSource':
      return isTheirs ? { ...reason, from: PURGED, to: PURGED } : reason;
    case 'inactive':
      return { ...reason, status: who.text(reason.status) };
    case 'outOfScope':
      return { ...reason, why: who.text(reason.why) };
    case 'filteredOut':
      return { ...reason, filter: who.text(reason.filter) };
    case 'leads':
      return { ...reason, what: who.text(reason.what) };
    case 'undo':
      return isTheirs ? { ...reason, pins: reason.pins.map(pin => who.key(target, pin)) } : reason;
    case 'newAtSource':
    case 'backAtSource':
    case 'rule':
    case 'default':
    case 'deleted':
    case 'offboarded':
    case 'graceOver':
    case 'leftSourceGroups':
    case 'notWantedHere':
    case 'exclusive':
    case 'leaver':
    case 'retired':
    case 'orphan':
    case 'sourceRenamed':
      return reason;
  }
}
