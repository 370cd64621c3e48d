import type { Change } from '../../model/change.js';
import type { AccountId } from '../../model/ids.js';
import { splitPersonKey } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import { allowance, type Guard, type GuardInput, hold, ofKind, PASS, together, type Verdict } from './guard.js';

const takesAway = (change: Change): boolean => {
  switch (change.kind) {
    case 'removeMember':
    case 'deactivateUser':
    case 'cutAccess':
    case 'handOver':
    case 'deleteUser':
    case 'deleteGroup':
    case 'renameGroup':
      return true;
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'createGroup':
    case 'addMember':
      return false;
  }
};

const accountOf = (change: Change): AccountId | undefined =>
  'account' in change && change.account.kind === 'existing' ? change.account.id : undefined;

/** A second look, independent of the diff: nothing that takes away may rest on a source or a group that was not read. */
export const unreadSource: Guard = {
  name: 'unread-source',
  check: input => {
    const rests = input.changes.filter(change => takesAway(change) && restsOnUnread(change, input));
    return hold('unread-source', rests, 'what the source wants here is not known in this run');
  },
};

export function restsOnUnread(
  change: Change,
  { owners, unreadProviders, groups }: Pick<GuardInput, 'owners' | 'unreadProviders' | 'groups'>,
): boolean {
  const account = accountOf(change);
  // a group may be an unread rule's to make; whose a stranger's account is an unread source might tell
  const owner = account === undefined ? undefined : owners.get(account);
  if (owner === undefined) return unreadProviders.size > 0;
  if (unreadProviders.has(splitPersonKey(owner).provider)) return true;
  if (change.kind !== 'removeMember' || change.leaver !== undefined) return false;
  return (groups.get(nameKey(change.group.name))?.unknown.length ?? 0) > 0;
}

/** A group that would end up with nobody is more often a mistake than a wish. */
export const emptiedGroup: Guard = {
  name: 'emptied-group',
  check: input => {
    const perGroup = Map.groupBy(ofKind(input.changes, 'removeMember'), ({ group }) => group.id);
    return together(
      [...perGroup].map(([id, changes]) => {
        const members = input.actual.groups.get(id)?.members;
        if (members?.kind !== 'read' || members.ids.size < input.rules.guards.emptiedGroupFrom) return PASS;
        const added = ofKind(input.changes, 'addMember').some(({ group }) => group.kind === 'existing' && group.id === id);
        if (added || changes.length < members.ids.size) return PASS;
        const name = changes[0]?.group.name;
        if (changes.length <= allowance(input, 'emptied-group', name)) return PASS;
        const reason = `${name} would lose all of its ${members.ids.size} members`;
        return hold('emptied-group', changes, reason, `${input.rules.name}:emptied-group=${changes.length}`);
      }),
    );
  },
};

/** Administrators are made with a person watching. */
export const privilegedAdditions: Guard = {
  name: 'privileged-additions',
  check: input => {
    if (input.attended) return PASS;
    const additions = ofKind(input.changes, 'addMember').filter(({ group }) => input.privileged.group(group.name));
    return hold('privileged-additions', additions, 'additions to a privileged group need an attended run');
  },
};

/** Whom and what the config protects, ourselves, and the last two active administrators. */
export const protectedOnes: Guard = {
  name: 'protected',
  check: input => together([people(input), groups(input), lastAdministrators(input)]),
};

function people({ changes, actual, rules }: GuardInput): Verdict {
  const isProtected = (username: string) => rules.protect.users.matches(username);
  const touched = changes.filter(change => {
    // nobody takes a protected name either
    if ((change.kind === 'createUser' || change.kind === 'renameUser') && isProtected(change.username)) return true;
    return 'account' in change && (accountOf(change) === actual.self || isProtected(change.account.username));
  });
  return hold('protected', touched, 'the account is protected (protect.users), or rollcall’s own');
}

function groups(input: GuardInput): Verdict {
  const destructive = ofKind(input.changes, 'removeMember', 'deleteGroup', 'renameGroup').filter(
    change =>
      input.rules.protect.groups.matches(change.group.name) && !(change.kind === 'removeMember' && change.leaver === 'stated'),
  );
  return hold('protected', destructive, 'the group is protected (protect.groups)');
}

const LEAST_ADMINISTRATORS = 2;

function lastAdministrators(input: GuardInput): Verdict {
  const { administrators } = input.privileged;
  const ending = input.changes.filter(change => {
    const account = accountOf(change);
    if (account === undefined || !administrators.has(account)) return false;
    if (change.kind === 'removeMember') return input.actual.administratorGroups.has(lookalikeKey(change.group.name));
    return takesAway(change);
  });
  const lost = new Set(ending.map(accountOf)).size;
  if (lost === 0 || administrators.size - lost >= LEAST_ADMINISTRATORS) return PASS;
  return hold(
    'protected',
    ending,
    `only ${administrators.size - lost} of ${administrators.size} active administrators would be left`,
  );
}

/** A group that rollcall did not make changes only after a person has seen it in a plan (G5, G8). */
export const adoption: Guard = {
  name: 'adoption',
  check: input => {
    if (input.attended) return PASS;
    const foreign = ofKind(input.changes, 'addMember', 'removeMember').filter(
      ({ group }) => group.kind === 'existing' && !input.managed.has(group.id) && !input.adoptable.has(nameKey(group.name)),
    );
    const replaced = ofKind(input.changes, 'addMember').filter(
      ({ group }) => group.kind === 'existing' && input.replaced.has(group.id),
    );
    return together([
      hold('adoption', foreign, 'the group was there before rollcall: adopt it (rollcall adopt GROUP), or apply attended once'),
      hold('adoption', replaced, 'the group’s name belongs to another group at the source now: needs an attended run'),
    ]);
  },
};

/** People inactive at the source whose active account was first matched in this run (U5). */
export const legacyLeavers: Guard = {
  name: 'legacy-leavers',
  check: input => {
    if (input.attended) return PASS;
    const changes = input.changes.filter(change => {
      const account = accountOf(change);
      return account !== undefined && takesAway(change) && input.legacy.has(account);
    });
    return hold('legacy-leavers', changes, 'inactive at the source and never linked before: needs an attended run');
  },
};

/** A leaver who still leads something keeps the account until somebody takes over; access is cut all the same (U4). */
export const noSuccessor: Guard = {
  name: 'no-successor',
  check: input =>
    together(
      [...input.waiting].map(([account, labels]) => {
        const changes = ofKind(input.changes, 'deactivateUser').filter(change => change.account.id === account);
        return hold('no-successor', changes, `leads ${labels}, and nobody can take over: see leads, under the target`);
      }),
    ),
};
