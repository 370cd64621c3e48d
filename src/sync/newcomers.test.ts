import { describe, expect, it } from 'vitest';
import { key, OKTA, person } from '../../test/directories.js';
import { sync } from '../../test/rules.js';
import { type ProviderId, personId, providerId } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import type { DesiredPerson } from '../model/wish.js';
import type { Match } from './correlate.js';
import { newcomersOf } from './newcomers.js';

const IDCS = providerId('idcs.example.com');
const staff = sync({ users: { match: ['email'] } });
const partners = sync({ name: 'partners', from: 'idcs', users: { match: ['email'] } });

/** Wanted, and nobody has an account for them. */
const newcomer = (login: string, email: string, provider: ProviderId, more: Partial<DesiredPerson> = {}): DesiredPerson => {
  const { name } = provider === OKTA ? staff : partners;
  const wish = { kind: 'wanted', reasons: [] } as const;
  return {
    ...{ key: key(login, provider), provider, id: personId(login), record: undefined, owner: name },
    ...{ opinions: [{ sync: name, wish }], wish, wantedBy: new Set([name]), unsureFor: new Set() },
    values: { username: login, email },
    ...more,
  };
};

const found = (people: readonly DesiredPerson[], syncs: readonly SyncRules[] = [staff, partners]) => {
  const matches = new Map(people.map(({ key }): [typeof key, Match] => [key, { kind: 'none' }]));
  const turn = (name: string) => syncs.findIndex(one => one.name === name);
  return newcomersOf({ people, matches, syncs, stored: (_, value) => value.trim(), turn });
};
const idsOf = ({ together }: ReturnType<typeof found>) => together.map(all => all.map(({ id }) => id));
const gathered = (...people: readonly DesiredPerson[]) => {
  const all = found(people);
  return { together: idsOf(all), conflicts: all.conflicts.map(({ person }) => person) };
};

describe('C4: people of several providers for whom one account is made', () => {
  const ann = newcomer('ann', 'ann@example.com', OKTA);
  const lee = newcomer('a.lee', 'ann@example.com', IDCS);

  it('are those whom a match key would lead to it', () => {
    expect(gathered(ann, lee)).toEqual({ together: [['ann', 'a.lee']], conflicts: [] });
  });

  it('those whose sync comes first are made, and have the others, whatever the order of the rows', () => {
    expect(gathered(lee, ann).together).toEqual([['ann', 'a.lee']]);
    expect(idsOf(found([ann, lee], [partners, staff]))).toEqual([['a.lee', 'ann']]);
  });

  it('U8, C1: as the target stores their values, without case', () => {
    expect(gathered(ann, newcomer('a.lee', ' ANN@example.com', IDCS)).together).toEqual([['ann', 'a.lee']]);
  });

  it('who fits one by two keys fits one', () => {
    const match = ['username', 'email'] as const;
    const both = [staff, partners].map(one => ({ ...one, users: { ...one.users, match } }));
    expect(idsOf(found([ann, newcomer('ann', 'ann@example.com', IDCS)], both))).toEqual([['ann', 'ann']]);
  });

  it('U1: are none of those whom no sync may create, by themselves', () => {
    const never = [staff, partners].map(one => ({ ...one, users: { ...one.users, create: false } }));
    expect(idsOf(found([ann, lee], never))).toEqual([]);
  });

  it('U1: are none of those who are not wanted', () => {
    const wish = { kind: 'notWanted', leaver: 'stated', reasons: [] } as const;
    const left = newcomer('a.lee', 'ann@example.com', IDCS, { wish });
    expect(gathered(ann, left)).toEqual({ together: [], conflicts: [] });
  });

  it('C2: two of one provider never are, whatever they share: that is not a conflict here, each is made by itself', () => {
    const twin = newcomer('ann2', 'ann@example.com', OKTA);
    const other = newcomer('cid', 'cid@example.com', IDCS);
    expect(gathered(ann, twin, other)).toEqual({ together: [], conflicts: [] });
  });

  it('C2: who fits two of another provider is in conflict, and those two are not', () => {
    const twin = newcomer('ann2', 'ann@example.com', OKTA);
    expect(gathered(ann, twin, lee)).toEqual({ together: [], conflicts: [lee.key] });
  });

  it('C2: a conflict names the person as the source does, else by the id', () => {
    const twin = newcomer('ann2', 'ann@example.com', OKTA);
    const known = newcomer('4711', 'ann@example.com', IDCS, { record: person('a.lee') });
    expect(found([ann, twin, known]).conflicts).toMatchObject([{ person: known.key, login: 'a.lee', accounts: [] }]);
    expect(found([ann, twin, lee]).conflicts).toMatchObject([{ login: 'a.lee' }]);
  });
});
