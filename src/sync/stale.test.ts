import { describe, expect, it } from 'vitest';
import {
  account,
  inactive,
  JIRA,
  key,
  link,
  OKTA,
  person,
  pulled,
  sourceDirectory,
  type TargetContent,
  targetDirectory,
  targetGroup,
} from '../../test/directories.js';
import { memoryStore } from '../../test/memory-store.js';
import { memoryTarget, planFor } from '../../test/planning.js';
import { targetRules } from '../../test/rules.js';
import { someOf } from '../../test/some-people.js';
import type { Change } from '../model/change.js';
import { sourceName, targetGroupId } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import type { LookedUp, Source } from '../sources/source.js';
import { existing } from './diff/draft.js';
import { stage } from './stage.js';
import { moved, staleChanges } from './stale.js';

const ann = existing(account('ann'));
const devs = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' } as const;
const create = (login: string): Change => ({
  kind: 'createUser',
  id: `create ${login}`,
  person: key(login),
  username: login,
  values: {},
  reasons: [],
});
const add: Change = { kind: 'addMember', id: 'add', group: devs, account: ann, reasons: [] };

describe('A5: whether a change’s pre-image still holds', () => {
  const update: Change = {
    kind: 'updateUser',
    id: 'u',
    account: ann,
    before: { email: 'old' },
    values: { email: 'new' },
    reasons: [],
  };
  const rename: Change = { kind: 'renameUser', id: 'r', account: ann, before: 'ann', username: 'anna', reasons: [] };
  const found = (change: Change, content: TargetContent) => moved(change, targetDirectory(content));

  it.each<[string, Change, TargetContent, string | undefined]>([
    ['an account that is gone', add, {}, 'the account ann is gone'],
    [
      'an account that is called otherwise now',
      add,
      { accounts: [account('ann', { username: 'anna' })], groups: [targetGroup('devs', [])] },
      'the account is called anna now',
    ],
    ['a group that is gone', add, { accounts: [account('ann')] }, 'the group devs is gone'],
    ['nothing', add, { accounts: [account('ann')], groups: [targetGroup('devs', [])] }, undefined],
    ['an e-mail that somebody changed', update, { accounts: [account('ann', { email: 'third' })] }, 'the e-mail is third now'],
    ['an e-mail that is as wished already', update, { accounts: [account('ann', { email: 'new' })] }, undefined],
    ['an e-mail that is as it was', update, { accounts: [account('ann', { email: 'old' })] }, undefined],
    ['a rename that somebody else did', rename, { accounts: [account('ann', { username: 'anna' })] }, undefined],
    [
      'a rename to something else',
      rename,
      { accounts: [account('ann', { username: 'third' })] },
      'the account is called third now',
    ],
    ['a namesake that appeared', create('ann'), { accounts: [account('Ann')] }, 'an account Ann exists now'],
    ['a deletion of who is gone', { kind: 'deleteUser', id: 'd', account: ann, leaver: 'stated', reasons: [] }, {}, undefined],
    ['a deletion of a group that is gone', { kind: 'deleteGroup', id: 'g', group: devs, reasons: [] }, {}, undefined],
  ])('%s', (_, change, content, expected) => {
    expect(found(change, content)).toBe(expected);
  });
});

const okta = (answers: Readonly<Record<string, LookedUp>>, name = 'okta'): Source => ({
  name: sourceName(name),
  provider: OKTA,
  pull: async () =>
    sourceDirectory({
      people: Object.entries(answers).map(([login, { kind }]) => (kind === 'present' ? person(login) : inactive(login))),
    }),
  pullPeople: async whom => someOf(sourceDirectory({}), whom),
  lookup: async ids => {
    if (ids.length > 200) throw new Error('one list is read instead');
    return new Map(ids.flatMap(id => (answers[id] === undefined ? [] : [[id, answers[id]]])));
  },
  check: async () => [],
});

/** What of a saved plan of these changes is stale, in that target, by these sources. */
async function staleAmong(
  changes: readonly Change[],
  sources: readonly Source[],
  content: TargetContent = {},
  links = [link('ann')],
  setup: Parameters<typeof memoryTarget>[0] = {},
) {
  const target = memoryTarget(
    setup,
    targetDirectory({ accounts: [account('ann')], groups: [targetGroup('devs', [])], ...content }),
  );
  const plan: Plan = { ...(await planFor({ pulled: pulled({}) })), stages: stage(changes) };
  const never = new AbortController().signal;
  const rules = { name: sourceName('okta'), canaries: { users: [], groups: [] }, shrunkShare: 0.8, staleAfterMs: 259_200_000 };
  const context = {
    sources: sources.map(source => ({ source, rules })),
    targets: [{ target, rules: targetRules() }],
    syncs: [],
    approvals: [],
    configFingerprint: 'x',
    store: memoryStore({ links }),
    emit: () => undefined,
    now: () => '',
    signal: never,
    inFlight: never,
  };
  expect(plan.target).toBe(JIRA);
  return Object.fromEntries(await staleChanges(context, target, plan));
}

describe('A5: who is to be created, switched on or added must still be active at the source', () => {
  it.each<[LookedUp, string]>([
    [{ kind: 'inactive', status: 'SUSPENDED' }, 'SUSPENDED in okta now'],
    [{ kind: 'deleted' }, 'deleted in okta'],
    [{ kind: 'outOfScope', why: 'not assigned' }, 'okta: not assigned'],
    [{ kind: 'unknown', why: '503' }, 'okta could not say: 503'],
  ])('%o is stale', async (answer, why) => {
    expect(await staleAmong([create('bob'), add], [okta({ bob: answer, ann: answer })])).toEqual({ 'create bob': why, add: why });
  });

  it('who is there is not', async () => {
    expect(await staleAmong([create('bob'), add], [okta({ bob: { kind: 'present' }, ann: { kind: 'present' } })])).toEqual({});
  });

  it('whom nobody speaks of is', async () => {
    expect(Object.keys(await staleAmong([create('bob')], []))).toEqual(['create bob']);
  });

  it('of two sources of one provider, one that has the person is enough, whichever comes first', async () => {
    const [has, hasNot] = [
      okta({ bob: { kind: 'present' } }),
      okta({ bob: { kind: 'outOfScope', why: 'another app' } }, 'second'),
    ];
    expect(await staleAmong([create('bob')], [has, hasNot])).toEqual({});
    expect(await staleAmong([create('bob')], [hasNot, has])).toEqual({});
  });

  it('whoever was linked meanwhile is not created', async () => {
    expect(await staleAmong([create('bob')], [okta({ bob: { kind: 'present' } })], {}, [link('bob', {}, 'robert')])).toEqual({
      'create bob': 'this person is linked to an account now',
    });
  });

  it('an account that the target’s list leaves out is asked for before it counts as gone', async () => {
    const setup = { unlisted: ['id-ann'] };
    expect(await staleAmong([add], [okta({ ann: { kind: 'present' } })], {}, [link('ann')], setup)).toEqual({});
  });

  it('removals and ends need nobody’s word', async () => {
    const removal: Change = { kind: 'removeMember', id: 'm', group: devs, account: ann, reasons: [] };
    const end: Change = { kind: 'deactivateUser', id: 'd', account: ann, leaver: 'stated', reasons: [] };
    expect(await staleAmong([removal, end], [])).toEqual({});
  });

  it('over 200 people one list is read', async () => {
    const logins = Array.from({ length: 201 }, (_, at) => `p${at}`);
    const answers = Object.fromEntries(
      logins.map((login, at): [string, LookedUp] => [login, at === 7 ? { kind: 'inactive', status: '' } : { kind: 'present' }]),
    );
    expect(await staleAmong(logins.map(create), [okta(answers)])).toEqual({ 'create p7': 'SUSPENDED in okta now' });
  });
});
