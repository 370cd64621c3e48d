import type { Change } from '../../model/change.js';
import { sizeOf } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { splitPersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { GuardName } from '../../model/plan.js';
import { pausedBecause } from '../pause.js';
import { administratorsOf } from '../privileged.js';
import { allowance, type Guard, type GuardInput, hold, ofKind, PASS, together, type Verdict } from './guard.js';
import { takesAway } from './takes-away.js';

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
  { owners, holders, unreadProviders, groups }: Pick<GuardInput, 'owners' | 'holders' | 'unreadProviders' | 'groups'>,
): boolean {
  const account = accountOf(change);
  // a group may be an unread rule's to make; whose a stranger's account is an unread source might tell
  const owner = account === undefined ? undefined : owners.get(account);
  if (owner === undefined) return unreadProviders.size > 0;
  // a stated leaver at the account's owner waits for nobody (C4)
  const isStated = 'leaver' in change && change.leaver === 'stated';
  const who = isStated || account === undefined ? [splitPersonKey(owner).provider] : [...(holders.get(account)?.keys() ?? [])];
  if (who.some(provider => unreadProviders.has(provider))) return true;
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
        const group = input.actual.groups.get(id);
        const size = group === undefined ? undefined : sizeOf(group);
        if (size === undefined || size < input.rules.guards.emptiedGroupFrom) return PASS;
        const added = ofKind(input.changes, 'addMember').some(({ group }) => group.kind === 'existing' && group.id === id);
        if (added || changes.length < size) return PASS;
        const name = changes[0]?.group.name;
        if (changes.length <= allowance(input, 'emptied-group', name)) return PASS;
        const reason = `${name} would lose all of its ${size} members`;
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

/** What an undo gives back to a leader: its account is the heir's, who only gives. */
const isHandedBack = ({ kind, reasons }: Change) => kind === 'handOver' && reasons.some(reason => reason.kind === 'undo');

function people({ changes, actual, rules }: GuardInput): Verdict {
  const isProtected = (username: string) => rules.protect.users.matches(username);
  const isSelf = (account: AccountId | undefined) => account !== undefined && account === actual.self;
  const touched = changes.filter(change => {
    if (isHandedBack(change)) return false;
    // nobody takes a protected name either
    if ((change.kind === 'createUser' || change.kind === 'renameUser') && isProtected(change.username)) return true;
    return 'account' in change && (isSelf(accountOf(change)) || isProtected(change.account.username));
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

function lastAdministrators(input: GuardInput): Verdict {
  const { administrators } = input.privileged;
  const { isOne } = administratorsOf(input.actual);
  const least = 2;
  const ending = input.changes.filter(change => {
    const account = accountOf(change);
    if (account === undefined || !administrators.has(account) || isHandedBack(change)) return false;
    if (change.kind === 'removeMember') return isOne(change.group.name);
    return takesAway(change);
  });
  const lost = new Set(ending.map(accountOf)).size;
  if (administrators.size - lost >= least) return PASS;
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

/** A leaver's account that somebody active at the source matches is most likely that somebody's, made anew there. */
export const rivalClaim: Guard = {
  name: 'rival-claim',
  check: ({ changes, attended, rivals }) =>
    holdEach('rival-claim', attended ? [] : changes, change => {
      const login = 'leaver' in change ? rivals.get(change.account.id) : undefined;
      return login === undefined
        ? undefined
        : `${login}, active at the source, has the same login or e-mail: the account may be theirs (rollcall links set)`;
    }),
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

/** An admin said so: nothing destructive, or nothing at all, until then. */
export const paused: Guard = {
  name: 'paused',
  check: ({ changes, pause }) => holdEach('paused', changes, change => pausedBecause(change, pause)),
};

/** What an undo would give back though the source no longer wants it (A8). */
export const unwanted: Guard = {
  name: 'unwanted',
  check: ({ changes, unwanted: because }) => holdEach('unwanted', changes, ({ id }) => because.get(id)),
};

const holdEach = (guard: GuardName, changes: readonly Change[], because: (change: Change) => string | undefined): Verdict =>
  together(
    changes.flatMap(change => {
      const why = because(change);
      return why === undefined ? [] : [hold(guard, [change], why)];
    }),
  );
