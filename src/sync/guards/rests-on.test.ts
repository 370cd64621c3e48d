import { describe, expect, it } from 'vitest';
import { account, key, OKTA, targetGroup } from '../../../test/directories.js';
import type { Change } from '../../model/change.js';
import { providerId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredGroup } from '../../model/wish.js';
import { existing, existingGroup } from '../diff/draft.js';
import { restsOnUnread } from './access.js';

const IDCS = providerId('idcs.example.com');
const ann = existing(account('ann'));
const devs = existingGroup(targetGroup('Devs', []));
const reasons: Change['reasons'] = [];
const removal: Change = { kind: 'removeMember', id: 'remove', group: devs, account: ann, reasons };
const ending = (leaver: 'stated' | 'inferred'): Change => ({ kind: 'deactivateUser', id: 'end', account: ann, leaver, reasons });

/** Okta owns ann's account, idcs holds it too. */
const owned = {
  owners: new Map([[ann.id, key('ann')]]),
  holders: new Map([[ann.id, new Map([OKTA, IDCS].map(provider => [provider, key('ann', provider)] as const))]]),
};
const group = (unknown: readonly string[]): DesiredGroup => ({
  ...{ name: 'Devs', key: nameKey('Devs'), membership: 'granted', create: true, spelled: true },
  ...{ from: [], rules: [], members: new Map(), unknown },
});
const groupsOf = (...unknown: readonly string[]) => new Map([[nameKey('Devs'), group(unknown)]]);
const rests = (change: Change, unread: readonly (typeof OKTA)[], groups = groupsOf()) =>
  restsOnUnread(change, { ...owned, unreadProviders: new Set(unread), groups });

describe('unread-source: what a change that takes away rests on', () => {
  it('C4: every source that holds the account; a stated leaver on the owner alone', () => {
    for (const unread of [OKTA, IDCS]) {
      expect(rests(removal, [unread])).toBe(true);
      expect(rests(ending('inferred'), [unread])).toBe(true);
    }
    expect(rests(ending('stated'), [OKTA])).toBe(true);
    expect(rests(ending('stated'), [IDCS])).toBe(false);
    expect(rests(removal, [providerId('other')])).toBe(false);
  });

  it('a removal on a group that is known whole, whatever the case of its name; a leaver’s end does not', () => {
    const unknown = groupsOf('members of A: page 2 failed');
    expect(rests(removal, [], unknown)).toBe(true);
    expect(rests(removal, [])).toBe(false);
    expect(rests(removal, [], new Map())).toBe(false);
    expect(rests({ ...removal, leaver: 'stated' }, [], unknown)).toBe(false);
    expect(rests(ending('inferred'), [], unknown)).toBe(false);
  });

  it('of an account that nobody is known to hold, on every source', () => {
    const nobody = { owners: owned.owners, holders: new Map(), groups: groupsOf() };
    expect(restsOnUnread(removal, { ...nobody, unreadProviders: new Set([OKTA]) })).toBe(false);
    expect(restsOnUnread(removal, { ...nobody, owners: new Map(), unreadProviders: new Set([OKTA]) })).toBe(true);
  });
});
