import type { Change, ChangeOfKind } from '../../model/change.js';
import { sizeOf } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { LeaverKind } from '../../model/wish.js';
import { attributeNames } from '../../model/wish.js';
import { baseOf, count, type Guard, type GuardInput, ofKind, together, within } from './guard.js';

/** Everything that ends one leaver's account; a leaver counts once, whatever it takes (DESIGN §4). */
const endings = (changes: readonly Change[], leaver: LeaverKind) =>
  // a hand-over alone ends nobody; it waits with the end that it belongs to
  ofKind(changes, 'removeMember', 'cutAccess', 'deactivateUser').filter(change => change.leaver === leaver);

const accountsIn = (changes: ReturnType<typeof endings>): ReadonlySet<AccountId> =>
  new Set(changes.map(({ account }) => account.id));

const leavers = (name: 'deactivations' | 'stated-leavers', leaver: LeaverKind, of: string): Guard => ({
  name,
  check: input => {
    const changes = endings(input.changes, leaver);
    const leaving = accountsIn(changes);
    // whose access was cut within the window, and who is switched off now, is the same leaver
    const before = accountsIn(endings(within(input, name), leaver)).difference(leaving);
    return count(input, {
      guard: name,
      changes,
      n: leaving.size,
      before: before.size,
      base: baseOf(input, name).activeLinked,
      of,
    });
  },
});

export const deactivations = leavers('deactivations', 'inferred', 'people who seem to have left');
export const statedLeavers = leavers('stated-leavers', 'stated', 'people whom the source says have left');

/** Removals that are not part of a leaver's end. */
const plainRemovals = (changes: readonly Change[]) =>
  ofKind(changes, 'removeMember').filter(({ leaver }) => leaver === undefined);

export const removals: Guard = {
  name: 'removals',
  check: input => {
    const changes = plainRemovals(input.changes);
    return count(input, {
      guard: 'removals',
      changes,
      n: changes.length,
      before: plainRemovals(within(input, 'removals')).length,
      base: baseOf(input, 'removals').managedMemberships,
      of: 'removals of managed memberships',
    });
  },
};

export const removalsPerGroup: Guard = {
  name: 'removals-per-group',
  check: input => {
    const earlier = Map.groupBy(plainRemovals(within(input, 'removals-per-group')), ({ group }) => group.id);
    const perGroup = Map.groupBy(plainRemovals(input.changes), ({ group }) => group.id);
    return together(
      [...perGroup].map(([id, changes]) => {
        const name = changes[0]?.group.name ?? id;
        const before = earlier.get(id)?.length ?? 0;
        return count(input, {
          guard: 'removals-per-group',
          changes,
          n: changes.length,
          before,
          // as large as the group was when the window opened
          base: membersOf(input, id) + before,
          of: `removals from ${name}`,
          name,
        });
      }),
    );
  },
};

const membersOf = ({ actual }: GuardInput, id: ChangeOfKind<'removeMember'>['group']['id']): number => {
  const group = actual.groups.get(id);
  return (group && sizeOf(group)) ?? 0;
};

export const deletions: Guard = {
  name: 'deletions',
  check: input => {
    const changes = ofKind(input.changes, 'deleteUser', 'deleteGroup');
    const before = ofKind(within(input, 'deletions'), 'deleteUser', 'deleteGroup').length;
    return count(input, {
      guard: 'deletions',
      changes,
      n: changes.length,
      before,
      base: baseOf(input, 'deletions').accounts,
      of: 'deletions of users or groups',
    });
  },
};

export const creations: Guard = {
  name: 'creations',
  check: input => {
    const created = (kind: 'createUser' | 'createGroup', of: string, base: (before: number) => number) => {
      const changes = ofKind(input.changes, kind);
      const before = ofKind(within(input, 'creations'), kind).length;
      return count(input, { guard: 'creations', changes, n: changes.length, before, base: base(before), of });
    };
    return together([
      created('createUser', 'new accounts', () => baseOf(input, 'creations').accounts),
      // as many as there were when the window opened
      created('createGroup', 'new groups', before => Math.max(input.actual.groups.size - before, 0)),
    ]);
  },
};

export const updates: Guard = {
  name: 'updates',
  check: input =>
    together(
      attributeNames.map(attribute => {
        const touching = (changes: readonly Change[]) =>
          ofKind(changes, 'updateUser').filter(({ values }) => values[attribute] !== undefined);
        const changes = touching(input.changes);
        const before = touching(within(input, 'updates')).length;
        return count(input, {
          guard: 'updates',
          changes,
          n: changes.length,
          before,
          base: baseOf(input, 'updates').activeLinked,
          of: `updates of ${attribute}`,
          name: attribute,
        });
      }),
    ),
};

export const renames: Guard = {
  name: 'renames',
  check: input => {
    const changes = ofKind(input.changes, 'renameUser', 'renameGroup');
    const before = ofKind(within(input, 'renames'), 'renameUser', 'renameGroup').length;
    return count(input, {
      guard: 'renames',
      changes,
      n: changes.length,
      before,
      base: baseOf(input, 'renames').activeLinked,
      of: 'renames',
    });
  },
};

export const additionsPerGroup: Guard = {
  name: 'additions-per-group',
  check: input => {
    const byName = (changes: readonly Change[]) => Map.groupBy(ofKind(changes, 'addMember'), ({ group }) => nameKey(group.name));
    const earlier = byName(within(input, 'additions-per-group'));
    return together(
      [...byName(input.changes)].map(([key, changes]) => {
        const group = changes[0]?.group;
        const size = group?.kind === 'existing' ? membersOf(input, group.id) : 0;
        const before = earlier.get(key)?.length ?? 0;
        return count(input, {
          guard: 'additions-per-group',
          changes,
          n: changes.length,
          before,
          base: Math.max(size - before, 0),
          of: `additions to ${group?.name ?? key}`,
          name: key,
        });
      }),
    );
  },
};
