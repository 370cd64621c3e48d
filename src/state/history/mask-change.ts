import type { AccountRef, Change, ExistingAccount, Outcome, Responsibility } from '../../model/change.js';
import type { TargetName } from '../../model/ids.js';
import type { AccountValues } from '../../model/wish.js';
import { maskReason } from './mask-reason.js';
import type { Somebody, Subject } from './somebody.js';
import { PURGED } from './words.js';

/** Whom a change is about; undefined: a group. */
export function subjectOf(change: Change): Subject | undefined {
  switch (change.kind) {
    case 'createUser':
      return { id: { kind: 'person', person: change.person }, names: [change.username, ...Object.values(change.values)] };
    case 'updateUser':
      return subject(change.account, ...Object.values(change.before), ...Object.values(change.values));
    case 'renameUser':
      return subject(change.account, change.before, change.username);
    case 'addMember':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
    case 'removeMember':
      return subject(change.account);
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
      return undefined;
  }
}

export const subject = (ref: AccountRef, ...names: readonly string[]): Subject => ({
  id: ref.kind === 'new' ? { kind: 'person', person: ref.person } : { kind: 'account', account: ref.id },
  names: [ref.username, ref.displayName, ...names],
});

/** Takes somebody out of a change: their ids and values become others, and texts lose their names. Its kind and its group stay. */
export function maskChange(change: Change, target: TargetName, who: Somebody): Change {
  const about = subjectOf(change);
  const isTheirs = about !== undefined && who.isTheirs(target, about);
  const reasons = change.reasons.map(reason => maskReason(reason, isTheirs, target, who));
  const id = isTheirs ? who.key(target, change.id) : change.id;
  const values = (held: AccountValues) => (isTheirs ? blank(held) : held);
  switch (change.kind) {
    case 'createUser': {
      if (!isTheirs) return { ...change, reasons };
      const person = who.person(change.person);
      return { ...change, id: `createUser ${person}`, reasons, person, username: PURGED, values: blank(change.values) };
    }
    case 'updateUser': {
      const account = maskAccount(change.account, target, who);
      return { ...change, id, reasons, account, before: values(change.before), values: values(change.values) };
    }
    case 'renameUser': {
      if (!isTheirs) return { ...change, reasons };
      return { ...change, id, reasons, account: maskAccount(change.account, target, who), before: PURGED, username: PURGED };
    }
    case 'handOver': {
      const responsibility = maskResponsibility(change.responsibility, target, who);
      return { ...change, id, reasons, account: maskAccount(change.account, target, who), responsibility };
    }
    case 'addMember':
      return { ...change, id, reasons, account: maskRef(change.account, target, who) };
    case 'reactivateUser':
    case 'grantPermission':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
    case 'removeMember':
      return { ...change, id, reasons, account: maskAccount(change.account, target, who) };
    case 'deleteGroup':
      if (change.members === undefined) return { ...change, reasons };
      return { ...change, reasons, members: change.members.map(member => maskAccount(member, target, who)) };
    case 'createGroup':
    case 'renameGroup':
      return { ...change, reasons };
  }
}

/** Takes somebody out of what became of a change. */
export function maskOutcome(outcome: Outcome, target: TargetName, who: Somebody): Outcome {
  switch (outcome.kind) {
    case 'applied':
    case 'alreadySo':
      return {
        ...outcome,
        ...(outcome.account && { account: maskAccount(outcome.account, target, who) }),
        ...('details' in outcome && outcome.details && { details: outcome.details.map(who.text) }),
      };
    case 'failed': {
      const { learned } = outcome;
      return {
        ...outcome,
        problem: who.text(outcome.problem),
        hint: who.text(outcome.hint),
        ...(learned && {
          learned: learned.kind === 'readOnlyGroup' ? learned : { ...learned, account: who.account(target, learned.account) },
        }),
      };
    }
    case 'notRun':
      return { ...outcome, because: who.text(outcome.because) };
    case 'stale':
      return { ...outcome, found: who.text(outcome.found) };
  }
}

const blank = (values: AccountValues): AccountValues => Object.fromEntries(Object.keys(values).map(name => [name, PURGED]));

function maskAccount(ref: ExistingAccount, target: TargetName, who: Somebody): ExistingAccount {
  if (!who.isTheirs(target, subject(ref))) return ref;
  return { ...ref, id: who.account(target, ref.id), username: PURGED, displayName: PURGED };
}

function maskRef(ref: AccountRef, target: TargetName, who: Somebody): AccountRef {
  if (ref.kind === 'existing') return maskAccount(ref, target, who);
  if (!who.isTheirs(target, subject(ref))) return ref;
  return { ...ref, person: who.person(ref.person), username: PURGED, displayName: PURGED };
}

function maskResponsibility(held: Responsibility, target: TargetName, who: Somebody): Responsibility {
  const { label, holder, successor } = held;
  return {
    ...held,
    label: who.text(label),
    holder: who.account(target, holder),
    successor:
      successor.kind === 'account'
        ? { ...successor, username: who.name(successor.username) }
        : successor.kind === 'none'
          ? { ...successor, why: who.text(successor.why) }
          : successor,
  };
}
