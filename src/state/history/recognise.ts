import type { Change, Outcome } from '../../model/change.js';
import type { TargetName } from '../../model/ids.js';
import { subject, subjectOf } from './mask-change.js';
import type { Somebody } from './somebody.js';

/** Something the history says of a target. */
export interface Told {
  readonly target: TargetName;
  readonly change: Change;
  readonly outcome?: Outcome | undefined;
}

/** Learns from one entry who else somebody is: an account made for them, a login they once had. True when it was news. */
export function recognise({ target, change, outcome }: Told, who: Somebody): boolean {
  const about = subjectOf(change);
  const isTheirs = about !== undefined && who.isTheirs(target, about);
  const account = outcome !== undefined && 'account' in outcome ? outcome.account : undefined;
  const learned = isTheirs && who.learn(target, about);
  const made = isTheirs && account !== undefined && who.learn(target, subject(account));
  return learned || made;
}

export const isAbout = ({ target, change }: Told, who: Somebody): boolean => {
  const about = subjectOf(change);
  return about !== undefined && who.isTheirs(target, about);
};
