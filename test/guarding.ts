import type { AccountRef, Change, ChangeOfKind, GroupRef } from '../src/model/change.js';
import type { LeaverKind } from '../src/model/wish.js';
import { existing, existingGroup } from '../src/sync/diff/draft.js';
import type { GuardInput } from '../src/sync/guards/guard.js';
import { privilegedIn } from '../src/sync/privileged.js';
import { account, key, leads, type TargetContent, targetDirectory, targetGroup } from './directories.js';
import { type TargetText, targetRules } from './rules.js';

const NOBODY = { people: 0, matched: 0, accounts: 0, activeLinked: 0, managedMemberships: 0 };

/** What a guard looks at; what is left out is empty, and the run is an unattended one, not the first. */
export function guardInput(special: Partial<GuardInput>, target: TargetContent & TargetText = {}): GuardInput {
  const actual = targetDirectory(target);
  const rules = targetRules(target);
  return {
    ...{ changes: [], attended: false, firstRun: false, actual, groups: new Map() },
    ...{ managed: new Map(), adoptable: new Set(), replaced: new Set(), legacy: new Set(), rivals: new Map() },
    ...{ waiting: new Map(), owners: new Map(), holders: new Map(), priorities: new Map(), unreadProviders: new Set() },
    ...{ counts: NOBODY, bases: new Map(), applied: new Map(), allow: new Map(), pause: undefined, unwanted: new Map() },
    ...{ approvals: [], rules, privileged: privilegedIn(actual, rules) },
    ...special,
  };
}

/** Somebody whose account this plan makes. */
export const newcomer = (login: string): AccountRef => ({
  ...{ kind: 'new', person: key(login), username: login, displayName: `The ${login}` },
});
/** A group that this plan makes. */
export const newGroup = (name: string): GroupRef => ({ kind: 'new', name });

const ref = (who: string | AccountRef) => (typeof who === 'string' ? existing(account(who)) : who);
const groupRef = (group: string | GroupRef) => (typeof group === 'string' ? existingGroup(targetGroup(group, [])) : group);
const reasons: Change['reasons'] = [];

export function adds(group: string | GroupRef, who: string | AccountRef): ChangeOfKind<'addMember'> {
  const [to, added] = [groupRef(group), ref(who)];
  return { kind: 'addMember', id: `addMember ${to.name} ${added.username}`, group: to, account: added, reasons };
}

export const removes = (group: string, who: string, leaver?: LeaverKind): ChangeOfKind<'removeMember'> => ({
  ...{ kind: 'removeMember', id: `removeMember ${group} ${who}`, reasons },
  ...{ group: existingGroup(targetGroup(group, [])), account: existing(account(who)) },
  ...(leaver === undefined ? {} : { leaver }),
});

export const switchesOff = (who: string, leaver: LeaverKind = 'inferred'): ChangeOfKind<'deactivateUser'> => ({
  ...{ kind: 'deactivateUser', id: `deactivateUser ${who}`, account: existing(account(who)), leaver, reasons },
});

export const switchesOn = (who: string): ChangeOfKind<'reactivateUser'> => ({
  ...{ kind: 'reactivateUser', id: `reactivateUser ${who}`, account: existing(account(who)), reasons },
});

export const handsOver = (label: string, who: string): ChangeOfKind<'handOver'> => ({
  ...{ kind: 'handOver', id: `handOver ${label}`, account: existing(account(who)), leaver: 'inferred', reasons },
  responsibility: leads(label, who, { kind: 'clear' }),
});
