import { describe, expect, it } from 'vitest';
import { account, JIRA, key, leads, NOW, targetGroup } from '../../test/directories.js';
import type { Change, ChangeOfKind, Outcome } from '../model/change.js';
import { runId } from '../model/ids.js';
import type { AttributeName } from '../model/wish.js';
import type { Pin } from '../state/store.js';
import { existing, existingGroup } from './diff/draft.js';
import { freedBy, isOffboardPin, isPinInForce, keysOf, namesIn, offboardKey, pinsFor, withoutPinned } from './pins.js';

const ann = existing(account('ann'));
const bob = existing(account('bob'));
const zoe = { kind: 'new', person: key('zoe'), username: 'zoe', displayName: 'The zoe' } as const;
const devs = existingGroup(targetGroup('Devs', []));
const ops = { kind: 'new', name: 'Ops' } as const;
const reasons: Change['reasons'] = [];

const createUser: Change = { kind: 'createUser', id: 'create zoe', person: key('zoe'), username: 'zoe', values: {}, reasons };
const update = (names: readonly AttributeName[]): ChangeOfKind<'updateUser'> => ({
  ...{ kind: 'updateUser', id: 'update ann', account: ann, reasons },
  before: Object.fromEntries(names.map(name => [name, `old ${name}`])),
  values: Object.fromEntries(names.map(name => [name, `new ${name}`])),
});
const renameUser: Change = { kind: 'renameUser', id: 'rename ann', account: ann, before: 'ann', username: 'anna', reasons };
const reactivate: Change = { kind: 'reactivateUser', id: 'reactivate ann', account: ann, reasons };
const deactivate: Change = { kind: 'deactivateUser', id: 'end ann', account: ann, leaver: 'inferred', reasons };
const cut: Change = { kind: 'cutAccess', id: 'cut ann', account: ann, leaver: 'stated', when: 'always', reasons };
const deleteUser: Change = { kind: 'deleteUser', id: 'delete ann', account: ann, leaver: 'stated', reasons };
const responsibility = leads('OPS', 'ann', { kind: 'clear' });
const handOver: Change = { kind: 'handOver', id: 'hand over', account: ann, leaver: 'inferred', responsibility, reasons };
const createGroup: Change = { kind: 'createGroup', id: 'create ops', name: 'Ops', reasons };
const renameGroup: Change = { kind: 'renameGroup', id: 'rename devs', group: devs, name: 'Makers', reasons };
const deleteGroup: Change = { kind: 'deleteGroup', id: 'delete devs', group: devs, reasons };
const add: Change = { kind: 'addMember', id: 'add ann', group: devs, account: ann, reasons };
const addNew: Change = { kind: 'addMember', id: 'add zoe', group: ops, account: zoe, reasons };
const remove: Change = { kind: 'removeMember', id: 'remove ann', group: devs, account: ann, reasons };

const applied: Outcome = { kind: 'applied' };
const made = { account: existing(account('zoe')) };

const pin = (of: string, run = 7): Pin => ({
  ...{ target: JIRA, key: of, change: remove, configFingerprint: 'x', since: NOW },
  ...{ run: runId(run), undid: runId(1) },
});

describe('A8: by what a change is known again in a later plan', () => {
  it.each<[Change, readonly string[]]>([
    [createUser, [`createUser ${key('zoe')}`]],
    [update(['email', 'displayName']), ['updateUser id-ann email', 'updateUser id-ann displayName']],
    [renameUser, ['renameUser id-ann']],
    [reactivate, ['reactivateUser id-ann']],
    [deactivate, ['end inferred id-ann']],
    [cut, ['end stated id-ann']],
    [deleteUser, ['end stated id-ann']],
    [handOver, ['handOver project:OPS', 'end inferred id-ann']],
    [createGroup, ['createGroup ops']],
    [renameGroup, ['renameGroup devs']],
    [deleteGroup, ['deleteGroup devs']],
    [add, ['addMember devs id-ann']],
    [remove, ['removeMember devs id-ann']],
  ])('$kind: by its object, whatever the case of its name', (change, keys) => expect(keysOf(change)).toEqual(keys));

  it('who has no account yet is in no group that could be pinned', () => expect(keysOf(addNew)).toEqual([]));
});

describe('A8: what no later plan may do once a change is taken back', () => {
  it('a new account stays, switched off: it is its reactivation; of one that nobody can name, nothing', () => {
    expect(pinsFor(createUser, { ...applied, ...made })).toEqual(['reactivateUser id-zoe']);
    expect(pinsFor(createUser, { kind: 'alreadySo', ...made })).toEqual(['reactivateUser id-zoe']);
    expect(pinsFor(createUser, applied)).toEqual([]);
  });

  it('only what happened says which account it was', () => {
    const failed = { kind: 'failed', problem: 'it answered 503', hint: 'again', ...made } as const;
    expect(pinsFor(createUser, failed)).toEqual([]);
  });

  it('a member, also one whose account that run made', () => {
    expect(pinsFor(add, applied)).toEqual(['addMember devs id-ann']);
    expect(pinsFor(add, { ...applied, account: bob })).toEqual(['addMember devs id-ann']);
    expect(pinsFor(addNew, { ...applied, ...made })).toEqual(['addMember ops id-zoe']);
    expect(pinsFor(addNew, applied)).toEqual([]);
  });

  it.each([deactivate, cut, deleteUser])('$kind: a leaver whose inferred end was undone may still be stated', change => {
    expect(pinsFor({ ...change, leaver: 'inferred' }, applied)).toEqual(['end inferred id-ann']);
    expect(pinsFor({ ...change, leaver: 'stated' }, applied)).toEqual(['end stated id-ann', 'end inferred id-ann']);
  });

  it('a hand-over, and not the end that it came before', () =>
    expect(pinsFor(handOver, applied)).toEqual(['handOver project:OPS']));

  it.each([update(['email']), renameUser, reactivate, createGroup, renameGroup, deleteGroup, remove])('$kind: itself', change =>
    expect(pinsFor(change, applied)).toEqual(keysOf(change)),
  );
});

describe('A8: what an undo does itself is free to be done', () => {
  it.each([deactivate, cut, deleteUser])('$kind: an end in either way', change =>
    expect(freedBy(change, applied)).toEqual(['end stated id-ann', 'end inferred id-ann']),
  );

  it('a member whom that run made, and a hand-over without the end', () => {
    expect(freedBy(addNew, { ...applied, ...made })).toEqual(['addMember ops id-zoe']);
    expect(freedBy(handOver, applied)).toEqual(['handOver project:OPS']);
  });

  it.each([createUser, update(['email']), renameUser, reactivate, createGroup, renameGroup, deleteGroup, remove])(
    '$kind: itself',
    change => expect(freedBy(change, { ...applied, ...made })).toEqual(keysOf(change)),
  );
});

describe('A8: how long a pin counts', () => {
  it('until the config changes', () => {
    expect(isPinInForce(pin('createGroup ops'), 'x')).toBe(true);
    expect(isPinInForce(pin('createGroup ops'), 'y')).toBe(false);
  });

  it('whoever was offboarded stays so, whatever the config', () => {
    expect(isPinInForce(pin(offboardKey(ann.id)), 'y')).toBe(true);
    expect(isOffboardPin(pin(offboardKey(ann.id)))).toBe(true);
    expect(isOffboardPin(pin('createGroup offboard '))).toBe(false);
  });
});

describe('the names in a change, by which a person finds its pin', () => {
  it.each<[Change, readonly string[]]>([
    [createUser, ['zoe']],
    [update(['email']), ['ann']],
    [renameUser, ['ann', 'anna']],
    [createGroup, ['Ops']],
    [renameGroup, ['Devs', 'Makers']],
    [deleteGroup, ['Devs']],
    [addNew, ['zoe', 'Ops']],
    [remove, ['ann', 'Devs']],
  ])('$kind', (change, names) => expect(namesIn(change)).toEqual(names));
});

describe('A8: what was undone is left out of later plans', () => {
  it('without pins nothing is', () => {
    expect(withoutPinned([add, remove], [])).toEqual({ changes: [add, remove], notes: [] });
  });

  it('and noted, with the run that took it back; the rest goes on', () => {
    const { changes, notes } = withoutPinned([add, remove], [pin('removeMember devs id-ann')]);
    expect(changes).toEqual([add]);
    expect(notes).toEqual([{ kind: 'pinned', change: remove, run: runId(7), since: NOW }]);
  });

  it('of an update only the attributes that are pinned', () => {
    const both = update(['email', 'displayName']);
    const { changes, notes } = withoutPinned([both], [pin('updateUser id-ann email')]);
    expect(changes).toEqual([update(['displayName'])]);
    expect(notes).toMatchObject([{ change: both }]);
    const three = update(['username', 'email', 'displayName']);
    expect(withoutPinned([three], [pin('updateUser id-ann email')]).changes).toEqual([update(['username', 'displayName'])]);
    const all = [pin('updateUser id-ann email'), pin('updateUser id-ann displayName')];
    expect(withoutPinned([both], all).changes).toEqual([]);
  });

  it('what cannot happen without it is left out and noted too: members of a group or an account that is not made', () => {
    const plan = [createUser, createGroup, addNew, add];
    const { changes, notes } = withoutPinned(plan, [pin('createGroup ops', 5)]);
    expect(changes).toEqual([createUser, add]);
    expect(notes).toMatchObject([
      { change: createGroup, run: 5 },
      { change: addNew, run: 5 },
    ]);
    const both = withoutPinned(plan, [pin('createGroup ops', 5), pin(`createUser ${key('zoe')}`, 6)]);
    expect(both.changes).toEqual([add]);
    expect(both.notes).toMatchObject([{ run: 6 }, { run: 5 }, { change: addNew, run: 6 }]);
  });

  it('a hand-over goes with the end that it belongs to, and says first that it is pinned itself', () => {
    const end = pin('end inferred id-ann', 5);
    expect(withoutPinned([handOver, deactivate], [end]).changes).toEqual([]);
    const { notes } = withoutPinned([handOver, deactivate], [end, pin('handOver project:OPS', 6)]);
    expect(notes).toMatchObject([
      { change: handOver, run: 6 },
      { change: deactivate, run: 5 },
    ]);
  });
});
