import { describe, expect, it } from 'vitest';
import { account, key } from '../../test/directories.js';
import type { Change } from '../model/change.js';
import { targetGroupId } from '../model/ids.js';
import { existing } from './diff/draft.js';
import { stage } from './stage.js';

const ann = existing(account('ann'));
const devs = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' } as const;
const lead = { id: 'project:OPS', label: 'OPS', holder: ann.id, successor: { kind: 'clear' } } as const;
type Content = Change extends infer C ? (C extends Change ? Omit<C, 'id' | 'reasons'> : never) : never;
const change = (content: Content, id = 'x'): Change => ({ id, reasons: [], ...content });

describe('A1: the order of stages', () => {
  it.each<[string, Content]>([
    ['hand over for stated leavers', { kind: 'handOver', account: ann, leaver: 'stated', responsibility: lead }],
    ['end stated leavers', { kind: 'deactivateUser', account: ann, leaver: 'stated' }],
    ['end stated leavers', { kind: 'cutAccess', account: ann, leaver: 'stated', when: 'always' }],
    ['end stated leavers', { kind: 'removeMember', account: ann, group: devs, leaver: 'stated' }],
    ['create users', { kind: 'createUser', person: key('ann'), username: 'ann', values: {} }],
    ['update users', { kind: 'updateUser', account: ann, before: {}, values: {} }],
    ['update users', { kind: 'renameUser', account: ann, before: 'a', username: 'b' }],
    ['update users', { kind: 'reactivateUser', account: ann }],
    ['create groups', { kind: 'createGroup', name: 'devs' }],
    ['create groups', { kind: 'renameGroup', group: devs, name: 'd' }],
    ['add members', { kind: 'addMember', account: ann, group: devs }],
    ['remove members', { kind: 'removeMember', account: ann, group: devs }],
    ['hand over for inferred leavers', { kind: 'handOver', account: ann, leaver: 'inferred', responsibility: lead }],
    ['end inferred leavers', { kind: 'deactivateUser', account: ann, leaver: 'inferred' }],
    ['end inferred leavers', { kind: 'removeMember', account: ann, group: devs, leaver: 'inferred' }],
    ['delete', { kind: 'deleteUser', account: ann, leaver: 'stated' }],
    ['delete', { kind: 'deleteGroup', group: devs }],
  ])('%s: %o', (name, content) => {
    expect(stage([change(content)]).filter(({ changes }) => changes.length > 0)).toMatchObject([{ name }]);
  });

  it('is the same in every plan, and so is the order inside a stage', () => {
    expect(stage([]).map(({ name }) => name)).toEqual([
      'hand over for stated leavers',
      'end stated leavers',
      'create users',
      'update users',
      'create groups',
      'add members',
      'remove members',
      'hand over for inferred leavers',
      'end inferred leavers',
      'delete',
    ]);
    const changes = ['b', 'a', 'c'].map(id => change({ kind: 'createGroup', name: id }, id));
    expect(stage(changes)[4]?.changes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('what frees a seat that is needed goes first, and its hand-overs before it', () => {
    const leaving = [
      change({ kind: 'deactivateUser', account: ann, leaver: 'inferred' }, 'end'),
      change({ kind: 'handOver', account: ann, leaver: 'inferred', responsibility: lead }, 'hand over'),
    ];
    const stages = stage(leaving, new Set(['end', 'hand over'])).filter(({ changes }) => changes.length > 0);
    expect(stages.map(({ name, changes }) => [name, changes[0]?.id])).toEqual([
      ['hand over for stated leavers', 'hand over'],
      ['end stated leavers', 'end'],
    ]);
  });
});

describe('A1: inside a stage', () => {
  it('changes are in the order of their ids, however they come', () => {
    const ids = ['b', 'd', 'a', 'c', 'e'];
    const staged = stage(ids.map(id => change({ kind: 'reactivateUser', account: ann }, id)));
    expect(staged.flatMap(({ changes }) => changes.map(({ id }) => id))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
