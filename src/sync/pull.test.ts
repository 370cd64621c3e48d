import { describe, expect, it } from 'vitest';
import { inactive, key, NOW, OKTA, person, type SourceContent, sourceDirectory, sourceGroup } from '../../test/directories.js';
import { manual, onTheFly, selector, sync } from '../../test/rules.js';
import { someOf } from '../../test/some-people.js';
import { Interrupted, Unavailable } from '../errors.js';
import { personId, providerId, sourceName } from '../model/ids.js';
import type { SourceRules } from '../model/rules.js';
import type { LookedUp, Source } from '../sources/source.js';
import { type PullInput, pull } from './pull.js';
import { scopeOf } from './pull-scope.js';

const okta = sourceName('okta');
const noRules: SourceRules = { name: okta, canaries: { users: [], groups: [] }, shrunkShare: 0.8, staleAfterMs: 259_200_000 };
const names = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const crowd = (count: number) => names(count).map(name => person(name));

/** A source that answers from memory. */
const answering = (content: SourceContent, lookUps: Readonly<Record<string, LookedUp>> = {}): Source => ({
  name: okta,
  provider: OKTA,
  pull: async () => sourceDirectory(content),
  pullPeople: async whom => someOf(sourceDirectory(content), whom),
  lookup: async ids => new Map(ids.map(id => [id, lookUps[id] ?? { kind: 'deleted' }])),
  check: async () => [],
});
const failing = (error: Error): Source => ({ ...answering({}), pull: () => Promise.reject(error) });
const pullFrom = (source: Source, more: Partial<PullInput> = {}) =>
  pull({
    source,
    rules: noRules,
    syncs: [sync()],
    linked: new Set(),
    last: undefined,
    allowed: undefined,
    another: undefined,
    attended: false,
    whole: false,
    emit: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });

describe('a name that stands for another org than before', () => {
  const another = 'okta is another org than before';

  it('is not believed unattended, and not even read', async () => {
    const pulled = await pullFrom(failing(new Error('it was asked')), { another });
    expect(pulled).toMatchObject({ kind: 'unread', why: another, hint: expect.stringContaining('rollcall apply') });
  });

  it('is read where somebody attends, with a warning', async () => {
    expect(await pullFrom(answering({}), { another, attended: true })).toMatchObject({ kind: 'read', warning: another });
  });
});

describe('R1: a source is read whole or not at all', () => {
  it('a failure is an unread source, never an empty one', async () => {
    expect(await pullFrom(failing(new Unavailable('it answered 503', 'Try again.')))).toEqual({
      kind: 'unread',
      source: 'okta',
      why: 'it answered 503',
      hint: 'Try again.',
    });
  });

  it('a bug and an interruption are not swallowed', async () => {
    await expect(pullFrom(failing(new TypeError('x is undefined')))).rejects.toThrow(TypeError);
    await expect(pullFrom(failing(new Interrupted('stopped', '')))).rejects.toThrow(Interrupted);
  });
});

describe('R2: rows that cannot be understood', () => {
  const odd = (count: number) => Array.from({ length: count }, (_, at) => ({ where: `row ${at}`, problem: 'no login' }));

  it('2 % are set aside, more make the source unread', async () => {
    expect((await pullFrom(answering({ people: crowd(98), quarantined: odd(2) }))).kind).toBe('read');
    expect(await pullFrom(answering({ people: crowd(97), quarantined: odd(3) }))).toMatchObject({
      kind: 'unread',
      why: expect.stringContaining('3 of 100 rows'),
    });
  });
});

describe('R5: linked people absent from the list', () => {
  const linked = new Set([key('ann'), key('bob', providerId('other'))]);

  it('are looked up, those of this provider', async () => {
    const read = await pullFrom(answering({ people: crowd(1) }, { ann: { kind: 'inactive', status: 'SUSPENDED' } }), { linked });
    expect(read.kind === 'read' && [...read.lookedUp]).toEqual([['ann', { kind: 'inactive', status: 'SUSPENDED' }]]);
  });

  it('who is in the list, or set aside, is not looked up', async () => {
    const people = [person('ann'), ...crowd(99)];
    const read = await pullFrom(answering({ people }), { linked });
    expect(read.kind === 'read' && read.lookedUp.size).toBe(0);
    const aside = await pullFrom(
      answering({ people: crowd(99), quarantined: [{ id: personId('ann'), where: 'row 1', problem: 'x' }] }),
      { linked },
    );
    expect(aside.kind === 'read' && aside.lookedUp.size).toBe(0);
  });

  it('one who is active and in scope proves the list incomplete: the source is unread', async () => {
    const read = await pullFrom(answering({ people: crowd(1) }, { ann: { kind: 'present' } }), { linked });
    expect(read).toMatchObject({ kind: 'unread', why: expect.stringContaining('the list was incomplete') });
  });
});

describe('shrunk-source', () => {
  const last = { provider: OKTA, source: okta, readAt: NOW, people: 100, groups: 1 };

  it('under 80 % of the last good read is not believed, unless it is allowed', async () => {
    expect((await pullFrom(answering({ people: crowd(80) }), { last })).kind).toBe('read');
    const shrunk = await pullFrom(answering({ people: crowd(79) }), { last });
    expect(shrunk).toMatchObject({ kind: 'unread', why: expect.stringContaining('--allow okta:shrunk-source=21') });
    expect((await pullFrom(answering({ people: crowd(79) }), { last, allowed: 21 })).kind).toBe('read');
    expect((await pullFrom(answering({ people: crowd(79) }), { last, allowed: 20 })).kind).toBe('unread');
  });

  it('the inactive do not count', async () => {
    const people = [...crowd(79), ...names(30).map(name => inactive(`x${name}`))];
    expect((await pullFrom(answering({ people }), { last })).kind).toBe('unread');
  });

  const canaries = (users: readonly string[], holds?: (count: number) => boolean): SourceRules => ({
    ...noRules,
    canaries: { users, groups: holds === undefined ? [] : [{ name: 'Everyone', text: '>= 2', holds }] },
  });

  it('a canary who is missing or inactive: the read is not believed', async () => {
    const rules = canaries(['Ceo@example.com']);
    expect((await pullFrom(answering({ people: [person('ceo')] }), { rules })).kind).toBe('read');
    expect((await pullFrom(answering({ people: [inactive('ceo')] }), { rules })).kind).toBe('unread');
    expect((await pullFrom(answering({ people: crowd(5) }), { rules, allowed: 99 })).kind).toBe('unread');
  });

  it('a canary group that is missing, or too small, or unknown', async () => {
    const rules = canaries([], count => count >= 2);
    const kind = async (content: SourceContent) => (await pullFrom(answering(content), { rules })).kind;
    expect(await kind({ groups: [sourceGroup('everyone', ['a', 'b'])] })).toBe('read');
    expect(await kind({ groups: [sourceGroup('everyone', ['a'])] })).toBe('unread');
    expect(await kind({ groups: [sourceGroup('everyone', 'unknown')] })).toBe('unread');
    expect(await kind({})).toBe('unread');
  });
});

describe('R3’s twin: whose members are asked for', () => {
  const rules = [
    sync({
      groups: {
        include: [selector('/^a/')],
        exclude: [selector('ax')],
        manual: [manual('Alpha', 'x')],
        onTheFly: [onTheFly('atl-.*')],
      },
    }),
  ];
  const isRead = (name: string) =>
    scopeOf(rules, { ...noRules, canaries: { users: [], groups: [{ name: 'Zed', text: '', holds: () => true }] } }).group({
      id: 'g',
      name,
    });

  it('groups that some rule or canary may name, and no others', () => {
    expect(['alpha', 'atl-b', 'zed'].map(isRead)).toEqual([true, true, true]);
    expect(['ax', 'b', 'another', 'Everyone'].map(isRead)).toEqual([false, false, false, false]);
  });
});
