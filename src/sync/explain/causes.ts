import type { TargetGroup } from '../../model/directory.js';
import type { NameKey, SyncName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Verdict } from '../diff/membership.js';
import type { Cause, RuleSeen, Step } from './explanation.js';
import type { AboutMembership } from './membership.js';

interface Seen extends AboutMembership {
  readonly key: NameKey;
  readonly found: TargetGroup | undefined;
  readonly rules: readonly RuleSeen[];
  readonly step: Step | undefined;
  readonly isMember: boolean | undefined;
  /** a rule gives it, and its reasons say so */
  readonly isWanted: boolean;
}

/** Why somebody is not in a group, or is still in it, where neither a rule nor a change says it. Pure. */
export function causesOf(seen: Seen): readonly Cause[] {
  const { trace, key, step, isMember, isWanted, found } = seen;
  if (step !== undefined) return [];
  const out = trace.scoped.out.get(key);
  if (out !== undefined) return [{ kind: 'scopedOut', out }];
  if (isMember === true) return isWanted ? [] : [whyStill(seen)];
  if (isWanted) return whyNotAdded(seen);
  if (isMember === undefined) return [membersUnknown(found), ...whyOut(seen)];
  return whyOut(seen);
}

/** Neither in it, as far as is known, nor wanted there. */
function whyOut(seen: Seen): readonly Cause[] {
  const { trace, key, found, person } = seen;
  if (!trace.united.desired.groups.has(key)) return [{ kind: found === undefined ? 'noSuchGroup' : 'noRule' }];
  if (person === undefined) return [{ kind: 'nobodys' }];
  return [...refused(seen), ...whyNotWanted(seen)];
}

/** In it, though nobody wants it. */
function whyStill({ trace, found, who, key, person }: Seen): Cause {
  const verdicts = found === undefined ? undefined : trace.difference.trace?.verdicts.get(found.id);
  const verdict = who.accounts.map(account => verdicts?.get(account)).find(one => one !== undefined);
  if (verdict !== undefined) return causeOf(verdict, person);
  return trace.scoped.desired.groups.has(key)
    ? { kind: 'unknown', why: 'its members could not be compared' }
    : { kind: 'leftAlone' };
}

function causeOf(verdict: Verdict, person: Seen['person']): Cause {
  switch (verdict.kind) {
    case 'spared':
      return { kind: 'stays', because: verdict.because };
    case 'unknown':
      return { kind: 'unknown', why: verdict.why };
    case 'wanted':
      return person?.wish.kind === 'inGrace'
        ? { kind: 'inGrace', until: person.wish.until }
        : { kind: 'unknown', why: 'in grace' };
    case 'notWanted':
      return { kind: 'unknown', why: 'its removal is left out of the plan' };
  }
}

/** A rule gives it, and no change adds it. */
function whyNotAdded({ trace, key, found, person }: Seen): Cause[] {
  const group = trace.scoped.desired.groups.get(key);
  if (found !== undefined && found.members.kind !== 'read') return [membersUnknown(found)];
  const unmet = trace.plan.notes.flatMap((note): Cause[] =>
    note.kind === 'unmetRule' && found === undefined && group?.rules.some(one => one === note.rule)
      ? [{ kind: 'unmet', rule: note.rule, why: note.why }]
      : [],
  );
  if (unmet.length > 0) return unmet;
  const usable = trace.difference.trace?.usable;
  if (person === undefined || usable?.has(person.key) !== true) return [{ kind: 'noAccount' }];
  return [{ kind: 'unknown', why: 'the addition is left out of the plan' }];
}

const membersUnknown = (found: TargetGroup | undefined): Cause => ({
  kind: 'unknown',
  why: found?.members.kind === 'unknown' ? found.members.why : 'its members were not read',
});

/** Patterns that may not reach a privileged group, though a manual rule may (G2). */
function refused({ trace, key }: Seen): Cause[] {
  const rules = trace.scoped.notes.flatMap(note =>
    note.kind === 'privilegedPattern' && nameKey(note.group) === key ? [note.rule] : [],
  );
  return rules.length > 0 ? [{ kind: 'privileged', rules }] : [];
}

function whyNotWanted({ trace, key, rules, person }: Seen): Cause[] {
  const unknown = (trace.united.desired.groups.get(key)?.unknown ?? []).map((why): Cause => ({ kind: 'unknown', why }));
  const outside = rules.flatMap(({ says, through }) => (says.kind === 'notInGroup' && through !== undefined ? [through] : []));
  const isUnwanting = (sync: SyncName) => person?.opinions.some(one => one.sync === sync && one.wish.kind !== 'wanted') === true;
  const asking = rules.filter(
    ({ says, rule }) => says.kind === 'notWanted' || (says.kind === 'notInGroup' && isUnwanting(rule.sync)),
  );
  const unwanting = new Set(asking.map(({ rule }) => rule.sync));
  const newOnly = rules.filter(({ says }) => says.kind === 'onlyNewUsers').map(({ rule }) => rule.sync);
  const found: Cause[] = [
    ...[...unwanting].map((sync): Cause => ({ kind: 'syncDoesNotWant', sync })),
    ...(outside.length > 0 ? [{ kind: 'notInSourceGroups' as const, groups: [...new Set(outside)] }] : []),
    ...[...new Set(newOnly)].map((sync): Cause => ({ kind: 'onlyNewUsers', sync })),
    ...unknown,
  ];
  if (person?.wish.kind === 'notWanted' && rules.some(({ says }) => says.kind === 'gives'))
    return [...found, { kind: 'leaver', sync: person.owner }];
  return found;
}
