import { describe, expect, it } from 'vitest';
import { account, key, leads, targetGroup } from '../../../test/directories.js';
import type { Change } from '../../model/change.js';
import { existing, existingGroup } from '../diff/draft.js';
import { needsOf, withDependents } from './dependents.js';

const [ann, bob] = [existing(account('ann')), existing(account('bob'))];
const devs = existingGroup(targetGroup('devs', []));
const fresh = { kind: 'new', person: key('new'), username: 'new', displayName: 'New' } as const;
const made = { kind: 'new', name: 'made' } as const;
const reasons: Change['reasons'] = [];
const leaver = 'stated' as const;

const createUser: Change = { kind: 'createUser', id: 'create new', person: key('new'), username: 'new', values: {}, reasons };
const createGroup: Change = { kind: 'createGroup', id: 'create made', name: 'made', reasons };
const reactivate: Change = { kind: 'reactivateUser', id: 'reactivate ann', account: ann, reasons };
const deactivate: Change = { kind: 'deactivateUser', id: 'deactivate ann', account: ann, leaver, reasons };
const cut: Change = { kind: 'cutAccess', id: 'cut ann', account: ann, leaver, when: 'always', reasons };
const handOver = (of: typeof ann): Change => ({
  ...{ kind: 'handOver', id: `hand over ${of.username}`, account: of, leaver, reasons },
  responsibility: leads('OPS', of.username, { kind: 'clear' }),
});
const add = (who: typeof ann | typeof fresh, group: typeof devs | typeof made): Change => {
  const id = `add ${who.username} to ${group.name}`;
  return { kind: 'addMember', id, group, account: who, reasons };
};
const remove: Change = { kind: 'removeMember', id: 'remove ann', group: devs, account: ann, reasons };
const all = [
  createUser,
  createGroup,
  reactivate,
  deactivate,
  cut,
  handOver(ann),
  handOver(bob),
  add(fresh, devs),
  add(fresh, made),
  add(ann, devs),
  add(ann, made),
  remove,
];

const waiting = (change: Change, guard: 'paused' | 'no-successor' = 'paused') =>
  withDependents(all, [{ change, guard, reason: 'held' }]).map(one => one.change.id);

describe('what cannot happen either, when a change is held', () => {
  it('the memberships of an account that is not made, or not switched on', () => {
    expect(waiting(createUser)).toEqual(['create new', 'add new to devs', 'add new to made']);
    expect(waiting(reactivate)).toEqual(['reactivate ann', 'add ann to devs', 'add ann to made']);
  });

  it('the members of a group that is not made', () => {
    expect(waiting(createGroup)).toEqual(['create made', 'add new to made', 'add ann to made']);
  });

  it('who comes before where: of a new account for a new group the account’s reason is told', () => {
    const group = { change: createGroup, guard: 'creations', reason: 'too many groups' } as const;
    const user = { change: createUser, guard: 'seats', reason: 'no seat' } as const;
    const both = withDependents(all, [group, user]).find(({ change }) => change.id === 'add new to made');
    expect(both).toMatchObject({ guard: 'seats', reason: 'no seat' });
  });

  it('A8: a group that is there waits for no creation, also where one of its name was taken back', () => {
    expect(needsOf(add(ann, devs))).toEqual(['account id-ann']);
  });

  it('U4: what else ends a leaver who is kept: hand-overs, the cut, the switch-off; nobody else’s', () => {
    expect(waiting(deactivate)).toEqual(['deactivate ann', 'cut ann', 'hand over ann']);
    expect(waiting(cut)).toEqual(['cut ann', 'deactivate ann', 'hand over ann']);
  });

  it('U4: but who waits for a successor is cut off all the same', () => {
    expect(waiting(deactivate, 'no-successor')).toEqual(['deactivate ann']);
  });

  it('nothing else waits for a membership or a hand-over', () => {
    expect(waiting(remove)).toEqual(['remove ann']);
    expect(waiting(handOver(ann))).toEqual(['hand over ann']);
  });

  it('the first reason is the one that is told', () => {
    const first = { change: deactivate, guard: 'deactivations', reason: 'too many' } as const;
    const second = { change: cut, guard: 'paused', reason: 'paused' } as const;
    expect(withDependents(all, [first, second]).map(({ change, guard }) => [change.id, guard])).toEqual([
      ['deactivate ann', 'deactivations'],
      ['cut ann', 'paused'],
      ['hand over ann', 'deactivations'],
    ]);
  });
});
