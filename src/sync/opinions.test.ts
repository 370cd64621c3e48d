import { describe, expect, it } from 'vitest';
import { sync } from '../../test/rules.js';
import { syncName } from '../model/ids.js';
import type { Opinion, PersonWish } from '../model/wish.js';
import { byPriority, makerOf, ownerAmong, wishAmong } from './opinions.js';

const WISHES = {
  wanted: { kind: 'wanted', reasons: [] },
  unknown: { kind: 'unknown', why: 'unread' },
  inGrace: { kind: 'inGrace', since: '', reads: 1, until: '', reasons: [] },
  left: { kind: 'notWanted', leaver: 'stated', reasons: [] },
  gone: { kind: 'notWanted', leaver: 'inferred', reasons: [] },
} satisfies Record<string, PersonWish>;
type Wish = keyof typeof WISHES;

const SYNCS = ['first', 'second', 'third'].map(syncName);
/** Each sync's word, in order: the first sync's first. */
const opinions = (first: Wish, ...rest: readonly Wish[]): [Opinion, ...Opinion[]] => {
  const opinion = (wish: Wish, at: number): Opinion => ({ sync: SYNCS[at] ?? syncName('more'), wish: WISHES[wish] });
  return [opinion(first, 0), ...rest.map((wish, at) => opinion(wish, at + 1))];
};

describe('C4: whose word counts', () => {
  it.each<[string, string | undefined, [Wish, ...Wish[]]]>([
    ['first', undefined, ['wanted', 'wanted']],
    ['second', undefined, ['left', 'wanted']],
    ['second', 'first', ['gone', 'wanted']],
    ['first', 'second', ['wanted', 'wanted']],
    // the owner's statement waits for nobody
    ['first', 'first', ['left', 'wanted']],
    ['second', 'second', ['wanted', 'left']],
    // what is not known passes nothing on; another's not knowing claims nothing
    ['first', 'first', ['unknown', 'wanted']],
    ['second', 'first', ['gone', 'wanted', 'unknown']],
    ['third', 'second', ['unknown', 'gone', 'wanted']],
    // nobody wants the account: whose it was it stays
    ['second', 'second', ['gone', 'gone']],
    ['second', 'second', ['unknown', 'gone']],
    ['first', undefined, ['gone', 'left']],
    ['first', 'more', ['gone', 'gone']],
  ])('%s, when %s owned it, of %j', (owner, before, wishes) => {
    expect(ownerAmong(opinions(...wishes), before === undefined ? undefined : syncName(before)).sync).toBe(owner);
  });
});

describe('DESIGN §2: an account ends only when every sync is known not to want it, or its owner states so', () => {
  it.each<[Wish, [Wish, ...Wish[]]]>([
    ['wanted', ['gone', 'inGrace', 'wanted']],
    ['unknown', ['gone', 'inGrace', 'unknown']],
    ['inGrace', ['gone', 'inGrace']],
    ['gone', ['gone', 'left']],
    ['left', ['left', 'wanted']],
    ['wanted', ['wanted', 'left']],
  ])('%s, of %j with the first as the owner', (wish, wishes) => {
    expect(wishAmong(opinions(...wishes), syncName('first')).wish).toBe(WISHES[wish]);
  });

  it('is not known, when the owner says nothing and nobody else speaks for it', () => {
    expect(wishAmong(opinions('gone'), syncName('more')).wish).toEqual({ kind: 'unknown', why: 'no sync says why' });
  });

  it('tells who wants it, and who might', () => {
    const { wantedBy, unsureFor } = wishAmong(opinions('wanted', 'unknown', 'inGrace'), syncName('first'));
    expect([[...wantedBy], [...unsureFor]]).toEqual([['first'], ['second', 'third']]);
  });
});

describe('C4, U1: the order of syncs', () => {
  const low = sync({ name: 'low', priority: -1 });
  const [one, two] = [sync({ name: 'one' }), sync({ name: 'two' })];
  const high = sync({ name: 'high', priority: 9 });

  it('the highest priority first, then as the file has them', () => {
    expect(byPriority([low, one, two, high]).map(({ name }) => name)).toEqual(['high', 'one', 'two', 'low']);
  });

  it('the first that wants somebody and creates accounts makes the account', () => {
    const never = sync({ name: 'never', users: { create: false } });
    const wantedBy = new Set(['never', 'one', 'two'].map(syncName));
    expect(makerOf({ wantedBy }, [high, never, one, two])?.name).toBe('one');
    expect(makerOf({ wantedBy }, [high, never])).toBeUndefined();
  });
});
