import { describe, expect, it } from 'vitest';
import { key, OKTA } from '../../test/directories.js';
import { sync } from '../../test/rules.js';
import { type ProviderId, personId, providerId } from '../model/ids.js';
import type { DesiredPerson } from '../model/wish.js';
import type { Match } from './correlate.js';
import { newcomersOf } from './newcomers.js';

const IDCS = providerId('idcs.example.com');
const staff = sync({ users: { match: ['email'] } });
const partners = sync({ name: 'partners', from: 'idcs', users: { match: ['email'] } });

/** Wanted, and nobody has an account for them. */
const newcomer = (login: string, email: string, provider: ProviderId): DesiredPerson => {
  const { name } = provider === OKTA ? staff : partners;
  const wish = { kind: 'wanted', reasons: [] } as const;
  return {
    ...{ key: key(login, provider), provider, id: personId(login), record: undefined, owner: name },
    ...{ opinions: [{ sync: name, wish }], wish, wantedBy: new Set([name]), unsureFor: new Set() },
    values: { username: login, email },
  };
};

const gathered = (...people: readonly DesiredPerson[]) => {
  const matches = new Map(people.map(({ key }): [typeof key, Match] => [key, { kind: 'none' }]));
  const turn = (name: string) => [staff, partners].findIndex(one => one.name === name);
  const found = newcomersOf({ people, matches, syncs: [staff, partners], stored: (_, value) => value, turn });
  return {
    together: found.together.map(all => all.map(({ id }) => id)),
    conflicts: found.conflicts.map(({ person }) => person),
  };
};

describe('C4: people of several providers for whom one account is made', () => {
  const ann = newcomer('ann', 'ann@example.com', OKTA);
  const lee = newcomer('a.lee', 'ann@example.com', IDCS);

  it('are those whom a match key would lead to it', () => {
    expect(gathered(ann, lee)).toEqual({ together: [['ann', 'a.lee']], conflicts: [] });
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
});
