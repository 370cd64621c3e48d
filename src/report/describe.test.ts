import { describe, expect, it } from 'vitest';
import type { Change } from '../model/change.js';
import { describeOutcome, describe as say } from './describe.js';
import { describeNote } from './notes.js';
import { describeReason, describeReasons } from './reasons.js';
import {
  account,
  addMember,
  createUser,
  deactivateUser,
  group,
  handOver,
  left,
  okta,
  removeMember,
  someone,
  staff,
  suspended,
  updateUser,
  viaRule,
} from './test-plans.js';

describe('a change in words', () => {
  const ended = { account: account('liam.khan'), leaver: 'stated', reasons: [] } as const;
  const others: Change[] = [
    { kind: 'renameUser', id: '1', account: account('mia'), before: 'mia', username: 'mia.park', reasons: [] },
    { kind: 'reactivateUser', id: '2', account: account('mia'), reasons: [] },
    { kind: 'cutAccess', id: '3', when: 'onRefusal', ...ended },
    { kind: 'deleteUser', id: '4', ...ended },
    { kind: 'createGroup', id: '5', name: 'team-blue', reasons: [] },
    { kind: 'renameGroup', id: '6', group: group('a'), name: 'b', reasons: [] },
    { kind: 'deleteGroup', id: '7', group: group('a'), reasons: [] },
  ];

  it('names who and what', () => {
    const changes = [
      createUser('ada.okafor', 'Ada Okafor', 'ada@example.com'),
      updateUser('mia.park', 'Mia P.', 'Mia Park'),
      deactivateUser('liam.khan'),
      handOver('liam.khan', 'project OPS', 'jira-admin'),
      addMember('team-blue', 'ada.okafor'),
      removeMember('team-blue', 'olu.mensah'),
      ...others,
    ];

    expect(changes.map(say)).toEqual([
      'create the account ada.okafor (Ada Okafor <ada@example.com>)',
      'update mia.park: displayName  Mia P. → Mia Park',
      'deactivate liam.khan',
      'hand over project OPS of liam.khan → jira-admin',
      'add ada.okafor to team-blue',
      'remove olu.mensah from team-blue',
      'rename mia to mia.park',
      'reactivate mia',
      'cut the access of liam.khan (the switch-off was refused)',
      'delete the account liam.khan',
      'create the group team-blue',
      'rename the group a to b',
      'delete the group a',
    ]);
  });

  it('shows blanks that make a difference, and empty values', () => {
    expect(say(updateUser('mia', 'Mia ', ''))).toBe('update mia: displayName  "Mia " → ""');
    expect(say(updateUser('mia', 'A\u00a0B', 'A B'))).toBe('update mia: displayName  A\\u00a0B → A B');
  });

  it('spells out what a name hides', () => {
    expect(say(addMember('ad\u200bmins', 'bob\n'))).toBe('add bob\\u000a to ad\\u200bmins');
  });
});

describe('a reason in words', () => {
  it('reads naturally', () => {
    const reasons = [
      { kind: 'newAtSource', source: okta } as const,
      suspended,
      { kind: 'inactive', source: okta, status: 'DEPROVISIONED' } as const,
      left('Engineering', 'Platform'),
      viaRule('manual 1', 'Engineering'),
      { kind: 'default', sync: staff, list: 'allUsers' } as const,
      { kind: 'graceOver', since: '2026-11-20T00:00:00Z', reads: 3 } as const,
    ];

    expect(reasons.map(describeReason)).toEqual([
      'new in okta',
      'suspended in okta since 2026-11-20',
      'deprovisioned in okta',
      'left okta: Engineering, Platform',
      'staff manual 1 via Engineering',
      'staff defaults.allUsers',
      'seen missing 3 times since 2026-11-20',
    ]);
  });

  it('G3: says one membership by several ways once, one rule with all its groups', () => {
    const reasons = [viaRule('manual 1', 'Engineering'), viaRule('manual 2', 'Ops'), viaRule('manual 1', 'Platform')];

    expect(describeReasons(reasons)).toBe('staff manual 1 via Engineering, Platform; staff manual 2 via Ops');
  });
});

describe('an outcome and a note in words', () => {
  it('tells how a change ended (A3)', () => {
    expect(describeOutcome({ kind: 'applied', details: ['jira-users'] })).toBe('done: jira-users');
    expect(describeOutcome({ kind: 'alreadySo' })).toBe('was so already');
    expect(describeOutcome({ kind: 'failed', problem: 'no\n way', hint: 'x' })).toBe('failed: no way');
    expect(describeOutcome({ kind: 'notRun', because: 'a was not created' })).toBe('not run: a was not created');
    expect(describeOutcome({ kind: 'stale', found: 'ada is inactive' })).toContain('ada is inactive');
  });

  it('tells whom a note is about', () => {
    const conflict = describeNote({ kind: 'conflict', ...someone('ada'), why: 'two accounts', accounts: ['ada', 'ada.o'] });
    const grace = describeNote({
      kind: 'inGrace',
      ...someone('cid'),
      since: '2026-11-20T00:00:00Z',
      reads: 1,
      until: '2026-11-21T00:00:00Z',
    });

    expect(conflict).toBe('ada: two accounts (ada, ada.o)');
    expect(grace).toBe('cid: missing since 2026-11-20 (1 read), stays until 2026-11-21');
  });
});
